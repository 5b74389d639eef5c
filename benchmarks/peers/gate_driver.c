/*
 * The self-test's work as a command, for hyperfine:
 *	gate_driver multiply|table|sort|parse EXTRA [OPERATIONS]
 * By default as many operations as take about 20 ms.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <jansson.h>

#include <selftest/work.h>

static void multiply(uint64_t random, uint64_t units, uint64_t operations)
{
	for (uint64_t i = 0; i < operations; i++)
		random = work_multiply(random, units);
}

static void table(uint64_t random, uint64_t units, uint64_t operations)
{
	static uint32_t entry[WORK_TABLE_ENTRIES];
	uint32_t at = 0, step = 0;

	for (size_t i = 0; i < WORK_TABLE_ENTRIES; i++)
		entry[i] = (uint32_t)work_random(&random);
	for (uint64_t i = 0; i < operations; i++) {
		at = work_table(entry, at, &step, units);
		__asm__ __volatile__("" : "+r"(at));
	}
}

static void sort(uint64_t random, uint64_t units, uint64_t operations)
{
	for (uint64_t i = 0; i < operations; i++) {
		uint32_t sum = work_sort(&random, units);

		__asm__ __volatile__("" : "+r"(sum));
	}
}

static void parse(uint64_t random, uint64_t units, uint64_t operations)
{
	char *text = malloc(work_text_bytes(units));
	size_t length = text ? work_text(text, &random, units) : 0;

	for (uint64_t i = 0; i < operations; i++)
		json_decref(json_loadb(text, length, 0, NULL));
	free(text);
}

static const struct {
	const char *name;
	void (*run)(uint64_t random, uint64_t units, uint64_t operations);
	uint64_t operations;
} works[] = {
    {"multiply", multiply, 100000},
    {"table", table, 18000},
    {"sort", sort, 700},
    {"parse", parse, 40},
};

int main(int argc, char **argv)
{
	uint64_t random = 0;

	if (argc < 3 || getrandom(&random, sizeof(random), 0) < 0)
		return EXIT_FAILURE;
	for (size_t i = 0; i < sizeof(works) / sizeof(works[0]); i++) {
		if (strcmp(argv[1], works[i].name) != 0)
			continue;
		works[i].run(random | 1,
			     WORK_UNITS + strtoul(argv[2], NULL, 10),
			     argc > 3 ? strtoul(argv[3], NULL, 10)
				      : works[i].operations);
		return EXIT_SUCCESS;
	}
	return EXIT_FAILURE;
}
