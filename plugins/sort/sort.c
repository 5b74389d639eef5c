/*
 * Sorting 32-bit numbers: the C library's qsort against a radix sort.
 */
#include <stdlib.h>
#include <string.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.sort", "1.0.0")

#define SIZES "n=100..100000*10"

typedef void sort_fn(uint32_t *items, uint32_t *scratch, size_t n);

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void sort_qsort(uint32_t *items, uint32_t *scratch, size_t n)
{
	(void)scratch;
	qsort(items, n, sizeof(*items), compare);
}

/* One stable pass by the byte at SHIFT. */
static void radix_pass(const uint32_t *from, uint32_t *to, size_t n, int shift)
{
	size_t start[257] = {0};

	for (size_t i = 0; i < n; i++)
		start[((from[i] >> shift) & 0xff) + 1]++;
	for (size_t i = 1; i < 257; i++)
		start[i] += start[i - 1];
	for (size_t i = 0; i < n; i++)
		to[start[(from[i] >> shift) & 0xff]++] = from[i];
}

/* Least significant digit first, four bytes. */
static void sort_radix(uint32_t *items, uint32_t *scratch, size_t n)
{
	for (int shift = 0; shift < 32; shift += 16) {
		radix_pass(items, scratch, n, shift);
		radix_pass(scratch, items, n, shift + 8);
	}
}

static int is_sorted(const uint32_t *items, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (items[i - 1] > items[i])
			return 0;
	return 1;
}

/* Order does not change it: the sorted numbers are the ones given. */
static uint64_t checksum(const uint32_t *items, size_t n)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (uint64_t)items[i] * items[i] + 1;
	return sum;
}

/* An operation copies the input and sorts the copy. */
static void measure(struct tare_state *b, sort_fn *sort)
{
	size_t n = (size_t)tare_arg(b, "n"), bytes = n * sizeof(uint32_t);
	const uint32_t *input = tare_alloc(b, bytes);
	uint32_t *items = tare_alloc(b, bytes);
	uint32_t *scratch = tare_alloc(b, bytes);

	if (!input || !items || !scratch)
		return;
	TARE_LOOP(b) {
		memcpy(items, input, bytes);
		sort(items, scratch, n);
		tare_keep_mem(items);
	}
	tare_expect(b, is_sorted(items, n));
	tare_expect(b, checksum(items, n) == checksum(input, n));
	tare_rate(b, "items", (double)n);
}

TARE_BENCH(qsort, .summary = "the C library's qsort", .unit = "sorts",
	   .params = SIZES, .tags = "sort")
{
	measure(b, sort_qsort);
}

TARE_BENCH(radix, .summary = "radix sort, byte by byte", .unit = "sorts",
	   .params = SIZES, .tags = "sort")
{
	measure(b, sort_radix);
}
