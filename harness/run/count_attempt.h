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

/* What a worker is to do. */
struct count_task {
	const struct wire_job *wire; /* its `count` is set */
	double timeout_ns;           /* 0: none */
};

struct count_spec {
	struct count_task task[COUNT_WORKERS]; /* COUNT of them */
	size_t count, first; /* FIRST: which files of the simulator's */
	const struct simulator *simulator; /* NULL: without */
	const char *const *environment;
	uint64_t memory_bytes;           /* of address space; 0: no limit */
	const volatile int *stop_signal; /* may be NULL */
	/*
	 * NULL: all are of one case. Otherwise they are of different ones, and
	 * who has ended well makes room for others, as long as there are MORE.
	 * NEXT takes what worker I told, and fills *RET with what the next one
	 * in its place is to do.
	 */
	bool (*more)(void *ctx);
	int (*next)(void *ctx, size_t i, const struct process_samples *ended,
		    struct count_task *ret, struct err *err);
	void *ctx;
};

/*
 * As job_run(), of all workers of SPEC; RET: of the last ones. One whose
 * neighbour ended badly is CASE_NOT_RUN, and was not to blame.
 */
int count_attempt(const struct count_spec *spec, struct keep *keep,
		  struct process_samples *ret, struct err *err);

#endif
