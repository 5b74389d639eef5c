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

/* Sorts. The median of -X is exactly the negative one. */
static double median(double *x, size_t n)
{
	stats_sort(x, n);
	return (x[(n - 1) / 2] + x[n / 2]) / 2;
}

/* Ratios of the slice pairs in which the head ran second, or first. */
static size_t pick_order(const struct slice_pairs *pairs, bool second,
			 double *ret)
{
	size_t count = 0;

	for (size_t i = 0; i < pairs->count; i++)
		if (pairs->pair[i].second == second)
			ret[count++] = pairs->pair[i].ratio;
	return count;
}

/*
 * Half of what the log ratio differs between the two orders: what running
 * second costs. Exchanging the sides leaves it as it is. NAN where slices are
 * too few.
 */
static double order_effect(const struct slice_pairs *pairs, double *room)
{
	double *ahead = room;
	size_t n = pick_order(pairs, false, ahead);
	double *behind = room + n;
	size_t m = pick_order(pairs, true, behind);

	if (!pairs->ordered || n < LEAST_OF_ORDER || m < LEAST_OF_ORDER)
		return NAN;
	return (median(behind, m) - median(ahead, n)) / 2;
}

/*
 * Of all slice pairs, whatever their set-up and order: either order is run as
 * often as the other, and on recorded pairs the medians of set-ups' medians,
 * or with the order's effect taken out, spread more
 * (benchmarks/pairs/estimators.py).
 */
static double median_ratio(const struct slice_pairs *pairs, double *room)
{
	for (size_t i = 0; i < pairs->count; i++)
		room[i] = pairs->pair[i].ratio;
	return median(room, pairs->count);
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
	CLEANUP(mem_free) double *room = calloc(slices + 1, sizeof *room);
	if (!pair || !room)
		return err_nomem(err, "process pair");

	bool one_operation = is_one_operation(side, slices);
	pairs.pair = pair;
	/* A long operation is always disturbed: that says nothing here. */
	if (!one_operation) {
		ret->slices = slices;
		ret->disturbed = count_disturbed(side, slices);
	}
	collect(side, slices, false, &pairs);
	/* The rule of samples_clean_times(). */
	if (one_operation &&
	    (double)pairs.count < SAMPLES_MIN_CLEAN * (double)slices)
		collect(side, slices, true, &pairs);
	ret->valid = is_enough(pairs.count, slices, one_operation);
	if (!ret->valid)
		return 0;
	ret->order_effect = order_effect(&pairs, room);
	ret->log_ratio = median_ratio(&pairs, room);
	return 0;
}
