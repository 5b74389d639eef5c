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
static double reach_of_red(const struct paired_test *test)
{
	double power = stats_normal_quantile(sqrt(0.8));

	return stats_normal_quantile(1 - paired_set_level(test->level)) + power;
}

/* Of no change: both one-sided tests reject with 80 % power together. */
static double reach_of_equivalence(void)
{
	return stats_normal_quantile(1 - RULE_EQUIVALENCE) +
	       stats_normal_quantile(0.9);
}

static void set_needs(const struct paired_test *test, double se, size_t n,
		      struct paired_numbers *ret)
{
	double theta = log1p(test->config.theta);
	double floor = log1p(test->config.theta / 2);
	double sd = se * sqrt((double)n);
	double red = reach_of_red(test) * sd / (theta - floor);
	double equivalent = reach_of_equivalence() * sd / theta;

	ret->mde = floor + reach_of_red(test) * se;
	ret->needs_pairs = ceil(fmax(2 * red * red, equivalent * equivalent));
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
	if (r == 0 && n > 1)
		set_needs(test, swap_standard_error(set->d, n, ret->change), n,
			  ret);
	return r;
}
