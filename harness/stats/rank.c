/* Intervals from ranks: median of one sample, shift between two. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "stats/stats.h"

/* So that a level of 0.9 is reached by a tail of exactly 0.05. */
static const double rounding = 1e-12;

/*
 * Number of order statistics to leave out at each end: the largest c with
 * 2 P(Bin(n, 1/2) <= c - 1) <= 1 - level. *RET_TAIL is that P; 0 for c = 0.
 */
static size_t sign_test_cut(size_t n, double level, double *ret_tail)
{
	size_t cut = 0;
	*ret_tail = 0;
	for (; cut < n / 2; cut++) {
		double tail = stats_binomial_cdf(cut, n, 0.5);
		if (2 * tail > 1 - level + rounding)
			break;
		*ret_tail = tail;
	}
	return cut;
}

static struct stats_interval interval_make(const double *sorted, size_t n,
					   size_t cut, double tail)
{
	return (struct stats_interval){
	    .estimate = stats_median_sorted(sorted, n),
	    .low = cut ? sorted[cut - 1] : -INFINITY,
	    .high = cut ? sorted[n - cut] : INFINITY,
	    .level = 1 - 2 * tail,
	    .bounded = cut > 0,
	};
}

struct stats_interval stats_median_interval(const double *sorted, size_t n,
					    double level)
{
	double tail;
	size_t cut = sign_test_cut(n, level, &tail);
	return interval_make(sorted, n, cut, tail);
}

/*
 * Puts P(U = u) for (i, j) into ROW, which holds that of (i - 1, j); LEFT
 * is that of (i, j - 1). The largest value comes from either sample:
 * p_ij(u) = (i p_(i-1)j(u - j) + j p_i(j-1)(u)) / (i + j), Mann and Whitney
 * (1947). All terms are positive, so no digits are lost.
 */
static void rank_sum_step(double *row, const double *left, size_t i, size_t j)
{
	double from_a = (double)i / (double)(i + j);
	double from_b = (double)j / (double)(i + j);

	for (size_t u = i * j + 1; u-- > 0;)
		row[u] = (u >= j ? from_a * row[u - j] : 0) + from_b * left[u];
}

int stats_rank_sum(double *p, size_t m, size_t n, struct err *err)
{
	size_t size = m * n + 1;
	if (size > STATS_RANK_SUM_MAX_PAIRS + 1)
		return err_set(err, ERR_LIMIT,
			       "exact rank sums of %zu and %zu values (at most "
			       "%u pairs)",
			       m, n, STATS_RANK_SUM_MAX_PAIRS);
	CLEANUP(mem_free) double *table = calloc(n + 1, size * sizeof *table);
	if (!table)
		return err_nomem(err, "rank sums");
	for (size_t j = 0; j <= n; j++)
		table[j * size] = 1;
	for (size_t i = 1; i <= m; i++)
		for (size_t j = 1; j <= n; j++)
			rank_sum_step(table + j * size, table + (j - 1) * size,
				      i, j);
	memcpy(p, table + n * size, size * sizeof *p);
	return 0;
}

/* As sign_test_cut, for the distribution P of U over 0 .. m n. */
static size_t rank_sum_cut(const double *p, size_t pairs, double level,
			   double *ret_tail)
{
	size_t cut = 0;
	double tail = 0;
	*ret_tail = 0;
	for (; cut < pairs / 2; cut++) {
		tail += p[cut];
		if (2 * tail > 1 - level + rounding)
			break;
		*ret_tail = tail;
	}
	return cut;
}

/* Normal approximation with continuity correction, for large samples. */
static size_t rank_sum_cut_normal(double m, double n, double level,
				  double *ret_tail)
{
	double sd = sqrt(m * n * (m + n + 1) / 12);
	double z = stats_normal_quantile((1 - level) / 2);
	double cut = floor(m * n / 2 + z * sd + 0.5);
	*ret_tail = 0;
	if (cut < 1)
		return 0;
	*ret_tail = stats_normal_cdf((cut - 0.5 - m * n / 2) / sd);
	return (size_t)cut;
}

static int shift_cut(size_t m, size_t n, double level, size_t *ret_cut,
		     double *ret_tail, struct err *err)
{
	size_t pairs = m * n;
	if (pairs > STATS_RANK_SUM_MAX_PAIRS) {
		*ret_cut =
		    rank_sum_cut_normal((double)m, (double)n, level, ret_tail);
		return 0;
	}
	CLEANUP(mem_free) double *p = malloc((pairs + 1) * sizeof *p);
	if (!p)
		return err_nomem(err, "shift of two samples");
	int code = stats_rank_sum(p, m, n, err);
	if (code == 0)
		*ret_cut = rank_sum_cut(p, pairs, level, ret_tail);
	return code;
}

static void differences(const double *a, size_t na, const double *b, size_t nb,
			double *ret)
{
	for (size_t i = 0; i < na; i++)
		for (size_t j = 0; j < nb; j++)
			ret[i * nb + j] = b[j] - a[i];
	stats_sort(ret, na * nb);
}

int stats_shift(const double *a, size_t na, const double *b, size_t nb,
		double level, struct stats_interval *ret, struct err *err)
{
	if (na && nb > STATS_SHIFT_MAX_PAIRS / na)
		return err_set(
		    err, ERR_LIMIT,
		    "samples of %zu and %zu are too large to compare "
		    "(at most %u pairs)",
		    na, nb, STATS_SHIFT_MAX_PAIRS);
	size_t pairs = na * nb;
	CLEANUP(mem_free) double *d = malloc((pairs + 1) * sizeof *d);
	if (!d)
		return err_nomem(err, "shift of two samples");

	double tail = 0;
	size_t cut = 0;
	int code = shift_cut(na, nb, level, &cut, &tail, err);
	if (code)
		return code;
	differences(a, na, b, nb, d);
	*ret = interval_make(d, pairs, cut, tail);
	return 0;
}
