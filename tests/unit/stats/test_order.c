#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "stats/rng.h"
#include "stats/stats.h"
#include "vectors.h"

#define N ARRAY_SIZE(sample_x)

static void sorted_x(double *ret, size_t n)
{
	memcpy(ret, sample_x, n * sizeof *ret);
	stats_sort(ret, n);
}

Test(order, moments_agree_with_numpy)
{
	double x[N], scratch[N];
	sorted_x(x, N);
	double mean = stats_mean(sample_x, N), sd = stats_sd(sample_x, N);
	double robust = stats_robust_sd(x, N, scratch);
	double lag1 = stats_lag1(sample_x, N);
	cr_assert(epsilon_eq(dbl, mean, moments_x[0], 1e-12));
	cr_assert(epsilon_eq(dbl, sd, moments_x[1], 1e-12));
	cr_assert(epsilon_eq(dbl, robust, moments_x[2], 1e-12));
	cr_assert(epsilon_eq(dbl, lag1, moments_x[3], 1e-12));
}

Test(order, quantiles_agree_with_numpy)
{
	for (size_t i = 0; i < ARRAY_SIZE(quantile_rows); i++) {
		const double *row = quantile_rows[i];
		double x[N];
		sorted_x(x, (size_t)row[0]);
		double q = stats_quantile_sorted(x, (size_t)row[0], row[1]);
		cr_assert(epsilon_eq(dbl, q, row[2], 1e-12), "row %zu", i);
	}
}

Test(order, sd_survives_a_large_offset)
{
	double x[] = {1e9 + 1, 1e9 + 2, 1e9 + 3};
	cr_assert(epsilon_eq(dbl, stats_sd(x, 3), 1.0, 1e-12));
}

Test(order, empty_and_single_samples)
{
	double one[] = {4}, scratch[1];
	cr_assert(isnan(stats_mean(one, 0)));
	cr_assert(isnan(stats_sd(one, 1)));
	cr_assert(isnan(stats_quantile_sorted(one, 0, 0.5)));
	cr_assert(isnan(stats_robust_sd(one, 0, scratch)));
	cr_assert(isnan(stats_lag1(one, 1)));
	cr_assert(isnan(stats_quantile_sorted(one, 1, 1.5)));
	cr_assert(isnan(stats_quantile_sorted(one, 1, (double)NAN)));
	cr_assert(eq(dbl, stats_median_sorted(one, 1), 4.0));
	cr_assert(eq(dbl, stats_robust_sd(one, 1, scratch), 0.0));
	stats_sort(one, 0);
}

Test(order, constant_sample_has_no_spread)
{
	double x[] = {5, 5, 5, 5};
	cr_assert(eq(dbl, stats_sd(x, 4), 0.0));
	cr_assert(isnan(stats_lag1(x, 4)));
}

Test(order, shift_and_scale)
{
	double x[N], moved[N], scratch[N];
	sorted_x(x, N);
	for (size_t i = 0; i < N; i++)
		moved[i] = 3 * x[i] + 10;
	double sd = stats_robust_sd(x, N, scratch);
	double moved_sd = stats_robust_sd(moved, N, scratch);
	cr_assert(epsilon_eq(dbl, moved_sd, 3 * sd, 1e-10));
	double q = stats_quantile_sorted(x, N, 0.25);
	double moved_q = stats_quantile_sorted(moved, N, 0.25);
	cr_assert(epsilon_eq(dbl, moved_q, 3 * q + 10, 1e-10));
}

Test(order, sorting_does_not_depend_on_the_order)
{
	struct rng rng;
	uint32_t at[N];
	double x[N], y[N];
	rng_init(&rng, 1);
	for (uint32_t i = 0; i < N; i++)
		at[i] = i;
	rng_shuffle(&rng, at, N);
	for (size_t i = 0; i < N; i++)
		y[i] = sample_x[at[i]];
	sorted_x(x, N);
	stats_sort(y, N);
	cr_assert(eq(int, memcmp(x, y, sizeof x), 0));
	for (size_t i = 1; i < N; i++)
		cr_assert(le(dbl, x[i - 1], x[i]));
}
