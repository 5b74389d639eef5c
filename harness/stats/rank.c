/* Intervals from ranks: median of one sample, shift between two. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "stats/stats.h"

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
		if (2 * tail > 1 - level)
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
 * One step of the Gaussian binomial: multiplies the distribution of U for
 * (i - 1, n) by (1 - x^(n+i)) / (1 - x^i) and scales it to sum 1. Only the
 * lower half is computed; the upper one mirrors it, which keeps rounding
 * errors from growing.
 */
static void rank_sum_step(double *p, size_t i, size_t n)
{
	size_t top = i * n, half = top / 2;
	double scale = (double)i / (double)(n + i);

	for (size_t u = half; u >= n + i; u--)
		p[u] -= p[u - n - i];
	for (size_t u = i; u <= half; u++)
		p[u] += p[u - i];
	for (size_t u = 0; u <= half; u++)
		p[u] *= scale;
	for (size_t u = 0; u <= half; u++)
		p[top - u] = p[u];
}

void stats_rank_sum(double *p, size_t m, size_t n)
{
	for (size_t u = 0; u <= m * n; u++)
		p[u] = 0;
	p[0] = 1;
	for (size_t i = 1; i <= m; i++)
		rank_sum_step(p, i, n);
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
		if (2 * tail > 1 - level)
			break;
		*ret_tail = tail;
	}
	return cut;
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
	CLEANUP(mem_free) double *p = malloc((pairs + 1) * sizeof *p);
	if (!d || !p)
		return err_nomem(err, "shift of two samples");

	double tail;
	differences(a, na, b, nb, d);
	stats_rank_sum(p, na < nb ? na : nb, na < nb ? nb : na);
	size_t cut = rank_sum_cut(p, pairs, level, &tail);
	*ret = interval_make(d, pairs, cut, tail);
	return 0;
}
