/* Starts a thread as soon as it is loaded, which lives as long as it may. */
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.threaded", "1.0.0")

static atomic_bool runs;

static void *linger(void *unused)
{
	runs = 1;
	for (;;)
		pause();
	return unused;
}

__attribute__((constructor)) static void start(void)
{
	pthread_t thread;

	(void)pthread_create(&thread, NULL, linger, NULL);
}

TARE_BENCH(beside)
{
	uint64_t value = tare_random(b) | 1;

	while (!runs)
		usleep(100);
	TARE_LOOP(b) {
		value *= 0x9e3779b97f4a7c15;
		tare_hide(value);
	}
	tare_keep(value);
}
