#include "run/count_attempt.h"

#include "run/attempt.h"
#include "run/launch.h"

/* What a job's text may differ by must not move what is allocated then. */
#define JOB_BYTES 8192

static int start_one(const struct count_spec *spec, struct attempt *attempt,
		     const struct proc_limits *limits, size_t i,
		     struct err *err)
{
	const struct simulator *simulator = spec->simulator;
	const struct launch how = {
	    .path = simulator ? simulator->valgrind : NULL,
	    .argv = simulator ? simulator->argv[spec->first + i] : NULL,
	    .environment = spec->environment,
	    .cpu = -1,
	    .limits = *limits,
	};

	if (simulator)
		simulator_clean(simulator, spec->first + i);
	int rc =
	    launch_worker(&how, -1, &attempt->watch[i], &attempt->proc[i], err);

	attempt->guarded.worker[i] = attempt->proc[i].pid;
	attempt->guarded.group[i] = attempt->proc[i].pid;
	return rc < 0 ? rc
		      : launch_send(&attempt->watch[i], spec->wire[i],
				    JOB_BYTES, err);
}

static int start(const struct count_spec *spec, struct attempt *attempt,
		 struct err *err)
{
	const struct proc_limits limits = attempt_begin(attempt);
	int rc = 0;

	for (size_t i = 0; i < spec->count && rc == 0; i++)
		rc = start_one(spec, attempt, &limits, i, err);
	return rc;
}

static bool ended_badly(const struct process_samples *samples)
{
	return samples->status != CASE_OK && samples->status != CASE_SKIPPED &&
	       samples->status != CASE_NOT_RUN;
}

int count_attempt(const struct count_spec *spec, struct keep *keep,
		  struct process_samples *ret, struct err *err)
{
	CLEANUP(attempt_release)
	struct attempt attempt = {
	    .count = spec->count,
	    .timeout_ns = spec->timeout_ns,
	    .memory_bytes = spec->memory_bytes,
	    .stop_signal = spec->stop_signal,
	};
	struct err why = {0};

	for (size_t i = 0; i < spec->count; i++)
		attempt.wire[i] = spec->wire[i];
	int rc = start(spec, &attempt, &why);
	if (rc == 0)
		rc = attempt_supervise(&attempt, &why);
	rc = rc < 0 ? attempt_give_up(&attempt, &why, keep, ret, err)
		    : attempt_conclude(&attempt, keep, ret, err);
	for (size_t i = 0; i < spec->count && rc == 0 && spec->simulator; i++)
		if (ended_badly(&ret[i]))
			rc =
			    simulator_explain(spec->simulator, spec->first + i,
					      keep->arena, &ret[i].reason, err);
	return rc;
}
