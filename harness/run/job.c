#include "run/job.h"

#include "run/attempt.h"
#include "run/launch.h"

static int start(const struct job_spec *spec, struct attempt *attempt,
		 struct err *err)
{
	const struct launch how = {
	    .path = spec->path,
	    .argv = spec->argv,
	    .environment_bytes = spec->environment_bytes,
	    /* Threads of a case are spread by the worker itself. */
	    .cpu = spec->wire->threads <= 1 ? spec->wire->cpu : -1,
	    .limits = attempt_begin(attempt),
	};
	struct proc *worker = &attempt->proc[0];
	int rc = launch_worker(&how, -1, &attempt->watch[0], worker, err);

	attempt->guarded.worker[0] = attempt->guarded.group[0] = worker->pid;
	return rc < 0 ? rc
		      : launch_send(&attempt->watch[0], spec->wire, 0, err);
}

int job_run(const struct job_spec *spec, struct keep *keep,
	    struct process_samples *ret, struct err *err)
{
	CLEANUP(attempt_release)
	struct attempt attempt = {
	    .wire = {spec->wire},
	    .count = 1,
	    .timeout_ns = {spec->timeout_ns},
	    .memory_bytes = spec->memory_bytes,
	    .stop_signal = spec->stop_signal,
	};
	struct err why = {0};
	int rc = start(spec, &attempt, &why);

	if (rc == 0)
		rc = attempt_supervise(&attempt, &why);
	return rc < 0 ? attempt_give_up(&attempt, &why, keep, ret, err)
		      : attempt_conclude(&attempt, keep, ret, err);
}
