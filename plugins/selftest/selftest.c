/*
 * What `tare selftest gate` decides about: real work with a knob. An
 * operation is WORK_UNITS + extra units, so extra = 2, 4, 10 is a slow-down of
 * 1, 2, 5 %, a little more to be exact.
 *
 * Inputs come from the seed of the set-up: were they the same on both sides
 * of a pair, the first one would train the branch predictor for the second.
 */
#include <stdint.h>
#include <stdlib.h>

#include <jansson.h>

#include <selftest/work.h>
#include <tare/sdk.h>

TARE_PLUGIN("org.tare.selftest", "1.0.0")

#define KNOB "extra=0"

static uint64_t units_of(struct tare_state *b)
{
	int64_t extra = tare_arg(b, "extra");

	tare_expect(b, extra >= 0 && extra <= 1000000);
	return WORK_UNITS + (uint64_t)extra;
}

TARE_BENCH(multiply, .summary = "200 dependent multiplications",
	   .unit = "chains", .params = KNOB, .tags = "selftest")
{
	uint64_t value = tare_random(b) | 1, units = units_of(b);

	TARE_LOOP(b) {
		value = work_multiply(value, units);
	}
	tare_expect(b, (value & 1) == 1);
}

TARE_BENCH(table, .summary = "200 dependent look-ups in 256 KiB",
	   .unit = "walks", .params = KNOB, .tags = "selftest")
{
	const uint32_t *table = tare_alloc(b, WORK_TABLE_ENTRIES * 4);
	uint64_t units = units_of(b), walks = 0;
	uint32_t at = 0, step = 0;

	if (!table)
		return;
	TARE_LOOP(b) {
		at = work_table(table, at, &step, units);
		tare_keep(at);
		walks++;
	}
	tare_expect(b, step == (uint32_t)(walks * units));
}

TARE_BENCH(sort, .summary = "200 times malloc, sorting 12 numbers, free",
	   .unit = "rounds", .params = KNOB, .tags = "selftest")
{
	uint64_t random = tare_random(b) | 1, units = units_of(b);
	uint32_t sum = 0;

	TARE_LOOP(b) {
		sum += work_sort(&random, units);
		tare_keep(sum);
	}
	tare_expect(b, random != 0);
}

TARE_BENCH(parse, .summary = "jansson: 200 records read and freed",
	   .unit = "documents", .params = KNOB, .tags = "selftest")
{
	uint64_t random = tare_random(b) | 1, units = units_of(b);
	char *text = tare_alloc(b, work_text_bytes(units));

	if (!text)
		return;
	size_t length = work_text(text, &random, units);
	TARE_LOOP(b) {
		json_t *document = json_loadb(text, length, 0, NULL);
		tare_keep(document);
		json_decref(document);
	}
	json_t *document = json_loadb(text, length, 0, NULL);
	tare_expect(b, json_array_size(document) == units);
	json_decref(document);
}
