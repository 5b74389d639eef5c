#include "report/run_table.h"

#include <math.h>
#include <string.h>

#include "report/order.h"
#include "report/show.h"
#include "report/table.h"

/* Bytes of ID up to its first slash, or 0. */
static size_t plugin_length(const char *id)
{
	const char *slash = strchr(id, '/');

	return slash ? (size_t)(slash - id) : 0;
}

/* Bytes that A and B share, up to a slash; at most MAX. */
static size_t shared_length(const char *a, const char *b, size_t max)
{
	size_t shared = 0;

	for (size_t i = 0; i <= max && a[i]; i++) {
		if (a[i] != b[i])
			break;
		if (a[i] == '/')
			shared = i;
	}
	return shared;
}

struct case_group case_group_at(const struct result *result, size_t first)
{
	const char *id = result->result_case[first].id;
	size_t plugin = plugin_length(id), shared = strlen(id);
	struct case_group group = {.first = first, .count = 1};

	while (first + group.count < result->case_count && plugin) {
		const char *next = result->result_case[first + group.count].id;

		if (plugin_length(next) != plugin ||
		    memcmp(id, next, plugin) != 0)
			break;
		shared = shared_length(id, next, shared);
		group.count++;
	}
	group.prefix = group.count > 1 ? shared : plugin;
	return group;
}

bool metric_is_rate(const struct metric *metric)
{
	size_t length = metric->unit ? strlen(metric->unit) : 0;

	return length > 2 && strcmp(metric->unit + length - 2, "/s") == 0;
}

/* The first rate of a case, or NULL. */
static const struct metric *first_rate(const struct result_case *c)
{
	for (size_t i = 0; i < c->metric_count; i++)
		if (c->metric[i].available && metric_is_rate(&c->metric[i]))
			return &c->metric[i];
	return NULL;
}

enum {
	COL_NAME,
	COL_TIME,
	COL_INTERVAL,
	COL_P90,
	COL_P99,
	COL_BEST,
	COL_SPREAD,
	COL_DISTURBED,
	COL_RATE,
	COL_COUNT
};

static const struct table_column columns[COL_COUNT] = {
    [COL_NAME] = {.title = "case"},
    [COL_TIME] = {.title = "time/op", .right = true},
    [COL_INTERVAL] = {.title = "95 % interval", .right = true},
    [COL_P90] = {.title = "p90", .right = true, .drop = 1},
    [COL_P99] = {.title = "p99", .right = true, .drop = 4},
    [COL_BEST] = {.title = "best", .right = true, .drop = 3},
    [COL_SPREAD] = {.title = "spread", .right = true},
    [COL_DISTURBED] = {.title = "dist.", .right = true, .drop = 2},
    [COL_RATE] = {.title = "rate", .right = true},
};

static void add_times(struct table *table, const struct result_case *c)
{
	const struct summary *s = &c->summary;
	char buf[SHOW_SIZE];
	double disturbed =
	    s->slices ? (double)s->disturbed / (double)s->slices : NAN;

	table_cell(table, INK_BOLD, "%s", show_time(buf, s->median_ns.value));
	table_cell(table, INK_PLAIN, "%s", show_interval(buf, &s->median_ns));
	table_cell(table, INK_PLAIN, "%s", show_time(buf, s->p90_ns));
	table_cell(table, INK_PLAIN, "%s", show_time(buf, s->p99_ns));
	table_cell(table, INK_PLAIN, "%s", show_time(buf, s->minimum_ns));
	table_cell(table, INK_PLAIN, "%s", show_share(buf, s->between_rsd));
	table_cell(table, disturbed > 0.5 ? INK_YELLOW : INK_PLAIN, "%s",
		   show_share(buf, disturbed));
}

static void add_case(struct table *table, const struct result_case *c,
		     size_t prefix)
{
	const struct metric *rate = first_rate(c);
	char buf[SHOW_SIZE];

	table_cell(table, INK_PLAIN, "%s", c->id + (prefix ? prefix + 1 : 0));
	if (c->status != CASE_OK) {
		table_words(table,
			    c->status == CASE_SKIPPED ? INK_YELLOW : INK_RED,
			    "%s: %s", case_status_name(c->status),
			    c->reason ? c->reason : "no reason was given");
		return;
	}
	if (c->process_count == 0 && c->counted_count > 0) {
		table_words(table, INK_DIM, "counted, not timed");
		return;
	}
	if (!c->summary.median_ns.available) {
		table_words(table, INK_YELLOW,
			    "no clean slice: all %llu were disturbed",
			    (unsigned long long)c->summary.slices);
		return;
	}
	add_times(table, c);
	table_cell(table, INK_PLAIN, "%s",
		   rate ? show_rate(buf, rate->estimate.value, rate->unit)
			: "");
}

static void add_group(struct table *table, const struct result *result,
		      const struct case_group *group)
{
	table->indent = 0;
	if (group->prefix)
		table_line(table, INK_BOLD, 0, "%.*s", (int)group->prefix,
			   result->result_case[group->first].id);
	table->indent = group->prefix ? 2 : 0;
	for (size_t i = 0; i < group->count; i++)
		add_case(table, &result->result_case[group->first + i],
			 group->prefix);
}

/* Columns that no case fills are left out. */
static void choose_columns(struct table *table, const struct result *result)
{
	bool rate = false, p99 = false;

	for (size_t i = 0; i < result->case_count; i++) {
		rate |= first_rate(&result->result_case[i]) != NULL;
		p99 |= isfinite(result->result_case[i].summary.p99_ns);
	}
	table_init(table, columns, COL_COUNT);
	table->hidden[COL_P99] = !p99;
	table->hidden[COL_RATE] = !rate;
}

bool run_has_times(const struct result *result)
{
	bool counted = false;

	for (size_t i = 0; i < result->case_count; i++) {
		if (result->result_case[i].process_count > 0)
			return true;
		counted |= result->result_case[i].counted_count > 0;
	}
	return !counted;
}

/* Of a run that timed nothing: what could not be counted. */
static void show_failed(const struct result *result,
			const struct report_style *style, FILE *out)
{
	for (size_t i = 0; i < result->case_count; i++) {
		const struct result_case *c = &result->result_case[i];

		if (c->status != CASE_OK)
			table_print(
			    style, out,
			    c->status == CASE_SKIPPED ? INK_YELLOW : INK_RED,
			    "%s: %s: %s", c->id, case_status_name(c->status),
			    c->reason ? c->reason : "no reason was given");
	}
}

static int show_times(const struct result *result,
		      const struct report_style *style, FILE *out,
		      struct err *err)
{
	CLEANUP(table_release) struct table table = {0};
	struct case_group group;

	choose_columns(&table, result);
	for (size_t i = 0; i < result->case_count; i += group.count) {
		group = case_group_at(result, i);
		add_group(&table, result, &group);
	}
	return table_write(&table, style, out, err);
}

static int show_cases(const struct result *result,
		      const struct report_style *style, FILE *out,
		      struct err *err)
{
	int r = 0;

	if (run_has_times(result))
		r = show_times(result, style, out, err);
	else
		show_failed(result, style, out);
	if (r < 0)
		return r;
	r = run_counters(result, style, out, err);
	if (r < 0)
		return r;
	run_notes(result, style, out);
	fputc('\n', out);
	return 0;
}

int report_run(const struct result *result, const struct report_style *style,
	       FILE *out, struct err *err)
{
	CLEANUP(arena_release) struct arena arena = {0};
	struct result sorted;
	int r = order_result(result, &arena, &sorted, err);

	if (r >= 0 && result->case_count)
		r = show_cases(&sorted, style, out, err);
	if (r < 0)
		return r;
	run_footer(&sorted, style, out);
	return table_check(out, err);
}
