#include "report/scaling.h"

#include <math.h>
#include <string.h>

#define LABEL_GAP      0.062 /* of the height, between labels of lines */
#define FIT_LEAST      0.95  /* R^2 of an exponent that is shown */
#define EXPONENT_LEAST 0.2

size_t scaling_bench_length(const char *id)
{
	const char *equals = strchr(id, '=');
	size_t length = equals ? (size_t)(equals - id) : strlen(id);

	while (equals && length && id[length] != '/')
		length--;
	return length;
}

double scaling_param(const struct result_case *c, const char *name)
{
	for (size_t i = 0; i < c->arg_count; i++)
		if (strcmp(c->arg[i].name, name) == 0)
			return (double)c->arg[i].value;
	return strcmp(name, "threads") == 0 ? c->threads : 0;
}

/* Distinct positive values of NAME, ascending, into VALUE[SCALING_MAX_VALUES].
 */
static size_t distinct_values(const struct scaling *s, const char *name,
			      double *value)
{
	size_t n = 0, at;

	for (size_t i = 0; i < s->member_count && n < SCALING_MAX_VALUES; i++) {
		double x = scaling_param(s->member[i], name);

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

bool scaling_choose(struct scaling *s)
{
	const struct result_case *first = s->member[0];
	double value[SCALING_MAX_VALUES + 1];

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
	if (i == SCALING_MAX_SERIES) {
		s->series_all++;
		return 0;
	}
	if (i == s->series_count) {
		s->series[s->series_count++] = (struct series){.name = name};
		s->series_all++;
	}
	if (s->series[i].count < SCALING_MAX_VALUES)
		s->series[i].member[s->series[i].count++] = c;
	return 0;
}

/*
 * Least squares of log time over log param. A staircase of caches or a flat
 * line has no exponent worth a name: NAN.
 */
static double fitted_exponent(const struct scaling *s,
			      const struct series *line)
{
	double n = (double)line->count, sx = 0, sy = 0, sxx = 0, sxy = 0,
	       syy = 0;

	for (size_t i = 0; i < line->count; i++) {
		double x = log(scaling_param(line->member[i], s->param));
		double y = log(line->member[i]->summary.median_ns.value);

		sx += x;
		sy += y;
		sxx += x * x;
		sxy += x * y;
		syy += y * y;
	}
	double xx = n * sxx - sx * sx, xy = n * sxy - sx * sy,
	       yy = n * syy - sy * sy;
	bool good = line->count >= 3 && xy * xy >= FIT_LEAST * xx * yy &&
		    fabs(xy) >= EXPONENT_LEAST * xx;
	return good ? xy / xx : (double)NAN;
}

static void sort_members(const struct scaling *s, struct series *line)
{
	for (size_t i = 1; i < line->count; i++) {
		const struct result_case *c = line->member[i];
		double x = scaling_param(c, s->param);
		size_t at = i;

		for (; at && scaling_param(line->member[at - 1], s->param) > x;
		     at--)
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
			if (!isfinite(m->median_ns.low) ||
			    !isfinite(m->median_ns.high))
				continue;
			if (m->median_ns.low > 0)
				low = fmin(low, m->median_ns.low);
			high = fmax(high, m->median_ns.high);
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

/* Lines in the order of their ends, lowest first. */
static void order_by_end(struct scaling *s, struct series **order)
{
	for (size_t i = 0; i < s->series_count; i++) {
		struct series *line = &s->series[i];
		size_t at = i;

		line->label_at = end_height(s, line);
		for (; at && order[at - 1]->label_at > line->label_at; at--)
			order[at] = order[at - 1];
		order[at] = line;
	}
}

/* Labels stand at the ends of their lines, moved apart where they touch. */
static void place_labels(struct scaling *s)
{
	struct series *order[SCALING_MAX_SERIES];
	size_t n = s->series_count;
	double moved = 0, room = 0.99, shift;

	order_by_end(s, order);
	for (size_t i = 1; i < n; i++) {
		double least = order[i - 1]->label_at + LABEL_GAP;
		double up = fmax(least - order[i]->label_at, 0);

		order[i]->label_at += up;
		moved += up;
	}
	/* All are set. NOLINTNEXTLINE(*NullDereference) */
	shift = fmin(moved / (double)n, fmax(order[0]->label_at - 0.01, 0));
	/* From the top, as a label outside of the axes is not drawn. */
	for (size_t i = n; i-- > 0;) {
		order[i]->label_at = fmin(order[i]->label_at - shift, room);
		room = order[i]->label_at - LABEL_GAP;
	}
}

int scaling_build(struct scaling *s, struct err *err)
{
	int r;

	for (size_t i = 0; i < s->member_count; i++) {
		if (scaling_param(s->member[i], s->param) <= 0)
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

size_t scaling_members(const struct result *result, size_t *at,
		       const struct result_case **member)
{
	const char *id = result->result_case[*at].id;
	size_t length = scaling_bench_length(id), count = 0;

	for (; *at < result->case_count; ++*at) {
		const struct result_case *c = &result->result_case[*at];

		if (scaling_bench_length(c->id) != length ||
		    memcmp(c->id, id, length) != 0)
			break;
		if (c->status == CASE_OK && c->summary.median_ns.available &&
		    c->summary.median_ns.value > 0)
			member[count++] = c;
	}
	return count;
}
