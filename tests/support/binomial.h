/*
 * Bounds for the tests that count: a seeded simulation asserts the exact
 * (Clopper-Pearson) bound of what it counted, not the count.
 */
#ifndef SUPPORT_BINOMIAL_H
#define SUPPORT_BINOMIAL_H

#include <stddef.h>

#include "stats/stats.h"

/* Largest p for which K or fewer of N has probability >= alpha. */
static inline double binomial_upper(size_t k, size_t n, double alpha)
{
	double low = 0, high = 1;
	for (int i = 0; i < 60; i++) {
		double p = (low + high) / 2;
		if (stats_binomial_cdf(k, n, p) > alpha)
			low = p;
		else
			high = p;
	}
	return high;
}

static inline double binomial_lower(size_t k, size_t n, double alpha)
{
	return 1 - binomial_upper(n - k, n, alpha);
}

#endif
