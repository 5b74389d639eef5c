/*
 * One or two workers under supervision, from their start to the end of their
 * last descendant.
 */
#ifndef RUN_ATTEMPT_H
#define RUN_ATTEMPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/proc.h"
#include "run/guard.h"
#include "run/keep.h"
#include "run/outcome.h"
#include "run/token.h"
#include "run/watch.h"

struct attempt {
	const struct wire_job *wire[GUARD_WORKERS];
	size_t count;                     /* of workers */
	double timeout_ns[GUARD_WORKERS]; /* 0: none */
	uint64_t memory_bytes;            /* of each; 0: no limit */
	const volatile int *stop_signal;  /* may be NULL */
	const struct token *token;        /* of two: who has the turn */
	/*
	 * Not NULL: the workers have nothing to do with each other. Told when
	 * worker I has ended well; may start another one in its place.
	 */
	int (*replace)(void *ctx, size_t i, struct err *err);
	void *ctx;
	struct watch watch[GUARD_WORKERS];
	struct proc proc[GUARD_WORKERS];
	struct proc_exit exit[GUARD_WORKERS];
	bool ended[GUARD_WORKERS]; /* by itself */
	enum outcome_cause cause;  /* why the supervision ended */
	struct guard guard;
	struct guarded guarded; /* to be filled by who starts the workers */
	uint64_t started_ns[GUARD_WORKERS], tick_ns; /* tick: the next one */
};

/* What is given in ATTEMPT stays; returns the workers' limits. */
struct proc_limits attempt_begin(struct attempt *attempt);
/* Until all workers have ended, or one badly, or all must. */
int attempt_supervise(struct attempt *attempt, struct err *err);
/* Is there nothing but the workers? Otherwise who left it is not known. */
bool attempt_is_clear(const struct attempt *attempt);
/*
 * Concludes worker I, which has ended well, into RET, and makes its place
 * free for another one, whose time begins.
 */
int attempt_vacate(struct attempt *attempt, size_t i, struct keep *keep,
		   struct process_samples *ret, struct err *err);
/*
 * Kills what is left and decides what became of each worker, into RET: what
 * cannot be told of workers that have nothing to do with each other is
 * CASE_NOT_RUN. ERR_INTERRUPTED or ERR_TERMINATED when the stop signal came.
 */
int attempt_conclude(struct attempt *attempt, struct keep *keep,
		     struct process_samples *ret, struct err *err);
/* The machine refused, and said WHY: that costs no more than this job. */
int attempt_give_up(struct attempt *attempt, const struct err *why,
		    struct keep *keep, struct process_samples *ret,
		    struct err *err);
void attempt_release(struct attempt *attempt);

#endif
