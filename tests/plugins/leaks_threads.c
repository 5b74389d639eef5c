/* Two threads that outlive the benchmark. */
#include <pthread.h>
#include <unistd.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.leaks_threads", "1.0.0")

static void *linger(void *unused)
{
	for (;;)
		pause();
	return unused;
}

TARE_BENCH(leave_two)
{
	pthread_t thread;

	for (int i = 0; i < 2; i++)
		tare_expect(b, !pthread_create(&thread, NULL, linger, NULL));
	TARE_LOOP(b) {
	}
}
