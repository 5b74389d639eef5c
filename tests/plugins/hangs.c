/* One operation that never ends. */
#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.hangs", "1.0.0")

TARE_BENCH(forever)
{
	TARE_LOOP(b)
		for (uint64_t spin = 0;; spin++)
			tare_hide(spin);
}
