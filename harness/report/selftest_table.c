#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/selftest.h"
#include "report/show.h"
#include "report/table.h"

static const struct table_column verdict_columns[] = {
    {.title = "change"},
    {.title = "n", .right = true},
    {.title = "regressed", .right = true},
    {.title = "improved", .right = true},
    {.title = "equivalent", .right = true},
    {.title = "inconclusive", .right = true},
    {.title = "regressed, %", .right = true},
};

static const struct table_column reading_columns[] = {
    {.title = "change"},
    {.title = "true, %", .right = true},
    {.title = "reads, %", .right = true},
    {.title = "interval", .right = true},
    {.title = "pairs", .right = true},
    {.title = "to the verdict", .right = true},
};

typedef void row_fn(struct table *table, const struct selftest_cell *c);

/* "none", "+2 %" */
static void show_effect(char buf[SHOW_SIZE], double effect)
{
	if (effect == 0)
		snprintf(buf, SHOW_SIZE, "none");
	else
		snprintf(buf, SHOW_SIZE, "%+.3g %%", 100 * effect);
}

static void name_cell(struct table *table, const struct selftest_cell *c,
		      bool grouped)
{
	char buf[SHOW_SIZE];

	show_effect(buf, c->effect);
	table_cell(table, INK_PLAIN, "%s", grouped ? buf : c->bench);
}

static void verdict_row(struct table *table, const struct selftest_cell *c)
{
	const struct estimate *flagged = &c->flagged;
	bool false_alarm = c->effect == 0 && c->regressed > 0;

	table_cell(table, INK_PLAIN, "%" PRIu64, c->decisions);
	table_cell(table, false_alarm ? INK_RED : INK_PLAIN, "%" PRIu64,
		   c->regressed);
	table_cell(table, INK_PLAIN, "%" PRIu64, c->improved);
	table_cell(table, INK_PLAIN, "%" PRIu64, c->equivalent);
	table_cell(table, INK_PLAIN, "%" PRIu64, c->inconclusive);
	if (flagged->available)
		table_cell(table, INK_BOLD, "%.3g [%.3g, %.3g]",
			   100 * flagged->value, 100 * flagged->low,
			   100 * flagged->high);
	else
		table_cell(table, INK_PLAIN, "-");
	if (c->broken > 0)
		table_line(table, INK_RED, 4, "%" PRIu64 " more broken",
			   c->broken);
}

static double percent(double ratio)
{
	double change = 100 * (ratio - 1);

	return fabs(change) < 0.005 ? 0 : change;
}

static void reading_row(struct table *table, const struct selftest_cell *c)
{
	const struct estimate *reads = &c->reads;
	char buf[SHOW_SIZE];

	table_cell(table, INK_PLAIN, "%+.2f", percent(1 + c->expected));
	if (reads->available)
		table_cell(table, INK_BOLD, "%+.2f", percent(reads->value));
	else
		table_cell(table, INK_PLAIN, "-");
	if (reads->available && isfinite(reads->low))
		table_cell(table, INK_PLAIN, "[%+.2f, %+.2f]",
			   percent(reads->low), percent(reads->high));
	else
		table_cell(table, INK_PLAIN, "-");
	if (isfinite(c->median_pairs))
		table_cell(table, INK_PLAIN, "%.0f", c->median_pairs);
	else
		table_cell(table, INK_PLAIN, "-");
	table_cell(table, INK_PLAIN, "%s", show_time(buf, c->median_ns));
}

/* Benchmarks with one row each need no line of their own. */
static bool has_groups(const struct selftest *t)
{
	for (size_t i = 1; i < t->cell_count; i++)
		if (strcmp(t->cell[i - 1].bench, t->cell[i].bench) == 0)
			return true;
	return false;
}

static void add_rows(struct table *table, const struct selftest *t, row_fn *row)
{
	bool grouped = has_groups(t);

	table->indent = grouped ? 2 : 0;
	for (size_t i = 0; i < t->cell_count; i++) {
		const struct selftest_cell *c = &t->cell[i];

		if (grouped &&
		    (i == 0 || strcmp(t->cell[i - 1].bench, c->bench) != 0))
			table_line(table, INK_BOLD, 0, "%s", c->bench);
		name_cell(table, c, grouped);
		row(table, c);
	}
}

static int write_table(const struct selftest *t,
		       const struct table_column *columns, size_t count,
		       row_fn *row, const struct report_style *style, FILE *out,
		       struct err *err)
{
	CLEANUP(table_release) struct table table = {.column_count = 0};

	table_init(&table, columns, count);
	add_rows(&table, t, row);
	return table_write(&table, style, out, err);
}

static void print_legend(const struct selftest *t,
			 const struct report_style *style, FILE *out)
{
	table_print(style, out, INK_DIM,
		    "n: whole gates of one benchmark, theta %g %%, error "
		    "%g %%; intervals: %g %%, of the share regressed exact; "
		    "reads: median of the estimates; pairs and time to the "
		    "verdict: medians",
		    100 * t->head.gate.theta, 100 * t->head.gate.error, 95.0);
}

/* Why a cell has broken decisions: what the first one says. */
static void print_broken(const struct selftest *t,
			 const struct selftest_cell *c,
			 const struct report_style *style, FILE *out)
{
	for (size_t i = 0; i < t->decision_count; i++) {
		const struct selftest_decision *d = &t->decision[i];

		if (d->kind != VERDICT_BROKEN || d->effect != c->effect ||
		    strcmp(d->bench, c->bench) != 0)
			continue;
		table_print(style, out, INK_RED, "broken: %s: %s", d->bench,
			    d->reason ? d->reason : "no reason was given");
		return;
	}
}

static void print_verdict(const struct selftest *t,
			  const struct report_style *style, FILE *out)
{
	const struct estimate *rate = &t->false_alarm_rate;
	uint64_t decided = 0;

	if (rate->available)
		table_print(style, out, INK_BOLD,
			    "false alarms: %" PRIu64 " of %" PRIu64
			    " gates without a change, at most %.3g %% "
			    "(promised: %g %%)",
			    t->false_alarms, t->unchanged, 100 * rate->high,
			    100 * t->head.gate.error);
	for (size_t i = 0; i < t->cell_count; i++) {
		decided += t->cell[i].decisions;
		if (t->cell[i].broken > 0)
			print_broken(t, &t->cell[i], style, out);
	}
	for (size_t i = 0; i < t->contradiction_count; i++)
		table_print(style, out, INK_RED, "contradiction: %s",
			    t->contradiction[i]);
	if (t->contradiction_count == 0 && decided > 0)
		table_print(style, out, INK_GREEN,
			    "nothing contradicts what the gate promises");
}

int report_selftest(const struct selftest *selftest,
		    const struct report_style *style, FILE *out,
		    struct err *err)
{
	const struct selftest *t = selftest;
	int r = 0;

	if (t->cell_count > 0)
		r = write_table(t, verdict_columns, ARRAY_SIZE(verdict_columns),
				verdict_row, style, out, err);
	if (r == 0 && t->cell_count > 0) {
		(void)fputc('\n', out);
		r = write_table(t, reading_columns, ARRAY_SIZE(reading_columns),
				reading_row, style, out, err);
	}
	if (r < 0)
		return r;
	(void)fputc('\n', out);
	print_legend(t, style, out);
	print_verdict(t, style, out);
	return table_check(out, err);
}
