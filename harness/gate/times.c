/* Time per operation of a case, over its processes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gate/estimate.h"
#include "gate/summarise.h"
#include "stats/stats.h"

/* Columns of one number a process, and the pool of all clean slices. */
struct times {
	double *lower_quartile, *median, *rsd;
	size_t processes;
	double *pool;
	size_t pooled;
	double *scratch; /* two numbers a slice of one process */
};

static void times_release(struct times *times)
{
	free(times->lower_quartile);
	free(times->median);
	free(times->rsd);
	free(times->pool);
	free(times->scratch);
}

static uint64_t count_slices(const struct result_case *c)
{
	uint64_t slices = 0;

	for (size_t i = 0; i < c->process_count; i++)
		slices += c->process[i].slice_count;
	return slices;
}

static int times_init(struct times *times, const struct result_case *c,
		      struct err *err)
{
	size_t n = c->process_count + 1;

	times->lower_quartile = calloc(n, sizeof(double));
	times->median = calloc(n, sizeof(double));
	times->rsd = calloc(n, sizeof(double));
	times->pool = calloc((size_t)count_slices(c) + 1, sizeof(double));
	times->scratch =
	    calloc(2 * estimate_room(c->process, c->process_count) + 1,
		   sizeof(double));
	if (!times->lower_quartile || !times->median || !times->rsd ||
	    !times->pool || !times->scratch)
		return err_nomem(err, "summary");
	return 0;
}

static void add_process(struct times *times, const struct process_samples *p)
{
	double *x = times->scratch;
	size_t count = samples_clean_times(p, x);

	if (count == 0)
		return;
	memcpy(times->pool + times->pooled, x, count * sizeof *x);
	times->pooled += count;
	stats_sort(x, count);
	double median = stats_median_sorted(x, count);
	size_t at = times->processes++;
	times->median[at] = median;
	times->lower_quartile[at] = stats_quantile_sorted(x, count, 0.25);
	times->rsd[at] = stats_robust_sd(x, count, x + count) / median;
}

static uint64_t count_disturbed(const struct result_case *c)
{
	uint64_t disturbed = 0;

	for (size_t i = 0; i < c->process_count; i++) {
		const struct process_samples *p = &c->process[i];
		const struct column *column =
		    samples_column(p, COLUMN_DISTURBED);
		for (uint64_t s = 0; column && s < p->slice_count; s++)
			disturbed += column_at(column, s) != 0;
	}
	return disturbed;
}

static void pooled_quantiles(struct times *times, struct summary *ret)
{
	size_t n = times->pooled;
	double *pool = times->pool;

	stats_sort(pool, n);
	ret->minimum_ns = stats_quantile_sorted(pool, n, 0);
	ret->maximum_ns = stats_quantile_sorted(pool, n, 1);
	ret->p50_ns = stats_quantile_sorted(pool, n, 0.5);
	ret->p90_ns = stats_quantile_sorted(pool, n, 0.9);
	ret->p99_ns = n < SUMMARISE_MIN_P99
			  ? (double)NAN
			  : stats_quantile_sorted(pool, n, 0.99);
}

static void summarise(struct times *times, struct summary *ret)
{
	size_t n = times->processes;
	double *median = times->median;

	ret->processes = n;
	pooled_quantiles(times, ret);
	ret->lower_quartile_ns = estimate_make(times->lower_quartile, n);
	ret->median_ns = estimate_make(median, n);
	stats_sort(times->rsd, n);
	ret->within_rsd = stats_median_sorted(times->rsd, n);
	/* The lower quartiles are done with: their room is free. */
	ret->between_rsd = stats_robust_sd(median, n, times->lower_quartile) /
			   stats_median_sorted(median, n);
}

int summarise_times(struct result_case *c, struct err *err)
{
	CLEANUP(times_release) struct times times = {0};
	int r = times_init(&times, c, err);

	if (r < 0)
		return r;
	for (size_t i = 0; c->status == CASE_OK && i < c->process_count; i++)
		add_process(&times, &c->process[i]);
	c->summary = (struct summary){
	    .slices = count_slices(c),
	    .disturbed = count_disturbed(c),
	};
	summarise(&times, &c->summary);
	return 0;
}
