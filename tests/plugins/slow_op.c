/* One operation takes far longer than a slice: ten milliseconds. */
#include <time.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.slow_op", "1.0.0")

TARE_BENCH(nap)
{
	const struct timespec pause = {.tv_nsec = 10000000};

	TARE_LOOP(b)
		nanosleep(&pause, NULL);
}
