#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "base/mem.h"
#include "binomial.h"
#include "stats/stats.h"
#include "vectors.h"

/* Relative error, or absolute where the truth is 0. */
static double error_of(double found, double truth)
{
	return fabs(found - truth) / (truth == 0 ? 1 : fabs(truth));
}

Test(distribution, beta_agrees_with_scipy)
{
	for (size_t i = 0; i < ARRAY_SIZE(beta_rows); i++) {
		const double *r = beta_rows[i];
		double e = error_of(stats_beta(r[0], r[1], r[2]), r[3]);
		cr_assert(lt(dbl, e, 1e-10), "row %zu: %g", i, e);
	}
}

Test(distribution, normal_agrees_with_scipy)
{
	for (size_t i = 0; i < ARRAY_SIZE(normal_rows); i++) {
		const double *r = normal_rows[i];
		double e = error_of(stats_normal_cdf(r[0]), r[1]);
		cr_assert(lt(dbl, e, 1e-12), "row %zu: %g", i, e);
		double z = stats_normal_quantile(r[1]);
		cr_assert(epsilon_eq(dbl, z, r[0], 1e-9), "row %zu", i);
	}
}

Test(distribution, t_agrees_with_scipy)
{
	for (size_t i = 0; i < ARRAY_SIZE(t_rows); i++) {
		const double *r = t_rows[i];
		double t = stats_t_quantile(r[0], r[1]);
		double e = error_of(t, r[2]);
		cr_assert(lt(dbl, e, 1e-8), "row %zu: %g", i, e);
		double p = stats_t_cdf(t, r[1]);
		cr_assert(lt(dbl, error_of(p, r[0]), 1e-8), "row %zu", i);
	}
}

Test(distribution, binomial_agrees_with_scipy)
{
	for (size_t i = 0; i < ARRAY_SIZE(binomial_rows); i++) {
		const double *r = binomial_rows[i];
		double p = stats_binomial_cdf((size_t)r[0], (size_t)r[1], r[2]);
		cr_assert(lt(dbl, error_of(p, r[3]), 1e-9), "row %zu", i);
	}
}

Test(distribution, edges)
{
	cr_assert(isnan(stats_beta(0.5, 0, 1)));
	cr_assert(isnan(stats_beta((double)NAN, 1, 1)));
	cr_assert(eq(dbl, stats_beta(-1, 1, 1), 0.0));
	cr_assert(eq(dbl, stats_beta(2, 1, 1), 1.0));
	cr_assert(isnan(stats_t_cdf(1, 0)));
	cr_assert(isnan(stats_t_quantile(0.5, -1)));
	cr_assert(isnan(stats_normal_quantile(1.1)));
	cr_assert(isnan(stats_normal_quantile(-0.1)));
	cr_assert(isinf(stats_normal_quantile(1)));
	cr_assert(lt(dbl, stats_normal_quantile(0), 0.0));
	cr_assert(eq(dbl, stats_normal_quantile(0.5), 0.0));
}

Test(distribution, symmetry)
{
	for (double p = 0.0625; p < 0.5; p += 0.0625) {
		double low = stats_t_quantile(p, 5);
		double high = stats_t_quantile(1 - p, 5);
		cr_assert(epsilon_eq(dbl, low, -high, 1e-12));
	}
	cr_assert(epsilon_eq(dbl, stats_beta(0.3, 2, 5) + stats_beta(0.7, 5, 2),
			     1.0, 1e-12));
}

Test(distribution, bounds_of_a_count)
{
	/* No event in n: 1 - alpha^(1/n), the "rule of three". */
	double upper = binomial_upper(0, 100, 0.05);
	cr_assert(epsilon_eq(dbl, upper, 1 - pow(0.05, 1.0 / 100), 1e-9));
	double lower = binomial_lower(100, 100, 0.05);
	cr_assert(epsilon_eq(dbl, lower, pow(0.05, 1.0 / 100), 1e-9));
}
