/* Much longer to set up than to run. */
#include <time.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.slow_setup", "1.0.0")

TARE_BENCH(wait, .params = "ms=300")
{
	int64_t ms = tare_arg(b, "ms");
	struct timespec pause = {ms / 1000, ms % 1000 * 1000000};

	nanosleep(&pause, NULL);
	TARE_LOOP(b) {
	}
}
