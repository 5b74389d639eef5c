#include "gate/estimate.h"

#include <math.h>

#include "stats/stats.h"

struct estimate estimate_make(double *x, size_t n)
{
	stats_sort(x, n);
	struct stats_interval i = stats_median_interval(x, n, ESTIMATE_LEVEL);
	return (struct estimate){
	    .available = n > 0,
	    .value = i.estimate,
	    .low = i.bounded ? i.low : (double)NAN,
	    .high = i.bounded ? i.high : (double)NAN,
	    .level = i.bounded ? i.level : (double)NAN,
	};
}

struct estimate estimate_exact(double *x, size_t n)
{
	struct estimate e = estimate_make(x, n);
	/* Sorted now: two or more equal numbers have repeated. */
	if (n > 1 && x[0] == x[n - 1]) {
		e.low = e.high = e.value;
		e.level = 1;
	}
	return e;
}

struct estimate estimate_quantile(const struct result_case *c, double q,
				  double *scratch, double *value)
{
	size_t n = 0;

	for (size_t i = 0; i < c->process_count; i++) {
		size_t count = samples_clean_times(&c->process[i], scratch);
		if (count == 0)
			continue;
		stats_sort(scratch, count);
		value[n++] = stats_quantile_sorted(scratch, count, q);
	}
	return estimate_make(value, n);
}

size_t estimate_room(const struct process_samples *process, size_t count)
{
	uint64_t most = 0;

	for (size_t i = 0; i < count; i++)
		if (process[i].slice_count > most)
			most = process[i].slice_count;
	return (size_t)most;
}
