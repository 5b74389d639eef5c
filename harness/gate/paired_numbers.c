/* What a row of the paired gate shows beside its verdict. */
#include <math.h>
#include <string.h>

#include "gate/paired_test.h"
#include "gate/rule.h"
#include "stats/stats.h"

static bool is_confirmed(const struct paired_test *test)
{
	return test->kind == VERDICT_REGRESSED ||
	       test->kind == VERDICT_IMPROVED;
}

static double robust_sd(const struct paired_set *set)
{
	double sorted[SWAP_MAX_PAIRS], scratch[SWAP_MAX_PAIRS];

	if (set->count < 2)
		return NAN;
	memcpy(sorted, set->d, set->count * sizeof *sorted);
	stats_sort(sorted, set->count);
	return stats_robust_sd(sorted, set->count, scratch);
}

/*
 * A red needs two sets that both find it, each with power sqrt(0.8), so that
 * together it is 80 %. At a change of c a set of n pairs finds it if
 * (c - floor) / (sd / sqrt(n)) >= z(1 - a1) + z(sqrt(0.8)), in the normal
 * approximation of the test with the standard error of its swaps.
 */
static double reach_of_red(double level)
{
	double power = stats_normal_quantile(sqrt(0.8));

	return stats_normal_quantile(1 - paired_set_level(level)) + power;
}

/* Of no change: both one-sided tests reject with 80 % power together. */
static double reach_of_equivalence(void)
{
	return stats_normal_quantile(1 - RULE_EQUIVALENCE) +
	       stats_normal_quantile(0.9);
}

struct paired_reach paired_reach(double theta_ratio, double level, double sd,
				 size_t pairs)
{
	double theta = log1p(theta_ratio);
	double floor = log1p(theta_ratio / 2);
	double red = reach_of_red(level) * sd / (theta - floor);
	double equivalent = reach_of_equivalence() * sd / theta;

	return (struct paired_reach){
	    .mde = floor + reach_of_red(level) * sd / sqrt((double)pairs),
	    .needs_pairs = ceil(fmax(2 * red * red, equivalent * equivalent)),
	};
}

/* The looks that were taken, and the end of the set if that was none. */
static int interval(const struct paired_test *test,
		    const struct paired_set *set, struct paired_numbers *ret,
		    struct err *err)
{
	size_t look[SWAP_MAX_LOOKS + 1], count = set->looks;
	struct swap_interval i;

	memcpy(look, test->look, count * sizeof *look);
	if (count == 0 || look[count - 1] != set->count)
		look[count++] = set->count;
	const struct swap_plan plan = {look, count, test->config.max_pairs};
	int r = swap_interval(test->config.coarse_group, set->d, &plan,
			      RULE_EQUIVALENCE, &i, err);
	if (r < 0)
		return r;
	ret->low = i.low;
	ret->high = i.high;
	return 0;
}

int paired_test_numbers(const struct paired_test *test,
			struct paired_numbers *ret, struct err *err)
{
	const struct paired_set *set = &test->set[is_confirmed(test)];
	size_t n = set->count;

	*ret = (struct paired_numbers){
	    .pairs = n,
	    .first_pairs = is_confirmed(test) ? test->set[0].count : 0,
	    .change = NAN,
	    .low = NAN,
	    .high = NAN,
	    .sd = robust_sd(set),
	    .mde = NAN,
	    .needs_pairs = NAN,
	};
	if (n == 0)
		return 0;
	int r = stats_walsh(set->d, n, &ret->change, err);
	if (r == 0)
		r = interval(test, set, ret, err);
	if (r == 0 && n > 1) {
		double se = swap_standard_error(set->d, n, ret->change);
		struct paired_reach reach = paired_reach(
		    test->config.theta, test->level, se * sqrt((double)n), n);
		ret->mde = reach.mde;
		ret->needs_pairs = reach.needs_pairs;
	}
	return r;
}
