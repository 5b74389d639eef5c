#include <math.h>
#include <string.h>

#include "report/scaling.h"
#include "report/show.h"

#define TITLE_COLUMNS 90
#define LABEL_COLUMNS 28 /* the other arguments at the end of a line */
#define PARAM_COLUMNS 12 /* the param in the exponent */

static void write_value_label(FILE *out, double x)
{
	if (x >= 1024 && fmod(x, 1024) == 0)
		fprintf(out, fmod(x, 1048576) == 0 ? "%.4gMi" : "%.4gKi",
			fmod(x, 1048576) == 0 ? x / 1048576 : x / 1024);
	else if (x >= 1e6)
		fprintf(out, "%.4gM", x / 1e6);
	else if (x >= 1e4)
		fprintf(out, "%.4gk", x / 1e3);
	else
		fprintf(out, "%.4g", x);
}

/* Ticks at values of the param, as many as fit side by side. */
static void write_value_ticks(FILE *out, const struct scaling *s)
{
	double least = log(s->x_high / s->x_low) / 11, last = -INFINITY;

	for (size_t i = 0; i < s->value_count; i++) {
		double at = log(s->value[i]);

		if (at - last < least)
			continue;
		last = at;
		fprintf(out, "%.12g ", s->value[i]);
		write_value_label(out, s->value[i]);
		fputc(' ', out);
	}
}

static void write_line(FILE *out, const struct scaling *s,
		       const struct series *line)
{
	fputs("# value, time in ns, low, high\n", out);
	for (size_t i = 0; i < line->count; i++) {
		const struct estimate *e = &line->member[i]->summary.median_ns;
		bool bounded = isfinite(e->low) && isfinite(e->high);

		fprintf(out, "%.12g\t%.9g\t%.9g\t%.9g\n",
			scaling_param(line->member[i], s->param), e->value,
			bounded ? e->low : e->value,
			bounded ? e->high : e->value);
	}
	fputs("\n\n", out);
}

static void write_label(FILE *out, const struct scaling *s,
			const struct series *line)
{
	fprintf(out, "%.4f\t", line->label_at);
	if (*line->name) {
		chart_text(out, line->name, LABEL_COLUMNS);
		fputs(isfinite(line->slope) ? ": " : "", out);
	}
	if (isfinite(line->slope)) {
		fputs("~ ", out);
		chart_text(out, s->param, PARAM_COLUMNS);
		fprintf(out, "^%.2f", line->slope);
	}
	fputc('\n', out);
}

static int write_data(const struct chart_set *set, const struct scaling *s,
		      const char *stem, struct err *err)
{
	FILE *out = chart_open(set, "data", stem, err);

	if (!out)
		return -ERR_IO;
	for (size_t i = 0; i < s->series_count; i++)
		write_line(out, s, &s->series[i]);
	fputs("# place of the label, label\n", out);
	for (size_t i = 0; i < s->series_count; i++)
		write_label(out, s, &s->series[i]);
	return chart_close(set, out, err);
}

/* Columns of the widest label, as write_label() makes them. */
static size_t label_columns(const struct scaling *s)
{
	size_t most = 0, param;

	for (size_t i = 0; i < s->series_count; i++) {
		size_t columns = str_columns(s->series[i].name);

		if (columns > most)
			most = columns;
	}
	most = most > LABEL_COLUMNS ? LABEL_COLUMNS : most;
	param = str_columns(s->param);
	return most + (param < PARAM_COLUMNS ? param : PARAM_COLUMNS) + 9;
}

/* The row of lists/scaling.tsv; its columns are read by chart_script. */
static void write_meta(FILE *list, const struct scaling *s, const char *bench,
		       const char *stem)
{
	fprintf(list, "%s\t", stem);
	chart_text(list, bench, TITLE_COLUMNS);
	fputs("\ttime per operation over ", list);
	chart_text(list, s->param, 40);
	fputs("; bars: interval over processes", list);
	if (s->series_all > s->series_count)
		fprintf(list, "; the first %zu lines", s->series_count);
	fputc('\t', list);
	chart_text(list, s->param, 40);
	fprintf(list, "\t%zu\t%.9g\t%.9g\t%.9g\t%.9g\t", s->series_count,
		s->x_low, s->x_high, s->y_low, s->y_high);
	write_value_ticks(list, s);
	fputc('\t', list);
	chart_time_ticks(list, s->y_low, s->y_high, 7);
	fprintf(list, "\t%zu\n", label_columns(s));
}

static int write_scaling(struct chart_set *set, FILE *list, struct scaling *s,
			 struct err *err)
{
	const char *id = s->member[0]->id, *sentence, *stem;
	char *bench =
	    arena_strndup(s->arena, id, scaling_bench_length(id), err);
	char *name = arena_printf(s->arena, err, "scaling-%.*s",
				  (int)scaling_bench_length(id), id);
	int r = bench && name ? scaling_build(s, err) : -ERR_NOMEM;

	if (r < 0)
		return r;
	sentence =
	    arena_printf(s->arena, err, "%s: time over %s", bench, s->param);
	stem = sentence ? chart_add(set, name, sentence, err) : NULL;
	if (!stem)
		return -ERR_NOMEM;
	write_meta(list, s, bench, stem);
	set->scalings++;
	return write_data(set, s, stem, err);
}

static int each_bench(struct chart_set *set, const struct result *result,
		      FILE *list, struct err *err)
{
	const struct result_case **member;
	int r = 0;

	member = arena_array(&set->arena, result->case_count + 1,
			     sizeof(const struct result_case *), err);
	if (!member)
		return -ERR_NOMEM;
	for (size_t at = 0; at < result->case_count && r >= 0;) {
		CLEANUP(arena_release) struct arena arena = {0};
		struct scaling *s = arena_alloc(&arena, sizeof(*s), err);

		if (!s)
			return -ERR_NOMEM;
		s->arena = &arena;
		s->member = member;
		s->member_count = scaling_members(result, &at, member);
		if (s->member_count >= 3 && scaling_choose(s))
			r = write_scaling(set, list, s, err);
	}
	return r;
}

int chart_scaling(struct chart_set *set, const struct result *result,
		  struct err *err)
{
	FILE *list = chart_open(set, "lists", "scaling", err);
	int r, closed;

	if (!list)
		return -ERR_IO;
	r = each_bench(set, result, list, err);
	closed = chart_close(set, list, err);
	return r < 0 ? r : closed;
}
