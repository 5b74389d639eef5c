/* A body has one loop; here are two. */
#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.two_loops", "1.0.0")

TARE_BENCH(twice)
{
	TARE_LOOP(b) {
	}
	TARE_LOOP(b) {
	}
}
