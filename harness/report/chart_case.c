#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/chart.h"
#include "report/show.h"
#include "stats/stats.h"

#define TITLE_COLUMNS 90
#define LOG_FROM      6.0 /* high / low of the view */
#define TICKS         7

/* A slice as it is drawn. */
struct point {
	double index; /* in order of measurement, over all processes */
	double ns;    /* an operation */
	bool disturbed;
};

struct case_data {
	const struct result_case *c;
	struct point *point;
	size_t count;
	double *sorted; /* of the slices that the curve shows */
	size_t sorted_count;
	bool all_disturbed; /* then the curve shows them */
	double low, high;   /* of the view, ns */
	size_t beyond;      /* slices above the view */
	double highest;
	struct show_unit unit;
};

/* Appends the slices of one process, those that have a valid time. */
static void take_process(struct case_data *data,
			 const struct process_samples *process, double *index)
{
	const struct column *ops = samples_column(process, COLUMN_OPS);
	const struct column *ns = samples_column(process, COLUMN_NS);
	const struct column *disturbed =
	    samples_column(process, COLUMN_DISTURBED);

	for (uint64_t i = 0; ops && ns && i < process->slice_count; i++) {
		uint64_t n = column_at(ops, i);
		double per_op = (double)column_at(ns, i) / (double)n;

		*index += 1;
		if (n && per_op > 0)
			data->point[data->count++] = (struct point){
			    .index = *index,
			    .ns = per_op,
			    .disturbed = disturbed && column_at(disturbed, i)};
	}
}

static int take_slices(struct case_data *data, struct arena *arena,
		       struct err *err)
{
	double index = 0;
	size_t total = 0;

	for (size_t p = 0; p < data->c->process_count; p++)
		total += data->c->process[p].slice_count;
	data->point = arena_array(arena, total + 1, sizeof(*data->point), err);
	data->sorted = arena_array(arena, total + 1, sizeof(double), err);
	if (!data->point || !data->sorted)
		return -ERR_NOMEM;
	for (size_t p = 0; p < data->c->process_count; p++)
		take_process(data, &data->c->process[p], &index);
	data->all_disturbed = true;
	for (size_t i = 0; i < data->count; i++)
		data->all_disturbed &= data->point[i].disturbed;
	for (size_t i = 0; i < data->count; i++)
		if (data->all_disturbed || !data->point[i].disturbed)
			data->sorted[data->sorted_count++] = data->point[i].ns;
	stats_sort(data->sorted, data->sorted_count);
	return 0;
}

/* The body and the near tail; what lies above is counted, not drawn. */
static void choose_view(struct case_data *data)
{
	const double *x = data->sorted;
	size_t n = data->sorted_count;
	double median = stats_median_sorted(x, n);
	double tail = stats_quantile_sorted(x, n, 0.95);
	double reach = tail + 4 * (tail - median), pad;

	data->low = x[0];
	data->high = x[n - 1] < reach ? x[n - 1] : reach;
	if (data->high < median * 1.002)
		data->high = median * 1.002;
	if (data->high / data->low > LOG_FROM) {
		data->low /= 1.1;
		data->high *= 1.1;
	} else {
		pad = 0.05 * (data->high - data->low);
		data->low -= pad;
		data->high += pad;
	}
	for (size_t i = 0; i < data->count; i++) {
		data->beyond += data->point[i].ns > data->high;
		if (data->point[i].ns > data->highest)
			data->highest = data->point[i].ns;
	}
	data->unit = show_unit_of(median);
}

/* Share, time and a jitter that spreads the raw points, seeded by place. */
static void write_curve(FILE *out, const struct case_data *data)
{
	size_t n = data->sorted_count;
	size_t drawn = n < CHART_MAX_POINTS ? n : CHART_MAX_POINTS;

	fputs("# time, share at or below, jitter\n", out);
	for (size_t i = 0; i < drawn; i++) {
		size_t at = drawn > 1 ? i * (n - 1) / (drawn - 1) : 0;

		fprintf(out, "%.9g\t%.6g\t%.3f\n",
			data->sorted[at] / data->unit.ns,
			(double)(at + 1) / (double)n,
			fmod((double)i * 0.618034, 1.0));
	}
}

static void write_point(FILE *out, const struct case_data *data,
			const struct point *point)
{
	bool beyond = point->ns > data->high;

	fprintf(out, "%.0f\t%.9g\t%d\n", point->index,
		(beyond ? data->high : point->ns) / data->unit.ns, beyond);
}

/* Slices of one kind; of too many, the extremes of each stretch. */
static void write_sequence(FILE *out, const struct case_data *data,
			   bool disturbed)
{
	size_t stretch = data->count / (CHART_MAX_POINTS / 2) + 1, drawn = 0;

	fputs("\n\n# slice, time, beyond the axis\n", out);
	for (size_t i = 0; i < data->count; i += stretch) {
		const struct point *low = NULL, *high = NULL;

		for (size_t j = i; j < i + stretch && j < data->count; j++) {
			const struct point *point = &data->point[j];

			if (point->disturbed != disturbed)
				continue;
			low = !low || point->ns < low->ns ? point : low;
			high = !high || point->ns > high->ns ? point : high;
		}
		if (low)
			write_point(out, data, low);
		if (high && high != low)
			write_point(out, data, high);
		drawn += low != NULL;
	}
	if (!drawn)
		fputs("NaN\tNaN\tNaN\n", out);
}

/* Median of the slices from *AT up to index LAST that count, or NAN. */
static double process_median(const struct case_data *data, size_t *at,
			     double last, double *scratch)
{
	size_t n = 0;

	for (; *at < data->count && data->point[*at].index <= last; ++*at)
		if (data->all_disturbed || !data->point[*at].disturbed)
			scratch[n++] = data->point[*at].ns;
	stats_sort(scratch, n);
	return n ? stats_median_sorted(scratch, n) : (double)NAN;
}

static int write_processes(FILE *out, const struct case_data *data,
			   struct arena *arena, struct err *err)
{
	double *scratch =
	    arena_array(arena, data->count + 1, sizeof(*scratch), err);
	double first = 0;
	size_t at = 0;

	if (!scratch)
		return -ERR_NOMEM;
	fputs("\n\n# first slice, last slice, median time\n", out);
	for (size_t p = 0; p < data->c->process_count; p++) {
		double last = first + (double)data->c->process[p].slice_count;
		double median = process_median(data, &at, last, scratch);

		if (isfinite(median))
			fprintf(out, "%.1f\t%.1f\t%.9g\n", first + 0.5,
				last + 0.5, median / data->unit.ns);
		first = last;
	}
	return 0;
}

static int write_points(const struct chart_set *set, const char *stem,
			const struct case_data *data, struct arena *arena,
			struct err *err)
{
	FILE *out = chart_open(set, "data", stem, err);
	int r, closed;

	if (!out)
		return -ERR_IO;
	write_curve(out, data);
	write_sequence(out, data, false);
	write_sequence(out, data, true);
	r = write_processes(out, data, arena, err);
	closed = chart_close(set, out, err);
	return r < 0 ? r : closed;
}

static void write_subtitle(FILE *out, const struct case_data *data)
{
	const struct summary *s = &data->c->summary;
	char time[SHOW_SIZE], interval[SHOW_SIZE];
	size_t disturbed = 0;

	for (size_t i = 0; i < data->count; i++)
		disturbed += data->point[i].disturbed;
	show_interval(interval, &s->median_ns);
	fprintf(out, "median over processes %s %s, %zu process%s, %zu slices",
		show_time(time, s->median_ns.value), interval,
		data->c->process_count, data->c->process_count == 1 ? "" : "es",
		data->count);
	if (data->all_disturbed)
		fputs(", all of them disturbed", out);
	else
		fprintf(out, ", %zu disturbed", disturbed);
}

/* A quantile: where, its label, and whether that fits better on the left. */
static void write_quantile(FILE *out, const struct case_data *data, double p,
			   const char *name)
{
	double x = stats_quantile_sorted(data->sorted, data->sorted_count, p);
	bool logarithmic = data->high / data->low > LOG_FROM;
	double at = logarithmic
			? log(x / data->low) / log(data->high / data->low)
			: (x - data->low) / (data->high - data->low);
	char time[SHOW_SIZE];

	fprintf(out, "\t%.9g\t%s %s\t%d", x / data->unit.ns, name,
		show_time(time, x), at > 0.55);
}

/* The row of lists/cases.tsv; its columns are read by chart_script. */
static void write_row(FILE *out, const char *stem, const struct case_data *data)
{
	double low = data->low / data->unit.ns;
	double high = data->high / data->unit.ns;
	bool logarithmic = high / low > LOG_FROM;
	double slices = 0;
	char time[SHOW_SIZE];

	for (size_t p = 0; p < data->c->process_count; p++)
		slices += (double)data->c->process[p].slice_count;
	fprintf(out, "%s\t", stem);
	chart_text(out, data->c->id, TITLE_COLUMNS);
	fputc('\t', out);
	write_subtitle(out, data);
	fprintf(out, "\t%s\t%.9g\t%.9g\t%d\t", data->unit.name, low, high,
		logarithmic);
	chart_ticks(out, low, high, logarithmic, TICKS);
	write_quantile(out, data, 0.5, "median");
	write_quantile(out, data, 0.9, "p90");
	fprintf(out, "\t%.1f\t", slices + 0.5);
	if (data->beyond)
		fprintf(out, "%zu slice%s above the axis, up to %s",
			data->beyond, data->beyond == 1 ? "" : "s",
			show_time(time, data->highest));
	else
		fputc('-', out);
	fprintf(out, "\t%zu\n", data->sorted_count);
}

static int write_case(struct chart_set *set, FILE *list,
		      const struct result_case *c, struct err *err)
{
	CLEANUP(arena_release) struct arena arena = {0};
	CLEANUP(str_release) struct str sentence = {0};
	struct case_data data = {.c = c};
	const char *stem;
	int r = take_slices(&data, &arena, err);

	if (r < 0 || !data.count)
		return r;
	choose_view(&data);
	str_addf(&sentence, "%s: distribution and sequence of %zu slices",
		 c->id, data.count);
	stem = chart_add(set, c->id, str_text(&sentence), err);
	if (!stem)
		return -ERR_NOMEM;
	write_row(list, stem, &data);
	set->cases++;
	return write_points(set, stem, &data, &arena, err);
}

int chart_cases(struct chart_set *set, const struct result *result,
		struct err *err)
{
	FILE *list = chart_open(set, "lists", "cases", err);
	size_t drawn = 0;
	int r = 0, closed;

	if (!list)
		return -ERR_IO;
	for (size_t i = 0; i < result->case_count && r >= 0; i++) {
		const struct result_case *c = &result->result_case[i];

		if (c->status != CASE_OK)
			continue;
		if (drawn++ == CHART_MAX_CASES) {
			set->left_out = true;
			break;
		}
		r = write_case(set, list, c, err);
	}
	closed = chart_close(set, list, err);
	return r < 0 ? r : closed;
}
