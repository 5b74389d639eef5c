/*
 * One process pair, from its start to its last descendant's end: two workers,
 * forked from one fresh exec (or exec'd one by one), on one CPU, each with
 * its own build, of which a token lets one run at a time.
 */
#ifndef RUN_PAIR_H
#define RUN_PAIR_H

#include "run/job.h"

struct pair_spec {
	/* Base, head. Their `pair` is set, with roles 0 and 1 in any order. */
	const struct wire_job *wire[2];
	bool alone; /* two execs, for what cannot live with fork */
	size_t environment_bytes;
	double timeout_ns;               /* of the pair; 0: none */
	uint64_t memory_bytes;           /* of each; 0: no limit */
	const volatile int *stop_signal; /* may be NULL */
};

/*
 * Runs the pair. RET: base, head. A side that crashes, hangs, or cannot start
 * is data, as in job_run(); the other one is then CASE_NOT_RUN. Errors as in
 * job_run().
 */
int pair_run(const struct pair_spec *spec, struct keep *keep,
	     struct process_samples ret[2], struct err *err);

/* The child's side: `tare __pair`, the parent of both workers. */
int run_pair_main(void);

#endif
