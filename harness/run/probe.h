/*
 * What each thread reads around a slice, outside the clock's window: the
 * scheduler's facts and its counters. Allocates nothing.
 */
#ifndef RUN_PROBE_H
#define RUN_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "counters/counters.h"

/* One slice, of one thread or of all together. */
struct slice {
	uint64_t ops;
	uint64_t wall_ns; /* by the clock; 0 if it went backwards */
	uint64_t ns;      /* wall_ns, or the benchmark's own time */
	bool backwards;   /* the clock went */
	bool counters_lost;
	uint64_t involuntary;
	bool migrated;
	bool second;    /* of a process pair: after the other side's */
	uint64_t setup; /* of a process pair: which one it belongs to */
	struct counter_reading counter[COUNTERS_MAX]; /* differences */
};

/* Of one thread. */
struct thread_probe {
	uint64_t involuntary;
	int cpu;
};

/* Before the clock is read for the first time. [timed path] */
void thread_probe_before(struct thread_probe *probe);
/* After it was read for the last time: into SLICE. */
void thread_probe_after(const struct thread_probe *probe, struct slice *slice);

/* Of one thread, or of the process if it has one. */
struct counter_probe {
	struct counters *counters; /* NULL: none */
	size_t count;
	bool lost; /* a read failed */
	struct counter_reading before[COUNTERS_MAX];
	struct counter_reading after[COUNTERS_MAX];
};

void counter_probe_before(struct counter_probe *probe);
void counter_probe_after(struct counter_probe *probe, struct slice *slice);

/* END - START into SLICE; a clock that went backwards gives 0. */
static inline void slice_set_time(struct slice *slice, uint64_t start_ns,
				  uint64_t end_ns)
{
	slice->backwards = end_ns < start_ns;
	slice->wall_ns = slice->backwards ? 0 : end_ns - start_ns;
	slice->ns = slice->wall_ns;
}

/* Left out of the estimate: preempted, moved, or without a valid time. */
static inline bool slice_disturbed(const struct slice *slice)
{
	return slice->involuntary || slice->migrated || slice->ns == 0;
}

#endif
