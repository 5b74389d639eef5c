/*
 * The harness measured by itself: what an operation costs that does nothing.
 */
#include <tare/sdk.h>

TARE_PLUGIN("org.tare.null", "1.0.0")

TARE_BENCH(loop, .summary = "empty loop: the floor of every result",
	   .unit = "rounds")
{
	TARE_LOOP(b) {
	}
}

TARE_BENCH(keep, .summary = "one value kept from the optimiser",
	   .unit = "values")
{
	uint64_t value = tare_random(b);

	TARE_LOOP(b)
		tare_keep(value);
}

TARE_BENCH(multiply, .summary = "one dependent multiplication",
	   .unit = "multiplications")
{
	uint64_t value = tare_random(b) | 1;

	TARE_LOOP(b) {
		value *= UINT64_C(0x9e3779b97f4a7c15);
		tare_hide(value);
	}
	tare_expect(b, (value & 1) == 1);
}

static int32_t count(void *self, uint64_t ops)
{
	(void)self;
	for (uint64_t i = 0; i < ops; i++)
		__asm__ __volatile__("");
	return TARE_STATUS_OK;
}

TARE_BATCH(batch, .summary = "empty loop in the counted form", .unit = "rounds",
	   .batch = count)
