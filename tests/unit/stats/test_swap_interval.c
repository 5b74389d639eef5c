#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "base/mem.h"
#include "binomial.h"
#include "chaos.h"
#include "stats/rng.h"
#include "stats/swap.h"
#include "swap_vectors.h"

static struct swap_group group;

static void make_group(void)
{
	swap_group_init(&group, 0.05, 1);
}

TestSuite(swap_interval, .init = make_group);

static struct swap_interval interval(const double *d, const size_t *look,
				     size_t count, size_t max, double level)
{
	struct swap_interval ret;
	struct err err = {0};
	struct swap_plan plan = {look, count, max};
	int code = swap_interval(&group, d, &plan, level, &ret, &err);
	cr_assert(zero(int, code), "%s", err.text);
	return ret;
}

static double draw(struct rng *rng)
{
	double u = 1 - rng_unit(rng), v = rng_unit(rng);
	return sqrt(-2 * log(u)) * cos(2 * M_PI * v);
}

static double range_of(const double *d, size_t n)
{
	double low = d[0], high = d[0];
	for (size_t i = 1; i < n; i++) {
		low = fmin(low, d[i]);
		high = fmax(high, d[i]);
	}
	return high - low;
}

Test(swap_interval, ends_agree_with_brute_force)
{
	for (size_t i = 0; i < ARRAY_SIZE(interval_rows); i++) {
		size_t count = interval_rows[i].count;
		const double *d = interval_rows[i].d;
		struct swap_interval found =
		    interval(d, interval_rows[i].look, count,
			     interval_rows[i].max, interval_rows[i].level);
		double low = interval_rows[i].low, high = interval_rows[i].high;
		if (isinf(low)) {
			cr_assert(eq(dbl, found.low, low));
			cr_assert(eq(dbl, found.high, high));
			continue;
		}
		double near =
		    range_of(d, interval_rows[i].look[count - 1]) * 0.004;
		cr_assert(epsilon_eq(dbl, found.low, low, near), "row %zu", i);
		cr_assert(epsilon_eq(dbl, found.high, high, near), "row %zu",
			  i);
		/* Rounded outwards; the vectors are rounded to 2^-17. */
		cr_assert(le(dbl, found.low, low + near / 100));
		cr_assert(ge(dbl, found.high, high - near / 100));
	}
}

Test(swap_interval, ends_lie_where_the_tests_cease_to_reject)
{
	static const size_t look[] = {8, 11, 15, 20, 27};
	struct rng rng;
	rng_init(&rng, 8);
	for (int trial = 0; trial < 20; trial++) {
		double d[27];
		for (size_t i = 0; i < 27; i++)
			d[i] = 0.01 * draw(&rng);
		struct swap_interval found = interval(d, look, 5, 60, 0.05);
		for (int side = -1; side <= 1; side += 2) {
			double end = side < 0 ? found.low : found.high;
			bool at = false, inside = false;
			struct swap_test test, other;
			swap_test_init(&test, &group, end, -side);
			swap_test_init(&other, &group, end - side * 1e-4,
				       -side);
			for (size_t k = 0; k < 5; k++) {
				double spent =
				    swap_spent(0.05, (double)look[k] / 60);
				swap_test_look(&test, d, look[k], spent, &at,
					       NULL);
				swap_test_look(&other, d, look[k], spent,
					       &inside, NULL);
			}
			cr_assert(at);
			cr_assert(not(inside));
		}
	}
}

Test(swap_interval, mirrored_and_moved_data_move_the_ends)
{
	static const size_t look[] = {8, 11, 15, 20, 27};
	struct rng rng;
	rng_init(&rng, 9);
	for (int trial = 0; trial < 20; trial++) {
		double d[27], mirrored[27], moved[27];
		for (size_t i = 0; i < 27; i++) {
			d[i] = rint(0x1p20 * draw(&rng)) * 0x1p-27;
			mirrored[i] = -d[i];
			moved[i] = 3 * d[i] + 0.25;
		}
		struct swap_interval a = interval(d, look, 5, 27, 0.05);
		struct swap_interval b = interval(mirrored, look, 5, 27, 0.05);
		struct swap_interval c = interval(moved, look, 5, 27, 0.05);
		cr_assert(eq(dbl, a.low, -b.high));
		cr_assert(eq(dbl, a.high, -b.low));
		cr_assert(epsilon_eq(dbl, c.low, 3 * a.low + 0.25, 1e-4));
		cr_assert(epsilon_eq(dbl, c.high, 3 * a.high + 0.25, 1e-4));
	}
}

Test(swap_interval, too_few_pairs_give_an_infinite_one)
{
	static const size_t look[] = {1, 4};
	double d[] = {0.01, 0.02, 0.03, 0.04};
	struct swap_interval found = interval(d, look, 2, 60, 0.05);
	cr_assert(eq(dbl, found.low, -INFINITY));
	cr_assert(eq(dbl, found.high, INFINITY));
	found = interval(d, look, 0, 60, 0.05);
	cr_assert(eq(dbl, found.low, -INFINITY));
	cr_assert(eq(dbl, found.high, INFINITY));
}

Test(swap_interval, constant_data_give_a_point)
{
	static const size_t look[] = {8};
	double d[8];
	for (size_t i = 0; i < 8; i++)
		d[i] = 0.0125;
	struct swap_interval found = interval(d, look, 1, 8, 0.05);
	cr_assert(epsilon_eq(dbl, found.low, 0.0125, 1e-8));
	cr_assert(epsilon_eq(dbl, found.high, 0.0125, 1e-8));
	cr_assert(le(dbl, found.low, 0.0125));
	cr_assert(ge(dbl, found.high, 0.0125));
}

Test(swap_interval, covers_at_its_level_though_looks_stop_it)
{
	/* Ends when the interval does not hold 0: the worst kind of peeking. */
	static const size_t look[] = {8, 11, 15, 20};
	enum { TRIALS = 150 };
	struct rng rng;
	size_t missed = 0;
	rng_init(&rng, 10);
	for (int trial = 0; trial < TRIALS; trial++) {
		double d[20];
		struct swap_interval found = {0};
		for (size_t i = 0; i < 20; i++)
			d[i] = draw(&rng) / sqrt(0.1 + rng_unit(&rng));
		for (size_t k = 1; k <= 4; k++) {
			found = interval(d, look, k, 20, 0.05);
			if (found.low > 0 || found.high < 0)
				break;
		}
		missed += found.low > 0 || found.high < 0;
	}
	double lower = binomial_lower(missed, TRIALS, 1e-6);
	double upper = binomial_upper(missed, TRIALS, 1e-6);
	cr_assert(le(dbl, lower, 0.1), "missed %zu", missed);
	cr_assert(ge(dbl, upper, 0.08), "missed %zu", missed);
}

Test(swap_interval, refuses_too_much)
{
	struct swap_interval found;
	struct err err = {0};
	size_t look[SWAP_MAX_LOOKS + 1] = {121};
	double d[121] = {0};
	struct swap_plan plan = {look, 1, 121};
	int code = swap_interval(&group, d, &plan, 0.05, &found, &err);
	char *text = err.text;
	char *expected = "interval over 1 looks (at most 24, and 120 pairs)";
	cr_assert(eq(int, code, -ERR_LIMIT));
	cr_assert(eq(str, text, expected));
	err = (struct err){0};
	plan.look_count = SWAP_MAX_LOOKS + 1;
	code = swap_interval(&group, d, &plan, 0.05, &found, &err);
	cr_assert(eq(int, code, -ERR_LIMIT));
}

Test(swap_interval, out_of_memory)
{
	static const size_t looks[] = {8, 11, 15, 20};
	const struct swap_plan plan = {looks, 4, 20};
	struct rng rng;
	double d[20];
	rng_init(&rng, 11);
	for (size_t i = 0; i < 20; i++)
		d[i] = 0.4 + draw(&rng);
	CHAOS_EACH(n)
	{
		struct err err = {0};
		struct swap_interval found;
		struct swap_test test;
		double walsh;
		bool rejects = false;
		int code = 0;

		swap_test_init(&test, &group, 0, 1);
		for (size_t k = 0; k < 4 && !code; k++)
			code = swap_test_look(&test, d, looks[k],
					      0.1 * (double)(k + 1), &rejects,
					      &err);
		if (!code)
			code =
			    swap_interval(&group, d, &plan, 0.1, &found, &err);
		if (!code)
			code = stats_walsh(d, 20, &walsh, &err);
		bool hit = chaos_stop();
		cr_assert(eq(int, code, hit ? -ERR_NOMEM : 0), "%zu", n);
	}
}

Test(swap_interval, spending_agrees_with_the_formula)
{
	for (size_t i = 0; i < ARRAY_SIZE(spent_rows); i++) {
		const double *row = spent_rows[i];
		double found = swap_spent(row[0], row[1]);
		cr_assert(epsilon_eq(dbl, found, row[2], 1e-15));
	}
	cr_assert(eq(dbl, swap_spent(0.05, 1), 0.05));
	cr_assert(eq(dbl, swap_spent(0.05, 2), 0.05));
	cr_assert(eq(dbl, swap_spent(0.05, -1), 0.0));
	cr_assert(eq(dbl, swap_spent(0.05, (double)NAN), 0.0));
}

Test(swap_interval, looks_grow_by_a_third_and_end_at_the_most)
{
	static const size_t expected[] = {8,  11, 15, 20,  27, 36,
					  48, 64, 85, 113, 120};
	size_t found[12];
	cr_assert(eq(sz, swap_looks(120, found, 12), 11));
	for (size_t i = 0; i < 11; i++)
		cr_assert(eq(sz, found[i], expected[i]));
	cr_assert(eq(sz, swap_looks(60, found, 12), 8));
	cr_assert(eq(sz, found[6], 48));
	cr_assert(eq(sz, found[7], 60));
	cr_assert(eq(sz, swap_looks(8, found, 12), 1));
	cr_assert(eq(sz, found[0], 8));
	cr_assert(eq(sz, swap_looks(3, found, 12), 1));
	cr_assert(eq(sz, found[0], 3));
	found[2] = 0;
	cr_assert(eq(sz, swap_looks(60, found, 2), 8));
	cr_assert(eq(sz, found[1], 11));
	cr_assert(eq(sz, found[2], 0));
}

Test(swap_interval, walsh_medians_agree_with_brute_force)
{
	for (size_t i = 0; i < ARRAY_SIZE(walsh_rows); i++) {
		double found;
		cr_assert(
		    zero(int, stats_walsh(walsh_rows[i].d, walsh_rows[i].n,
					  &found, NULL)));
		cr_assert(eq(dbl, found, walsh_rows[i].value));
	}
	double none;
	cr_assert(zero(int, stats_walsh(NULL, 0, &none, NULL)));
	cr_assert(isnan(none));
}

Test(swap_interval, standard_error)
{
	/* Without outliers that of the mean; clip 3 x 2, then 3 x 1.5. */
	double d[] = {-3, -2, -1, 1, 2, 3}, far[] = {-2, -1, 1, 2, 100, -100};
	double mean = sqrt(28.0 / 5 / 6);
	double found = swap_standard_error(d, 6, 0);
	cr_assert(epsilon_eq(dbl, found, mean, 1e-12));
	found = swap_standard_error(far, 6, 0);
	double clipped = sqrt((1 + 1 + 4 + 4 + 2 * 36) * 6.0 / 5) / 4;
	cr_assert(epsilon_eq(dbl, found, clipped, 1e-12));
	cr_assert(isnan(swap_standard_error(d, 1, 0)));
	cr_assert(isnan(swap_standard_error(d, 0, 0)));
	/* Most are equal: nothing is clipped. */
	double same[] = {5, 5, 5, 5, 5, 8};
	found = swap_standard_error(same, 6, 5);
	cr_assert(epsilon_eq(dbl, found, sqrt(9 * 6.0 / 5) / 6, 1e-12));
	cr_assert(eq(dbl, swap_standard_error(same, 5, 5), 0.0));
}

Test(swap_interval, standard_error_is_that_of_the_estimate)
{
	enum { TRIALS = 2000, PAIRS = 20 };
	struct rng rng;
	double squares = 0, mean = 0;
	rng_init(&rng, 12);
	for (int trial = 0; trial < TRIALS; trial++) {
		double d[PAIRS], estimate;
		for (size_t i = 0; i < PAIRS; i++)
			d[i] = draw(&rng);
		stats_walsh(d, PAIRS, &estimate, NULL);
		squares += estimate * estimate / TRIALS;
		mean += swap_standard_error(d, PAIRS, estimate) / TRIALS;
	}
	/* 2000 trials know the sd to 1.6 %. */
	cr_assert(epsilon_eq(dbl, mean / sqrt(squares), 1.0, 0.08));
}
