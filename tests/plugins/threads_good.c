/* Threads that share nothing. */
#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.threads_good", "1.0.0")

TARE_BENCH(count, .threads = "1,2")
{
	uint64_t *counter = tare_alloc(b, sizeof(*counter));

	if (!counter)
		return;
	tare_expect(b, tare_thread(b) < tare_threads(b));
	*counter = 0;
	TARE_LOOP(b) {
		(*counter)++;
		tare_keep_mem(counter);
	}
	tare_expect(b, *counter > 0);
}
