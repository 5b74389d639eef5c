/* Whose work is counted: threads, processes, and switches between them. */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "known.h"

#define ROUNDS 1000000u
#define SLEEPS 20

static void *spin_thread(void *rounds)
{
	spin_rounds(rounds);
	return NULL;
}

static void start_thread(void *rounds)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, spin_thread, rounds) == 0)
		pthread_join(thread, NULL);
}

static void start_process(void *rounds)
{
	pid_t pid = fork();

	if (pid == 0) {
		spin_rounds(rounds);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}

/* The work of others, and some for starting them. */
static void check_inherited(const char *spec, void (*start)(void *),
			    enum counters_scope scope, bool counted)
{
	struct counter_reading delta[COUNTERS_MAX];
	uint64_t rounds = ROUNDS;
	struct counters *counters = open_spec(spec, 0, scope);

	if (!counters)
		return;
	count_work(counters, start, &rounds, delta);
	for (size_t i = 0; i < counters_count(counters); i++) {
		uint64_t value = delta[i].value;
		if (!is_counted(counters, counters_info(counters, i)->name))
			continue;
		if (counted)
			CHECK(value >= 2 * rounds &&
				  value < 2 * rounds + rounds / 5,
			      "%" PRIu64 " of %" PRIu64, value, 2 * rounds);
		else
			CHECK(value < rounds / 5,
			      "%" PRIu64 " of another thread's work", value);
	}
	counters_close(counters);
}

static void threads_are_counted(void)
{
	if (needs_instructions())
		check_inherited("instructions", start_thread, COUNTERS_PROCESS,
				true);
}

static void processes_are_counted(void)
{
	if (needs_instructions())
		check_inherited("instructions", start_process, COUNTERS_PROCESS,
				true);
}

static void groups_are_inherited(void)
{
	if (needs_full())
		check_inherited("instructions,r8,r10008", start_thread,
				COUNTERS_PROCESS, true);
}

static pthread_barrier_t turn;

static void *spin_in_turn(void *rounds)
{
	pthread_barrier_wait(&turn);
	spin_rounds(rounds);
	pthread_barrier_wait(&turn);
	return NULL;
}

static void let_it_spin(void *unused)
{
	(void)unused;
	pthread_barrier_wait(&turn);
	pthread_barrier_wait(&turn);
}

/* One that was there before the counters were opened is another's. */
static void threads_from_before_are_not_counted(void)
{
	uint64_t rounds = ROUNDS;
	pthread_t thread;

	if (!needs_instructions())
		return;
	pthread_barrier_init(&turn, NULL, 2);
	if (pthread_create(&thread, NULL, spin_in_turn, &rounds))
		return;
	check_inherited("instructions", let_it_spin, COUNTERS_THREAD, false);
	pthread_join(thread, NULL);
	pthread_barrier_destroy(&turn);
}

static void *count_own(void *ret_value)
{
	struct counter_reading delta[COUNTERS_MAX];
	uint64_t rounds = ROUNDS;
	struct counters *counters =
	    open_spec("instructions", 0, COUNTERS_THREAD);

	if (!counters)
		return NULL;
	count_work(counters, spin_rounds, &rounds, delta);
	*(uint64_t *)ret_value = delta[0].value;
	counters_close(counters);
	return NULL;
}

/* Two threads, each of which opens its own. */
static void each_thread_counts_its_own(void)
{
	uint64_t value[2] = {0};
	pthread_t thread[2];
	size_t n = 0;

	if (!needs_instructions())
		return;
	while (n < 2 &&
	       pthread_create(&thread[n], NULL, count_own, &value[n]) == 0)
		n++;
	for (size_t i = 0; i < n; i++)
		pthread_join(thread[i], NULL);
	for (size_t i = 0; i < 2; i++)
		CHECK(is_length(value[i], ROUNDS), "thread %zu: %" PRIu64, i,
		      value[i]);
}

static void sleep_often(void *unused)
{
	const struct timespec ms = {.tv_nsec = 1000000};

	(void)unused;
	for (int i = 0; i < SLEEPS; i++)
		nanosleep(&ms, NULL);
}

/* Counted without the kernel's work they would read 0. */
static void switches_are_not_zero(void)
{
	static const char *const name[] = {"context-switches",
					   "voluntary-switches"};
	struct counter_reading delta[COUNTERS_MAX];

	for (int scope = COUNTERS_PROCESS; scope <= COUNTERS_THREAD; scope++) {
		struct counters *counters =
		    open_spec("context-switches,voluntary-switches", 0,
			      (enum counters_scope)scope);
		if (!counters)
			return;
		count_work(counters, sleep_often, NULL, delta);
		for (size_t i = 0; i < 2; i++) {
			size_t at = place_of(counters, name[i]);
			/* One may be over before it begins. */
			CHECK(delta[at].value >= SLEEPS / 2,
			      "%" PRIu64 " %s in %d sleeps", delta[at].value,
			      name[i], SLEEPS);
		}
		counters_close(counters);
	}
}

const struct pmu_test scope_tests[] = {
    {"threads_are_counted", threads_are_counted},
    {"processes_are_counted", processes_are_counted},
    {"groups_are_inherited", groups_are_inherited},
    {"threads_from_before_are_not_counted",
     threads_from_before_are_not_counted},
    {"each_thread_counts_its_own", each_thread_counts_its_own},
    {"switches_are_not_zero", switches_are_not_zero},
    {0},
};
