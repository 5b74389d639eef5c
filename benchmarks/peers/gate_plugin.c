/*
 * The self-test's work as a plugin whose extra units are a constant of the
 * build: two builds of it differ in GATE_EXTRA and nothing else, and `tare
 * gate` has to find that out.
 */
#include <stdint.h>

#include <jansson.h>

#include <selftest/work.h>
#include <tare/sdk.h>

TARE_PLUGIN("org.tare.work", "1.0.0")

/* Volatile: the code is the same in every build. */
static const volatile uint64_t extra = GATE_EXTRA;

TARE_BENCH(multiply)
{
	uint64_t value = tare_random(b) | 1, units = WORK_UNITS + extra;

	TARE_LOOP(b) {
		value = work_multiply(value, units);
	}
	tare_keep(value);
}

TARE_BENCH(table)
{
	const uint32_t *table = tare_alloc(b, WORK_TABLE_ENTRIES * 4);
	uint64_t units = WORK_UNITS + extra;
	uint32_t at = 0, step = 0;

	if (!table)
		return;
	TARE_LOOP(b) {
		at = work_table(table, at, &step, units);
		tare_keep(at);
	}
}

TARE_BENCH(sort)
{
	uint64_t random = tare_random(b) | 1, units = WORK_UNITS + extra;

	TARE_LOOP(b) {
		uint32_t sum = work_sort(&random, units);
		tare_keep(sum);
	}
}

TARE_BENCH(parse)
{
	uint64_t random = tare_random(b) | 1, units = WORK_UNITS + extra;
	char *text = tare_alloc(b, work_text_bytes(units));

	if (!text)
		return;
	size_t length = work_text(text, &random, units);
	TARE_LOOP(b) {
		json_decref(json_loadb(text, length, 0, NULL));
	}
}
