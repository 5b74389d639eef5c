#include "stats/binomial.h"

#include "stats/stats.h"

/*
 * The p at which I_p(a, b), which rises, is TARGET. The bounds are quantiles
 * of beta distributions: P(X >= k) = I_p(k, n - k + 1).
 */
static double beta_quantile(double target, double a, double b)
{
	double low = 0, high = 1;

	for (;;) {
		double middle = low + (high - low) / 2;

		if (middle <= low || middle >= high)
			return middle;
		if (stats_beta(middle, a, b) < target)
			low = middle;
		else
			high = middle;
	}
}

struct stats_share stats_share_interval(size_t k, size_t n, double level)
{
	struct stats_share share = {0, 1};
	double tail = (1 - level) / 2;

	if (k > 0)
		share.low = beta_quantile(tail, (double)k, (double)(n - k) + 1);
	if (k < n)
		share.high =
		    beta_quantile(1 - tail, (double)k + 1, (double)(n - k));
	return share;
}
