#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "binomial.h"
#include "stats/rng.h"
#include "stats/stats.h"
#include "vectors.h"

enum { TRIALS = 20000 };

static void check_interval(const struct stats_interval *found,
			   const double *truth)
{
	cr_assert(epsilon_eq(dbl, found->estimate, truth[0], 1e-12));
	cr_assert(epsilon_eq(dbl, found->level, truth[3], 1e-12));
	cr_assert(eq(int, found->bounded, isfinite(truth[1]) != 0));
	if (found->bounded) {
		cr_assert(epsilon_eq(dbl, found->low, truth[1], 1e-12));
		cr_assert(epsilon_eq(dbl, found->high, truth[2], 1e-12));
	} else {
		cr_assert(isinf(found->low) && found->low < 0);
		cr_assert(isinf(found->high) && found->high > 0);
	}
}

static struct stats_interval shift(const double *a, size_t na, const double *b,
				   size_t nb, double level)
{
	struct stats_interval ret;
	struct err err = {0};
	cr_assert(zero(int, stats_shift(a, na, b, nb, level, &ret, &err)));
	return ret;
}

static void rank_sum(double *p, size_t m, size_t n)
{
	struct err err = {0};
	cr_assert(zero(int, stats_rank_sum(p, m, n, &err)), "%s", err.text);
}

Test(rank, median_intervals_agree_with_exact_counts)
{
	for (size_t i = 0; i < ARRAY_SIZE(median_rows); i++) {
		const double *row = median_rows[i];
		size_t n = (size_t)row[0];
		double x[ARRAY_SIZE(sample_x)];
		memcpy(x, sample_x, n * sizeof *x);
		stats_sort(x, n);
		struct stats_interval found =
		    stats_median_interval(x, n, row[1]);
		check_interval(&found, row + 2);
	}
}

Test(rank, six_values_are_needed_for_95_percent)
{
	double x[] = {1, 2, 3, 4, 5, 6};
	cr_assert(not(stats_median_interval(x, 5, 0.95).bounded));
	cr_assert(stats_median_interval(x, 6, 0.95).bounded);
	cr_assert(not(stats_median_interval(x, 0, 0.95).bounded));
	cr_assert(isnan(stats_median_interval(x, 0, 0.95).estimate));
}

Test(rank, rank_sums_agree_with_exact_counts)
{
	static double p[60 * 60 + 1];
	for (size_t i = 0; i < ARRAY_SIZE(rank_sum_rows); i++) {
		const double *row = rank_sum_rows[i];
		rank_sum(p, (size_t)row[0], (size_t)row[1]);
		double e = fabs(p[(size_t)row[2]] / row[3] - 1);
		cr_assert(lt(dbl, e, 1e-10), "row %zu: %g", i, e);
	}
}

Test(rank, rank_sums_add_up_and_are_symmetric)
{
	static double p[30 * 100 + 1], q[30 * 100 + 1];
	double sum = 0;
	rank_sum(p, 30, 100);
	rank_sum(q, 100, 30);
	for (size_t u = 0; u <= 3000; u++) {
		cr_assert(ge(dbl, p[u], 0.0));
		cr_assert(epsilon_eq(dbl, p[u], q[u], 1e-15));
		cr_assert(epsilon_eq(dbl, p[u], p[3000 - u], 1e-15));
		sum += p[u];
	}
	cr_assert(epsilon_eq(dbl, sum, 1.0, 1e-12));
}

Test(rank, exact_rank_sums_have_a_limit)
{
	struct err err = {0};
	int code = stats_rank_sum(NULL, 64, 65, &err);
	cr_assert(eq(int, code, -ERR_LIMIT));
	char *text = err.text;
	char *expected = "exact rank sums of 64 and 65 values (at most 4096 "
			 "pairs)";
	cr_assert(eq(str, text, expected));
}

Test(rank, large_samples_continue_the_exact_cut)
{
	/* 64 x 64 is exact, 64 x 65 the approximation: nearly one cut. */
	double a[65], b[65];
	for (size_t i = 0; i < 65; i++) {
		a[i] = (double)i;
		b[i] = (double)i + 0.001 * (double)(i % 7);
	}
	struct stats_interval exact = shift(a, 64, b, 64, 0.95);
	struct stats_interval normal = shift(a, 64, b, 65, 0.95);
	cr_assert(epsilon_eq(dbl, normal.low, exact.low + 0.5, 0.6));
	cr_assert(epsilon_eq(dbl, normal.level, exact.level, 0.001));
	cr_assert(normal.bounded);
}

Test(rank, shifts_agree_with_exact_counts)
{
	for (size_t i = 0; i < ARRAY_SIZE(shift_rows); i++) {
		const double *row = shift_rows[i];
		struct stats_interval found = shift(
		    sample_x, (size_t)row[0], sample_y, (size_t)row[1], row[2]);
		check_interval(&found, row + 3);
	}
}

Test(rank, shift_of_a_moved_copy_is_the_move)
{
	double b[10];
	for (size_t i = 0; i < 10; i++)
		b[9 - i] = sample_x[i] + 7;
	struct stats_interval same = shift(sample_x, 10, sample_x, 10, 0.95);
	struct stats_interval moved = shift(sample_x, 10, b, 10, 0.95);
	cr_assert(epsilon_eq(dbl, moved.estimate, same.estimate + 7, 1e-9));
	cr_assert(epsilon_eq(dbl, moved.low, same.low + 7, 1e-9));
	cr_assert(epsilon_eq(dbl, moved.high, same.high + 7, 1e-9));
	cr_assert(epsilon_eq(dbl, same.estimate, 0.0, 1e-12));
}

Test(rank, exchanging_the_samples_mirrors_the_interval)
{
	struct stats_interval ab = shift(sample_x, 8, sample_y, 12, 0.9);
	struct stats_interval ba = shift(sample_y, 12, sample_x, 8, 0.9);
	cr_assert(epsilon_eq(dbl, ab.estimate, -ba.estimate, 1e-12));
	cr_assert(epsilon_eq(dbl, ab.low, -ba.high, 1e-12));
	cr_assert(epsilon_eq(dbl, ab.high, -ba.low, 1e-12));
	cr_assert(eq(dbl, ab.level, ba.level));
}

Test(rank, ties_give_a_closed_interval)
{
	double a[] = {1, 1, 1, 1, 1, 1}, b[] = {2, 2, 2, 2, 2, 2};
	struct stats_interval found = shift(a, 6, b, 6, 0.95);
	cr_assert(eq(dbl, found.low, 1.0));
	cr_assert(eq(dbl, found.high, 1.0));
	found = shift(a, 6, a, 6, 0.95);
	cr_assert(eq(dbl, found.low, 0.0));
	cr_assert(eq(dbl, found.high, 0.0));
}

Test(rank, empty_sample_gives_no_number)
{
	double a[] = {1};
	struct stats_interval found = shift(a, 1, a, 0, 0.95);
	cr_assert(isnan(found.estimate));
	cr_assert(not(found.bounded));
}

Test(rank, too_many_pairs_are_refused)
{
	struct stats_interval found;
	struct err err = {0};
	double a[] = {1};
	int code =
	    stats_shift(a, 1, a, STATS_SHIFT_MAX_PAIRS + 1, 0.95, &found, &err);
	cr_assert(eq(int, code, -ERR_LIMIT));
	char *expected = "samples of 1 and 4194305 are too large to compare "
			 "(at most 4194304 pairs)";
	char *text = err.text;
	cr_assert(eq(str, text, expected));
}

/* Rounded exponentials: skewed, and full of ties. */
static double draw(struct rng *rng)
{
	return floor(-20 * log(1 - rng_unit(rng)));
}

Test(rank, shift_covers_at_its_level_or_above)
{
	struct rng rng;
	size_t covered = 0;
	double level = 0;
	rng_init(&rng, 1);
	for (int trial = 0; trial < TRIALS; trial++) {
		double a[7], b[9];
		for (size_t i = 0; i < 7; i++)
			a[i] = draw(&rng);
		for (size_t i = 0; i < 9; i++)
			b[i] = draw(&rng) + 5;
		struct stats_interval found = shift(a, 7, b, 9, 0.9);
		covered += found.low <= 5 && found.high >= 5;
		level = found.level;
	}
	/* The truth is at least `level`; more ties raise it. */
	double upper = binomial_upper(covered, TRIALS, 1e-6);
	cr_assert(ge(dbl, upper, level), "covered %zu", covered);
	double lower = binomial_lower(covered, TRIALS, 1e-6);
	cr_assert(le(dbl, lower, level + 0.04), "covered %zu", covered);
}

Test(rank, median_covers_at_its_level)
{
	struct rng rng;
	size_t covered = 0;
	double level = 0;
	rng_init(&rng, 2);
	for (int trial = 0; trial < TRIALS; trial++) {
		double x[10];
		for (size_t i = 0; i < 10; i++)
			x[i] = -log(1 - rng_unit(&rng));
		stats_sort(x, 10);
		struct stats_interval found =
		    stats_median_interval(x, 10, 0.95);
		covered += found.low <= log(2) && found.high >= log(2);
		level = found.level;
	}
	double upper = binomial_upper(covered, TRIALS, 1e-6);
	double lower = binomial_lower(covered, TRIALS, 1e-6);
	cr_assert(le(dbl, lower, level), "covered %zu", covered);
	cr_assert(ge(dbl, upper, level), "covered %zu", covered);
}
