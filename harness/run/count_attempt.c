#include "run/count_attempt.h"

#include "run/attempt.h"
#include "run/launch.h"

/* What a job's text may differ by must not move what is allocated then. */
#define JOB_BYTES 8192

/* An attempt, with what its workers' replacement needs. */
struct crew {
	const struct count_spec *spec;
	struct attempt attempt;
	struct proc_limits limits;
	struct keep *keep;
	struct process_samples *ret;
	int failed; /* not of the workers: the whole run ends */
};

static void release_crew(struct crew *crew)
{
	attempt_release(&crew->attempt);
}

static int start_one(struct crew *crew, size_t i, const struct count_task *task,
		     struct err *err)
{
	const struct count_spec *spec = crew->spec;
	const struct simulator *simulator = spec->simulator;
	struct attempt *attempt = &crew->attempt;
	const struct launch how = {
	    .path = simulator ? simulator->valgrind : NULL,
	    .argv = simulator ? simulator->argv[spec->first + i] : NULL,
	    .environment = spec->environment,
	    .cpu = -1,
	    .limits = crew->limits,
	};

	attempt->wire[i] = task->wire;
	attempt->timeout_ns[i] = task->timeout_ns;
	if (simulator)
		simulator_clean(simulator, spec->first + i);
	int rc =
	    launch_worker(&how, -1, &attempt->watch[i], &attempt->proc[i], err);

	attempt->guarded.worker[i] = attempt->proc[i].pid;
	attempt->guarded.group[i] = attempt->proc[i].pid;
	return rc < 0 ? rc
		      : launch_send(&attempt->watch[i], task->wire, JOB_BYTES,
				    err);
}

static bool is_alone(const struct attempt *attempt, size_t i)
{
	for (size_t k = 0; k < attempt->count; k++)
		if (k != i && !attempt->ended[k])
			return false;
	return attempt->count > 1;
}

/*
 * Who left something running stays until that can be told, and then his
 * neighbour stays, too: both places are filled by the next attempt.
 */
static int replace(void *ctx, size_t i, struct err *err)
{
	struct crew *crew = ctx;
	const struct count_spec *spec = crew->spec;
	struct count_task task = {0};

	if (is_alone(&crew->attempt, i) || !attempt_is_clear(&crew->attempt) ||
	    !spec->more(spec->ctx))
		return 0;
	int rc =
	    attempt_vacate(&crew->attempt, i, crew->keep, &crew->ret[i], err);
	if (rc == 0)
		rc = spec->next(spec->ctx, i, &crew->ret[i], &task, err);
	crew->failed = rc;
	return rc < 0 ? rc : start_one(crew, i, &task, err);
}

static int start(struct crew *crew, struct err *err)
{
	const struct count_spec *spec = crew->spec;
	int rc = 0;

	crew->limits = attempt_begin(&crew->attempt);
	for (size_t i = 0; i < spec->count && rc == 0; i++)
		rc = start_one(crew, i, &spec->task[i], err);
	return rc;
}

static bool ended_badly(const struct process_samples *samples)
{
	return samples->status != CASE_OK && samples->status != CASE_SKIPPED &&
	       samples->status != CASE_NOT_RUN;
}

static int conclude(struct crew *crew, const struct err *why, struct err *err)
{
	const struct count_spec *spec = crew->spec;
	struct process_samples *ret = crew->ret;
	int rc =
	    why->code != ERR_NONE
		? attempt_give_up(&crew->attempt, why, crew->keep, ret, err)
		: attempt_conclude(&crew->attempt, crew->keep, ret, err);

	for (size_t i = 0; i < spec->count && rc == 0 && spec->simulator; i++)
		if (ended_badly(&ret[i]))
			rc = simulator_explain(spec->simulator, spec->first + i,
					       crew->keep->arena,
					       &ret[i].reason, err);
	return rc;
}

int count_attempt(const struct count_spec *spec, struct keep *keep,
		  struct process_samples *ret, struct err *err)
{
	CLEANUP(release_crew)
	struct crew crew = {
	    .spec = spec,
	    .attempt =
		{
		    .count = spec->count,
		    .memory_bytes = spec->memory_bytes,
		    .stop_signal = spec->stop_signal,
		    .replace = spec->next ? replace : NULL,
		    .ctx = &crew,
		},
	    .keep = keep,
	    .ret = ret,
	};
	struct err why = {0};

	if (start(&crew, &why) == 0)
		(void)attempt_supervise(&crew.attempt, &why);
	if (crew.failed < 0)
		return err_set(err, why.code, "%s", why.text);
	return conclude(&crew, &why, err);
}
