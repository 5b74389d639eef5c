/* Threads that crash at the same moment, each in the same function. */
#include <pthread.h>

#include <tare/sdk.h>

#define THREADS 4

TARE_PLUGIN("org.tare.test.crash_together", "1.0.0")

static pthread_barrier_t barrier;

__attribute__((noinline)) static void write_at_once(volatile int *pointer)
{
	*pointer = 1;
}

static void *crash(void *unused)
{
	volatile int *pointer = NULL;

	pthread_barrier_wait(&barrier);
	tare_hide(pointer);
	write_at_once(pointer);
	return unused;
}

TARE_BENCH(all, .params = "try=1,2,3,4")
{
	pthread_t thread;

	pthread_barrier_init(&barrier, NULL, THREADS);
	for (int i = 1; i < THREADS; i++)
		tare_expect(b, !pthread_create(&thread, NULL, crash, NULL));
	TARE_LOOP(b)
		crash(NULL);
}
