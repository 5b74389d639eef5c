/* Answers that are wrong, before and after the loop. */
#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.fails", "1.0.0")

TARE_BENCH(expect)
{
	uint64_t sum = 1;

	TARE_LOOP(b)
		tare_hide(sum);
	tare_expect(b, sum == 2);
}

TARE_BENCH(setup)
{
	tare_fail(b, "the input could not be made");
	TARE_LOOP(b) {
	}
}
