#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/chart.h"
#include "report/show.h"
#include "stats/stats.h"

#define TITLE_COLUMNS 90
#define LOG_FROM      6.0 /* high / low of the times' view */
#define TICKS         7
#define VIEW_LEAST    1.015 /* the changes' axis reaches this far, at least */
#define VIEW_MOST     32.0

/* What one side measured, undisturbed and sorted, ns an operation. */
struct side {
	double *ns;
	size_t count;
	double median;
};

struct pairs_data {
	const struct result_case *c;
	const struct verdict *v; /* may be NULL */
	const struct report_pairs *pairs;
	struct side side[2]; /* base, head */
	double low, high;    /* of the times, ns */
	struct show_unit unit;
	double change_low, change_high; /* of the changes, as ratios */
	double band;                    /* 1 + theta */
	size_t beyond;                  /* pairs outside of the axis */
};

static int take_side(struct side *side, const struct process_samples *process,
		     size_t count, struct arena *arena, struct err *err)
{
	size_t total = 0;

	for (size_t p = 0; p < count; p++)
		total += process[p].slice_count;
	side->ns = arena_array(arena, total + 1, sizeof(*side->ns), err);
	if (!side->ns)
		return -ERR_NOMEM;
	for (size_t p = 0; p < count; p++)
		side->count +=
		    samples_clean_times(&process[p], side->ns + side->count);
	stats_sort(side->ns, side->count);
	side->median = stats_median_sorted(side->ns, side->count);
	return 0;
}

/* The bodies and the near tails of both sides. */
static void choose_times(struct pairs_data *data)
{
	double pad;

	data->low = INFINITY;
	data->high = 0;
	for (size_t s = 0; s < ARRAY_SIZE(data->side); s++) {
		const double *x = data->side[s].ns;
		size_t n = data->side[s].count;
		double median = data->side[s].median;
		double tail = stats_quantile_sorted(x, n, 0.95);
		double reach = fmax(tail + (tail - median), median * 1.002);

		data->low = fmin(data->low, x[0]);
		data->high = fmax(data->high, fmin(x[n - 1], reach));
	}
	pad = data->high / data->low > LOG_FROM
		  ? 0
		  : 0.05 * (data->high - data->low);
	data->low = pad > 0 ? data->low - pad : data->low / 1.1;
	data->high = pad > 0 ? data->high + pad : data->high * 1.1;
	data->unit = show_unit_of(data->side[0].median);
}

static void widen(struct pairs_data *data, double ratio)
{
	if (!isfinite(ratio) || ratio <= 0)
		return;
	data->change_low = fmin(data->change_low, ratio);
	data->change_high = fmax(data->change_high, ratio);
}

/* All but the farthest pairs, the interval and the gate. */
static void choose_changes(struct pairs_data *data, double *scratch)
{
	size_t n = 0;
	double reach;

	data->change_low = 1 / VIEW_LEAST;
	data->change_high = VIEW_LEAST;
	for (size_t i = 0; i < data->pairs->count; i++)
		if (isfinite(data->pairs->log_ratio[i]))
			scratch[n++] = data->pairs->log_ratio[i];
	stats_sort(scratch, n);
	reach = 1.5 * (stats_quantile_sorted(scratch, n, 0.95) -
		       stats_quantile_sorted(scratch, n, 0.05));
	for (size_t i = 0; i < n; i++)
		if (fabs(scratch[i] - stats_median_sorted(scratch, n)) <= reach)
			widen(data, exp(scratch[i]));
	widen(data, data->band * 1.002);
	widen(data, 1 / data->band / 1.002);
	if (data->v) {
		widen(data, data->v->ratio);
		widen(data, data->v->low);
		widen(data, data->v->high);
	}
	data->change_low = fmax(data->change_low / 1.002, 1 / VIEW_MOST);
	data->change_high = fmin(data->change_high * 1.002, VIEW_MOST);
	for (size_t i = 0; i < n; i++)
		data->beyond += exp(scratch[i]) < data->change_low ||
				exp(scratch[i]) > data->change_high;
}

static double clamp(const struct pairs_data *data, double ratio)
{
	return fmin(fmax(ratio, data->change_low), data->change_high);
}

static void write_curve(FILE *out, const struct pairs_data *data,
			const struct side *side)
{
	size_t n = side->count;
	size_t drawn = n < CHART_MAX_POINTS ? n : CHART_MAX_POINTS;

	fputs("# time, share at or below\n", out);
	for (size_t i = 0; i < drawn; i++) {
		size_t at = drawn > 1 ? i * (n - 1) / (drawn - 1) : 0;

		fprintf(out, "%.9g\t%.6g\n", side->ns[at] / data->unit.ns,
			(double)(at + 1) / (double)n);
	}
	fputs("\n\n", out);
}

/* Pairs of both sets: those without an estimate belong to neither. */
static void write_sequence(FILE *out, const struct pairs_data *data)
{
	uint64_t first = data->v ? data->v->first_pairs : 0, seen = 0;

	fputs("# pair, head / base, set, outside of the axis\n", out);
	for (size_t i = 0; i < data->pairs->count; i++) {
		double ratio = exp(data->pairs->log_ratio[i]);

		if (!isfinite(ratio))
			continue;
		fprintf(out, "%zu\t%.9g\t%d\t%d\n", i + 1, clamp(data, ratio),
			seen++ < first || first == 0 ? 1 : 2,
			ratio > data->change_high  ? 1
			: ratio < data->change_low ? -1
						   : 0);
	}
}

static int write_points(const struct chart_set *set, const char *stem,
			const struct pairs_data *data, struct err *err)
{
	FILE *out = chart_open(set, "data", stem, err);

	if (!out)
		return -ERR_IO;
	write_curve(out, data, &data->side[0]);
	write_curve(out, data, &data->side[1]);
	write_sequence(out, data);
	return chart_close(set, out, err);
}

/* Before the pair that began the second set; 0 without one. */
static double split_at(const struct pairs_data *data)
{
	uint64_t first = data->v ? data->v->first_pairs : 0, seen = 0;

	for (size_t i = 0; first && i < data->pairs->count; i++) {
		if (!isfinite(data->pairs->log_ratio[i]))
			continue;
		if (seen++ == first)
			return (double)i + 0.5;
	}
	return 0;
}

static void write_subtitle(FILE *out, const struct pairs_data *data)
{
	const struct verdict *v = data->v;
	char change[SHOW_SIZE], interval[SHOW_SIZE];

	if (v && isfinite(v->ratio)) {
		fprintf(out, "%s: %s", verdict_name(v->kind),
			show_change(change, v->ratio));
		if (isfinite(v->low) && isfinite(v->high))
			fprintf(out, " %s at %.4g %%",
				show_changes(interval, v->low, v->high),
				100 * v->level);
		fputs(", ", out);
	}
	fprintf(out, "%zu pairs of processes%s", data->pairs->count,
		v && v->alone ? ", two execs each" : "");
}

static void write_ratio(FILE *out, const struct pairs_data *data, double ratio)
{
	bool known = data->v && isfinite(data->v->low) &&
		     isfinite(data->v->high) && ratio > 0;

	fprintf(out, "\t%.9g", known ? clamp(data, ratio) : 0.0);
}

/* The row of lists/pairs.tsv; its columns are read by the script. */
static void write_row(FILE *out, const char *stem,
		      const struct pairs_data *data)
{
	double low = data->low / data->unit.ns;
	double high = data->high / data->unit.ns;
	bool logarithmic = high / low > LOG_FROM;
	const struct verdict none = {.ratio = 0}, *v = data->v;
	char base[SHOW_SIZE], head[SHOW_SIZE];

	v = v ? v : &none;
	fprintf(out, "%s\t", stem);
	chart_text(out, data->c->id, TITLE_COLUMNS);
	fputc('\t', out);
	write_subtitle(out, data);
	fprintf(out, "\t%s\t%.9g\t%.9g\t%d\t", data->unit.name, low, high,
		logarithmic);
	chart_ticks(out, low, high, logarithmic, TICKS);
	fprintf(out, "\tbase, median %s\thead, median %s\t%.1f\t%.1f",
		show_time(base, data->side[0].median),
		show_time(head, data->side[1].median),
		(double)data->pairs->count + 0.5, split_at(data));
	fprintf(out, "\t%.9g\t%.9g\t", data->change_low, data->change_high);
	chart_change_ticks(out, data->change_low, data->change_high);
	write_ratio(out, data, v->ratio);
	write_ratio(out, data, v->low);
	write_ratio(out, data, v->high);
	fprintf(out, "\t%.9g\t", data->band);
	if (data->beyond)
		fprintf(out, "%zu pair%s beyond the axis\n", data->beyond,
			data->beyond == 1 ? "" : "s");
	else
		fputs("-\n", out);
}

static int write_case(struct chart_set *set, FILE *list,
		      struct pairs_data *data, struct err *err)
{
	CLEANUP(arena_release) struct arena arena = {0};
	CLEANUP(str_release) struct str sentence = {0};
	const struct result_case *c = data->c;
	double *scratch =
	    arena_array(&arena, data->pairs->count + 1, sizeof(double), err);
	const char *stem;
	int r = scratch ? 0 : -ERR_NOMEM;

	if (r >= 0)
		r = take_side(&data->side[0], c->base_process,
			      c->base_process_count, &arena, err);
	if (r >= 0)
		r = take_side(&data->side[1], c->process, c->process_count,
			      &arena, err);
	if (r < 0 || !data->side[0].count || !data->side[1].count)
		return r;
	choose_times(data);
	choose_changes(data, scratch);
	str_addf(&sentence, "%s: times of both sides and ratios of %zu pairs",
		 c->id, data->pairs->count);
	stem = chart_add(set, c->id, str_text(&sentence), err);
	if (!stem)
		return -ERR_NOMEM;
	write_row(list, stem, data);
	set->pairs++;
	return write_points(set, stem, data, err);
}

int chart_pairs(struct chart_set *set, const struct result *result,
		const struct report_pairs *pairs, struct err *err)
{
	FILE *list = chart_open(set, "lists", "pairs", err);
	double theta = result->outcome ? result->outcome->theta : 0;
	int r = 0, closed;

	if (!list)
		return -ERR_IO;
	for (size_t i = 0; i < result->case_count && r >= 0; i++) {
		const struct result_case *c = &result->result_case[i];
		struct pairs_data data = {.c = c,
					  .v = c->verdict,
					  .pairs = &pairs[i],
					  .band = 1 + theta};

		if (!pairs[i].count)
			continue;
		if (set->pairs == CHART_MAX_CASES) {
			set->left_out = true;
			break;
		}
		r = write_case(set, list, &data, err);
	}
	closed = chart_close(set, list, err);
	return r < 0 ? r : closed;
}
