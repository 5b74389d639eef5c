/*
 * What became of a job: from how its process ended to a status and a reason
 * that name it.
 */
#ifndef RUN_OUTCOME_H
#define RUN_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/proc.h"
#include "model/samples.h"
#include "model/wire.h"

/* Why the supervisor stopped watching. */
enum outcome_cause {
	OUTCOME_ENDED,     /* the process ended by itself */
	OUTCOME_TIMEOUT,   /* the rest: the supervisor killed it */
	OUTCOME_PROCESSES, /* too many of them */
	OUTCOME_BREACH,    /* of the protocol */
	OUTCOME_STOPPED,   /* tare was told to stop */
};

struct outcome_facts {
	enum outcome_cause cause;
	struct proc_exit exit;          /* if it ended by itself */
	const char *stage;              /* last one heard of; "" if none */
	bool answered;                  /* samples came */
	const struct wire_crash *crash; /* or NULL */
	const char *breach;             /* or NULL */
	double timeout_ns;
	uint64_t memory_bytes;  /* the limit; 0: none */
	uint64_t peak_bytes;    /* address space or memory, as seen */
	bool memory_refused;    /* the last thing that failed in it */
	size_t process_limit;   /* that was exceeded */
	size_t survivors;       /* processes that outlived it */
	uint64_t dropped_bytes; /* of output */
};

/*
 * Sets status, reason and note of SAMPLES, which hold what the worker
 * answered or are zeroed. Texts go into ARENA.
 */
int outcome_decide(const struct outcome_facts *facts, struct arena *arena,
		   struct process_samples *samples, struct err *err);

#endif
