/*
 * Counters and authors' numbers below the table of `tare run`. What does not
 * fit on the screen continues in a further block.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "counters/counters.h"
#include "counters/passes.h"
#include "report/run_table.h"
#include "report/show.h"
#include "report/table.h"

#define SHOWN_FROM  0.0005 /* an operation: less is shown as 0.000 */
#define METRICS_MAX 128
#define SIMULATED   "sim."
#define COLUMN_GAP  2
#define NAME_MAX    32 /* columns that longer names do not take from others */

static bool is_counted(const struct metric *metric)
{
	return pass_metric_find(metric->name) != NULL;
}

static bool is_of(const struct metric *metric, const char *provider)
{
	return metric->provider && strcmp(metric->provider, provider) == 0;
}

/*
 * Counters of the system, and allocations, are mostly 0, and those that are
 * stay out of sight; so do all the system's unless they were asked for.
 */
static bool worth_a_column(const struct result *result,
			   const struct metric *metric)
{
	const char *spec = result->counters ? result->counters : "auto";
	bool asked = strcmp(spec, "auto") != 0;
	bool zero = fabs(metric->estimate.value) < SHOWN_FROM;

	if (!metric->available || metric_is_rate(metric))
		return false;
	if (is_counted(metric))
		return !zero || (asked && (counters_passes(spec) &
					   counters_pass_of(metric->name)));
	return !is_of(metric, "os") || (asked && !zero);
}

static const struct metric *find_metric(const struct result_case *c,
					const char *name)
{
	for (size_t i = 0; i < c->metric_count; i++)
		if (strcmp(c->metric[i].name, name) == 0)
			return &c->metric[i];
	return NULL;
}

static bool is_simulated(const char *name)
{
	return strncmp(name, SIMULATED, strlen(SIMULATED)) == 0;
}

/* What stands above the column of NAME: the block's title has the rest. */
static const char *title_of(const char *name)
{
	if (strcmp(name, COUNTER_PEAK_RSS) == 0)
		return COUNTER_PEAK_RSS " (process)";
	return is_simulated(name) ? name + strlen(SIMULATED) : name;
}

/* The metrics of a block that get a column, in order of appearance. */
struct chosen {
	const char *name[METRICS_MAX];
	size_t count;
};

static void choose(struct chosen *chosen, const char *name)
{
	for (size_t i = 0; i < chosen->count; i++)
		if (strcmp(chosen->name[i], name) == 0)
			return;
	if (chosen->count < METRICS_MAX)
		chosen->name[chosen->count++] = name;
}

static void choose_metrics(struct chosen *chosen, bool simulated,
			   const struct result *result)
{
	for (size_t i = 0; i < result->case_count; i++) {
		const struct result_case *c = &result->result_case[i];

		for (size_t m = 0; m < c->metric_count; m++)
			if (c->status == CASE_OK &&
			    is_simulated(c->metric[m].name) == simulated &&
			    worth_a_column(result, &c->metric[m]))
				choose(chosen, c->metric[m].name);
	}
}

/* Scaled, or not the same in every run. */
static bool is_rough(const struct metric *metric)
{
	return (metric->coverage > 0 && metric->coverage < 0.999) ||
	       (is_counted(metric) && !metric->exact);
}

/* METRIC may be NULL: the case has no such. */
static char *show_metric(char buf[SHOW_SIZE], const struct metric *metric)
{
	const char *unit = metric && metric->unit ? metric->unit : "";
	double value = metric ? metric->estimate.value : 0;

	if (!metric || !metric->available) {
		strcpy(buf, metric ? "n/a" : "");
		return buf;
	}
	if (is_counted(metric))
		show_count(buf, value);
	else if (strcmp(unit, "ns") == 0)
		show_time(buf, value);
	else if (strcmp(unit, "bytes") == 0 || strcmp(unit, "B") == 0)
		str_size(buf, SHOW_SIZE - 1, value);
	else
		str_si(buf, SHOW_SIZE - 1, value);
	if (is_rough(metric))
		strcat(buf, "~");
	return buf;
}

static bool has_row(const struct result_case *c, const char *const *name,
		    size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (c->status == CASE_OK && find_metric(c, name[i]))
			return true;
	return false;
}

static size_t columns_of(const struct result *result, const char *name)
{
	size_t columns = str_columns(title_of(name));
	char buf[SHOW_SIZE];

	for (size_t i = 0; i < result->case_count; i++) {
		const struct result_case *c = &result->result_case[i];
		size_t own =
		    str_columns(show_metric(buf, find_metric(c, name)));

		columns = own > columns ? own : columns;
	}
	return columns;
}

/* Columns of the longest name of a case, up to NAME_MAX. */
static size_t name_columns(const struct result *result, const char *title)
{
	size_t columns = str_columns(title);

	for (size_t i = 0; i < result->case_count; i++) {
		size_t own = str_columns(result->result_case[i].id);

		columns = own > columns ? own : columns;
	}
	return columns < NAME_MAX ? columns : NAME_MAX;
}

/* How many of COUNT metrics fit beside the names; at least one. */
static size_t count_fitting(const struct result *result, size_t room,
			    const char *const *name, size_t count)
{
	size_t n = 0, taken = 0;

	while (n < count && n + 1 < TABLE_MAX_COLUMNS) {
		taken += COLUMN_GAP + columns_of(result, name[n]);
		if (taken > room && n > 0)
			break;
		n++;
	}
	return n;
}

/* Where blocks are written to. */
struct place {
	const struct report_style *style;
	FILE *out;
	bool empty; /* nothing stands above */
};

static int write_block(const struct result *result, const char *title,
		       const char *const *name, size_t count,
		       struct place *place, struct err *err)
{
	CLEANUP(table_release) struct table table = {0};
	char buf[SHOW_SIZE];

	table_init(&table, &(struct table_column){.title = title}, 1);
	for (size_t i = 0; i < count; i++)
		table_add_column(
		    &table, &(struct table_column){.title = title_of(name[i]),
						   .right = true});
	for (size_t i = 0; i < result->case_count; i++) {
		const struct result_case *c = &result->result_case[i];

		if (!has_row(c, name, count))
			continue;
		table_text(&table, INK_PLAIN, c->id);
		for (size_t k = 0; k < count; k++) {
			const struct metric *metric = find_metric(c, name[k]);
			table_text(&table,
				   metric && metric->available ? INK_PLAIN
							       : INK_DIM,
				   show_metric(buf, metric));
		}
	}
	if (!place->empty)
		fputc('\n', place->out);
	place->empty = false;
	return table_write(&table, place->style, place->out, err);
}

static void print_estimates(const struct chosen *chosen,
			    const struct report_style *style, FILE *out)
{
	for (size_t i = 0; i < chosen->count; i++)
		if (strcmp(chosen->name[i], "sim.estimated_cycles") == 0)
			table_print(style, out, INK_DIM,
				    "sim.estimated_cycles: an estimate, 1 a "
				    "hit in the first cache, 5 in the last "
				    "one, 35 in memory");
}

static int write_blocks(const struct result *result, const char *title,
			const struct chosen *chosen, struct place *place,
			struct err *err)
{
	size_t total = place->style->columns ? place->style->columns : 80;
	size_t names = name_columns(result, title);
	size_t room = total > names ? total - names : 0;

	for (size_t i = 0; i < chosen->count;) {
		size_t n = count_fitting(result, room, &chosen->name[i],
					 chosen->count - i);
		int r =
		    write_block(result, title, &chosen->name[i], n, place, err);
		if (r < 0)
			return r;
		i += n;
	}
	return 0;
}

int run_counters(const struct result *result, const struct report_style *style,
		 FILE *out, struct err *err)
{
	struct chosen measured = {.count = 0}, simulated = {.count = 0};
	struct place place = {style, out, !run_has_times(result)};

	choose_metrics(&measured, false, result);
	choose_metrics(&simulated, true, result);
	int r = write_blocks(result, "per operation", &measured, &place, err);
	if (r == 0)
		r = write_blocks(result, SIMULATED "* per operation",
				 &simulated, &place, err);
	if (r < 0)
		return r;
	print_estimates(&simulated, style, out);
	run_uneven(result, style, out);
	return 0;
}
