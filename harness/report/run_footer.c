#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "report/interference.h"
#include "report/limits.h"
#include "report/run_table.h"
#include "report/show.h"
#include "report/table.h"

static bool has_count(const struct result_case *c)
{
	for (size_t i = 0; i < c->metric_count; i++)
		if (c->metric[i].available)
			return true;
	return false;
}

/* ", 0 counted": without times, a case that is ok may still have no number. */
static void add_counted(struct str *text, const struct result *result)
{
	size_t ok = 0, counted = 0;

	for (size_t i = 0; i < result->case_count; i++) {
		const struct result_case *c = &result->result_case[i];

		ok += c->status == CASE_OK;
		counted += c->status == CASE_OK && has_count(c);
	}
	if (counted < ok)
		str_addf(text, ", %zu counted", counted);
}

/* Cases that were timed, and broke in a pass that only counts. */
static size_t count_broke(const struct result *result)
{
	size_t broke = 0;

	for (size_t i = 0; i < result->case_count; i++) {
		const struct result_case *c = &result->result_case[i];
		bool broken = false;

		for (size_t k = 0; k < c->counted_count; k++)
			broken |= count_is_broken(&c->counted[k]);
		broke += broken && c->process_count > 0;
	}
	return broke;
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
	if (!run_has_times(result))
		add_counted(&text, result);
	size_t broke = count_broke(result);
	if (broke)
		str_addf(&text, "; %zu of them broke where %s counted", broke,
			 broke == 1 ? "it was" : "they were");
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

	if (!run_has_times(result)) {
		table_print(style, out, INK_DIM, "counted without a clock, %s",
			    show_time(wall, result->wall_ns));
		return;
	}
	add_processes(&text, result);
	table_print(
	    style, out, INK_DIM,
	    "%s, %" PRIu64 " slices of %s each; %s in all; seed %" PRIu64,
	    str_text(&text), result->slices, show_time(slice, result->slice_ns),
	    show_time(wall, result->wall_ns), result->seed);
	str_release(&text);
}

void run_footer(const struct result *result, const struct report_style *style,
		FILE *out)
{
	if (result->outcome)
		limits_print(result, style, out);
	print_counts(result, style, out);
	if (result->case_count && run_has_times(result))
		table_print(style, out, INK_DIM,
			    "time/op: median over processes; spread: between "
			    "processes; dist.: disturbed slices, left out");
	print_measured(result, style, out);
	interference_print(result, style, out);
	if (result->unfit)
		table_print(style, out, INK_RED, "machine unfit: %s",
			    result->unfit);
	run_missing(result, style, out);
	if (result->simulator)
		table_print(style, out, INK_DIM, "simulated by %s",
			    result->simulator);
	if (result->path)
		table_print(style, out, INK_DIM, "result: %s", result->path);
}
