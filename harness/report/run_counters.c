#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "report/run_table.h"
#include "report/show.h"
#include "report/table.h"

#define OS_SHOWN_FROM 0.0005 /* an operation: less is shown as 0.000 */

/*
 * Counters of the system are shown if they were asked for; they are mostly
 * 0, and those that are stay out of sight.
 */
static bool worth_a_column(const struct result *result,
			   const struct metric *metric)
{
	bool asked = result->counters && strcmp(result->counters, "auto") != 0;

	if (!metric->available || metric_is_rate(metric))
		return false;
	if (metric->provider && strcmp(metric->provider, "os") == 0)
		return asked && fabs(metric->estimate.value) >= OS_SHOWN_FROM;
	return true;
}

static const struct metric *find_metric(const struct result_case *c,
					const char *name)
{
	for (size_t i = 0; i < c->metric_count; i++)
		if (strcmp(c->metric[i].name, name) == 0)
			return &c->metric[i];
	return NULL;
}

/* The metrics that get a column, in order of appearance. */
struct chosen {
	const char *name[TABLE_MAX_COLUMNS];
	size_t count;
	bool more; /* did not fit */
};

static void choose(struct chosen *chosen, const char *name)
{
	for (size_t i = 0; i < chosen->count; i++)
		if (strcmp(chosen->name[i], name) == 0)
			return;
	if (chosen->count + 1 < TABLE_MAX_COLUMNS)
		chosen->name[chosen->count++] = name;
	else
		chosen->more = true;
}

static void choose_metrics(struct chosen *chosen, const struct result *result)
{
	for (size_t i = 0; i < result->case_count; i++) {
		const struct result_case *c = &result->result_case[i];

		for (size_t m = 0; m < c->metric_count; m++)
			if (c->status == CASE_OK &&
			    worth_a_column(result, &c->metric[m]))
				choose(chosen, c->metric[m].name);
	}
}

static void add_metric(struct table *table, const struct metric *metric)
{
	const char *unit = metric && metric->unit ? metric->unit : "";
	char buf[SHOW_SIZE];

	if (!metric || !metric->available) {
		table_cell(table, INK_DIM, metric ? "n/a" : "");
		return;
	}
	if (strcmp(unit, "ns") == 0)
		show_time(buf, metric->estimate.value);
	else if (strcmp(unit, "bytes") == 0 || strcmp(unit, "B") == 0)
		str_size(buf, sizeof(buf), metric->estimate.value);
	else
		str_si(buf, sizeof(buf), metric->estimate.value);
	table_cell(table, INK_PLAIN, "%s%s", buf,
		   metric->coverage > 0 && metric->coverage < 0.999 ? "~" : "");
}

static void add_row(struct table *table, const struct result_case *c,
		    const struct chosen *chosen)
{
	bool any = false;

	for (size_t i = 0; i < chosen->count; i++)
		any |= find_metric(c, chosen->name[i]) != NULL;
	if (c->status != CASE_OK || !any)
		return;
	table_cell(table, INK_PLAIN, "%s", c->id);
	for (size_t i = 0; i < chosen->count; i++)
		add_metric(table, find_metric(c, chosen->name[i]));
}

int run_counters(const struct result *result, const struct report_style *style,
		 FILE *out, struct err *err)
{
	CLEANUP(table_release) struct table table = {0};
	struct chosen chosen = {.count = 0};

	choose_metrics(&chosen, result);
	if (!chosen.count)
		return 0;
	table_init(&table, &(struct table_column){.title = "per operation"}, 1);
	for (size_t i = 0; i < chosen.count; i++)
		table_add_column(&table,
				 &(struct table_column){.title = chosen.name[i],
							.right = true,
							.drop = (unsigned)i});
	for (size_t i = 0; i < result->case_count; i++)
		add_row(&table, &result->result_case[i], &chosen);
	fputc('\n', out);
	return table_write(&table, style, out, err);
}
