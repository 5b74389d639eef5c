#include "base/hash.h"
#include "plan/internal.h"
#include "stats/rng.h"

/* What a job takes beside its slices, measured. */
#define STARTUP_NS     12e6
#define CALIBRATION_NS 3e6
#define SLICE_OVERHEAD 1.1

/* Uses of the plan's seed. */
enum { SEED_ORDER = 0x6f72, SEED_JOB = 0x6a6f };

static double job_ns(const struct plan *plan)
{
	return STARTUP_NS + CALIBRATION_NS +
	       (double)plan->slices * plan->slice_ns * SLICE_OVERHEAD;
}

static void expect(struct plan *plan)
{
	double whole = (double)plan->job_count * job_ns(plan);

	plan->expected_ns =
	    plan->time_budget_ns > 0 && plan->time_budget_ns < whole
		? plan->time_budget_ns
		: whole;
}

/* A job's seed depends on the case's id: every shard draws the same. */
static uint64_t job_seed(const struct plan *plan, uint32_t index,
			 uint32_t process)
{
	return rng_derive(plan->seed ^ SEED_JOB,
			  hash_text(plan->plan_case[index].id), process);
}

static void fill_round(struct plan *plan, uint32_t process, uint32_t *order)
{
	struct plan_job *job = &plan->job[process * plan->case_count];
	struct rng rng;
	size_t i;

	for (i = 0; i < plan->case_count; i++)
		order[i] = (uint32_t)i;
	rng_init(&rng, rng_derive(plan->seed, SEED_ORDER, process));
	rng_shuffle(&rng, order, plan->case_count);
	for (i = 0; i < plan->case_count; i++) {
		job[i].case_index = order[i];
		job[i].process = process;
		job[i].seed = job_seed(plan, order[i], process);
	}
}

static int check_count(const struct plan *plan, struct err *err)
{
	if (plan->case_count <= PLAN_MAX_JOBS / plan->processes)
		return 0;
	return err_set(err, ERR_LIMIT,
		       "%zu cases of %llu processes are more than %d jobs "
		       "(PLAN_MAX_JOBS); use fewer processes, or --filter",
		       plan->case_count, (unsigned long long)plan->processes,
		       PLAN_MAX_JOBS);
}

int order_jobs(struct plan *plan, struct err *err)
{
	uint32_t *order;
	uint32_t process;
	int status = check_count(plan, err);

	if (status < 0)
		return status;
	order =
	    arena_array(&plan->arena, plan->case_count, sizeof(*order), err);
	if (!order)
		return -ERR_NOMEM;
	plan->job_count = plan->case_count * plan->processes;
	plan->job =
	    arena_array(&plan->arena, plan->job_count, sizeof(*plan->job), err);
	if (!plan->job)
		return -ERR_NOMEM;
	for (process = 0; process < plan->processes; process++)
		fill_round(plan, process, order);
	expect(plan);
	return 0;
}
