#include "run/job.h"

#include <signal.h>
#include <stdbool.h>

#include "base/clock.h"
#include "base/proc.h"
#include "run/guard.h"
#include "run/launch.h"
#include "run/outcome.h"
#include "run/watch.h"

struct job {
	const struct job_spec *spec;
	struct watch watch;
	struct guard guard;
	struct proc proc;
	pid_t group; /* of the worker, also when it has ended */
	uint64_t started_ns, tick_ns; /* tick: the next one */
	struct outcome_facts facts;
};

static void job_release(struct job *job)
{
	if (job->proc.pid > 0)
		(void)guard_kill(&job->guard, job->group);
	watch_release(&job->watch);
}

static int start(struct job *job, struct err *err)
{
	guard_begin(&job->guard);
	struct proc_limits limits =
	    guard_limits(&job->guard, job->spec->memory_bytes);
	int rc = launch(job->spec, &limits, &job->watch, &job->proc, err);

	job->group = job->proc.pid;
	return rc;
}

/* OUTCOME_ENDED: the worker may go on. */
static enum outcome_cause cause_to_end(struct job *job, uint64_t now_ns)
{
	const struct job_spec *spec = job->spec;

	if (spec->stop_signal && *spec->stop_signal)
		return OUTCOME_STOPPED;
	if (job->watch.breach.code != ERR_NONE)
		return OUTCOME_BREACH;
	if (spec->timeout_ns > 0 &&
	    (double)(now_ns - job->started_ns) >= spec->timeout_ns)
		return OUTCOME_TIMEOUT;
	if (now_ns >= job->tick_ns) {
		job->tick_ns = now_ns + GUARD_TICK_NS;
		if (!guard_tick(&job->guard, job->proc.pid))
			return OUTCOME_PROCESSES;
	}
	return OUTCOME_ENDED;
}

static int milliseconds_to_tick(const struct job *job, uint64_t now_ns)
{
	uint64_t left = job->tick_ns > now_ns ? job->tick_ns - now_ns : 0;

	return (int)(left / 1000000 + 1);
}

/* Until the worker has ended or must. */
static int supervise(struct job *job, struct err *err)
{
	job->tick_ns = job->started_ns + GUARD_TICK_NS;
	for (;;) {
		uint64_t now_ns = clock_now(&clock_system);

		job->facts.cause = cause_to_end(job, now_ns);
		if (job->facts.cause != OUTCOME_ENDED)
			return 0;
		(void)watch_step(&job->watch,
				 milliseconds_to_tick(job, now_ns));
		int rc = proc_poll(&job->proc, &job->facts.exit, err);
		if (rc != 0)
			return rc < 0 ? rc : 0;
	}
}

static void finish(struct job *job)
{
	struct outcome_facts *facts = &job->facts;
	struct watch *watch = &job->watch;

	facts->survivors = guard_kill(&job->guard, job->group);
	watch_drain(watch);
	if (watch->breach.code != ERR_NONE && facts->cause == OUTCOME_ENDED)
		facts->cause = OUTCOME_BREACH;
	guard_note_peak(&job->guard,
			(uint64_t)facts->exit.usage.ru_maxrss * 1024);
	guard_note_peak(&job->guard, watch->samples.peak_rss_bytes);
	guard_note_peak(&job->guard, watch->memory.peak_bytes);
	facts->stage = watch->stage;
	facts->answered = watch->answered;
	facts->crash = watch->crashed ? &watch->crash : NULL;
	facts->breach = watch->breach.text;
	facts->timeout_ns = job->spec->timeout_ns;
	facts->memory_bytes = guard_limits_memory ? job->spec->memory_bytes : 0;
	facts->peak_bytes = job->guard.peak_bytes;
	facts->memory_refused = watch->memory.refused;
	facts->process_limit = GUARD_MAX_PROCESSES;
	facts->dropped_bytes = watch->dropped_bytes;
}

static void fill_in(struct job *job, struct process_samples *samples)
{
	const struct wire_job *wire = job->spec->wire;

	if (!job->watch.answered)
		samples->cpu = wire->cpu;
	samples->case_index = wire->case_index;
	samples->process = wire->process;
	samples->seed = wire->seed;
	samples->wall_ns = clock_now(&clock_system) - job->started_ns;
	if (samples->peak_rss_bytes == 0) {
		samples->peak_rss_bytes =
		    (uint64_t)job->facts.exit.usage.ru_maxrss * 1024;
	}
	samples->output = job->watch.output_bytes ? job->watch.output : NULL;
}

static int stopped(const struct job_spec *spec, struct err *err)
{
	if (*spec->stop_signal == SIGINT)
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	return err_set(err, ERR_TERMINATED, "terminated");
}

static int conclude(struct job *job, struct keep *keep,
		    struct process_samples *ret, struct err *err)
{
	struct process_samples *samples = &job->watch.samples;

	finish(job);
	if (job->facts.cause == OUTCOME_STOPPED)
		return stopped(job->spec, err);
	fill_in(job, samples);
	int rc = outcome_decide(&job->facts, &job->watch.arena, samples, err);
	return rc < 0 ? rc : keep_samples(keep, samples, ret, err);
}

/* The machine refused: that too costs no more than this job. */
static int give_up(struct job *job, const struct err *why, struct keep *keep,
		   struct process_samples *ret, struct err *err)
{
	struct process_samples samples = {.status = CASE_BROKEN};

	fill_in(job, &samples);
	samples.output = NULL;
	samples.reason =
	    arena_printf(&job->watch.arena, err, "no worker: %s", why->text);
	return samples.reason ? keep_samples(keep, &samples, ret, err)
			      : -ERR_NOMEM;
}

int job_run(const struct job_spec *spec, struct keep *keep,
	    struct process_samples *ret, struct err *err)
{
	CLEANUP(job_release)
	struct job job = {
	    .spec = spec,
	    .started_ns = clock_now(&clock_system),
	};
	struct err why = {0};

	watch_init(&job.watch);
	int rc = start(&job, &why);
	if (rc == 0)
		rc = supervise(&job, &why);
	return rc < 0 ? give_up(&job, &why, keep, ret, err)
		      : conclude(&job, keep, ret, err);
}
