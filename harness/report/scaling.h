/*
 * Cases of one benchmark over the values of one of their params.
 */
#ifndef REPORT_SCALING_H
#define REPORT_SCALING_H

#include <stddef.h>

#include "report/chart.h"

#define SCALING_MAX_SERIES 8
#define SCALING_MAX_VALUES CHART_MAX_POINTS

/* One line: cases that differ in nothing but the param. */
struct series {
	char *name; /* the other arguments, "order=random, threads=2" */
	const struct result_case *member[SCALING_MAX_VALUES];
	size_t count;
	double slope;    /* fitted exponent; NAN where none fits well */
	double label_at; /* 0 .. 1 of the height */
};

struct scaling {
	struct arena *arena;
	const struct result_case *const *member; /* of one benchmark */
	size_t member_count;
	const char *param;
	double value[SCALING_MAX_VALUES]; /* distinct, ascending */
	size_t value_count;
	struct series series[SCALING_MAX_SERIES];
	size_t series_count, series_all;
	double x_low, x_high, y_low, y_high;
};

/* Bytes of the id without its arguments: "memory/copy". */
size_t scaling_bench_length(const char *id);
/* The value of NAME ("threads" too), or 0. */
double scaling_param(const struct result_case *c, const char *name);
/* Measured cases of the benchmark of case *AT, which moves behind them. */
size_t scaling_members(const struct result *result, size_t *at,
		       const struct result_case **member);
/* The param with the most values; false where none has three. */
bool scaling_choose(struct scaling *scaling);
/* Lines, their exponents, the axes and where the labels stand. */
int scaling_build(struct scaling *scaling, struct err *err);

#endif
