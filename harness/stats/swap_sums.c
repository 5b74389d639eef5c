/*
 * The fast Walsh-Hadamard transform. Put at index COLUMN of an array, the
 * weight of a pair comes out at index U with sign -1 if parity(U & COLUMN)
 * is odd, so that entry U becomes the statistic under swap U (Fino and
 * Algazi, IEEE Transactions on Computers 25 (1976)). Bit 0 is in every column
 * and only turns the sign of all: half an array holds everything.
 */
#include <math.h>
#include <string.h>

#include "stats/stats.h"
#include "stats/swap_sums.h"

/* 120 weights of at most 2^24 add up to less than 2^31. */
static const double weight_max = 0x1p24;

/* Blocks of a fixed length: the compiler makes vectors of their loops. */
enum { BLOCK = 1 << SWAP_BLOCK_BITS };

double swap_clip(const double *d, size_t n, double shift)
{
	double magnitude[SWAP_MAX_PAIRS];

	for (size_t i = 0; i < n; i++) {
		magnitude[i] = fabs(d[i] - shift);
		if (isnan(magnitude[i]))
			magnitude[i] = INFINITY;
	}
	stats_sort(magnitude, n);
	return 3 * stats_median_sorted(magnitude, n);
}

void swap_weights(const struct swap_test *test, const double *d, size_t n,
		  int32_t *ret)
{
	double clip = swap_clip(d, n, test->shift);

	memset(ret, 0, n * sizeof *ret);
	if (!(clip > 0 && isfinite(clip)))
		return;
	for (size_t i = 0; i < n; i++) {
		double x = test->direction * (d[i] - test->shift) / clip;
		if (!isnan(x))
			ret[i] =
			    (int32_t)lrint(fmax(-1, fmin(x, 1)) * weight_max);
	}
}

unsigned swap_dimensions(const struct swap_group *group, size_t n)
{
	if (n >= group->dimensions)
		return group->dimensions;
	return n > SWAP_BLOCK_BITS ? (unsigned)n : SWAP_BLOCK_BITS + 1;
}

/* The transform of one WEIGHT at index COLUMN of a block, added to SUM. */
static void add_to_block(int32_t *restrict sum, uint32_t column, int32_t weight)
{
	int32_t row[BLOCK] = {weight};

	for (uint32_t half = 1; half < BLOCK; half *= 2)
		for (uint32_t i = 0; i < half; i++)
			row[half + i] = column & half ? -row[i] : row[i];
	for (size_t i = 0; i < BLOCK; i++)
		sum[i] += row[i];
}

static void butterflies(int32_t *restrict a, int32_t *restrict b)
{
	for (size_t i = 0; i < BLOCK; i++) {
		int32_t x = a[i], y = b[i];
		a[i] = x + y;
		b[i] = x - y;
	}
}

/* Two steps at once: half the traffic. */
static void double_butterflies(int32_t *restrict a, int32_t *restrict b,
			       int32_t *restrict c, int32_t *restrict d)
{
	for (size_t i = 0; i < BLOCK; i++) {
		int32_t ab = a[i] + b[i], a_b = a[i] - b[i];
		int32_t cd = c[i] + d[i], c_d = c[i] - d[i];
		a[i] = ab + cd;
		b[i] = a_b + c_d;
		c[i] = ab - cd;
		d[i] = a_b - c_d;
	}
}

/*
 * The few weights make the lower steps cheap: each goes straight into what
 * those steps would make of its block.
 */
void swap_sums(const struct swap_group *group, unsigned dimensions,
	       const int32_t *weight, size_t n, int32_t *sum)
{
	size_t count = (size_t)1 << (dimensions - 1);

	memset(sum, 0, count * sizeof *sum);
	for (size_t i = 0; i < n; i++) {
		uint32_t column = group->column[i] >> 1;
		uint32_t place = column % BLOCK;
		add_to_block(sum + (column - place), place, weight[i]);
	}
	size_t step = BLOCK;
	for (; 2 * step < count; step *= 4)
		for (size_t i = 0; i < count; i += 4 * step)
			for (size_t j = i; j < i + step; j += BLOCK)
				double_butterflies(sum + j, sum + j + step,
						   sum + j + 2 * step,
						   sum + j + 3 * step);
	if (step < count)
		for (size_t j = 0; j < step; j += BLOCK)
			butterflies(sum + j, sum + j + step);
}
