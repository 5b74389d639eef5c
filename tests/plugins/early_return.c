/* Returns out of the loop, without a reason. */
#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.early_return", "1.0.0")

TARE_BENCH(leave)
{
	uint64_t count = 0;

	TARE_LOOP(b) {
		count++;
		tare_hide(count);
		if (count == 5)
			return;
	}
}

TARE_BENCH(no_loop)
{
	tare_keep_mem(b);
}
