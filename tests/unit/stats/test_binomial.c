#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "stats/binomial.h"
#include "stats/stats.h"

/* scipy.stats.beta.ppf(0.025, k, n - k + 1), .ppf(0.975, k + 1, n - k) */
Test(binomial, known)
{
	static const struct {
		size_t k, n;
		double low, high;
	} known[] = {
	    {0, 1, 0, 0.975},
	    {1, 1, 0.025, 1},
	    {0, 200, 0, 0.0182753403551},
	    {3, 200, 0.00310410762155, 0.0432082819177},
	    {1, 50, 0.000506227983041, 0.106469545711},
	    {50, 50, 0.928878263536, 1},
	    {37, 50, 0.596552321272, 0.853699415603},
	    {10, 10000, 0.000479639723771, 0.00183826413421},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct stats_share share =
		    stats_share_interval(known[i].k, known[i].n, 0.95);

		cr_expect(lt(dbl, fabs(share.low - known[i].low), 1e-10));
		cr_expect(lt(dbl, fabs(share.high - known[i].high), 1e-10));
	}
}

/* At a bound the tail has exactly its share. */
Test(binomial, tails)
{
	for (size_t k = 0; k <= 40; k++) {
		struct stats_share share = stats_share_interval(k, 40, 0.9);

		if (k < 40)
			cr_expect(lt(
			    dbl,
			    fabs(stats_binomial_cdf(k, 40, share.high) - 0.05),
			    1e-9));
		if (k > 0)
			cr_expect(
			    lt(dbl,
			       fabs(stats_binomial_cdf(k - 1, 40, share.low) -
				    0.95),
			       1e-9));
	}
}

Test(binomial, nothing_and_mirror)
{
	struct stats_share none = stats_share_interval(0, 0, 0.95);
	struct stats_share few = stats_share_interval(2, 30, 0.95);
	struct stats_share most = stats_share_interval(28, 30, 0.95);

	cr_expect(eq(dbl, none.low, 0));
	cr_expect(eq(dbl, none.high, 1));
	cr_expect(lt(dbl, fabs(few.low + most.high - 1), 1e-12));
	cr_expect(lt(dbl, fabs(few.high + most.low - 1), 1e-12));
}
