/*
 * What the paired gate promises, counted. As part of the other tests only a
 * few suites are drawn. All of them, or a part (PART/PARTS), and the tables:
 *	PAIRED_SUITES=1/1 unit_gate --filter 'paired_simulated*'
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "binomial.h"
#include "gate/paired_test.h"
#include "simulate_pairs.h"
#include "stats/stats.h"

#define THETA 0.02
#define ERROR 0.01
enum {
	CASES = 50,
	PAIRS = 60,
	ALL_SUITES = 10000,
	TRIALS = 400, /* of the power table */
};
#ifdef __OPTIMIZE__
enum { FEW_SUITES = 200, FEW_TRIALS = 500 };
#else /* with sanitizers */
enum { FEW_SUITES = 40, FEW_TRIALS = 200 };
#endif
static const double level = ERROR / CASES;
static struct swap_group group, coarse_group;

static void setup(void)
{
	swap_group_init(&group, paired_set_level(level), 2026);
	swap_group_init(&coarse_group, RULE_EQUIVALENCE, 2026);
}

TestSuite(paired_simulated, .init = setup, .timeout = 1200);

/* Which suites to draw: all is false where only a few are. */
static bool which_suites(size_t *ret_from, size_t *ret_to)
{
	const char *text = getenv("PAIRED_SUITES");
	size_t part, parts;

	*ret_from = 0;
	*ret_to = FEW_SUITES;
	if (!text || sscanf(text, "%zu/%zu", &part, &parts) != 2)
		return false;
	*ret_from = ALL_SUITES * (part - 1) / parts;
	*ret_to = ALL_SUITES * part / parts;
	return true;
}

struct outcome {
	enum verdict_kind kind;
	size_t pairs; /* of both sets */
};

static struct outcome decide(struct pair_source *source)
{
	const struct paired_test_config config = {.group = &group,
						  .coarse_group = &coarse_group,
						  .theta = THETA,
						  .max_pairs = PAIRS};
	static struct paired_test test;
	struct err err = {0};
	bool done = false;

	paired_test_init(&test, &config);
	while (!done) {
		int code = paired_test_take(&test, pair_next(source), level,
					    &done, &err);
		cr_assert(zero(int, code), "%s", err.text);
	}
	return (struct outcome){test.kind,
				test.set[0].count + test.set[1].count};
}

/* 0.3 to 5 %, evenly by logarithm; a bias of up to one of it. */
static void make_source(struct pair_source *ret, uint64_t suite, uint64_t index)
{
	*ret = (struct pair_source){.noise = index % NOISE_KINDS};
	rng_init(&ret->rng, rng_derive(99, suite, index));
	ret->sd = ret->noise == NOISE_TINY
		      ? 1e-5
		      : 0.003 * pow(5.0 / 0.3, rng_unit(&ret->rng));
	ret->bias = 2 * rng_unit(&ret->rng) - 1;
}

struct counts {
	size_t suites, red_suites;
	size_t cases, kind[VERDICT_BROKEN + 1];
	size_t red_by_noise[NOISE_KINDS], by_noise[NOISE_KINDS];
};

static void count_suites(double effect, size_t from, size_t to,
			 struct counts *ret)
{
	*ret = (struct counts){.suites = to - from};
	for (size_t suite = from; suite < to; suite++) {
		size_t reds = 0;
		for (size_t i = 0; i < CASES; i++) {
			struct pair_source source;
			make_source(&source, suite, i);
			source.effect = effect;
			enum verdict_kind kind = decide(&source).kind;
			bool red = kind == VERDICT_REGRESSED;
			ret->cases++;
			ret->kind[kind]++;
			ret->by_noise[source.noise]++;
			ret->red_by_noise[source.noise] += red;
			reds += red;
		}
		ret->red_suites += reds > 0;
	}
}

static void show(const char *what, const struct counts *counts)
{
	size_t n = counts->suites, k = counts->red_suites;

	printf("%s: %zu of %zu suites red, %.3g %% [%.3g, %.3g]\n", what, k, n,
	       100.0 * (double)k / (double)n, 100 * binomial_lower(k, n, 0.005),
	       100 * binomial_upper(k, n, 0.005));
	printf("  of %zu cases: %zu regressed, %zu improved, %zu equivalent, "
	       "%zu inconclusive\n  reds:",
	       counts->cases, counts->kind[VERDICT_REGRESSED],
	       counts->kind[VERDICT_IMPROVED], counts->kind[VERDICT_EQUIVALENT],
	       counts->kind[VERDICT_INCONCLUSIVE]);
	for (int i = 0; i < NOISE_KINDS; i++)
		printf("%s %s %zu", i ? "," : "", pair_noise_name(i),
		       counts->red_by_noise[i]);
	printf("\n");
	fflush(stdout);
}

Test(paired_simulated, unchanged_suites_are_green)
{
	struct counts counts;
	size_t from, to;
	bool all = which_suites(&from, &to);

	count_suites(0, from, to, &counts);
	show("unchanged", &counts);
	double upper = binomial_upper(counts.red_suites, counts.suites, 0.01);
	double lower = binomial_lower(counts.red_suites, counts.suites, 1e-6);
	cr_assert(le(dbl, lower, ERROR));
	if (all)
		cr_assert(lt(dbl, upper, ERROR), "%zu suites are red",
			  counts.red_suites);
	/* Green because it was shown, not because nothing can be: */
	cr_assert(
	    gt(sz, 4 * counts.kind[VERDICT_EQUIVALENT], 3 * counts.cases));
}

/*
 * The worst that counts as unchanged: every case is slower by just the floor,
 * so that every red is false.
 */
Test(paired_simulated, the_floor_itself_holds_the_error)
{
	struct counts counts;
	size_t from, to;

	which_suites(&from, &to);
	count_suites(log1p(THETA / 2), from, from + (to - from + 3) / 4,
		     &counts);
	show("slower by theta / 2", &counts);
	double lower = binomial_lower(counts.red_suites, counts.suites, 1e-4);
	cr_assert(le(dbl, lower, ERROR), "%zu suites are red",
		  counts.red_suites);
}

/* Does one set, looked at as it grows, reject "at most SHIFT" at 5 %? */
static bool set_rejects(struct pair_source *source, double shift)
{
	size_t look[SWAP_MAX_LOOKS], n = 0;
	size_t count = swap_looks(PAIRS, look, SWAP_MAX_LOOKS);
	double d[PAIRS];
	struct swap_test test;
	bool rejects = false;

	swap_test_init(&test, &group, shift, 1);
	for (size_t i = 0; i < count && !rejects; i++) {
		while (n < look[i])
			d[n++] = pair_next(source);
		double spent = swap_spent(0.05, (double)n / PAIRS);
		int code = swap_test_look(&test, d, n, spent, &rejects, NULL);
		cr_assert(zero(int, code));
	}
	return rejects;
}

/*
 * One test alone, where the other half of the rule does not help: no change
 * against "at most 0", where the coins prove the level, and against "at most
 * theta / 2", where they do if noise has one mode.
 */
Test(paired_simulated, one_test_holds_its_level)
{
	size_t from, to;
	bool all = which_suites(&from, &to);
	size_t trials = all ? 4000 : FEW_TRIALS;

	if (from > 0)
		cr_skip("comes with the first part of all suites");
	printf("one test at 5 %%, %zu trials: rejects no change as more than 0 "
	       "and as more than theta / 2\n",
	       trials);
	for (int noise = 0; noise < NOISE_KINDS; noise++) {
		size_t at_zero = 0, at_floor = 0;
		for (size_t i = 0; i < trials; i++) {
			struct pair_source source;
			make_source(&source, i, (uint64_t)noise);
			at_zero += set_rejects(&source, 0);
			make_source(&source, i, (uint64_t)noise);
			at_floor += set_rejects(&source, log1p(THETA / 2));
		}
		printf("%-12s %5.2f %% %5.2f %%\n", pair_noise_name(noise),
		       100.0 * (double)at_zero / (double)trials,
		       100.0 * (double)at_floor / (double)trials);
		fflush(stdout);
		cr_assert(le(dbl, binomial_lower(at_zero, trials, 1e-6), 0.05));
		cr_assert(
		    le(dbl, binomial_lower(at_floor, trials, 1e-6), 0.05));
		/* And uses it, so that it is a test at all. */
		cr_assert(ge(dbl, binomial_upper(at_zero, trials, 1e-6), 0.04));
	}
}

struct power {
	size_t kind[VERDICT_BROKEN + 1];
	double median_pairs;
};

static struct power power_of(enum pair_noise noise, double sd, double effect)
{
	struct power ret = {0};
	double pairs[TRIALS];

	for (size_t i = 0; i < TRIALS; i++) {
		struct pair_source source = {
		    .noise = noise, .sd = sd, .effect = log1p(effect)};
		rng_init(&source.rng, rng_derive(7, i, 0));
		struct outcome outcome = decide(&source);
		ret.kind[outcome.kind]++;
		pairs[i] = (double)outcome.pairs;
	}
	stats_sort(pairs, TRIALS);
	ret.median_pairs = stats_median_sorted(pairs, TRIALS);
	return ret;
}

static void promise_power(const struct power *power, double effect, double sd)
{
	double found =
	    binomial_upper(power->kind[VERDICT_REGRESSED], TRIALS, 1e-6);
	double missed =
	    binomial_lower(power->kind[VERDICT_EQUIVALENT], TRIALS, 1e-6);
	double wrong =
	    binomial_lower(power->kind[VERDICT_IMPROVED], TRIALS, 1e-6);

	cr_assert(le(dbl, wrong, level));
	if (effect >= THETA)
		cr_assert(le(dbl, missed, 0.05));
	if (effect >= THETA && sd <= 0.003)
		cr_assert(gt(dbl, found, 0.95));
}

Test(paired_simulated, power)
{
	static const double effects[] = {0, 0.01, 0.02, 0.05};
	static const double sds[] = {0.003, 0.01, 0.02, 0.05};
	static const enum pair_noise noises[] = {
	    NOISE_NORMAL, NOISE_HEAVY, NOISE_CONTAMINATED, NOISE_TWO_MODES};
	size_t from, to;

	if (!which_suites(&from, &to) || from > 0)
		cr_skip("the table comes with the first part of all suites");
	printf("theta 2 %%, 50 cases, 60 pairs, %d trials; sd is of a pair\n"
	       "noise         sd %%  effect %%  regressed  equivalent  "
	       "inconclusive  improved  pairs\n",
	       TRIALS);
	for (size_t k = 0; k < 4; k++)
		for (size_t s = 0; s < 4; s++)
			for (size_t e = 0; e < 4; e++) {
				struct power p =
				    power_of(noises[k], sds[s], effects[e]);
				const double part = 100.0 / TRIALS;
				printf(
				    "%-12s %5.1f %9.0f %8.1f %% %9.1f %% "
				    "%11.1f %% %7.1f %% %6.0f\n",
				    pair_noise_name(noises[k]), 100 * sds[s],
				    100 * effects[e],
				    part * (double)p.kind[VERDICT_REGRESSED],
				    part * (double)p.kind[VERDICT_EQUIVALENT],
				    part * (double)p.kind[VERDICT_INCONCLUSIVE],
				    part * (double)p.kind[VERDICT_IMPROVED],
				    p.median_pairs);
				fflush(stdout);
				promise_power(&p, effects[e], sds[s]);
			}
}
