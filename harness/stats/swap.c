#include "stats/swap.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "stats/rng.h"
#include "stats/stats.h"
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

/* Puts those of the N numbers that are above FLOOR, a few, into RET. */
static size_t pick(const int32_t *value, size_t n, int32_t floor, int32_t *ret)
{
	enum { BLOCK = 16 }; /* most have none: looked at as vectors */
	size_t count = 0;

	for (size_t i = 0; i < n; i += BLOCK) {
		int32_t any = 0;
		for (size_t j = i; j < i + BLOCK; j++)
			any |= value[j] > floor;
		for (size_t j = i; any && j < i + BLOCK; j++)
			if (value[j] > floor)
				ret[count++] = value[j];
	}
	return count;
}

/* The (BEFORE + 1)-th largest of N > BEFORE numbers >= 0, digit by digit. */
static int32_t select_largest(const int32_t *value, size_t n, size_t before)
{
	enum { DIGITS = 1 << 11 };
	int32_t base = 0, digits = DIGITS; /* of 2^31 */

	for (int shift = 20; shift >= 0; shift -= 10) {
		uint32_t count[DIGITS] = {0};
		for (size_t i = 0; i < n; i++) {
			int32_t digit = (value[i] - base) >> shift;
			if (value[i] >= base && digit < digits)
				count[digit]++;
		}
		int32_t digit = digits - 1;
		for (; count[digit] <= before; digit--)
			before -= count[digit];
		base += (int32_t)((uint32_t)digit << shift);
		digits = 1 << 10;
	}
	return base;
}

/* All swaps of a look: even ones, then odd ones; index as in swap_sums(). */
struct swaps {
	unsigned dimensions;
	int32_t *value; /* the statistic; of a dead one INT32_MIN */
	int32_t *dead;  /* 0 or -1 */
	int32_t *scratch;
	size_t dead_count;
};

/*
 * The (BUDGET + 1)-th largest of the living, or 0 if that is negative: a
 * statistic in favour of the null does not cross. GUESS: below it, most likely.
 */
static int32_t critical_value(const struct swaps *swaps, size_t budget,
			      int32_t guess)
{
	size_t n = (size_t)1 << swaps->dimensions;
	size_t count = pick(swaps->value, n, guess, swaps->scratch);

	while (count <= budget && guess > 0) {
		guess /= 2;
		count = pick(swaps->value, n, guess, swaps->scratch);
	}
	return count > budget ? select_largest(swaps->scratch, count, budget)
			      : 0;
}

/* The dead of fewer dimensions are the same in each copy of those. */
static void widen(struct swaps *swaps, unsigned dimensions)
{
	for (; swaps->dimensions < dimensions; swaps->dimensions++) {
		size_t half = (size_t)1 << (swaps->dimensions - 1);
		size_t bytes = half * sizeof *swaps->dead;
		memcpy(swaps->dead + 3 * half, swaps->dead + half, bytes);
		memcpy(swaps->dead + 2 * half, swaps->dead + half, bytes);
		memcpy(swaps->dead + half, swaps->dead, bytes);
		swaps->dead_count *= 2;
	}
}

/* Statistics of the living. Returns the standard deviation of all. */
static double fill(const struct swap_test *test, const double *d, size_t n,
		   struct swaps *swaps)
{
	int32_t weight[SWAP_MAX_PAIRS];
	int32_t *value = swaps->value, *dead = swaps->dead;
	size_t half = (size_t)1 << (swaps->dimensions - 1);
	double squares = 0;

	swap_weights(test, d, n, weight);
	swap_sums(test->group, swaps->dimensions, weight, n, value);
	for (size_t i = 0; i < half; i++)
		value[half + i] = -value[i];
	for (size_t i = 0; i < 2 * half; i++)
		value[i] = dead[i] ? INT32_MIN : value[i];
	for (size_t i = 0; i < n; i++)
		squares += (double)weight[i] * weight[i];
	return sqrt(squares);
}

static void bury(struct swaps *swaps, int32_t critical)
{
	const int32_t *value = swaps->value;
	int32_t *dead = swaps->dead, more = 0;
	size_t count = (size_t)1 << swaps->dimensions;

	for (size_t i = 0; i < count; i++) {
		int32_t crosses = -(value[i] > critical);
		dead[i] |= crosses;
		more -= crosses;
	}
	swaps->dead_count += (size_t)more;
}

int swap_replay(const struct swap_test *test, const double *d, size_t looks,
		bool *ret, struct err *err)
{
	size_t room = (size_t)1
		      << swap_dimensions(test->group, test->look[looks - 1].n);
	CLEANUP(mem_free)
	int32_t *memory = malloc((3 * room) * sizeof *memory);
	if (!memory)
		return err_nomem(err, "swaps that crossed");

	struct swaps swaps = {
	    .dimensions = SWAP_BLOCK_BITS + 1,
	    .dead = memory,
	    .value = memory + room,
	    .scratch = memory + 2 * room,
	};
	memset(swaps.dead, 0, sizeof *swaps.dead << swaps.dimensions);
	for (size_t i = 0; i < looks && !swaps.dead[0]; i++) {
		size_t n = test->look[i].n;
		widen(&swaps, swap_dimensions(test->group, n));
		size_t may = allowed(test->look[i].spent, swaps.dimensions);
		if (may <= swaps.dead_count)
			continue;
		double sd = fill(test, d, n, &swaps);
		double some_more = fmin(0.5, 2 * test->look[i].spent);
		int32_t guess =
		    (int32_t)(-sd * stats_normal_quantile(some_more));
		bury(&swaps,
		     critical_value(&swaps, may - swaps.dead_count, guess));
	}
	*ret = swaps.dead[0];
	return 0;
}

/* Swaps whose statistic is as large as OBSERVED > 0: SUM has half of them. */
static size_t count_as_large(const int32_t *sum, size_t half, int32_t observed)
{
	int32_t count = 0;

	for (size_t i = 0; i < half; i++) {
		count += sum[i] >= observed;
		count += sum[i] <= -observed;
	}
	return (size_t)count;
}

int swap_ask(const struct swap_test *test, const double *d, size_t look,
	     enum swap_answer *ret, struct err *err)
{
	int32_t weight[SWAP_MAX_PAIRS], observed = 0;
	size_t n = test->look[look].n;
	unsigned dimensions = swap_dimensions(test->group, n);
	size_t half = (size_t)1 << (dimensions - 1);
	size_t may = allowed(test->look[look].spent, dimensions);

	*ret = SWAP_NO;
	if (may == 0)
		return 0;
	swap_weights(test, d, n, weight);
	for (size_t i = 0; i < n; i++)
		observed += weight[i];
	if (observed <= 0)
		return 0;
	CLEANUP(mem_free) int32_t *sum = malloc(half * sizeof *sum);
	if (!sum)
		return err_nomem(err, "sums of swaps");
	swap_sums(test->group, dimensions, weight, n, sum);
	size_t as_large = count_as_large(sum, half, observed);
	size_t dead = /* at most */
	    look ? allowed(test->look[look - 1].spent, dimensions) : 0;
	if (as_large <= may)
		*ret = as_large + dead <= may ? SWAP_YES : SWAP_MAYBE;
	return 0;
}

int swap_test_look(struct swap_test *test, const double *d, size_t n,
		   double spent, bool *ret, struct err *err)
{
	enum swap_answer answer = SWAP_NO;
	size_t look = test->look_count;
	int code = 0;

	if (n > SWAP_MAX_PAIRS || look == SWAP_MAX_LOOKS)
		return err_set(err, ERR_LIMIT,
			       "look %zu at %zu pairs (at most %d looks, %d "
			       "pairs)",
			       look + 1, n, SWAP_MAX_LOOKS, SWAP_MAX_PAIRS);
	test->look[look].n = n;
	test->look[look].spent = spent;
	test->look_count++;
	if (!test->rejects)
		code = swap_ask(test, d, look, &answer, err);
	if (answer == SWAP_MAYBE)
		code = swap_replay(test, d, look + 1, &test->rejects, err);
	else
		test->rejects |= answer == SWAP_YES;
	*ret = test->rejects;
	return code;
}

int swap_test_also(const struct swap_test *test, double shift, const double *d,
		   bool *ret, struct err *err)
{
	struct swap_test other = *test;
	enum swap_answer answer;

	*ret = false;
	if (test->look_count == 0)
		return 0;
	other.shift = shift;
	int code = swap_ask(&other, d, test->look_count - 1, &answer, err);
	*ret = answer == SWAP_YES;
	return code || *ret
		   ? code
		   : swap_replay(&other, d, test->look_count, ret, err);
}
