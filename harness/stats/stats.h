/*
 * Pure arithmetic over `const double[]`. Nothing here allocates unless it
 * takes a struct err. Arrays are not changed unless the comment says so;
 * "sorted" means ascending. An empty sample gives NAN.
 */
#ifndef STATS_STATS_H
#define STATS_STATS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

void stats_sort(double *x, size_t n); /* in place */
double stats_mean(const double *x, size_t n);
/* Sample standard deviation (n - 1), two passes. NAN below n = 2. */
double stats_sd(const double *x, size_t n);
/* Quantile of a sorted sample, Hyndman and Fan (1996) type 7. */
double stats_quantile_sorted(const double *sorted, size_t n, double p);
double stats_median_sorted(const double *sorted, size_t n);
/* 1.4826 * median absolute deviation, of a sorted sample; changes SCRATCH. */
double stats_robust_sd(const double *sorted, size_t n, double *scratch);
/* Lag-1 autocorrelation, in order of measurement. */
double stats_lag1(const double *x, size_t n);

struct stats_interval {
	double estimate, low, high;
	double level; /* really reached, >= asked where n allows */
	bool bounded; /* false: n is too small, low/high are +-INFINITY */
};

/*
 * Median with its distribution-free interval from order statistics
 * (sign test), n >= 6 for 95 %.
 */
struct stats_interval stats_median_interval(const double *sorted, size_t n,
					    double level);

/*
 * Shift b - a of two independent samples: Hodges-Lehmann estimate (median of
 * all differences) and the exact interval by inverting the Wilcoxon-Mann-
 * Whitney test (Hollander and Wolfe, section 4.3). The interval is closed,
 * so ties between the samples can only raise its coverage. Above
 * STATS_RANK_SUM_MAX_PAIRS differences its normal approximation is used,
 * above STATS_SHIFT_MAX_PAIRS the answer is ERR_LIMIT. ERR_NOMEM.
 */
#define STATS_RANK_SUM_MAX_PAIRS 4096u
#define STATS_SHIFT_MAX_PAIRS    (4u << 20)
int stats_shift(const double *a, size_t na, const double *b, size_t nb,
		double level, struct stats_interval *ret, struct err *err);
/*
 * P(U = u), u = 0 .. m n, of the Mann-Whitney statistic: m n + 1 numbers.
 * ERR_LIMIT above STATS_RANK_SUM_MAX_PAIRS, ERR_NOMEM.
 */
int stats_rank_sum(double *p, size_t m, size_t n, struct err *err);

/* Standard normal and Student's t: distribution and quantile. */
double stats_normal_cdf(double z);
double stats_normal_quantile(double p);
double stats_t_cdf(double t, double df);
double stats_t_quantile(double p, double df);
/* Regularised incomplete beta I_x(a, b). */
double stats_beta(double x, double a, double b);
/* P(X <= k) of the binomial distribution, 0 < p < 1. */
double stats_binomial_cdf(size_t k, size_t n, double p);

#endif
