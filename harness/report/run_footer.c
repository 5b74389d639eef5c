#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "report/limits.h"
#include "report/run_table.h"
#include "report/show.h"
#include "report/table.h"

#define TICK_NS 1e7 /* /proc/stat counts in 1/100 s on every Linux */

static bool is_hardware(const struct metric *metric)
{
	return metric->provider && strcmp(metric->provider, "hardware") == 0;
}

/* Hardware counters that are missing, once for the whole run. */
struct missing {
	size_t available;
	const struct metric *first;
	struct str names;
};

static void find_missing(struct missing *missing, const struct result *result,
			 bool teams)
{
	for (size_t i = 0; i < result->case_count; i++) {
		const struct result_case *c = &result->result_case[i];

		if ((c->threads > 1) != teams)
			continue;
		for (size_t m = 0; m < c->metric_count; m++) {
			if (!is_hardware(&c->metric[m]))
				continue;
			missing->available += c->metric[m].available;
			if (c->metric[m].available)
				continue;
			if (!missing->first)
				missing->first = &c->metric[m];
			str_addf(&missing->names, "%s%s",
				 missing->names.length ? ", " : "",
				 c->metric[m].name);
		}
		/* One case that measured tells it for all. */
		if (missing->first || missing->available)
			return;
	}
}

static void print_missing(const struct result *result,
			  const struct report_style *style, FILE *out)
{
	struct missing missing = {.first = NULL};
	const struct metric *first;

	/* Several threads have a reason of their own to miss them. */
	find_missing(&missing, result, false);
	if (!missing.first && !missing.available)
		find_missing(&missing, result, true);
	first = missing.first;
	if (first)
		table_print(style, out, INK_DIM,
			    "hardware counters: %s%s: %s, %s; see tare doctor",
			    missing.available ? "without " : "none",
			    missing.available ? str_text(&missing.names) : "",
			    first->errno_name ? first->errno_name : "unknown",
			    first->reason ? first->reason : "no reason given");
	str_release(&missing.names);
}

/* "57 ok, 2 skipped, 1 crashed" */
static void print_counts(const struct result *result,
			 const struct report_style *style, FILE *out)
{
	size_t count[CASE_NOT_RUN + 1] = {0};
	struct str text = {0};

	for (size_t i = 0; i < result->case_count; i++)
		count[result->result_case[i].status]++;
	for (size_t s = 0; s < ARRAY_SIZE(count); s++)
		if (count[s])
			str_addf(&text, "%s%zu %s", text.length ? ", " : "",
				 count[s],
				 case_status_name((enum case_status)s));
	table_print(style, out, INK_BOLD, "%s%s",
		    result->case_count ? str_text(&text)
				       : "nothing was measured",
		    result->complete ? "" : " (the run was cut off)");
	str_release(&text);
}

/* How many processes the measured cases have. */
struct range {
	uint64_t low, high;
};

static struct range processes_done(const struct result *result)
{
	struct range done = {.low = UINT64_MAX, .high = 0};

	for (size_t i = 0; i < result->case_count; i++) {
		const struct result_case *c = &result->result_case[i];

		if (c->status != CASE_OK)
			continue;
		if (c->process_count < done.low)
			done.low = c->process_count;
		if (c->process_count > done.high)
			done.high = c->process_count;
	}
	return done;
}

/* "10", "3 of 10", "3 to 4 of 10" */
static void add_processes(struct str *text, const struct result *result)
{
	struct range done = processes_done(result);

	if (done.high > 0 && done.low < result->processes) {
		str_addf(text, "%" PRIu64, done.low);
		if (done.high > done.low)
			str_addf(text, " to %" PRIu64, done.high);
		str_add(text, " of ");
	}
	str_addf(text, "%" PRIu64 " processes a case", result->processes);
	if (result->budget_ended)
		str_add(text, " (time budget)");
}

static void print_measured(const struct result *result,
			   const struct report_style *style, FILE *out)
{
	char slice[SHOW_SIZE], wall[SHOW_SIZE];
	struct str text = {0};

	add_processes(&text, result);
	table_print(
	    style, out, INK_DIM,
	    "%s, %" PRIu64 " slices of %s each; %s in all; seed %" PRIu64,
	    str_text(&text), result->slices, show_time(slice, result->slice_ns),
	    show_time(wall, result->wall_ns), result->seed);
	str_release(&text);
}

/* Adds VALUE to *SUM; a value that could not be read makes it unknown. */
static void add_known(double *sum, double value)
{
	*sum = value < 0 || *sum < 0 ? -1 : *sum + value;
}

static void add_share(struct str *text, const char *name, double part,
		      double whole)
{
	if (part >= 0 && whole > 0)
		str_addf(text, "%s%s %.1f %%", text->length ? ", " : "", name,
			 100 * part / whole);
}

/* Pressure, steal and throttling as shares of the time that was measured. */
static void print_interference(const struct result *result,
			       const struct report_style *style, FILE *out)
{
	struct interference sum = {0};
	struct str text = {0};

	for (size_t i = 0; i < result->round_count; i++) {
		const struct interference *round = &result->round[i];

		add_known(&sum.psi_cpu_us, round->psi_cpu_us);
		add_known(&sum.psi_memory_us, round->psi_memory_us);
		add_known(&sum.psi_io_us, round->psi_io_us);
		add_known(&sum.steal_ticks, round->steal_ticks);
		add_known(&sum.throttled_us, round->throttled_us);
		add_known(&sum.wall_ns, round->wall_ns);
	}
	add_share(&text, "cpu pressure", sum.psi_cpu_us * 1e3, sum.wall_ns);
	add_share(&text, "memory pressure", sum.psi_memory_us * 1e3,
		  sum.wall_ns);
	add_share(&text, "io pressure", sum.psi_io_us * 1e3, sum.wall_ns);
	add_share(&text, "steal", sum.steal_ticks * TICK_NS, sum.wall_ns);
	add_share(&text, "throttled", sum.throttled_us * 1e3, sum.wall_ns);
	if (text.length)
		table_print(style, out, INK_DIM, "machine: %s",
			    str_text(&text));
	str_release(&text);
}

void run_footer(const struct result *result, const struct report_style *style,
		FILE *out)
{
	if (result->outcome)
		limits_print(result, style, out);
	print_counts(result, style, out);
	if (result->case_count)
		table_print(style, out, INK_DIM,
			    "time/op: median over processes; spread: between "
			    "processes; dist.: disturbed slices, left out");
	print_measured(result, style, out);
	print_interference(result, style, out);
	print_missing(result, style, out);
	if (result->path)
		table_print(style, out, INK_DIM, "result: %s", result->path);
}
