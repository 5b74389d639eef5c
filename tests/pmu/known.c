/* Benchmarks whose instructions are known: 2 * rounds, and a few. */
#include <pthread.h>

#include <tare/sdk.h>

#include "known.h"

TARE_PLUGIN("org.tare.test.known", "1.0.0")

TARE_BENCH(spin, .params = "rounds=1000,2000")
{
	uint64_t rounds = (uint64_t)tare_arg(b, "rounds");

	TARE_LOOP(b) {
		known_spin(rounds);
	}
}

/* By each of two threads. */
TARE_BENCH(team, .params = "rounds=1000,2000", .threads = "2")
{
	uint64_t rounds = (uint64_t)tare_arg(b, "rounds");

	TARE_LOOP(b) {
		known_spin(rounds);
	}
}

static void *spin(void *rounds)
{
	known_spin(*(const uint64_t *)rounds);
	return NULL;
}

/* By a thread that the benchmark starts. */
TARE_BENCH(starts_thread, .params = "rounds=10000,20000")
{
	uint64_t rounds = (uint64_t)tare_arg(b, "rounds");
	pthread_t thread;

	TARE_LOOP(b) {
		if (pthread_create(&thread, NULL, spin, &rounds) == 0)
			pthread_join(thread, NULL);
	}
}
