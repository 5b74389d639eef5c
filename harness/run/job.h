/*
 * One job: a worker from its start to its last descendant's end.
 */
#ifndef RUN_JOB_H
#define RUN_JOB_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/samples.h"
#include "run/keep.h"
#include "run/wire.h"

struct job_spec {
	const struct wire_job *wire;
	/* The worker; NULL: `tare __worker`, this executable. */
	const char *path;
	const char *const *argv;
	size_t environment_bytes;        /* by which its environment grows */
	double timeout_ns;               /* 0: none */
	uint64_t memory_bytes;           /* of address space; 0: no limit */
	const volatile int *stop_signal; /* may be NULL */
};

/*
 * Runs the job. A worker that crashes, hangs, or cannot even start is data:
 * *RET has a status and a reason. ERR_INTERRUPTED or ERR_TERMINATED when the
 * stop signal came; the worker is dead then. Nothing survives a job.
 */
int job_run(const struct job_spec *spec, struct keep *keep,
	    struct process_samples *ret, struct err *err);

#endif
