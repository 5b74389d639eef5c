/* The least that is a plugin: one benchmark that does next to nothing. */
#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.good", "1.0.0")

TARE_BENCH(add, .summary = "one addition", .unit = "additions")
{
	uint64_t sum = tare_random(b);

	TARE_LOOP(b) {
		sum += 3;
		tare_hide(sum);
	}
	tare_keep(sum);
}
