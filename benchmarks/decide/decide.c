/*
 * How long the paired gate takes to decide 10 000 cases again from 60 pairs
 * of each set: every look until each decision, on one core.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "gate/paired_test.h"
#include "gate/rule.h"
#include "stats/rng.h"

enum { CASES = 10000, PAIRS = 60 };

static double d[CASES][2 * PAIRS];

static double normal(struct rng *rng)
{
	double u = 1 - rng_unit(rng), v = rng_unit(rng);
	return sqrt(-2 * log(u)) * cos(2 * M_PI * v);
}

/* Spread of a pair 0.3 to 5 %; half unchanged, half slower by theta. */
static void make_pairs(void)
{
	struct rng rng;

	rng_init(&rng, 1);
	for (size_t i = 0; i < CASES; i++) {
		double sd = 0.003 * pow(5.0 / 0.3, rng_unit(&rng));
		double effect = i % 2 ? log(1.02) : 0;
		for (size_t k = 0; k < 2 * PAIRS; k++)
			d[i][k] = effect + sd * normal(&rng);
	}
}

static double cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void check(int code, const struct err *err)
{
	if (code == 0)
		return;
	fprintf(stderr, "%s\n", err->text);
	exit(1);
}

/* TESTS: among how many cases the error of 1 % is divided. */
static void measure(double tests)
{
	double level = 0.01 / tests, deciding = 0, rows = 0, pairs = 0;
	size_t kind[VERDICT_BROKEN + 1] = {0};
	struct swap_group group, coarse_group;
	struct err err = {0};

	swap_group_init(&group, paired_set_level(level), 1);
	swap_group_init(&coarse_group, RULE_EQUIVALENCE, 1);
	const struct paired_test_config config = {.group = &group,
						  .coarse_group = &coarse_group,
						  .theta = 0.02,
						  .max_pairs = PAIRS};
	for (size_t i = 0; i < CASES; i++) {
		struct paired_test test;
		struct paired_numbers numbers;
		double start = cpu_seconds();
		bool done = false;

		paired_test_init(&test, &config);
		for (size_t k = 0; !done; k++)
			check(paired_test_take(&test, d[i][k], level, &done,
					       &err),
			      &err);
		double decided = cpu_seconds();
		check(paired_test_numbers(&test, &numbers, &err), &err);
		deciding += decided - start;
		rows += cpu_seconds() - decided;
		kind[test.kind]++;
		pairs += (double)(test.set[0].count + test.set[1].count);
	}
	printf("%5.0f %6u %8.2f s %8.2f s %9zu %9zu %9zu %6.1f\n", tests,
	       1u << group.dimensions, deciding, rows, kind[VERDICT_REGRESSED],
	       kind[VERDICT_EQUIVALENT], kind[VERDICT_INCONCLUSIVE],
	       pairs / CASES);
}

int main(void)
{
	make_pairs();
	printf("%d cases of up to %d + %d pairs, CPU time of one core; goal: "
	       "verdicts in 2 s\n"
	       "tests  swaps   verdicts   intervals regressed equivalent "
	       "undecided  pairs\n",
	       CASES, PAIRS, PAIRS);
	measure(50);
	measure(CASES);
	return 0;
}
