/*
 * The work of the self-test: four operations of UNITS like units each, so
 * that WORK_UNITS + extra units are a slow-down that is known. A little under
 * 200, because an operation costs something beside its units: four more are a
 * slow-down of 2 % or a little above. C and C++: the peers of
 * benchmarks/peers do the same work.
 */
#ifndef SELFTEST_WORK_H
#define SELFTEST_WORK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define WORK_UNITS         195
#define WORK_TABLE_ENTRIES 65536u /* of 4 bytes: 256 KiB */
#define WORK_SORT_ITEMS    12
#define WORK_RECORD_BYTES  100

/* xorshift64*; STATE is never 0. */
static inline uint64_t work_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(0x2545f4914f6cdd1d);
}

/* Multiplications of which each needs the one before. */
static inline uint64_t work_multiply(uint64_t value, uint64_t units)
{
	for (uint64_t i = 0; i < units; i++) {
		value *= UINT64_C(0x9e3779b97f4a7c15);
		__asm__ __volatile__("" : "+r"(value));
	}
	return value;
}

/*
 * Look-ups of which each needs the one before. *STEP goes on, so that the
 * walk has no cycle, whatever is in TABLE.
 */
static inline uint32_t work_table(const uint32_t *table, uint32_t at,
				  uint32_t *step, uint64_t units)
{
	for (uint64_t i = 0; i < units; i++)
		at = table[(at + ++*step) % WORK_TABLE_ENTRIES];
	return at;
}

/* One unit: malloc, fill, insertion sort, free. Returns the least item. */
static inline uint32_t work_sort_one(uint64_t *random)
{
	uint32_t *item = (uint32_t *)malloc(WORK_SORT_ITEMS * sizeof(uint32_t));
	uint32_t least;

	if (!item)
		abort();
	for (int i = 0; i < WORK_SORT_ITEMS; i++) {
		uint32_t value = (uint32_t)(work_random(random) >> 32);
		int at = i;

		for (; at > 0 && item[at - 1] > value; at--)
			item[at] = item[at - 1];
		item[at] = value;
	}
	least = item[0];
	free(item);
	return least;
}

static inline uint32_t work_sort(uint64_t *random, uint64_t units)
{
	uint32_t sum = 0;

	for (uint64_t i = 0; i < units; i++)
		sum += work_sort_one(random);
	return sum;
}

static inline size_t work_text_bytes(uint64_t units)
{
	return (size_t)units * WORK_RECORD_BYTES + 2;
}

/*
 * UNITS records as JSON into TEXT (work_text_bytes()). Every record has the
 * same length whatever its number: 5 % more of them are 5 % more text.
 */
static inline size_t work_text(char *text, uint64_t *random, uint64_t units)
{
	size_t length = 0;

	for (uint64_t i = 0; i < units; i++) {
		uint64_t r = work_random(random);

		length += (size_t)snprintf(
		    text + length, work_text_bytes(units) - length,
		    "%c{\"id\":%u,\"name\":\"user-%016llx\",\"score\":%u.%02u,"
		    "\"active\":%s,\"tags\":[%u,%u,%u]}",
		    i ? ',' : '[', 1000 + (unsigned)i, (unsigned long long)r,
		    100 + (unsigned)(r % 900), (unsigned)(r >> 10) % 100,
		    r >> 63 ? "true " : "false", 10 + (unsigned)(r >> 20) % 90,
		    10 + (unsigned)(r >> 30) % 90,
		    10 + (unsigned)(r >> 40) % 90);
	}
	text[length++] = ']';
	text[length] = '\0';
	return length;
}

#endif
