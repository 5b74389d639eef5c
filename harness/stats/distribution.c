/* Normal, Student's t, beta and binomial distributions. */
#include <float.h>
#include <math.h>

#include "stats/stats.h"

static const double tiny = 1e-300;

/* x, or `tiny` where a division by it would overflow. */
static double away_from_zero(double x)
{
	return fabs(x) < tiny ? tiny : x;
}

/*
 * Continued fraction of I_x(a, b) (DLMF 8.17.22) by Lentz's method;
 * converges fast for x < (a + 1) / (a + b + 2).
 */
static double beta_fraction(double x, double a, double b)
{
	enum { STEPS = 100000 };
	double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
	double value = d;

	for (int i = 1; i < STEPS; i++) {
		double m = i, twice = 2 * m;
		double even = m * (b - m) * x / ((a + twice - 1) * (a + twice));
		d = 1 / away_from_zero(1 + even * d);
		c = away_from_zero(1 + even / c);
		value *= d * c;
		double odd = -(a + m) * (a + b + m) * x /
			     ((a + twice) * (a + twice + 1));
		d = 1 / away_from_zero(1 + odd * d);
		c = away_from_zero(1 + odd / c);
		value *= d * c;
		if (fabs(d * c - 1) < 2 * DBL_EPSILON)
			break;
	}
	return value;
}

static double log_gamma(double x)
{
	int sign;
	return lgamma_r(x, &sign);
}

double stats_beta(double x, double a, double b)
{
	if (!(a > 0 && b > 0) || isnan(x))
		return NAN;
	if (x <= 0)
		return 0;
	if (x >= 1)
		return 1;
	double log_front = log_gamma(a + b) - log_gamma(a) - log_gamma(b) +
			   a * log(x) + b * log1p(-x);
	double front = exp(log_front);
	if (x < (a + 1) / (a + b + 2))
		return front * beta_fraction(x, a, b) / a;
	return 1 - front * beta_fraction(1 - x, b, a) / b;
}

double stats_binomial_cdf(size_t k, size_t n, double p)
{
	if (k >= n)
		return 1;
	return stats_beta(1 - p, (double)(n - k), (double)k + 1);
}

/* P(Z > z). DF is not used. */
static double normal_tail(double z, double df)
{
	(void)df;
	return 0.5 * erfc(z * M_SQRT1_2);
}

/* P(T > t) for t >= 0. */
static double t_tail(double t, double df)
{
	return 0.5 * stats_beta(df / (df + t * t), df / 2, 0.5);
}

/* The t >= 0 with tail(t) = p, by bisection to the last bit; p <= 1/2. */
static double invert_tail(double (*tail)(double, double), double df, double p)
{
	double low = 0, high = 1;
	if (p <= 0)
		return INFINITY;
	while (tail(high, df) > p && high < DBL_MAX / 4) {
		low = high;
		high *= 2;
	}
	for (;;) {
		double middle = low + (high - low) / 2;
		if (middle <= low || middle >= high)
			return middle;
		if (tail(middle, df) > p)
			low = middle;
		else
			high = middle;
	}
}

static double quantile(double (*tail)(double, double), double df, double p)
{
	if (!(p >= 0 && p <= 1))
		return NAN;
	if (p == 0.5)
		return 0;
	return p < 0.5 ? -invert_tail(tail, df, p)
		       : invert_tail(tail, df, 1 - p);
}

double stats_normal_cdf(double z)
{
	return normal_tail(-z, 0);
}

double stats_normal_quantile(double p)
{
	return quantile(normal_tail, 0, p);
}

double stats_t_cdf(double t, double df)
{
	if (!(df > 0))
		return NAN;
	return t < 0 ? t_tail(-t, df) : 1 - t_tail(t, df);
}

double stats_t_quantile(double p, double df)
{
	return df > 0 ? quantile(t_tail, df, p) : NAN;
}
