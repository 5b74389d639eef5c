/* A process pair as one number. */
#include <math.h>
#include <stdlib.h>

#include "gate/paired.h"
#include "stats/stats.h"

/*
 * Slice pairs that a pair needs, beside SAMPLES_MIN_CLEAN of them: a median
 * of three outlives one bad slice. Where a slice is a single operation a pair
 * may have no more than one; it is as exact, only wider.
 */
enum { LEAST_SLICES = 3 };
/* Slice pairs of either order from which the order's effect is taken out. */
enum { LEAST_OF_ORDER = 5 };

struct side {
	const struct column *ops, *ns, *disturbed, *second, *setup;
};

struct slice_pair {
	uint64_t setup;
	bool second; /* the head ran second */
	double ratio;
};

/* The slice pairs of a process pair that count. */
struct slice_pairs {
	struct slice_pair *pair;
	size_t count;
	bool ordered; /* which side ran first is known */
};

static bool find_columns(const struct process_samples *samples,
			 struct side *ret)
{
	ret->ops = samples_column(samples, COLUMN_OPS);
	ret->ns = samples_column(samples, COLUMN_NS);
	ret->disturbed = samples_column(samples, COLUMN_DISTURBED);
	ret->second = samples_column(samples, COLUMN_SECOND);
	ret->setup = samples_column(samples, COLUMN_SETUP);
	return samples->status == CASE_OK && ret->ops && ret->ns;
}

static uint64_t at(const struct column *column, uint64_t slice)
{
	return column ? column_at(column, slice) : 0;
}

static bool is_disturbed(const struct side side[2], uint64_t i)
{
	return at(side[0].disturbed, i) || at(side[1].disturbed, i);
}

static bool is_one_operation(const struct side side[2], uint64_t slices)
{
	for (uint64_t i = 0; i < slices; i++)
		if (at(side[0].ops, i) != 1 || at(side[1].ops, i) != 1)
			return false;
	return true;
}

/* False: the two slices are no pair, or a clock stood still. */
static bool read_slice_pair(const struct side side[2], uint64_t i, bool ordered,
			    struct slice_pair *ret)
{
	double ns[2];

	for (int s = 0; s < 2; s++) {
		double ops = (double)at(side[s].ops, i);
		ns[s] = (double)at(side[s].ns, i) / ops;
		if (!(ops > 0 && ns[s] > 0))
			return false;
	}
	if (at(side[0].setup, i) != at(side[1].setup, i) ||
	    (ordered && !at(side[0].second, i) == !at(side[1].second, i)))
		return false;
	*ret = (struct slice_pair){
	    .setup = at(side[0].setup, i),
	    .second = ordered && at(side[1].second, i),
	    /* A difference, so that exchanging the sides is exact. */
	    .ratio = log(ns[1]) - log(ns[0]),
	};
	return true;
}

static void collect(const struct side side[2], uint64_t slices, bool all,
		    struct slice_pairs *ret)
{
	ret->ordered = side[0].second && side[1].second;
	ret->count = 0;
	for (uint64_t i = 0; i < slices; i++)
		if (all || !is_disturbed(side, i))
			ret->count += read_slice_pair(side, i, ret->ordered,
						      &ret->pair[ret->count]);
}

/* By set-up, order and ratio. */
static int compare_slice_pairs(const void *a, const void *b)
{
	const struct slice_pair *x = a, *y = b;

	if (x->setup != y->setup)
		return x->setup < y->setup ? -1 : 1;
	if (x->second != y->second)
		return x->second ? 1 : -1;
	return (x->ratio > y->ratio) - (x->ratio < y->ratio);
}

/* Sorts. The median of -X is exactly the negative one. */
static double median(double *x, size_t n)
{
	stats_sort(x, n);
	return (x[(n - 1) / 2] + x[n / 2]) / 2;
}

static double median_of_pairs(const struct slice_pair *pair, size_t n,
			      double *scratch)
{
	for (size_t i = 0; i < n; i++)
		scratch[i] = pair[i].ratio;
	return median(scratch, n);
}

/* The pairs of FIRST's set-up, or of its order within it. */
static size_t run_length(const struct slice_pairs *pairs, size_t first,
			 bool same_order)
{
	const struct slice_pair *pair = pairs->pair;
	size_t end = first + 1;

	while (end < pairs->count && pair[end].setup == pair[first].setup &&
	       (!same_order || pair[end].second == pair[first].second))
		end++;
	return end - first;
}

/*
 * Half of what the log ratio differs between the two orders: what running
 * second costs. Exchanging the sides leaves it as it is. Taken within set-ups,
 * which differ among themselves, as the median over those that have both
 * orders; NAN where slices are too few. ROOM: two numbers a slice pair.
 */
static double order_effect(const struct slice_pairs *pairs, double *room)
{
	double *effect = room, *scratch = room + pairs->count;
	size_t count = 0, of_order[2] = {0, 0};

	for (size_t i = 0; pairs->ordered && i < pairs->count;) {
		const struct slice_pair *first = &pairs->pair[i];
		size_t all = run_length(pairs, i, false);
		size_t n = run_length(pairs, i, true);

		i += all;
		if (n == all)
			continue;
		double ahead = median_of_pairs(first, n, scratch);
		double behind = median_of_pairs(first + n, all - n, scratch);
		effect[count++] = (behind - ahead) / 2;
		of_order[0] += n;
		of_order[1] += all - n;
	}
	if (of_order[0] < LEAST_OF_ORDER || of_order[1] < LEAST_OF_ORDER)
		return NAN;
	return median(effect, count);
}

/* Median over the set-ups of the median of each. */
static double median_ratio(const struct slice_pairs *pairs, double effect,
			   double *room)
{
	double *of_setup = room, *scratch = room + pairs->count;
	size_t count = 0;

	for (size_t i = 0; isfinite(effect) && i < pairs->count; i++)
		pairs->pair[i].ratio -=
		    pairs->pair[i].second ? effect : -effect;
	for (size_t i = 0, n; i < pairs->count; i += n) {
		n = run_length(pairs, i, false);
		of_setup[count++] =
		    median_of_pairs(&pairs->pair[i], n, scratch);
	}
	return median(of_setup, count);
}

static bool is_enough(size_t count, uint64_t slices, bool one_operation)
{
	uint64_t least = one_operation ? 1 : LEAST_SLICES;

	if (least > slices)
		least = slices;
	return count > 0 && count >= least &&
	       (double)count >= SAMPLES_MIN_CLEAN * (double)slices;
}

static uint64_t count_disturbed(const struct side side[2], uint64_t slices)
{
	uint64_t count = 0;

	for (uint64_t i = 0; i < slices; i++)
		count += is_disturbed(side, i);
	return count;
}

int pair_estimate(const struct process_samples *base,
		  const struct process_samples *head, struct pair_estimate *ret,
		  struct err *err)
{
	struct side side[2] = {0};
	struct slice_pairs pairs = {0};
	uint64_t slices = base->slice_count < head->slice_count
			      ? base->slice_count
			      : head->slice_count;

	*ret = (struct pair_estimate){.log_ratio = NAN, .order_effect = NAN};
	if (!find_columns(base, &side[0]) || !find_columns(head, &side[1]))
		return 0;
	CLEANUP(mem_free)
	struct slice_pair *pair = calloc(slices + 1, sizeof *pair);
	CLEANUP(mem_free) double *room = calloc(2 * slices + 1, sizeof *room);
	if (!pair || !room)
		return err_nomem(err, "process pair");

	bool one_operation = is_one_operation(side, slices);
	pairs.pair = pair;
	ret->slices = slices;
	ret->disturbed = count_disturbed(side, slices);
	collect(side, slices, false, &pairs);
	/* The rule of samples_clean_times(). */
	if (one_operation &&
	    (double)pairs.count < SAMPLES_MIN_CLEAN * (double)slices)
		collect(side, slices, true, &pairs);
	ret->valid = is_enough(pairs.count, slices, one_operation);
	if (!ret->valid)
		return 0;
	qsort(pairs.pair, pairs.count, sizeof *pairs.pair, compare_slice_pairs);
	ret->order_effect = order_effect(&pairs, room);
	ret->log_ratio = median_ratio(&pairs, ret->order_effect, room);
	return 0;
}
