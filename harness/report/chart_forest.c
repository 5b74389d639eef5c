#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/chart.h"
#include "report/show.h"

#define NAME_COLUMNS 44
#define VIEW_LEAST   1.06 /* the axis reaches at least to +6 % and back */
#define VIEW_MOST    32.0
#define LEVELS       4 /* order of interest, see interest() */

/* What a reader looks for first; then the size of the change. */
static int interest(const struct verdict *v)
{
	switch (v->kind) {
	case VERDICT_REGRESSED:
		return 0;
	case VERDICT_INCONCLUSIVE:
		return 1;
	case VERDICT_IMPROVED:
		return 2;
	case VERDICT_EQUIVALENT:
		return 3;
	case VERDICT_ADDED:
	case VERDICT_REMOVED:
	case VERDICT_BROKEN:
		break;
	}
	return LEVELS;
}

/* Its colour and mark: a waived red is not one to act on. */
static int shown_as(const struct verdict *v)
{
	return v->waived ? LEVELS : interest(v);
}

static int by_interest(const void *a, const void *b)
{
	const struct verdict *x = *(const struct verdict *const *)a;
	const struct verdict *y = *(const struct verdict *const *)b;
	double far_x = fabs(log(x->ratio)), far_y = fabs(log(y->ratio));

	if (interest(x) != interest(y))
		return interest(x) - interest(y);
	if (far_x != far_y)
		return far_x > far_y ? -1 : 1;
	return str_natural(x->id, y->id);
}

static int by_ratio(const void *a, const void *b)
{
	const struct verdict *x = *(const struct verdict *const *)a;
	const struct verdict *y = *(const struct verdict *const *)b;

	if (x->ratio != y->ratio)
		return x->ratio > y->ratio ? -1 : 1;
	return str_natural(x->id, y->id);
}

struct forest {
	const struct verdict **row; /* those with a ratio */
	size_t count, all;
	double low, high; /* of the axis */
	double band;      /* the gate, as a ratio */
	double floor;     /* 0: none */
	size_t name_columns;
};

static int choose_rows(struct forest *forest, const struct gate_outcome *o,
		       struct arena *arena, struct err *err)
{
	forest->row = arena_array(arena, o->verdict_count + 1,
				  sizeof(const struct verdict *), err);
	if (!forest->row)
		return -ERR_NOMEM;
	for (size_t i = 0; i < o->verdict_count; i++) {
		const struct verdict *v = &o->verdict[i];

		if (interest(v) < LEVELS && isfinite(v->ratio) && v->ratio > 0)
			forest->row[forest->all++] = v;
	}
	forest->count =
	    forest->all < CHART_MAX_ROWS ? forest->all : CHART_MAX_ROWS;
	qsort(forest->row, forest->all, sizeof(const struct verdict *),
	      by_interest);
	qsort(forest->row, forest->count, sizeof(const struct verdict *),
	      by_ratio);
	return 0;
}

static void widen(struct forest *forest, double ratio)
{
	if (!isfinite(ratio) || ratio <= 0)
		return;
	forest->low = fmin(forest->low, ratio);
	forest->high = fmax(forest->high, ratio);
}

static void choose_axis(struct forest *forest, const struct gate_outcome *o)
{
	bool advisory = false;

	forest->low = 1 / VIEW_LEAST;
	forest->high = VIEW_LEAST;
	for (size_t i = 0; i < forest->count; i++) {
		const struct verdict *v = forest->row[i];
		size_t columns = str_columns(v->id);

		widen(forest, v->ratio);
		widen(forest, v->low);
		widen(forest, v->high);
		advisory |= v->advisory;
		if (columns > forest->name_columns)
			forest->name_columns = columns;
	}
	forest->band =
	    1 + (advisory && o->floor > o->theta ? o->floor : o->theta);
	widen(forest, forest->band);
	widen(forest, 1 / forest->band);
	forest->floor = o->paired ? 1 + o->theta / 2 : 0;
	forest->low = fmax(forest->low / 1.015, 1 / VIEW_MOST);
	forest->high = fmin(forest->high * 1.015, VIEW_MOST);
	if (forest->name_columns > NAME_COLUMNS)
		forest->name_columns = NAME_COLUMNS;
}

static double clamp(double x, double low, double high)
{
	return isnan(x) ? low : fmin(fmax(x, low), high);
}

static int write_rows(const struct chart_set *set, const struct forest *forest,
		      const char *stem, struct err *err)
{
	FILE *out = chart_open(set, "data", stem, err);
	char change[SHOW_SIZE];

	if (!out)
		return -ERR_IO;
	fputs("# row, ratio, low, high, level, name, change, verdict\n", out);
	for (size_t i = 0; i < forest->count; i++) {
		const struct verdict *v = forest->row[i];

		fprintf(out, "%zu\t%.6g\t%.6g\t%.6g\t%d\t", i,
			clamp(v->ratio, forest->low, forest->high),
			clamp(v->low, forest->low, forest->high),
			clamp(v->high, forest->low, forest->high), shown_as(v));
		chart_text(out, v->id, NAME_COLUMNS);
		show_change(change, v->ratio);
		fprintf(out, "\t%s%s\t%s\n", change[0] == '-' ? "\u2212" : "",
			change + (change[0] == '-'),
			v->waived ? "waived" : verdict_name(v->kind));
	}
	return chart_close(set, out, err);
}

/* The row of lists/forest.tsv; its columns are read by chart_script. */
static void write_meta(FILE *list, const struct forest *forest,
		       const struct gate_outcome *o, const char *stem)
{
	fprintf(list, "%s\thead / ", stem);
	chart_text(list, o->base_name ? o->base_name : "base", 40);
	fprintf(list, ": time per operation, with interval\t");
	if (forest->count < forest->all)
		fprintf(list, "the %zu most telling of %zu cases; ",
			forest->count, forest->all);
	fprintf(list, "%" PRIu64 " regressed", o->regressed);
	if (o->waived)
		fprintf(list, " (%" PRIu64 " waived)", o->waived);
	fprintf(list,
		", %" PRIu64 " improved, %" PRIu64 " equivalent, %" PRIu64
		" inconclusive",
		o->improved, o->equivalent, o->inconclusive);
	fprintf(list, "\t%zu\t%zu\t%.6g\t%.6g\t%.6g\t%.6g\t", forest->count,
		forest->name_columns, forest->low, forest->high, forest->band,
		forest->floor);
	chart_change_ticks(list, forest->low, forest->high);
	fputc('\n', list);
}

int chart_forest(struct chart_set *set, const struct result *result,
		 struct err *err)
{
	CLEANUP(arena_release) struct arena arena = {0};
	FILE *list = chart_open(set, "lists", "forest", err);
	struct forest forest = {.count = 0};
	const char *stem;
	int r = 0, closed;

	if (!list)
		return -ERR_IO;
	if (result->outcome)
		r = choose_rows(&forest, result->outcome, &arena, err);
	if (r >= 0 && forest.count) {
		choose_axis(&forest, result->outcome);
		stem = chart_add(set, "forest",
				 "Change of each case, with interval, gate "
				 "and verdict",
				 err);
		if (stem)
			write_meta(list, &forest, result->outcome, stem);
		set->forests++;
		r = stem ? write_rows(set, &forest, stem, err) : -ERR_NOMEM;
	}
	closed = chart_close(set, list, err);
	return r < 0 ? r : closed;
}
