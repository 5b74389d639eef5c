#include "run/run.h"

#include <errno.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/proc.h"
#include "machine/machine.h"
#include "run/budget.h"
#include "run/job.h"
#include "run/keep.h"
#include "run/placement.h"

struct supervisor {
	const struct plan *plan;
	const struct run_options *options;
	struct result *result;
	struct arena arena; /* of what the run itself needs */
	struct budget budget;
	struct keep keep;
	bool *dropped; /* by case: broke in its first process */
	int cpu[CPU_SETSIZE];
	size_t cpu_count;
	uint64_t started_ns, jobs_done;
	bool journal_failed, broken;
};

static void supervisor_release(struct supervisor *supervisor)
{
	arena_release(&supervisor->arena);
}

static double elapsed_ns(const struct supervisor *supervisor)
{
	return (double)(clock_now(&clock_system) - supervisor->started_ns);
}

static void tell(const struct supervisor *supervisor, struct run_event event)
{
	const struct run_options *options = supervisor->options;

	if (!options->observe)
		return;
	event.plan = supervisor->plan;
	event.jobs_done = supervisor->jobs_done;
	event.jobs_total = supervisor->plan->job_count;
	event.elapsed_ns = elapsed_ns(supervisor);
	event.remaining_ns =
	    budget_remaining_ns(&supervisor->budget, event.elapsed_ns);
	options->observe(options->ctx, &event);
}

static int write_line(FILE *journal, const struct process_samples *samples,
		      struct err *err)
{
	CLEANUP(mem_free) char *line = samples_encode(samples, err);

	if (!line)
		return -ERR_NOMEM;
	if (fputs(line, journal) == EOF || fputc('\n', journal) == EOF ||
	    fflush(journal) == EOF) {
		return err_sys(err, ERR_IO, errno,
			       "the journal takes no more, so that a crash of "
			       "tare would lose what follows");
	}
	return 0;
}

/* Tells of the first failure and writes no more: the run is worth more. */
static void keep_journal(struct supervisor *supervisor,
			 const struct process_samples *samples)
{
	struct err err = {0};
	FILE *journal = supervisor->options->journal;

	if (!journal || supervisor->journal_failed ||
	    write_line(journal, samples, &err) == 0)
		return;
	supervisor->journal_failed = true;
	tell(supervisor,
	     (struct run_event){.kind = RUN_WARNING, .text = err.text});
}

static double timeout_of(const struct plan *plan, const struct plan_case *of)
{
	if (of->entry && of->entry->timeout_ns > 0)
		return of->entry->timeout_ns;
	return plan->suite->timeout_ns;
}

/*
 * How long one process may measure: its share of the run's budget, but room
 * for short operations, and long ones end well before the time-out.
 */
static double measuring_ns(const struct plan *plan, const struct plan_case *of)
{
	double least = 4 * (double)plan->slices * plan->slice_ns;
	double most = timeout_of(plan, of) / 2;

	if (plan->time_budget_ns <= 0)
		return most;
	return fmin(
	    most, fmax(least, plan->time_budget_ns / (double)plan->job_count));
}

static struct wire_job make_wire_job(const struct supervisor *supervisor,
				     const struct plan_job *job,
				     const struct placement *placement,
				     char *counters)
{
	const struct plan *plan = supervisor->plan;
	const struct plan_case *of = &plan->plan_case[job->case_index];

	return (struct wire_job){
	    .plugin_path = of->plugin->path,
	    .bench_id = of->bench->id,
	    .build_id = of->plugin->build_id,
	    .arg = of->arg,
	    .arg_count = of->arg_count,
	    .config = of->entry ? of->entry->config : NULL,
	    .config_count = of->entry ? of->entry->config_count : 0,
	    .case_index = job->case_index,
	    .process = job->process,
	    .threads = of->threads,
	    .seed = job->seed,
	    .slices = plan->slices,
	    .slice_ns = plan->slice_ns,
	    .budget_ns = measuring_ns(plan, of),
	    .counters = counters,
	    .cpu = placement->cpu,
	    .stack_offset_bytes = placement->stack_offset_bytes,
	    .heap_offset_bytes = placement->heap_offset_bytes,
	};
}

/* They can be taken away, or given back, while the run goes on. */
static void refresh_cpus(struct supervisor *supervisor)
{
	size_t before = supervisor->cpu_count;
	char text[160];

	supervisor->cpu_count =
	    proc_allowed_cpus(supervisor->cpu, ARRAY_SIZE(supervisor->cpu));
	if (supervisor->cpu_count == before)
		return;
	(void)snprintf(text, sizeof(text),
		       "tare may use %zu CPU%s from here on, %zu before; run "
		       "again if the result is to be compared",
		       supervisor->cpu_count,
		       supervisor->cpu_count == 1 ? "" : "s", before);
	tell(supervisor, (struct run_event){.kind = RUN_WARNING, .text = text});
}

static int measure(struct supervisor *supervisor, const struct plan_job *job,
		   struct process_samples *ret, struct err *err)
{
	const struct run_options *options = supervisor->options;
	const struct plan *plan = supervisor->plan;
	CLEANUP(mem_free)
	char *counters = strdup(options->counters ? options->counters : "auto");
	if (!counters)
		return err_nomem(err, "counters of a job");
	refresh_cpus(supervisor);
	struct placement placement =
	    placement_draw(job->seed, supervisor->cpu, supervisor->cpu_count);
	struct wire_job wire =
	    make_wire_job(supervisor, job, &placement, counters);
	struct job_spec spec = {
	    .wire = &wire,
	    .environment_bytes = placement.environment_bytes,
	    .timeout_ns = timeout_of(plan, &plan->plan_case[job->case_index]),
	    .memory_bytes = plan->suite->memory_bytes,
	    .stop_signal = options->stop_signal,
	};
	return job_run(&spec, &supervisor->keep, ret, err);
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
	const struct plan_case *of =
	    &supervisor->plan->plan_case[job->case_index];
	struct result_case *into =
	    &supervisor->result->result_case[job->case_index];
	struct process_samples *samples = &into->process[into->process_count];
	uint64_t start_ns = clock_now(&clock_system);

	tell(supervisor,
	     (struct run_event){.kind = RUN_JOB_STARTED, .plan_case = of});
	int rc = measure(supervisor, job, samples, err);
	if (rc < 0)
		return rc;
	into->process_count++;
	budget_spent(&supervisor->budget, job->case_index,
		     (double)(clock_now(&clock_system) - start_ns));
	supervisor->jobs_done++;
	if (samples->status != CASE_OK) {
		supervisor->broken |= samples->status != CASE_SKIPPED;
		if (into->process_count == 1)
			drop(supervisor, job->case_index);
	}
	keep_journal(supervisor, samples);
	tell(supervisor, (struct run_event){.kind = RUN_JOB_ENDED,
					    .plan_case = of,
					    .samples = samples});
	return 0;
}

static bool must_stop(const struct supervisor *supervisor)
{
	return supervisor->broken && !supervisor->options->keep_going;
}

static int run_jobs(struct supervisor *supervisor, size_t first, size_t end,
		    struct err *err)
{
	const struct plan *plan = supervisor->plan;
	int rc = 0;

	for (size_t i = first; i < end && rc == 0; i++) {
		if (must_stop(supervisor))
			break;
		if (supervisor->dropped[plan->job[i].case_index]) {
			supervisor->jobs_done++;
			continue;
		}
		rc = run_job(supervisor, &plan->job[i], err);
	}
	return rc;
}

/* One round, with what disturbed it. */
static int run_round(struct supervisor *supervisor, size_t first, size_t end,
		     struct err *err)
{
	struct result *result = supervisor->result;
	struct interference before, after;

	machine_interference(&before, "");
	int rc = run_jobs(supervisor, first, end, err);
	machine_interference(&after, "");
	result->round[result->round_count++] =
	    interference_since(&before, &after);
	tell(supervisor, (struct run_event){.kind = RUN_ROUND_ENDED});
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

static size_t count_rounds(const struct plan *plan)
{
	size_t count = 0;

	for (size_t i = 0; i < plan->job_count; i = end_of_round(plan, i))
		count++;
	return count;
}

static int run_rounds(struct supervisor *supervisor, struct err *err)
{
	const struct plan *plan = supervisor->plan;
	struct result *result = supervisor->result;
	int rc = 0;

	for (size_t first = 0, end; first < plan->job_count && rc == 0;
	     first = end) {
		end = end_of_round(plan, first);
		if (must_stop(supervisor))
			break;
		result->budget_ended =
		    !budget_allows(&supervisor->budget, result->round_count,
				   elapsed_ns(supervisor));
		if (result->budget_ended)
			break;
		rc = run_round(supervisor, first, end, err);
	}
	return rc;
}

/* Cases that have samples get their status from them, by gate_summarise(). */
static int settle(struct supervisor *supervisor, struct err *err)
{
	struct result *result = supervisor->result;

	result->wall_ns = elapsed_ns(supervisor);
	for (size_t i = 0; i < result->case_count; i++) {
		struct result_case *of = &result->result_case[i];

		if (of->process_count > 0)
			continue;
		of->reason = arena_strdup(&result->arena,
					  "the run stopped before it", err);
		if (!of->reason)
			return -ERR_NOMEM;
	}
	return 0;
}

static int supervisor_init(struct supervisor *supervisor, struct err *err)
{
	const struct plan *plan = supervisor->plan;
	struct result *result = supervisor->result;
	int rc =
	    budget_init(&supervisor->budget, plan, &supervisor->arena, err);

	if (rc == 0)
		rc = keep_init(&supervisor->keep, &result->arena, err);
	if (rc == 0)
		rc = proc_adopt_orphans(err);
	if (rc == 0)
		rc = proc_spare_descendants(err);
	if (rc < 0)
		return rc;
	supervisor->dropped =
	    arena_array(&supervisor->arena, plan->case_count + 1,
			sizeof(*supervisor->dropped), err);
	result->round = arena_array(&result->arena, count_rounds(plan) + 1,
				    sizeof(*result->round), err);
	result->round_count = 0;
	supervisor->cpu_count =
	    proc_allowed_cpus(supervisor->cpu, ARRAY_SIZE(supervisor->cpu));
	return supervisor->dropped && result->round ? 0 : -ERR_NOMEM;
}

static int supervise(struct supervisor *supervisor, struct err *err)
{
	struct result *result = supervisor->result;
	struct err settling = {0};

	supervisor->started_ns = clock_now(&clock_system);
	int rc = run_rounds(supervisor, err);
	result->complete = rc == 0 && !must_stop(supervisor);
	int settled = settle(supervisor, &settling);
	tell(supervisor, (struct run_event){.kind = RUN_ENDED});
	if (rc == 0 && settled < 0)
		return err_set(err, settling.code, "%s", settling.text);
	return rc;
}

int run_plan(const struct plan *plan, const struct run_options *options,
	     struct result *result, struct err *err)
{
	CLEANUP(supervisor_release)
	struct supervisor supervisor = {
	    .plan = plan,
	    .options = options,
	    .result = result,
	};
	/* A worker may be gone before its job is sent. */
	struct sigaction ignore = {.sa_handler = SIG_IGN}, before;

	int rc = supervisor_init(&supervisor, err);
	if (rc < 0)
		return rc;
	(void)sigaction(SIGPIPE, &ignore, &before);
	rc = supervise(&supervisor, err);
	(void)sigaction(SIGPIPE, &before, NULL);
	return rc;
}
