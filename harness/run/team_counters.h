/*
 * The counters of a benchmark's threads.
 *
 * One thread: they are opened once, of the process, with all that the
 * benchmark starts. Several: each opens its own and reads them as it begins
 * and ends its part of a slice, and the slice's counts are the sums. What a
 * thread does while it waits for the others, or keeps busy for them, is in
 * none.
 */
#ifndef RUN_TEAM_COUNTERS_H
#define RUN_TEAM_COUNTERS_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "counters/counters.h"

struct team_counters {
	const char *spec;
	uint32_t round;
	struct counters *process; /* of one thread; NULL: each has its own */
	pthread_mutex_t lock;     /* of the rest, while threads run */
	/* A counter that is absent in one thread is absent. */
	struct counter_info info[COUNTERS_MAX];
	uint64_t level[COUNTERS_MAX]; /* of those that are one: the highest */
	size_t count;
};

/*
 * Finds out what SPEC opens here, before there are any other threads. SPEC
 * stays the caller's. ROUND as in counters_open().
 */
int team_counters_init(struct team_counters *all, const char *spec,
		       uint32_t round, uint32_t threads, struct err *err);
/*
 * The counters that the calling thread is to read. The thread that starts the
 * others joins after them, so that their work is not in its counts as well.
 */
int team_counters_join(struct team_counters *all, struct counters **ret,
		       struct err *err);
/* COUNTERS are read no more: notes what they lost, and their levels. */
void team_counters_leave(struct team_counters *all, struct counters *counters);
/* NULL or zeroed is allowed. */
void team_counters_release(struct team_counters *all);

#endif
