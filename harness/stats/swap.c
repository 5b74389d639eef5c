#include "stats/swap.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "stats/rng.h"
#include "stats/swap_sums.h"

/*
 * Why at most a share SPENT of the null distribution is ever rejected. Which
 * swaps cross at a look, and are dead afterwards, is a function of all the
 * statistics of all the swaps at the looks so far. Had the coins fallen as in
 * swap G, the same statistics would belong to the same labellings: the set of
 * those that cross is the same set of labellings, and at most SPENT of them
 * ever cross. The test rejects if the labelling that was observed is among
 * them. Under the null that one is drawn evenly from its orbit, so that it is
 * among them with a probability of at most SPENT. Ending the sampling early,
 * for whatever reason, can only take crossings away.
 */

enum { BLOCK = 1 << SWAP_BLOCK_BITS };

void swap_group_init(struct swap_group *group, double level, uint64_t seed)
{
	struct rng rng;
	unsigned dimensions = SWAP_MIN_DIMENSIONS;

	while (dimensions < SWAP_MAX_DIMENSIONS &&
	       (double)(1u << dimensions) * level < 50)
		dimensions++;
	*group = (struct swap_group){.dimensions = dimensions, .column = {1}};
	for (unsigned i = 1; i < dimensions; i++)
		group->column[i] = 1 | 1u << i;

	rng_init(&rng, seed);
	for (size_t i = dimensions; i < SWAP_MAX_PAIRS;) {
		uint64_t drawn = rng_below(&rng, 1u << (dimensions - 1));
		uint32_t column = 1 | (uint32_t)drawn << 1;
		size_t same = 0;
		while (same < i && group->column[same] != column)
			same++;
		if (same == i)
			group->column[i++] = column;
	}
}

void swap_test_init(struct swap_test *test, const struct swap_group *group,
		    double shift, int direction)
{
	*test = (struct swap_test){
	    .group = group, .shift = shift, .direction = direction};
}

/* Swaps of DIMENSIONS that SPENT allows to cross. */
static size_t allowed(double spent, unsigned dimensions)
{
	return (size_t)floor(spent * (double)((size_t)1 << dimensions));
}

/* Of the N numbers, those above CRITICAL. */
static size_t count_above(const int32_t *value, size_t n, int32_t critical)
{
	size_t above = 0;

	for (size_t i = 0; i < n; i += BLOCK)
		for (size_t j = 0; j < BLOCK; j++)
			above += value[i + j] > critical;
	return above;
}

/*
 * The (BUDGET + 1)-th largest of the N numbers, or 0 if that is negative: a
 * statistic in favour of the null does not cross.
 */
static int32_t critical_value(const int32_t *value, size_t n, size_t budget)
{
	int32_t low = 0, high = INT32_MAX;

	while (low < high) {
		int32_t middle = low + (high - low) / 2;
		if (count_above(value, n, middle) > budget)
			low = middle + 1;
		else
			high = middle;
	}
	return high;
}

/* All swaps of a look: even ones, then odd ones; index as in swap_sums(). */
struct swaps {
	unsigned dimensions;
	int32_t *value; /* the statistic; of a dead one INT32_MIN */
	bool *dead;
	size_t dead_count;
};

/* The dead of fewer dimensions are the same in each copy of those. */
static void widen(struct swaps *swaps, unsigned dimensions)
{
	for (; swaps->dimensions < dimensions; swaps->dimensions++) {
		size_t half = (size_t)1 << (swaps->dimensions - 1);
		memcpy(swaps->dead + 3 * half, swaps->dead + half, half);
		memcpy(swaps->dead + 2 * half, swaps->dead + half, half);
		memcpy(swaps->dead + half, swaps->dead, half);
		swaps->dead_count *= 2;
	}
}

/* Statistics of the living at a look at the first N of D. */
static void fill(const struct swap_test *test, const double *d, size_t n,
		 struct swaps *swaps)
{
	int32_t weight[SWAP_MAX_PAIRS];
	size_t half = (size_t)1 << (swaps->dimensions - 1);

	swap_weights(test, d, n, weight);
	swap_sums(test->group, swaps->dimensions, weight, n, swaps->value);
	for (size_t i = 0; i < half; i++)
		swaps->value[half + i] = -swaps->value[i];
	for (size_t i = 0; i < 2 * half; i++)
		if (swaps->dead[i])
			swaps->value[i] = INT32_MIN;
}

/* Goes through all looks but the last one of TEST again, for the dead. */
static void replay(const struct swap_test *test, const double *d,
		   struct swaps *swaps)
{
	for (size_t look = 0; look + 1 < test->look_count; look++) {
		size_t n = test->look[look].n;
		widen(swaps, swap_dimensions(test->group, n));
		size_t may = allowed(test->look[look].spent, swaps->dimensions);
		if (may <= swaps->dead_count)
			continue;
		fill(test, d, n, swaps);
		size_t count = (size_t)1 << swaps->dimensions;
		int32_t critical = critical_value(swaps->value, count,
						  may - swaps->dead_count);
		for (size_t i = 0; i < count; i++) {
			bool crosses = swaps->value[i] > critical;
			swaps->dead[i] |= crosses;
			swaps->dead_count += crosses;
		}
	}
}

/* The last look of TEST, with the dead of the ones before. */
static int decide_among_living(struct swap_test *test, const double *d,
			       struct swaps *swaps, int32_t observed,
			       size_t may, struct err *err)
{
	unsigned dimensions = swaps->dimensions;
	size_t count = (size_t)1 << dimensions;
	CLEANUP(mem_free) bool *dead = calloc(count, sizeof *dead);
	if (!dead)
		return err_nomem(err, "swaps that crossed");

	swaps->dead = dead;
	swaps->dimensions = swap_dimensions(test->group, test->look[0].n);
	replay(test, d, swaps);
	widen(swaps, dimensions);
	fill(test, d, test->look[test->look_count - 1].n, swaps);
	size_t as_large = count_above(swaps->value, count, observed - 1);
	test->rejects = as_large + swaps->dead_count <= may;
	return 0;
}

/*
 * OBSERVED > 0 crosses if no more swaps than MAY have crossed or are as large.
 * How many crossed is looked up only where it matters.
 */
static int decide(struct swap_test *test, const double *d,
		  const int32_t *weight, int32_t observed, size_t may,
		  struct err *err)
{
	size_t last = test->look_count - 1, n = test->look[last].n;
	struct swaps swaps = {.dimensions = swap_dimensions(test->group, n)};
	size_t half = (size_t)1 << (swaps.dimensions - 1);
	CLEANUP(mem_free) int32_t *value = malloc(2 * half * sizeof *value);
	if (!value)
		return err_nomem(err, "sums of swaps");

	swaps.value = value;
	swap_sums(test->group, swaps.dimensions, weight, n, value);
	size_t as_large = count_above(value, half, observed - 1) + half -
			  count_above(value, half, -observed);
	if (as_large > may)
		return 0;
	/* What may have crossed before, in swaps of all dimensions of now. */
	size_t before =
	    last ? allowed(test->look[last - 1].spent, swaps.dimensions) : 0;
	if (as_large + before <= may) {
		test->rejects = true;
		return 0;
	}
	return decide_among_living(test, d, &swaps, observed, may, err);
}

int swap_test_look(struct swap_test *test, const double *d, size_t n,
		   double spent, bool *ret, struct err *err)
{
	int32_t weight[SWAP_MAX_PAIRS];
	int32_t observed = 0;

	if (n > SWAP_MAX_PAIRS || test->look_count == SWAP_MAX_LOOKS)
		return err_set(err, ERR_LIMIT,
			       "look %zu at %zu pairs (at most %d looks, %d "
			       "pairs)",
			       test->look_count + 1, n, SWAP_MAX_LOOKS,
			       SWAP_MAX_PAIRS);
	test->look[test->look_count].n = n;
	test->look[test->look_count++].spent = spent;
	size_t may = allowed(spent, swap_dimensions(test->group, n));
	if (!test->rejects && may > 0) {
		swap_weights(test, d, n, weight);
		for (size_t i = 0; i < n; i++)
			observed += weight[i];
	}
	int code = 0;
	if (observed > 0)
		code = decide(test, d, weight, observed, may, err);
	*ret = test->rejects;
	return code;
}
