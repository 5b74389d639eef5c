#include <inttypes.h>
#include <math.h>

#include "base/str.h"
#include "report/show.h"
#include "report/verdict_table.h"

enum {
	COL_NAME,
	COL_BASE,
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
    [COL_CHANGE] = {.title = "change", .right = true},
    [COL_INTERVAL] = {.title = "interval, %", .right = true},
    [COL_MDE] = {.title = "MDE", .right = true},
    [COL_PAIRS] = {.title = "pairs", .right = true},
    [COL_SECONDS] = {.title = "s", .right = true, .drop = 1},
    [COL_VERDICT] = {.title = "verdict"},
};

/* "27"; "15+27" where a second set followed the first. */
static void show_pairs(char *buf, const struct verdict *v)
{
	if (v->first_pairs)
		snprintf(buf, SHOW_SIZE, "%" PRIu64 "+%" PRIu64, v->first_pairs,
			 v->pairs);
	else if (v->pairs)
		snprintf(buf, SHOW_SIZE, "%" PRIu64, v->pairs);
	else
		snprintf(buf, SHOW_SIZE, "-");
}

static void show_seconds(char *buf, double ns)
{
	if (ns > 0)
		snprintf(buf, SHOW_SIZE, "%.1f", ns / 1e9);
	else
		snprintf(buf, SHOW_SIZE, "-");
}

static void add_reasons(struct table *table, const struct verdict *v,
			size_t *reasons)
{
	bool unsure = v->kind == VERDICT_INCONCLUSIVE;

	if (v->waiver)
		table_line(table, INK_YELLOW, 4, "waived %s", v->waiver);
	if (v->reason && (!unsure || ++*reasons <= VERDICT_REASONS_MAX))
		table_line(table, INK_DIM, 4, "%s", v->reason);
	verdict_limits(table, v);
}

static void add_row(struct table *table, const struct verdict *v,
		    size_t *reasons)
{
	enum table_ink ink = v->waived ? INK_YELLOW : verdict_ink(v->kind);
	char buf[SHOW_SIZE];

	table_cell(table, INK_PLAIN, "%s", v->id);
	table_cell(table, INK_PLAIN, "%s", show_time(buf, v->base_ns));
	table_cell(table, INK_BOLD, "%s", show_change(buf, v->ratio));
	table_cell(table, INK_PLAIN, "%s", show_changes(buf, v->low, v->high));
	table_cell(table, INK_PLAIN, "%s", show_share(buf, v->mde - 1));
	show_pairs(buf, v);
	table_cell(table, INK_PLAIN, "%s", buf);
	show_seconds(buf, v->spent_ns);
	table_cell(table, INK_PLAIN, "%s", buf);
	table_cell(table, ink, "%s",
		   v->waived ? "waived" : verdict_name(v->kind));
	add_reasons(table, v, reasons);
}

int verdict_paired_rows(struct table *table, const struct gate_outcome *outcome,
			size_t *reasons, struct err *err)
{
	const struct verdict **order;

	table_init(table, columns, COL_COUNT);
	order = verdict_order(outcome, &table->arena, err);
	if (!order)
		return -ERR_NOMEM;
	for (size_t i = 0; i < outcome->verdict_count; i++)
		add_row(table, order[i], reasons);
	return 0;
}

static bool has_second(const struct gate_outcome *o)
{
	for (size_t i = 0; i < o->verdict_count; i++)
		if (o->verdict[i].first_pairs)
			return true;
	return false;
}

static void print_legend(const struct gate_outcome *o,
			 const struct report_style *style, FILE *out)
{
	double level = verdict_level(o);

	if (isfinite(level))
		table_print(style, out, INK_DIM,
			    "base (%s), change: head against it in pairs of "
			    "processes, + is slower; interval: %.4g %%, its "
			    "upper end is the largest slow-down that the "
			    "pairs allow; MDE: smallest slow-down found 4 "
			    "times in 5%s",
			    o->base_name ? o->base_name : "unnamed",
			    100 * level,
			    has_second(o) ? "; pairs A+B: what A showed was "
					    "asked again of B"
					  : "");
}

/* How the verdict was reached. */
static void print_method(const struct gate_outcome *o, uint64_t shards,
			 const struct report_style *style, FILE *out)
{
	uint64_t pairs = 0, confirmed = 0, alone = 0;
	CLEANUP(str_release) struct str text = {0};

	for (size_t i = 0; i < o->verdict_count; i++) {
		const struct verdict *v = &o->verdict[i];

		pairs += v->pairs + v->first_pairs;
		confirmed += v->confirmed;
		alone += v->alone;
	}
	str_addf(&text,
		 "reached by %" PRIu64 " pair%s in %.1f s: %" PRIu64
		 " test%s, theta %g %%: red beyond %g %%, green within %g %%; "
		 "at most %g %% of runs of the whole suite with a false red",
		 pairs, pairs == 1 ? "" : "s", o->spent_ns / 1e9, o->tests,
		 o->tests == 1 ? "" : "s", 100 * o->theta, 50 * o->theta,
		 100 * o->theta, 100 * o->error);
	if (shards > 1)
		str_addf(&text, ", %.2g %% of this one of %" PRIu64 " shards",
			 100 * o->error / (double)shards, shards);
	if (confirmed)
		str_addf(&text, "; a second set confirmed %" PRIu64, confirmed);
	if (alone)
		str_addf(&text, "; %" PRIu64 " by two execs a pair", alone);
	table_print(style, out, INK_PLAIN, "%s", str_text(&text));
}

void verdict_paired_words(const struct gate_outcome *o,
			  const struct suite_gate *policy,
			  const struct report_style *style, FILE *out)
{
	print_legend(o, style, out);
	print_method(o, policy->shards, style, out);
	for (size_t i = 0; i < o->note_count; i++)
		table_print(style, out, INK_YELLOW, "note: %s", o->note[i]);
	if (o->unfit)
		table_print(style, out, INK_RED, "machine unfit: %s", o->unfit);
}
