/* Leaves the loop by break, in the middle of a slice. */
#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.early_break", "1.0.0")

TARE_BENCH(stop)
{
	uint64_t count = 0;

	TARE_LOOP(b) {
		count++;
		tare_hide(count);
		if (count == 5)
			break;
	}
}
