/* Skips before its loop. */
#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.skips", "1.0.0")

TARE_BENCH(never)
{
	tare_skip(b, "needs a machine that nobody has");
	TARE_LOOP(b) {
	}
}
