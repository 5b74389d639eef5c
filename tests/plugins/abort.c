/* abort() in the loop. */
#include <stdlib.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.abort", "1.0.0")

TARE_BENCH(give_up)
{
	TARE_LOOP(b)
		abort();
}
