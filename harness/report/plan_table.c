#include <inttypes.h>

#include "base/str.h"
#include "report/order.h"
#include "report/report.h"
#include "report/show.h"
#include "report/table.h"

static const struct table_column columns[] = {
    {.title = "case"},
    {.title = "processes", .right = true},
    {.title = "slices", .right = true},
    {.title = "first", .right = true, .drop = 2},
    {.title = "limits", .cut = true},
};

static void add_limits(struct table *table, const struct plan_case *c)
{
	struct str text = {0};

	for (size_t i = 0; i < c->limit_count; i++)
		str_addf(&text, "%s%s", i ? ", " : "", c->limit[i]->text);
	table_cell(table, INK_PLAIN, "%s", str_text(&text));
	if (text.length)
		table->hidden[ARRAY_SIZE(columns) - 1] = false;
	table->failed |= text.failed;
	str_release(&text);
}

/* Processes of every case and its place in the first round, from 1. */
static int count_jobs(const struct plan *plan, struct arena *arena,
		      uint64_t **ret_processes, uint64_t **ret_place,
		      struct err *err)
{
	size_t n = plan->case_count ? plan->case_count : 1;
	uint64_t *processes, *place;

	processes = arena_array(arena, n, sizeof(*processes), err);
	place = arena_array(arena, n, sizeof(*place), err);
	if (!processes || !place)
		return -ERR_NOMEM;
	for (size_t i = 0; i < plan->job_count; i++) {
		const struct plan_job *job = &plan->job[i];

		if (processes[job->case_index]++ == 0)
			place[job->case_index] = i + 1;
	}
	*ret_processes = processes;
	*ret_place = place;
	return 0;
}

static void print_plan(const struct plan *plan,
		       const struct report_style *style, FILE *out)
{
	char slice[SHOW_SIZE], expected[SHOW_SIZE], budget[SHOW_SIZE];

	table_print(
	    style, out, INK_BOLD,
	    "%zu case%s, %zu process%s, %" PRIu64 " slice%s of %s in each",
	    plan->case_count, plan->case_count == 1 ? "" : "s", plan->job_count,
	    plan->job_count == 1 ? "" : "es", plan->slices,
	    plan->slices == 1 ? "" : "s", show_time(slice, plan->slice_ns));
	table_print(style, out, INK_DIM,
		    "order: rounds over all cases, shuffled by seed %" PRIu64,
		    plan->seed);
	table_print(style, out, INK_PLAIN, "expected time: %s%s%s",
		    show_time(expected, plan->expected_ns),
		    plan->time_budget_ns > 0 ? " of a budget of " : "",
		    plan->time_budget_ns > 0
			? show_time(budget, plan->time_budget_ns)
			: "");
}

int report_plan(const struct plan *plan, const struct report_style *style,
		FILE *out, struct err *err)
{
	CLEANUP(table_release) struct table table = {0};
	const struct plan_case **sorted;
	uint64_t *processes, *place;
	int r;

	table_init(&table, columns, ARRAY_SIZE(columns));
	r = count_jobs(plan, &table.arena, &processes, &place, err);
	if (r >= 0)
		r = order_plan(plan, &table.arena, &sorted, err);
	if (r < 0)
		return r;
	table.hidden[ARRAY_SIZE(columns) - 1] = true; /* until there is one */
	for (size_t i = 0; i < plan->case_count; i++) {
		size_t at = (size_t)(sorted[i] - plan->plan_case);

		table_cell(&table, INK_PLAIN, "%s", sorted[i]->id);
		table_cell(&table, INK_PLAIN, "%" PRIu64, processes[at]);
		table_cell(&table, INK_PLAIN, "%" PRIu64, plan->slices);
		table_cell(&table, INK_PLAIN, "%" PRIu64, place[at]);
		add_limits(&table, sorted[i]);
	}
	if (plan->case_count) {
		r = table_write(&table, style, out, err);
		if (r < 0)
			return r;
		fputc('\n', out);
	}
	print_plan(plan, style, out);
	return table_check(out, err);
}
