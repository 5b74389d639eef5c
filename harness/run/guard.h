/*
 * Watching over what a job takes: its memory, and the number of its
 * processes, to which the kernel holds ordinary users but not root.
 */
#ifndef RUN_GUARD_H
#define RUN_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/proc.h"

/* Processes that a job may have. */
#define GUARD_MAX_PROCESSES 512
/* From so many on, tare must not wait for its turn. */
#define GUARD_URGENT_PROCESSES 64
/* How often a job is looked at. */
#define GUARD_TICK_NS UINT64_C(10000000)

/* False: built with a sanitizer, which reserves terabytes of addresses. */
extern const bool guard_limits_memory;

struct guard {
	size_t threads_before; /* of the whole system; 0: unknown */
	size_t last_threads;   /* of the system, at the last tick */
	size_t alarm_threads;  /* as many: the job's own are counted */
	uint64_t peak_bytes;   /* address space or memory, as seen */
	bool urgent;           /* tare runs before all others */
};

void guard_begin(struct guard *guard);
struct proc_limits guard_limits(const struct guard *guard,
				uint64_t memory_bytes);
/* A job's workers and the process groups that they are in; 0: none. */
#define GUARD_WORKERS 2
struct guarded {
	pid_t worker[GUARD_WORKERS], group[GUARD_WORKERS];
};

/*
 * Looks at the workers. False: the job has too many processes; its groups are
 * stopped; guard_kill() is next.
 */
bool guard_tick(struct guard *guard, const struct guarded *of);
void guard_note_peak(struct guard *guard, uint64_t bytes);
/*
 * Kills what is left of the job, and returns the number of processes that
 * was. Cheap if there are none.
 */
size_t guard_kill(struct guard *guard, const struct guarded *of);

#endif
