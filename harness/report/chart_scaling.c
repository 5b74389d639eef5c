#include <math.h>
#include <string.h>

#include "report/chart.h"
#include "report/show.h"

#define MAX_SERIES    8
#define MAX_VALUES    CHART_MAX_POINTS
#define TITLE_COLUMNS 90
#define LABEL_COLUMNS 28    /* the other arguments at the end of a line */
#define PARAM_COLUMNS 12    /* the param in the exponent */
#define LABEL_GAP     0.062 /* of the height, between labels of lines */

/* One line: cases that differ in nothing but the param. */
struct series {
	char *name; /* the other arguments, "order=random, threads=2" */
	const struct result_case *member[MAX_VALUES];
	size_t count;
	double slope;    /* fitted exponent; NAN below three points */
	double label_at; /* 0 .. 1 of the height */
};

struct scaling {
	struct arena *arena;
	const struct result_case *const *member; /* of one benchmark */
	size_t member_count;
	const char *param;
	double value[MAX_VALUES]; /* distinct, ascending */
	size_t value_count;
	struct series series[MAX_SERIES];
	size_t series_count, series_all;
	double x_low, x_high, y_low, y_high;
};

/* The id without its arguments: "memory/copy". */
static size_t bench_length(const char *id)
{
	const char *equals = strchr(id, '=');
	size_t length = equals ? (size_t)(equals - id) : strlen(id);

	while (equals && length && id[length] != '/')
		length--;
	return length;
}

/* The value of NAME ("threads" too), or 0. */
static double param_of(const struct result_case *c, const char *name)
{
	for (size_t i = 0; i < c->arg_count; i++)
		if (strcmp(c->arg[i].name, name) == 0)
			return (double)c->arg[i].value;
	return strcmp(name, "threads") == 0 ? c->threads : 0;
}

/* Distinct positive values of NAME, ascending, into VALUE[MAX_VALUES]. */
static size_t distinct_values(const struct scaling *s, const char *name,
			      double *value)
{
	size_t n = 0, at;

	for (size_t i = 0; i < s->member_count && n < MAX_VALUES; i++) {
		double x = param_of(s->member[i], name);

		for (at = 0; at < n && value[at] < x; at++)
			;
		if (x <= 0 || (at < n && value[at] <= x))
			continue;
		memmove(value + at + 1, value + at, (n - at) * sizeof(*value));
		value[at] = x;
		n++;
	}
	return n;
}

/* The param with the most values; false where none has three. */
static bool choose_param(struct scaling *s)
{
	const struct result_case *first = s->member[0];
	double value[MAX_VALUES + 1];

	for (size_t i = 0; i <= first->arg_count; i++) {
		const char *name =
		    i < first->arg_count ? first->arg[i].name : "threads";
		size_t n = distinct_values(s, name, value);

		if (n < 3 || n <= s->value_count)
			continue;
		s->param = name;
		s->value_count = n;
		memcpy(s->value, value, n * sizeof(*value));
	}
	return s->param != NULL;
}

/* The arguments of C but the param, as the name of its line. */
static char *other_args(const struct scaling *s, const struct result_case *c,
			struct err *err)
{
	CLEANUP(str_release) struct str text = {0};

	for (size_t i = 0; i < c->arg_count; i++)
		if (strcmp(c->arg[i].name, s->param) != 0)
			str_addf(&text, "%s%s=%lld", text.length ? ", " : "",
				 c->arg[i].name, (long long)c->arg[i].value);
	if (c->threads > 1 && strcmp(s->param, "threads") != 0)
		str_addf(&text, "%s%u threads", text.length ? ", " : "",
			 c->threads);
	return arena_strdup(s->arena, str_text(&text), err);
}

static int add_member(struct scaling *s, const struct result_case *c,
		      struct err *err)
{
	char *name = other_args(s, c, err);
	size_t i;

	if (!name)
		return -ERR_NOMEM;
	for (i = 0; i < s->series_count; i++)
		if (strcmp(s->series[i].name, name) == 0)
			break;
	if (i == MAX_SERIES) {
		s->series_all++;
		return 0;
	}
	if (i == s->series_count) {
		s->series[s->series_count++] = (struct series){.name = name};
		s->series_all++;
	}
	if (s->series[i].count < MAX_VALUES)
		s->series[i].member[s->series[i].count++] = c;
	return 0;
}

/* Least squares of log time over log param. */
static double fitted_exponent(const struct scaling *s,
			      const struct series *line)
{
	double n = (double)line->count, sx = 0, sy = 0, sxx = 0, sxy = 0;

	for (size_t i = 0; i < line->count; i++) {
		double x = log(param_of(line->member[i], s->param));
		double y = log(line->member[i]->summary.median_ns.value);

		sx += x;
		sy += y;
		sxx += x * x;
		sxy += x * y;
	}
	return line->count < 3 ? (double)NAN
			       : (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

static void sort_members(const struct scaling *s, struct series *line)
{
	for (size_t i = 1; i < line->count; i++) {
		const struct result_case *c = line->member[i];
		double x = param_of(c, s->param);
		size_t at = i;

		for (; at && param_of(line->member[at - 1], s->param) > x; at--)
			line->member[at] = line->member[at - 1];
		line->member[at] = c;
	}
}

static void choose_axes(struct scaling *s)
{
	double low = INFINITY, high = 0, pad;

	for (size_t i = 0; i < s->series_count; i++) {
		for (size_t j = 0; j < s->series[i].count; j++) {
			const struct summary *m =
			    &s->series[i].member[j]->summary;

			low = fmin(low, m->median_ns.value);
			high = fmax(high, m->median_ns.value);
		}
	}
	pad = fmax(pow(high / low, 0.08), 1.1);
	s->y_low = low / pad;
	s->y_high = high * pad;
	pad = pow(s->value[s->value_count - 1] / s->value[0], 0.03);
	s->x_low = s->value[0] / pad;
	s->x_high = s->value[s->value_count - 1] * pad;
}

static double end_height(const struct scaling *s, const struct series *line)
{
	double y = line->member[line->count - 1]->summary.median_ns.value;

	return log(y / s->y_low) / log(s->y_high / s->y_low);
}

/* Labels stand at the ends of their lines, moved apart where they touch. */
static void place_labels(struct scaling *s)
{
	struct series *order[MAX_SERIES];
	double over;

	for (size_t i = 0; i < s->series_count; i++) {
		struct series *line = &s->series[i];
		size_t at = i;

		line->label_at = end_height(s, line);
		for (; at && order[at - 1]->label_at > line->label_at; at--)
			order[at] = order[at - 1];
		order[at] = line;
	}
	for (size_t i = 1; i < s->series_count; i++)
		order[i]->label_at = fmax(order[i]->label_at,
					  order[i - 1]->label_at + LABEL_GAP);
	over = order[s->series_count - 1]->label_at - 0.99;
	for (size_t i = s->series_count; i-- > 0 && over > 0;) {
		order[i]->label_at -= over;
		over =
		    i ? order[i - 1]->label_at + LABEL_GAP - order[i]->label_at
		      : 0;
	}
}

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
			param_of(line->member[i], s->param), e->value,
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
		fputs("\u221d ", out);
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

static int build_series(struct scaling *s, struct err *err)
{
	int r;

	for (size_t i = 0; i < s->member_count; i++) {
		if (param_of(s->member[i], s->param) <= 0)
			continue;
		r = add_member(s, s->member[i], err);
		if (r < 0)
			return r;
	}
	for (size_t i = 0; i < s->series_count; i++) {
		sort_members(s, &s->series[i]);
		s->series[i].slope = fitted_exponent(s, &s->series[i]);
	}
	choose_axes(s);
	place_labels(s);
	return 0;
}

static int write_scaling(struct chart_set *set, FILE *list, struct scaling *s,
			 struct err *err)
{
	const char *id = s->member[0]->id, *stem;
	char *bench = arena_strndup(s->arena, id, bench_length(id), err);
	char *name = arena_printf(s->arena, err, "scaling-%.*s",
				  (int)bench_length(id), id);
	int r = bench && name ? build_series(s, err) : -ERR_NOMEM;

	if (r < 0)
		return r;
	stem = chart_add(
	    set, name,
	    arena_printf(s->arena, err, "%s: time over %s", bench, s->param),
	    err);
	if (!stem)
		return -ERR_NOMEM;
	write_meta(list, s, bench, stem);
	set->scalings++;
	return write_data(set, s, stem, err);
}

/* Measured cases of the benchmark of case *AT, which moves behind them. */
static size_t take_members(const struct result *result, size_t *at,
			   const struct result_case **member)
{
	const char *id = result->result_case[*at].id;
	size_t length = bench_length(id), count = 0;

	for (; *at < result->case_count; ++*at) {
		const struct result_case *c = &result->result_case[*at];

		if (bench_length(c->id) != length ||
		    memcmp(c->id, id, length) != 0)
			break;
		if (c->status == CASE_OK && c->summary.median_ns.available &&
		    c->summary.median_ns.value > 0)
			member[count++] = c;
	}
	return count;
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
		s->member_count = take_members(result, &at, member);
		if (s->member_count >= 3 && choose_param(s))
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
