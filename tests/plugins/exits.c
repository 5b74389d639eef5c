/* exit(3) in the loop. */
#include <stdlib.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.exits", "1.0.0")

TARE_BENCH(leave)
{
	TARE_LOOP(b)
		exit(3);
}
