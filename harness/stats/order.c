/* Moments and order statistics. */
#include <math.h>
#include <stdlib.h>

#include "stats/stats.h"

/* Makes the MAD of a normal sample estimate its standard deviation. */
static const double mad_to_sd = 1.482602218505602;

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

void stats_sort(double *x, size_t n)
{
	if (n > 1)
		qsort(x, n, sizeof *x, compare_doubles);
}

double stats_mean(const double *x, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += x[i];
	return n ? sum / (double)n : NAN;
}

double stats_sd(const double *x, size_t n)
{
	if (n < 2)
		return NAN;
	double mean = stats_mean(x, n), squares = 0, rest = 0;
	for (size_t i = 0; i < n; i++) {
		double d = x[i] - mean;
		squares += d * d;
		rest += d; /* rounding of the mean */
	}
	double sum = squares - rest * rest / (double)n;
	return sqrt(fmax(sum, 0) / (double)(n - 1));
}

double stats_quantile_sorted(const double *sorted, size_t n, double p)
{
	if (n == 0 || !(p >= 0 && p <= 1))
		return NAN;
	double at = p * (double)(n - 1);
	size_t below = (size_t)at;
	if (below + 1 >= n)
		return sorted[n - 1];
	double weight = at - (double)below;
	return sorted[below] + weight * (sorted[below + 1] - sorted[below]);
}

double stats_median_sorted(const double *sorted, size_t n)
{
	return stats_quantile_sorted(sorted, n, 0.5);
}

double stats_robust_sd(const double *sorted, size_t n, double *scratch)
{
	double median = stats_median_sorted(sorted, n);
	for (size_t i = 0; i < n; i++)
		scratch[i] = fabs(sorted[i] - median);
	stats_sort(scratch, n);
	return mad_to_sd * stats_median_sorted(scratch, n);
}

double stats_lag1(const double *x, size_t n)
{
	if (n < 2)
		return NAN;
	double mean = stats_mean(x, n), products = 0, squares = 0;
	for (size_t i = 0; i < n; i++) {
		double d = x[i] - mean;
		squares += d * d;
		if (i > 0)
			products += d * (x[i - 1] - mean);
	}
	return squares > 0 ? products / squares : NAN;
}
