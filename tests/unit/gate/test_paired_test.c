/* The sequential test of one paired case. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "chaos.h"
#include "gate/paired_test.h"
#include "gate/rule.h"
#include "make_ratios.h"

#define LEVEL 2e-4 /* 1 % over 50 cases */

static struct swap_group group, coarse_group;
static struct paired_test test;

static void setup(void)
{
	swap_group_init(&group, paired_set_level(LEVEL), 42);
	swap_group_init(&coarse_group, RULE_EQUIVALENCE, 42);
}

TestSuite(paired_test, .init = setup);

static void begin(double theta, size_t pairs)
{
	const struct paired_test_config config = {.group = &group,
						  .coarse_group = &coarse_group,
						  .theta = theta,
						  .max_pairs = pairs};
	paired_test_init(&test, &config);
}

static bool take(double log_ratio, double level)
{
	struct err err = {0};
	bool done;

	cr_assert(
	    zero(int, paired_test_take(&test, log_ratio, level, &done, &err)),
	    "%s", err.text);
	return done;
}

/* Until it is decided; how many were taken. */
static size_t take_all(const double *d, size_t count)
{
	size_t n = 0;

	while (n < count && !take(d[n], LEVEL))
		n++;
	return n < count ? n + 1 : n;
}

static struct paired_numbers numbers(void)
{
	struct paired_numbers ret;
	struct err err = {0};

	cr_assert(zero(int, paired_test_numbers(&test, &ret, &err)));
	return ret;
}

static enum verdict_kind verdict_of(double mean, double sd, uint64_t seed)
{
	double d[240];

	make_normal(d, 240, mean, sd, seed);
	begin(0.02, 60);
	(void)take_all(d, 240);
	return test.kind;
}

Test(paired_test, a_change_of_theta_regressed)
{
	cr_assert(eq(int, verdict_of(0.02, 0.002, 1), VERDICT_REGRESSED));
	cr_assert(eq(int, test.stage, PAIRED_DECIDED));
	cr_assert(gt(sz, test.set[1].count, 0));
}

Test(paired_test, the_mirror_image_improved)
{
	cr_assert(eq(int, verdict_of(-0.02, 0.002, 1), VERDICT_IMPROVED));
	cr_assert(gt(sz, test.set[1].count, 0));
}

/* A verdict and its mirror image need the same pairs, to the last one. */
Test(paired_test, the_sign_changes_the_verdict_alone)
{
	for (uint64_t seed = 0; seed < 20; seed++) {
		double d[120], back[120];
		make_normal(d, 120, 0.015, 0.01, seed);
		for (size_t i = 0; i < 120; i++)
			back[i] = -d[i];
		begin(0.02, 60);
		size_t taken = take_all(d, 120);
		enum verdict_kind kind = test.kind;
		begin(0.02, 60);
		cr_assert(eq(sz, take_all(back, 120), taken));
		if (kind == VERDICT_REGRESSED)
			kind = VERDICT_IMPROVED;
		cr_assert(eq(int, test.kind, kind));
	}
}

Test(paired_test, no_change_is_equivalent_at_the_first_look)
{
	cr_assert(eq(int, verdict_of(0, 0.002, 1), VERDICT_EQUIVALENT));
	cr_assert(eq(sz, test.set[0].count, 8));
	cr_assert(eq(sz, test.set[1].count, 0));
	cr_assert(eq(int, test.end, PAIRED_CLEAR));
}

Test(paired_test, a_small_real_change_is_equivalent_and_said)
{
	cr_assert(eq(int, verdict_of(0.015, 0.0005, 1), VERDICT_EQUIVALENT));
	/* The look at 8 can show equivalence, but no candidate yet. */
	if (test.set[0].count == 8)
		cr_assert(eq(int, test.end, PAIRED_CLEAR));
	begin(0.02, 8);
	double d[8];
	make_normal(d, 8, 0.015, 0.0005, 1);
	cr_assert(eq(sz, take_all(d, 8), 8));
	cr_assert(eq(int, test.kind, VERDICT_EQUIVALENT));
	cr_assert(eq(int, test.end, PAIRED_REAL_SMALL));
}

Test(paired_test, what_is_too_noisy_is_inconclusive)
{
	cr_assert(eq(int, verdict_of(0, 0.2, 3), VERDICT_INCONCLUSIVE));
	cr_assert(eq(int, test.end, PAIRED_EXHAUSTED));
	cr_assert(eq(sz, test.set[0].count, 60));
}

Test(paired_test, a_red_that_is_not_repeated_is_inconclusive)
{
	double d[120];

	make_normal(d, 60, 0.03, 0.002, 1);
	begin(0.02, 60);
	size_t first = 0;
	while (test.stage == PAIRED_FIRST)
		(void)take(d[first++], LEVEL);
	cr_assert(eq(int, test.stage, PAIRED_SECOND));
	make_normal(d, 120, 0, 0.002, 2);
	size_t second = take_all(d, 120);
	cr_assert(eq(int, test.kind, VERDICT_INCONCLUSIVE));
	cr_assert(eq(int, test.end, PAIRED_NOT_REPEATED));
	/* Hopeless long before the set ends. */
	cr_assert(lt(sz, second, 20));
	struct paired_numbers n = numbers();
	cr_assert(eq(sz, n.pairs, first));
	cr_assert(eq(sz, n.first_pairs, 0));
	cr_assert(epsilon_eq(dbl, n.change, 0.03, 0.002));
}

/* A second set that says the opposite is no repetition. */
Test(paired_test, the_second_set_asks_in_one_direction)
{
	double d[60];

	make_normal(d, 60, 0.03, 0.002, 1);
	begin(0.02, 60);
	for (size_t i = 0; test.stage == PAIRED_FIRST; i++)
		(void)take(d[i], LEVEL);
	make_normal(d, 60, -0.03, 0.002, 2);
	(void)take_all(d, 60);
	cr_assert(eq(int, test.end, PAIRED_NOT_REPEATED));
}

/* The first set was chosen for being large. */
Test(paired_test, a_confirmed_estimate_is_that_of_the_second_set)
{
	double d[60];

	make_normal(d, 60, 0.08, 0.002, 1);
	begin(0.02, 60);
	size_t first = 0;
	while (test.stage == PAIRED_FIRST)
		(void)take(d[first++], LEVEL);
	make_normal(d, 60, 0.04, 0.002, 2);
	size_t second = take_all(d, 60);
	cr_assert(eq(int, test.kind, VERDICT_REGRESSED));
	struct paired_numbers n = numbers();
	cr_assert(eq(sz, n.pairs, second));
	cr_assert(eq(sz, n.first_pairs, first));
	cr_assert(epsilon_eq(dbl, n.change, 0.04, 0.002));
	cr_assert(n.low > 0.03 && n.low <= n.change && n.high >= n.change &&
		  n.high < 0.05);
	cr_assert(n.sd > 0.0005 && n.sd < 0.004);
	cr_assert(n.mde > log1p(0.01));
}

Test(paired_test, a_decided_test_takes_no_more)
{
	(void)verdict_of(0, 0.002, 1);
	size_t count = test.set[0].count;
	cr_assert(take(5, LEVEL));
	cr_assert(eq(sz, test.set[0].count, count));
	cr_assert(eq(int, test.kind, VERDICT_EQUIVALENT));
}

/* A level that grows while the test is open is used; a smaller is not. */
Test(paired_test, the_level_may_grow)
{
	double d[60];
	size_t needed[3];
	const double level[3][2] = {{1e-9, 1e-9}, {1e-9, 0.5}, {0.5, 1e-9}};

	make_normal(d, 60, 0.05, 0.001, 1);
	for (int i = 0; i < 3; i++) {
		needed[i] = 0;
		begin(0.02, 60);
		while (needed[i] < 60 && test.stage == PAIRED_FIRST) {
			size_t n = needed[i]++;
			(void)take(d[n], level[i][n >= 4]);
		}
	}
	cr_assert(gt(sz, needed[0], 8));
	cr_assert(eq(sz, needed[1], 8));
	cr_assert(eq(sz, needed[2], 8));
}

/* 2 ((2.19 + 1.25) 0.01 / 0.0099)^2 = 24 of normal pairs, in both sets. */
Test(paired_test, needs_follow_from_the_spread)
{
	double d[50];

	make_normal(d, 50, 0.01, 0.01, 5);
	begin(0.02, 60);
	for (size_t i = 0; i < 50; i++)
		test.set[0].d[test.set[0].count++] = d[i];
	test.level = LEVEL;
	double needs = numbers().needs_pairs;
	cr_assert(needs > 12 && needs < 48, "%g", needs);
	for (size_t i = 0; i < 50; i++)
		test.set[0].d[i] *= 4;
	cr_assert(epsilon_eq(dbl, numbers().needs_pairs, 16 * needs, 16));
}

Test(paired_test, few_pairs_have_few_numbers)
{
	begin(0.02, 60);
	struct paired_numbers n = numbers();
	cr_assert(eq(sz, n.pairs, 0));
	cr_assert(isnan(n.change) && isnan(n.mde) && isnan(n.needs_pairs));
	(void)take(0.01, LEVEL);
	n = numbers();
	cr_assert(epsilon_eq(dbl, n.change, 0.01, 1e-12));
	cr_assert(isinf(n.low) && isinf(n.high));
	cr_assert(isnan(n.sd) && isnan(n.mde));
}

Test(paired_test, memory_runs_out)
{
	double d[8];

	make_normal(d, 8, 0, 0.002, 1);
	CHAOS_EACH(n)
	{
		struct paired_numbers ret;
		struct err err = {0};
		bool done = false;
		int code = 0;

		begin(0.02, 60);
		for (size_t i = 0; i < 8 && code == 0; i++)
			code =
			    paired_test_take(&test, d[i], LEVEL, &done, &err);
		if (code == 0)
			code = paired_test_numbers(&test, &ret, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, code, hit ? -ERR_NOMEM : 0));
	}
}
