#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "report/limits.h"
#include "report/report.h"
#include "report/show.h"
#include "report/table.h"
#include "report/verdict_table.h"

enum {
	COL_NAME,
	COL_BASE,
	COL_HEAD,
	COL_CHANGE,
	COL_INTERVAL,
	COL_MDE,
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
    [COL_VERDICT] = {.title = "verdict"},
};

enum table_ink verdict_ink(enum verdict_kind kind)
{
	switch (kind) {
	case VERDICT_REGRESSED:
	case VERDICT_BROKEN:
		return INK_RED;
	case VERDICT_IMPROVED:
		return INK_GREEN;
	case VERDICT_INCONCLUSIVE:
	case VERDICT_REMOVED:
		return INK_YELLOW;
	case VERDICT_EQUIVALENT:
	case VERDICT_ADDED:
		break;
	}
	return INK_PLAIN;
}

static bool breaks_limit(const struct verdict *v)
{
	for (size_t i = 0; i < v->limit_count; i++)
		if (v->limit[i].state == LIMIT_BROKEN)
			return true;
	return false;
}

/* What the reader must act on comes first. */
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

static int compare_verdicts(const void *a, const void *b)
{
	const struct verdict *x = *(const struct verdict *const *)a;
	const struct verdict *y = *(const struct verdict *const *)b;
	int by_urgency = urgency(x) - urgency(y);

	if (by_urgency)
		return by_urgency;
	if (x->kind == VERDICT_REGRESSED && x->ratio != y->ratio)
		return x->ratio > y->ratio ? -1 : 1;
	return str_natural(x->id, y->id);
}

void verdict_limits(struct table *table, const struct verdict *v)
{
	for (size_t i = 0; i < v->limit_count; i++) {
		const struct limit_check *limit = &v->limit[i];
		CLEANUP(str_release) struct str text = {0};

		if (limit->state == LIMIT_KEPT)
			continue;
		limit_words(&text, limit);
		table_line(table, limit_ink(limit->state), 4, "%s",
			   str_text(&text));
	}
}

/* REASONS: of inconclusive rows so far; the first few are shown. */
static bool shows_reason(const struct verdict *v, size_t *reasons)
{
	if (!v->reason || v->kind == VERDICT_EQUIVALENT)
		return false;
	if (v->kind != VERDICT_INCONCLUSIVE)
		return true;
	return ++*reasons <= VERDICT_REASONS_MAX;
}

static void add_verdict(struct table *table, const struct verdict *v,
			size_t *reasons)
{
	char buf[SHOW_SIZE];

	table_cell(table, INK_PLAIN, "%s", v->id);
	table_cell(table, INK_PLAIN, "%s", show_time(buf, v->base_ns));
	table_cell(table, INK_PLAIN, "%s", show_time(buf, v->head_ns));
	table_cell(table, INK_BOLD, "%s", show_change(buf, v->ratio));
	table_cell(table, INK_PLAIN, "%s", show_changes(buf, v->low, v->high));
	table_cell(table, INK_PLAIN, "%s", show_share(buf, v->mde - 1));
	table_cell(table, verdict_ink(v->kind), "%s", verdict_name(v->kind));
	if (shows_reason(v, reasons))
		table_line(table, INK_DIM, 4, "%s", v->reason);
	verdict_limits(table, v);
}

const struct verdict **verdict_order(const struct gate_outcome *outcome,
				     struct arena *arena, struct err *err)
{
	size_t n = outcome->verdict_count;
	const struct verdict **order =
	    arena_array(arena, n ? n : 1, sizeof(const struct verdict *), err);

	if (!order)
		return NULL;
	for (size_t i = 0; i < n; i++)
		order[i] = &outcome->verdict[i];
	qsort(order, n, sizeof(const struct verdict *), compare_verdicts);
	return order;
}

static int add_verdicts(struct table *table, const struct gate_outcome *outcome,
			size_t *reasons, struct err *err)
{
	const struct verdict **order;

	table_init(table, columns, COL_COUNT);
	order = verdict_order(outcome, &table->arena, err);
	if (!order)
		return -ERR_NOMEM;
	for (size_t i = 0; i < outcome->verdict_count; i++)
		add_verdict(table, order[i], reasons);
	return 0;
}

static void add_count(struct str *text, uint64_t count, const char *what)
{
	if (count)
		str_addf(text, "%s%" PRIu64 " %s", text->length ? ", " : "",
			 count, what);
}

void verdict_print_counts(const struct gate_outcome *o,
			  const struct report_style *style, FILE *out)
{
	bool red = o->regressed > o->waived || o->limits_broken || o->broken;
	struct str text = {0};

	str_addf(&text, "%" PRIu64 " regressed", o->regressed);
	if (o->waived)
		str_addf(&text, " (%" PRIu64 " waived)", o->waived);
	add_count(&text, o->improved, "improved");
	add_count(&text, o->equivalent, "equivalent");
	add_count(&text, o->inconclusive, "inconclusive");
	add_count(&text, o->broken, "broken");
	add_count(&text, o->added, "added");
	add_count(&text, o->removed, "removed");
	limits_count(&text, o);
	table_print(style, out, red ? INK_RED : INK_BOLD, "%s",
		    str_text(&text));
	if (o->removed)
		table_print(style, out, INK_YELLOW,
			    "warning: %" PRIu64 " removed: the base has %s, "
			    "this run did not measure %s, and nothing judges "
			    "%s",
			    o->removed, o->removed == 1 ? "it" : "them",
			    o->removed == 1 ? "it" : "them",
			    o->removed == 1 ? "it" : "them");
	str_release(&text);
}

/* Says once what holds for advisory verdicts. */
static void print_advisory(const struct gate_outcome *o,
			   const struct report_style *style, FILE *out)
{
	uint64_t advisory = 0, sessions = 0;

	for (size_t i = 0; i < o->verdict_count; i++) {
		if (!o->verdict[i].advisory)
			continue;
		advisory++;
		if (o->verdict[i].sessions > sessions)
			sessions = o->verdict[i].sessions;
	}
	if (advisory)
		table_print(style, out, INK_YELLOW,
			    "advisory: %s%" PRIu64
			    " session%s little about the base's own "
			    "spread, so the floor of %g %% decides; every "
			    "saved session helps",
			    advisory == o->verdict_count ? "" : "in part, ",
			    sessions, sessions == 1 ? " says" : "s say",
			    100 * fmax(o->floor, o->theta));
}

void verdict_print_reasons(size_t reasons, const struct report_style *style,
			   FILE *out)
{
	size_t more =
	    reasons > VERDICT_REASONS_MAX ? reasons - VERDICT_REASONS_MAX : 0;

	if (more == 1)
		table_print(style, out, INK_YELLOW,
			    "the reason of 1 more row is in the JSON");
	else if (more)
		table_print(style, out, INK_YELLOW,
			    "the reasons of %zu more rows are in the JSON",
			    more);
}

double verdict_level(const struct gate_outcome *o)
{
	for (size_t i = 0; i < o->verdict_count; i++)
		if (isfinite(o->verdict[i].low))
			return o->verdict[i].level;
	return NAN;
}

static void print_rule(const struct gate_outcome *o,
		       const struct report_style *style, FILE *out)
{
	double level = verdict_level(o);

	if (isfinite(level))
		table_print(
		    style, out, INK_DIM,
		    "base (%s), head: median over processes of their "
		    "lower quartiles; change: shift between the two "
		    "sets of processes, + is slower; interval: %.4g %%; "
		    "MDE: smallest slow-down found 4 times in 5",
		    o->base_name ? o->base_name : "unnamed", 100 * level);
}

static void print_stored(const struct gate_outcome *outcome,
			 const struct report_style *style, FILE *out)
{
	print_rule(outcome, style, out);
	print_advisory(outcome, style, out);
}

int report_verdicts(const struct result *head, const struct report_style *style,
		    FILE *out, struct err *err)
{
	CLEANUP(table_release) struct table table = {0};
	const struct gate_outcome *outcome = head->outcome;
	size_t reasons = 0;
	int r;

	if (!outcome)
		return err_set(err, ERR_NO_DATA, "nothing was compared");
	r = outcome->paired
		? verdict_paired_rows(&table, outcome, &reasons, err)
		: add_verdicts(&table, outcome, &reasons, err);
	if (r < 0)
		return r;
	if (outcome->verdict_count) {
		r = table_write(&table, style, out, err);
		if (r < 0)
			return r;
		fputc('\n', out);
	}
	verdict_print_reasons(reasons, style, out);
	if (outcome->paired)
		verdict_paired_words(outcome, &head->gate, style, out);
	else
		print_stored(outcome, style, out);
	verdict_print_counts(outcome, style, out);
	return table_check(out, err);
}
