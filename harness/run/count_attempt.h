/*
 * Workers of an untimed pass: one, or two side by side, from their start to
 * the end of their last descendant.
 */
#ifndef RUN_COUNT_ATTEMPT_H
#define RUN_COUNT_ATTEMPT_H

#include "model/wire.h"
#include "run/keep.h"
#include "run/simulate.h"

#define COUNT_WORKERS SIMULATE_WORKERS

struct count_spec {
	/* Their `count` is set; COUNT of them. */
	const struct wire_job *wire[COUNT_WORKERS];
	size_t count, first; /* FIRST: which files of the simulator's */
	const struct simulator *simulator; /* NULL: without */
	const char *const *environment;
	double timeout_ns;               /* 0: none */
	uint64_t memory_bytes;           /* of address space; 0: no limit */
	const volatile int *stop_signal; /* may be NULL */
};

/*
 * As job_run(), of all workers of SPEC. One whose neighbour ended badly is
 * CASE_NOT_RUN, and was not to blame.
 */
int count_attempt(const struct count_spec *spec, struct keep *keep,
		  struct process_samples *ret, struct err *err);

#endif
