/*
 * Intervals of a share.
 */
#ifndef STATS_BINOMIAL_H
#define STATS_BINOMIAL_H

#include <stddef.h>

/*
 * Exact interval of p after K successes in N trials (Clopper and Pearson,
 * Biometrika 26 (1934)): each side misses with at most (1 - level) / 2, also
 * where the other end is 0 or 1. [0, 1] for n = 0. K <= N.
 */
struct stats_share {
	double low, high;
};
struct stats_share stats_share_interval(size_t k, size_t n, double level);

#endif
