/* Threads that outlive the benchmark, and one that is joined at its end. */
#include <pthread.h>
#include <stdatomic.h>
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

static atomic_bool told_to_end;
static pthread_t joined;

static void *wait_until_told(void *unused)
{
	while (!told_to_end)
		usleep(1000);
	return unused;
}

static void join(void *unused)
{
	(void)unused;
	told_to_end = 1;
	pthread_join(joined, NULL);
}

TARE_BENCH(join_deferred)
{
	tare_expect(b, !pthread_create(&joined, NULL, wait_until_told, NULL));
	tare_defer(b, join, NULL);
	TARE_LOOP(b) {
	}
}
