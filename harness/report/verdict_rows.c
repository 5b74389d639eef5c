/* Rows of the tables of verdicts: cases, the time among their metrics. */
#include <inttypes.h>
#include <math.h>

#include "base/str.h"
#include "report/show.h"
#include "report/verdict_table.h"

enum {
	COL_NAME,
	COL_BASE,
	COL_HEAD,
	COL_CHANGE,
	COL_INTERVAL,
	COL_MDE,
	COL_PAIRS,
	COL_SECONDS,
	COL_VERDICT,
	COL_COUNT
};

static const struct table_column columns[COL_COUNT] = {
    [COL_NAME] = {.title = "case"},
    [COL_BASE] = {.title = "base", .right = true, .drop = 2},
    [COL_HEAD] = {.title = "head", .right = true, .drop = 1},
    [COL_CHANGE] = {.title = "change", .right = true},
    [COL_INTERVAL] = {.title = "interval, %", .right = true},
    [COL_MDE] = {.title = "MDE", .right = true},
    [COL_PAIRS] = {.title = "pairs", .right = true},
    [COL_SECONDS] = {.title = "s", .right = true, .drop = 1},
    [COL_VERDICT] = {.title = "verdict"},
};

/* Counts are shown with both sides, whatever the names take. */
static const struct table_column count_columns[COL_COUNT] = {
    [COL_NAME] = {.title = "case"},
    [COL_BASE] = {.title = "base", .right = true},
    [COL_HEAD] = {.title = "head", .right = true},
    [COL_CHANGE] = {.title = "change", .right = true},
    [COL_INTERVAL] = {.title = "difference", .right = true},
    [COL_MDE] = {.title = ""},
    [COL_PAIRS] = {.title = ""},
    [COL_SECONDS] = {.title = ""},
    [COL_VERDICT] = {.title = "verdict"},
};

bool verdict_has_time(const struct verdict *v)
{
	return v->timed || isfinite(v->ratio) || verdict_metrics_shown(v) == 0;
}

static bool only_counts(const struct gate_outcome *outcome)
{
	bool any = false;

	for (size_t i = 0; i < outcome->verdict_count; i++) {
		const struct verdict *v = &outcome->verdict[i];

		if (verdict_metrics_shown(v) == 0)
			continue;
		any = true;
		if (verdict_has_time(v))
			return false;
		for (size_t m = 0; m < v->metric_count; m++)
			if (!v->metric[m].exact)
				return false;
	}
	return any;
}

static void choose_columns(struct verdict_rows *rows, bool paired)
{
	struct table *table = rows->table;

	table_init(table, rows->counts_only ? count_columns : columns,
		   COL_COUNT);
	table->hidden[COL_HEAD] = paired && !rows->counts_only;
	table->hidden[COL_MDE] = rows->counts_only;
	table->hidden[COL_PAIRS] = !paired || rows->counts_only;
	table->hidden[COL_SECONDS] = table->hidden[COL_PAIRS];
}

/* "27"; "15+27" where a second set followed the first. */
static char *show_pairs(char *buf, const struct verdict *v)
{
	if (v->first_pairs)
		snprintf(buf, SHOW_SIZE, "%" PRIu64 "+%" PRIu64, v->first_pairs,
			 v->pairs);
	else if (v->pairs)
		snprintf(buf, SHOW_SIZE, "%" PRIu64, v->pairs);
	else
		snprintf(buf, SHOW_SIZE, "-");
	return buf;
}

static char *show_seconds(char *buf, double ns)
{
	if (ns > 0)
		snprintf(buf, SHOW_SIZE, "%.1f", ns / 1e9);
	else
		snprintf(buf, SHOW_SIZE, "-");
	return buf;
}

static void add_times(struct table *table, const struct verdict *v)
{
	char buf[SHOW_SIZE];

	table_text(table, INK_PLAIN, show_time(buf, v->base_ns));
	table_text(table, INK_PLAIN, show_time(buf, v->head_ns));
	table_text(table, INK_BOLD, show_change(buf, v->ratio));
	table_text(table, INK_PLAIN, show_changes(buf, v->low, v->high));
	table_text(table, INK_PLAIN, show_share(buf, v->mde - 1));
	table_text(table, INK_PLAIN, show_pairs(buf, v));
	table_text(table, INK_PLAIN, show_seconds(buf, v->spent_ns));
}

static void add_kind(struct table *table, const struct verdict *v)
{
	table_text(table, v->waived ? INK_YELLOW : verdict_ink(v->kind),
		   v->waived ? "waived" : verdict_name(v->kind));
}

/* The time as one of several metrics; what is said of the case is of it. */
static void add_time_row(struct verdict_rows *rows, const struct verdict *v)
{
	struct table *table = rows->table;

	table->indent = 2;
	table_text(table, INK_PLAIN, "time");
	add_times(table, v);
	if (v->timed)
		table_text(table, verdict_ink(v->time_kind),
			   verdict_name(v->time_kind));
	else
		table_text(table, INK_DIM, "(shown)");
	table->indent = 0;
	if (verdict_shows_reason(rows, v->time_kind, v->reason))
		table_line(table, INK_DIM, 6, "%s", v->reason);
}

bool verdict_shows_reason(struct verdict_rows *rows, enum verdict_kind kind,
			  const char *reason)
{
	if (!reason ||
	    (kind == VERDICT_EQUIVALENT && !rows->head->outcome->paired))
		return false;
	return kind != VERDICT_INCONCLUSIVE ||
	       ++rows->reasons <= VERDICT_REASONS_MAX;
}

static void add_waiver(struct table *table, const struct verdict *v)
{
	if (v->waiver)
		table_line(table, INK_YELLOW, 4, "waived %s", v->waiver);
}

static void add_reason(struct verdict_rows *rows, const struct verdict *v)
{
	if (verdict_shows_reason(rows, v->kind, v->reason))
		table_line(rows->table, INK_DIM, 4, "%s", v->reason);
}

/*
 * One row where the time is all there is. Otherwise the case's verdict has a
 * row without numbers, and each metric its own below.
 */
static void add_case(struct verdict_rows *rows, const struct verdict *v)
{
	struct table *table = rows->table;

	table_text(table, INK_PLAIN, v->id);
	if (verdict_metrics_shown(v) == 0) {
		add_times(table, v);
		add_kind(table, v);
		add_waiver(table, v);
		add_reason(rows, v);
	} else {
		for (int i = COL_BASE; i < COL_VERDICT; i++)
			table_text(table, INK_PLAIN, "");
		add_kind(table, v);
		add_waiver(table, v);
		if (verdict_has_time(v))
			add_time_row(rows, v);
		else
			add_reason(rows, v);
		verdict_metric_rows(rows, v);
	}
	verdict_limits(table, v);
}

/* The order. What the reader must act on comes first. */

static bool breaks_limit(const struct verdict *v)
{
	for (size_t i = 0; i < v->limit_count; i++)
		if (v->limit[i].state == LIMIT_BROKEN)
			return true;
	return false;
}

static int urgency(const struct verdict *v)
{
	static const int order[] = {
	    [VERDICT_REGRESSED] = 0,  [VERDICT_INCONCLUSIVE] = 2,
	    [VERDICT_BROKEN] = 3,     [VERDICT_IMPROVED] = 4,
	    [VERDICT_EQUIVALENT] = 5, [VERDICT_ADDED] = 6,
	    [VERDICT_REMOVED] = 7,
	};

	if (v->kind != VERDICT_REGRESSED && breaks_limit(v))
		return 1;
	return order[v->kind];
}

/*
 * The greatest ratio of those that decide; 0: none is known. What was 0 and
 * is more has none, and is beyond all others.
 */
static double worst_ratio(const struct verdict *v)
{
	double worst = isfinite(v->ratio) ? v->ratio : 0;

	for (size_t i = 0; i < v->metric_count; i++) {
		const struct metric_verdict *m = &v->metric[i];

		if (m->decides && m->kind == VERDICT_REGRESSED &&
		    isnan(m->ratio))
			return INFINITY;
		if (m->decides && m->ratio > worst)
			worst = m->ratio;
	}
	return worst;
}

static int compare_verdicts(const void *a, const void *b)
{
	const struct verdict *x = *(const struct verdict *const *)a;
	const struct verdict *y = *(const struct verdict *const *)b;
	int by_urgency = urgency(x) - urgency(y);

	if (by_urgency)
		return by_urgency;
	if (x->kind == VERDICT_REGRESSED && worst_ratio(x) != worst_ratio(y))
		return worst_ratio(x) > worst_ratio(y) ? -1 : 1;
	return str_natural(x->id, y->id);
}

int verdict_rows_add(struct verdict_rows *rows, struct err *err)
{
	const struct gate_outcome *outcome = rows->head->outcome;
	size_t n = outcome->verdict_count;

	rows->counts_only = only_counts(outcome);
	choose_columns(rows, outcome->paired);
	const struct verdict **order =
	    arena_array(&rows->table->arena, n ? n : 1,
			sizeof(const struct verdict *), err);

	if (!order)
		return -ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		order[i] = &outcome->verdict[i];
	qsort(order, n, sizeof(const struct verdict *), compare_verdicts);
	for (size_t i = 0; i < n; i++)
		add_case(rows, order[i]);
	return 0;
}
