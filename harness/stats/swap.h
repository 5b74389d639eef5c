/*
 * Label-swap (sign-flip) tests of paired differences, at several looks.
 *
 * In every pair a fair coin decided which side took which role, so that under
 * "no change" exchanging the two labels of any pair leaves the joint
 * distribution as it is, whatever the noise. The swaps form the group Z_2^K;
 * a subgroup of 2^D of them gives exact tests as well (Hemerik and Goeman,
 * TEST 27 (2018), theorem 1). Up to D pairs the subgroup is the whole group.
 */
#ifndef STATS_SWAP_H
#define STATS_SWAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define SWAP_MAX_PAIRS      120
#define SWAP_MAX_LOOKS      24
#define SWAP_MIN_DIMENSIONS 14
#define SWAP_MAX_DIMENSIONS 20

/*
 * A subgroup of swaps: swap U exchanges pair I if parity(U & column[I]).
 * Bit 0 is in every column, so that swap 1 is that of all pairs; the columns
 * of the first `dimensions` pairs are independent, the others are drawn.
 */
struct swap_group {
	unsigned dimensions;
	uint32_t column[SWAP_MAX_PAIRS];
};

/*
 * Draws the subgroup from SEED. LEVEL: the least level of a test; the
 * subgroup has max(2^14, 50 / LEVEL) swaps, but at most 2^20. Every subgroup
 * holds the swap of all pairs.
 */
void swap_group_init(struct swap_group *group, double level, uint64_t seed);

/*
 * One-sided test of "the shift is at most (direction +1) or at least
 * (direction -1) SHIFT". Statistic: sum of direction (d - shift), clipped at
 * three times the median of |d - shift| (Huber's weights; the clip is the
 * same for every swap), in whole 2^-24 of the clip so that ties are exact.
 * Holds no memory: nothing to release.
 */
struct swap_test {
	const struct swap_group *group; /* outlives the test */
	double shift;
	int direction;
	bool rejects; /* an answer stays */
	size_t look_count;
	struct {
		size_t n;
		double spent;
	} look[SWAP_MAX_LOOKS];
};
void swap_test_init(struct swap_test *test, const struct swap_group *group,
		    double shift, int direction);
/*
 * A look at the first N of D (natural logarithms of ratios): the values of
 * earlier looks and new ones after them. SPENT: the level that may be used up
 * by now, not less than before. *RET: the test rejects, now or at an earlier
 * look. Swaps that cross are dead at later looks, so that at most a share
 * SPENT of the subgroup ever crosses. An infinite value counts as clipped;
 * where the median is infinite, zero or no number, nothing is rejected.
 * ERR_NOMEM; ERR_LIMIT above SWAP_MAX_PAIRS or SWAP_MAX_LOOKS.
 */
int swap_test_look(struct swap_test *test, const double *d, size_t n,
		   double spent, bool *ret, struct err *err);

/*
 * *RET: TEST would have rejected SHIFT as well, at one of the looks that it
 * has taken of D. ERR_NOMEM.
 */
int swap_test_also(const struct swap_test *test, double shift, const double *d,
		   bool *ret, struct err *err);

/*
 * Level of LEVEL spent at information T = n / n_max in [0, 1]: Hwang, Shih
 * and DeCani (Statistics in Medicine 9 (1990)) with gamma = -1.
 */
double swap_spent(double level, double t);
/*
 * Numbers of pairs at which to look: 8, 11, 15, 20, 27, 36, 48, ... (by 4/3)
 * and MAX as the last. Returns how many; at most ROOM are written.
 */
size_t swap_looks(size_t max, size_t *ret, size_t room);

/* Looks, ascending in pairs, of MAX pairs that may come at most. */
struct swap_plan {
	const size_t *look;
	size_t look_count, max;
};
/*
 * Interval of the shift by inverting two such tests, each of LEVEL over the
 * looks of PLAN, the last of which is at all of D. Ends are searched by
 * bisection to 2^-10 of the clip, outwards. Where rejection is monotone in the
 * shift, which the clip that moves with it does not guarantee, it covers with
 * at least 1 - 2 LEVEL even if a look ended the sampling; a simulated test
 * checks that roughly. An end is infinite while no look can reject. Values are
 * finite. ERR_NOMEM, ERR_LIMIT.
 */
struct swap_interval {
	double low, high;
};
int swap_interval(const struct swap_group *group, const double *d,
		  const struct swap_plan *plan, double level,
		  struct swap_interval *ret, struct err *err);

/* Median of the Walsh averages (d_i + d_j) / 2, i <= j. ERR_NOMEM. */
int stats_walsh(const double *d, size_t n, double *ret, struct err *err);
/*
 * Standard error of a shift ESTIMATE of finite D, from the spread of the
 * statistic over the swaps: sqrt(sum w^2) divided by the number of values
 * that are not clipped (Huber, Robust Statistics, 1981, section 6.4), times
 * sqrt(n / (n - 1)). NAN below n = 2. MDE and "needs N pairs" come from it.
 */
double swap_standard_error(const double *d, size_t n, double estimate);

#endif
