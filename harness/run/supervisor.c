#include "run/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "run/assign.h"
#include "run/budget.h"
#include "run/job.h"
#include "run/session.h"

struct supervisor {
	struct session session;
	const struct plan *plan;
	struct budget budget;
	bool *dropped;     /* by case: broke in its first process */
	size_t first, end; /* jobs of the round */
};

static void supervisor_release(struct supervisor *supervisor)
{
	session_release(&supervisor->session);
}

static double remaining_ns(const void *ctx, double elapsed_ns)
{
	const struct supervisor *supervisor = ctx;

	return budget_remaining_ns(&supervisor->budget, elapsed_ns);
}

/*
 * How long one process may measure: its share of the run's budget, but room
 * for short operations, and long ones end well before the time-out.
 */
static double measuring_ns(const struct plan *plan, const struct plan_case *of)
{
	double least = 4 * (double)plan->slices * plan->slice_ns;
	double most = assign_timeout_ns(plan, of) / 2;

	if (plan->time_budget_ns <= 0)
		return most;
	return fmin(
	    most, fmax(least, plan->time_budget_ns / (double)plan->job_count));
}

static int measure(struct supervisor *supervisor, const struct plan_job *job,
		   struct process_samples *ret, struct err *err)
{
	struct session *session = &supervisor->session;
	const struct run_options *options = session->options;
	const struct plan *plan = supervisor->plan;
	const struct plan_case *of = &plan->plan_case[job->case_index];
	CLEANUP(mem_free)
	char *counters = strdup(options->counters ? options->counters : "auto");
	if (!counters)
		return err_nomem(err, "counters of a job");
	session_refresh_cpus(session);
	struct placement placement =
	    placement_draw(job->seed, session->cpu, session->cpu_count);
	struct wire_job wire = assign_job(plan, of, &placement, counters);
	wire.case_index = job->case_index;
	wire.process = job->process;
	wire.seed = job->seed;
	wire.budget_ns = measuring_ns(plan, of);
	struct job_spec spec = {
	    .wire = &wire,
	    .environment_bytes = placement.environment_bytes,
	    .timeout_ns = assign_timeout_ns(plan, of),
	    .memory_bytes = plan->suite->memory_bytes,
	    .stop_signal = options->stop_signal,
	};
	return job_run(&spec, &session->keep, ret, err);
}

/* Jobs that will not run count as done. */
static void drop(struct supervisor *supervisor, uint32_t case_index)
{
	supervisor->dropped[case_index] = true;
	budget_drop(&supervisor->budget, case_index);
}

static int run_job(struct supervisor *supervisor, const struct plan_job *job,
		   struct err *err)
{
	struct session *session = &supervisor->session;
	const struct plan_case *of =
	    &supervisor->plan->plan_case[job->case_index];
	struct result_case *into =
	    &session->result->result_case[job->case_index];
	struct process_samples *samples = &into->process[into->process_count];
	uint64_t start_ns = clock_now(&clock_system);

	session_tell(session, (struct run_event){.kind = RUN_JOB_STARTED,
						 .plan_case = of});
	int rc = measure(supervisor, job, samples, err);
	if (rc < 0)
		return rc;
	into->process_count++;
	budget_spent(&supervisor->budget, job->case_index,
		     (double)(clock_now(&clock_system) - start_ns));
	session->jobs_done++;
	if (samples->status != CASE_OK) {
		session->broken |= samples->status != CASE_SKIPPED;
		if (into->process_count == 1)
			drop(supervisor, job->case_index);
	}
	session_journal(session, samples);
	session_tell(session, (struct run_event){.kind = RUN_JOB_ENDED,
						 .plan_case = of,
						 .samples = samples});
	return 0;
}

static int run_jobs(void *ctx, struct err *err)
{
	struct supervisor *supervisor = ctx;
	const struct plan *plan = supervisor->plan;
	int rc = 0;

	for (size_t i = supervisor->first; i < supervisor->end && rc == 0;
	     i++) {
		if (session_must_stop(&supervisor->session))
			break;
		if (supervisor->dropped[plan->job[i].case_index]) {
			supervisor->session.jobs_done++;
			continue;
		}
		rc = run_job(supervisor, &plan->job[i], err);
	}
	return rc;
}

static size_t end_of_round(const struct plan *plan, size_t first)
{
	size_t end = first;

	while (end < plan->job_count &&
	       plan->job[end].process == plan->job[first].process)
		end++;
	return end;
}

static int run_rounds(void *ctx, struct err *err)
{
	struct supervisor *supervisor = ctx;
	struct session *session = &supervisor->session;
	const struct plan *plan = supervisor->plan;
	struct result *result = session->result;
	int rc = 0;

	for (; supervisor->first < plan->job_count && rc == 0;
	     supervisor->first = supervisor->end) {
		supervisor->end = end_of_round(plan, supervisor->first);
		if (session_must_stop(session))
			break;
		result->budget_ended =
		    !budget_allows(&supervisor->budget, result->round_count,
				   session_elapsed_ns(session));
		if (result->budget_ended)
			break;
		rc = session_round(session, run_jobs, supervisor, err);
	}
	return rc;
}

static int supervisor_init(struct supervisor *supervisor, struct err *err)
{
	const struct plan *plan = supervisor->plan;
	struct arena *arena = &supervisor->session.arena;
	int rc = budget_init(&supervisor->budget, plan, arena, err);

	if (rc == 0)
		rc = session_init(&supervisor->session, err);
	if (rc < 0)
		return rc;
	supervisor->dropped = arena_array(arena, plan->case_count + 1,
					  sizeof(*supervisor->dropped), err);
	return supervisor->dropped ? 0 : -ERR_NOMEM;
}

int run_plan(const struct plan *plan, const struct run_options *options,
	     struct result *result, struct err *err)
{
	CLEANUP(supervisor_release)
	struct supervisor supervisor = {
	    .session =
		{
		    .plan = plan,
		    .options = options,
		    .result = result,
		    .jobs_total = plan->job_count,
		    .remaining_ns = remaining_ns,
		    .ctx = &supervisor,
		},
	    .plan = plan,
	};

	int rc = supervisor_init(&supervisor, err);
	return rc < 0 ? rc
		      : session_run(&supervisor.session, run_rounds,
				    &supervisor, err);
}
