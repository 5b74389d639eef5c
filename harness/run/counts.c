/*
 * Untimed passes: each case once more, in processes that only count, two of
 * them side by side. Of one build: in the order of a queue; what a second
 * process does not repeat is not exact. In a gate: base and head; what differs
 * is counted once more.
 */
#include <limits.h>
#include <string.h>

#include "base/clock.h"
#include "counters/allocations.h"
#include "run/count_place.h"
#include "run/count_queue.h"
#include "run/counted.h"

/* A case's processes that run side by side: base and head. */
struct round {
	struct place place[COUNT_WORKERS];
};

static void round_release(struct round *round)
{
	for (size_t i = 0; i < COUNT_WORKERS; i++)
		place_release(&round->place[i]);
}

static void counts_release(struct counts *counts)
{
	simulator_release(&counts->simulator);
	session_release(&counts->session);
}

static double remaining_ns(const void *ctx, double elapsed_ns)
{
	const struct counts *counts = ctx;
	const struct session *session = &counts->session;

	if (session->jobs_done == 0)
		return 0;
	return elapsed_ns / (double)session->jobs_done *
	       (double)(session->jobs_total - session->jobs_done);
}

static int attempt(struct counts *counts, struct round *round, struct err *err)
{
	struct count_spec spec = place_spec(counts);
	struct process_samples samples[COUNT_WORKERS];
	int rc = 0;

	spec.count = COUNT_WORKERS;
	for (size_t i = 0; i < COUNT_WORKERS && rc == 0; i++)
		rc = place_prepare(counts, &round->place[i], i, &spec.task[i],
				   err);
	if (rc == 0)
		rc = count_attempt(&spec, &counts->session.keep, samples, err);
	for (size_t i = 0; i < COUNT_WORKERS && rc == 0; i++)
		round->place[i].samples = samples[i];
	return rc;
}

static int run_again(struct counts *counts, struct round *round, size_t i,
		     struct err *err)
{
	int rc = place_run_alone(counts, &round->place[i], i, err);

	return rc < 0 ? rc : place_evaluate(counts, &round->place[i], i, err);
}

/* Both; one that had to go because of the other one runs again, alone. */
static int run_round(struct counts *counts, struct round *round,
		     struct err *err)
{
	int rc = attempt(counts, round, err);

	for (size_t i = 0; i < COUNT_WORKERS && rc == 0; i++)
		rc = round->place[i].samples.status == CASE_NOT_RUN
			 ? run_again(counts, round, i, err)
			 : place_evaluate(counts, &round->place[i], i, err);
	return rc;
}

static bool both_counted(const struct round *round)
{
	for (size_t i = 0; i < COUNT_WORKERS; i++)
		if (round->place[i].counted.status != CASE_OK ||
		    round->place[i].late)
			return false;
	return true;
}

/* Both count as many operations as the base's chose. */
static int run_alike(struct counts *counts, struct round *round,
		     struct err *err)
{
	struct place *base = &round->place[0], *head = &round->place[1];
	int rc = run_round(counts, round, err);

	if (rc < 0 || !both_counted(round))
		return rc;
	base->ops = head->ops = base->counted.ops;
	return head->counted.ops == head->ops
		   ? 0
		   : run_again(counts, round, 1, err);
}

static void keep_round(struct counts *counts, const struct round *round)
{
	for (size_t i = 0; i < COUNT_WORKERS; i++)
		counts_keep(counts, &round->place[i]);
}

/* Does either side count something else the second time? */
static int confirm(struct counts *counts, struct round *round, struct err *err)
{
	struct count_samples before[COUNT_WORKERS];
	struct count_samples after[COUNT_WORKERS];
	int rc = 0;

	for (size_t i = 0; i < COUNT_WORKERS; i++)
		before[i] = round->place[i].counted;
	rc = run_round(counts, round, err);
	for (size_t i = 0; i < COUNT_WORKERS && rc == 0; i++) {
		after[i] = round->place[i].counted;
		rc = counted_confirm(&before[i], &after[i],
				     round->place[i].of->threads,
				     counts->session.keep.arena, err);
		round->place[i].counted = before[i];
	}
	if (rc < 0)
		return rc;
	keep_round(counts, round);
	for (size_t i = 0; i < COUNT_WORKERS; i++)
		round->place[i].counted = after[i];
	keep_round(counts, round);
	return 0;
}

static bool is_limited(const struct suite_limit *limit, size_t count,
		       const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(limit[i].metric, name) == 0)
			return true;
	return false;
}

/* What a case is asked for. */
struct asked {
	const struct counts *counts;
	uint32_t case_index;
};

/*
 * Does the verdict depend on counter NAME? Allocations, which are cheap to
 * count, are always settled.
 */
static bool decides(const void *ctx, const char *name)
{
	const struct asked *asked = ctx;
	const struct plan *plan = asked->counts->plan;
	const struct suite_entry *entry =
	    plan->plan_case[asked->case_index].entry;
	const struct suite_gate *gate = &asked->counts->session.result->gate;

	for (size_t i = 0; i < gate->metric_count; i++)
		if (strcmp(gate->metric[i].name, name) == 0)
			return true;
	return !counts_simulate(asked->counts) ||
	       is_limited(plan->suite->limit, plan->suite->limit_count, name) ||
	       (entry && is_limited(entry->limit, entry->limit_count, name));
}

/*
 * Base and head: what decides is counted once more where it differs or is
 * uneven.
 */
static int count_sides(struct counts *counts, struct round *round,
		       struct err *err)
{
	const struct count_samples *base = &round->place[0].counted;
	const struct asked asked = {counts, round->place[0].case_index};
	int rc = run_alike(counts, round, err);

	if (rc < 0)
		return rc;
	if (both_counted(round) &&
	    !counted_settled(base, &round->place[1].counted, decides, &asked))
		return confirm(counts, round, err);
	keep_round(counts, round);
	return 0;
}

/* What counts, or the time, is not there: that is told of each side. */
static int tell_absent(struct counts *counts, struct round *round,
		       struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < COUNT_WORKERS && rc == 0; i++)
		rc = place_tell_absent(counts, &round->place[i], err);
	return rc;
}

static struct round make_round(const struct counts *counts, uint32_t index)
{
	const struct plan_pair *pair = &counts->pairs->pair[index];
	struct round round = {
	    .place = {{.of = pair->base[0], .side = PAIR_SIDE_BASE},
		      {.of = pair->head[0], .side = PAIR_SIDE_HEAD}},
	};

	for (size_t i = 0; i < COUNT_WORKERS; i++)
		round.place[i].case_index = index;
	return round;
}

static int count_case(struct counts *counts, uint32_t index, struct err *err)
{
	struct session *session = &counts->session;
	const struct plan_case *of = &counts->plan->plan_case[index];
	CLEANUP(round_release) struct round round = make_round(counts, index);
	int rc = counts_make_room(counts, index, err);

	if (rc < 0)
		return rc;
	session_tell(session, (struct run_event){.kind = RUN_JOB_STARTED,
						 .plan_case = of});
	rc = counts->present && !counts_late(counts)
		 ? count_sides(counts, &round, err)
		 : tell_absent(counts, &round, err);
	if (rc < 0)
		return rc;
	session->jobs_done++;
	session_tell(session,
		     (struct run_event){.kind = RUN_JOB_ENDED,
					.plan_case = of,
					.samples = &round.place[0].samples});
	return 0;
}

static int count_cases(void *ctx, struct err *err)
{
	struct counts *counts = ctx;
	int rc = 0;

	if (!counts->pairs)
		return count_queue_run(counts, err);
	for (uint32_t i = 0; i < counts->plan->case_count && rc == 0; i++)
		if (counts_want(counts, i))
			rc = count_case(counts, i, err);
	return rc;
}

static int find_simulator(struct counts *counts, struct err *err)
{
	struct arena *arena = &counts->session.arena;
	struct result *result = counts->session.result;
	char *text = NULL;
	int rc = simulator_init(&counts->simulator, arena, &text,
				&counts->absence, err);

	counts->present = text;
	if (rc == 0 && text)
		rc = arena_copy_text(&result->arena, text, &result->simulator,
				     err);
	return rc < 0 ? rc
		      : simulate_environment(arena, NULL, &counts->environment,
					     err);
}

static int find_allocator(struct counts *counts, struct err *err)
{
	char path[PATH_MAX];

	counts->present =
	    allocations_library(path, sizeof(path), &counts->absence);
	return simulate_environment(&counts->session.arena,
				    counts->present ? path : NULL,
				    &counts->environment, err);
}

/* A gate's case is one job, of four processes at most. */
static uint64_t count_jobs(const struct counts *counts)
{
	uint64_t cases = 0;

	if (!counts->pairs)
		return count_queue_jobs(counts);
	for (uint32_t i = 0; i < counts->plan->case_count; i++)
		cases += counts_want(counts, i);
	return cases;
}

static int counts_init(struct counts *counts, struct err *err)
{
	struct session *session = &counts->session;
	int rc = session_init(session, err);

	if (rc == 0)
		rc = counts_simulate(counts) ? find_simulator(counts, err)
					     : find_allocator(counts, err);
	session->jobs_total = count_jobs(counts);
	return rc;
}

static int run_pass(const struct plan *plan, const struct pair_plan *pairs,
		    enum count_pass pass, uint64_t deadline_ns,
		    const struct run_options *options, struct result *result,
		    struct err *err)
{
	CLEANUP(counts_release)
	struct counts counts = {
	    .session =
		{
		    .plan = plan,
		    .options = options,
		    .result = result,
		    .pass = count_pass_name(pass),
		    .remaining_ns = remaining_ns,
		    .ctx = &counts,
		},
	    .plan = plan,
	    .pairs = pairs,
	    .pass = pass,
	    .deadline_ns = deadline_ns,
	};
	int rc = counts_init(&counts, err);

	return rc < 0 ? rc
		      : session_run(&counts.session, count_cases, &counts, err);
}

static int run_passes(const struct plan *plan, const struct pair_plan *pairs,
		      unsigned passes, const struct run_options *options,
		      struct result *result, struct err *err)
{
	uint64_t deadline_ns = 0;
	int rc = 0;

	if (options->counts_budget_ns > 0)
		deadline_ns = clock_now(&clock_system) +
			      (uint64_t)options->counts_budget_ns;
	for (int pass = 0; pass < COUNT_PASSES && rc == 0; pass++)
		if (passes & count_pass_bit((enum count_pass)pass))
			rc = run_pass(plan, pairs, (enum count_pass)pass,
				      deadline_ns, options, result, err);
	return rc;
}

int run_counts(const struct plan *plan, unsigned passes,
	       const struct run_options *options, struct result *result,
	       struct err *err)
{
	return run_passes(plan, NULL, passes, options, result, err);
}

int run_counts_pairs(const struct pair_plan *plan, unsigned passes,
		     const struct run_options *options, struct result *result,
		     struct err *err)
{
	return run_passes(plan->plan, plan, passes, options, result, err);
}
