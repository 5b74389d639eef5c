#include "base/mem.h"
#include "stats/stats.h"
#include "stats/swap.h"

int stats_walsh(const double *d, size_t n, double *ret, struct err *err)
{
	size_t count = 0;
	CLEANUP(mem_free)
	double *average = calloc(n * (n + 1) / 2 + 1, sizeof *average);
	if (!average)
		return err_nomem(err, "Walsh averages");
	for (size_t i = 0; i < n; i++)
		for (size_t j = i; j < n; j++)
			average[count++] = d[i] / 2 + d[j] / 2;
	stats_sort(average, count);
	*ret = stats_median_sorted(average, count);
	return 0;
}
