/*
 * The threads of a benchmark, in step: all are held at next() until the last
 * has arrived and released together; a slice lasts from the first one's start
 * to the last one's finish, and who finishes early keeps busy with untimed
 * operations until then. One thread is the simplest case of it.
 *
 * A slice's operations are those of all threads together, and so are its
 * counts, so that time and counters per operation, and rates, are the team's.
 */
#ifndef RUN_THREADS_H
#define RUN_THREADS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tare/plugin.h>

#include "base/clock.h"
#include "base/err.h"
#include "run/host.h"
#include "run/meeting.h"
#include "run/probe.h"
#include "run/scheduler.h"
#include "run/team_counters.h"

struct team;

/* One thread. */
struct member {
	struct host_thread thread; /* first: the plugin's state leads here */
	struct team *team;
	struct thread_probe probe;
	struct counter_probe counters;
	struct slice slice;
	uint64_t start_ns, finish_ns;
	/* The thread's own time as the slice ended: busy operations add more.
	 */
	uint64_t manual_ns;
	bool manual;
	int cpu;      /* to pin to; -1: none */
	bool started; /* next() was called */
	bool timed;   /* inside a slice */
	bool ended;   /* next() has answered 0 */
	pthread_t id;
};

struct team_config {
	const struct tare_bench *bench;
	const struct clock *clock;
	struct team_counters *counters; /* NULL: none */
	const int *cpus; /* one for each thread; NULL: no pinning */
	/* The scheduler may wait long: threads sleep until it answers. */
	bool quiet;
	/* Nobody takes the time: who has finished sleeps, and is not busy. */
	bool counts_only;
	/* Each thread, right before and after its operations; or NULL. */
	void (*edge)(void);
	/* Told "measure" before the first slice, "check" after the last. */
	void (*stage)(void *ctx, const char *name);
	void *ctx;
};

struct team {
	struct team_config config;
	struct host *host;
	struct scheduler scheduler;
	struct member *member;
	uint32_t count;
	uint64_t ops; /* of the slice at hand, for each member; 0: the end */
	struct slice slice;
	bool opened; /* the first slice has begun */
	struct meeting before, release;
	_Atomic uint32_t finished;
	_Atomic bool broken; /* a member has left: wait for nobody */
	_Atomic bool failed; /* a member has no counters: see err */
	struct err err;
};

/* As many threads as the host's job says. */
int team_init(struct team *team, struct host *host,
	      const struct scheduler *scheduler,
	      const struct team_config *config, struct err *err);
/*
 * Runs the benchmark in every thread to its end; the caller is the first.
 * What goes wrong in the benchmark is the host's status, not an error.
 */
int team_run(struct team *team, struct err *err);
/* Runs what was deferred and frees what was allocated. */
void team_release(struct team *team);

/* tare_state.next. */
uint64_t team_next(struct tare_state *state, uint64_t left);

#endif
