/*
 * Untimed passes: each case once more, in processes that only count, two of
 * them side by side. Both are of one build, and what they do not agree on is
 * not exact; or of base and head, and what differs is counted once more.
 */
#include <limits.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "counters/allocations.h"
#include "run/count_round.h"
#include "run/counted.h"
#include "run/run.h"
#include "run/session.h"

/* Processes that a case has in a pass, at most. */
#define MAX_PROCESSES (2 * COUNT_WORKERS)

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

static void keep_round(struct counts *counts, const struct count_round *round,
		       size_t count)
{
	struct result_case *into =
	    &counts->session.result->result_case[round->case_index];

	for (size_t i = 0; i < count; i++) {
		into->counted[into->counted_count++] = round->counted[i];
		session_journal_count(&counts->session, &round->counted[i]);
	}
}

/* The same build twice: once tells all if it did not end well. */
static int count_build(struct counts *counts, struct count_round *round,
		       struct err *err)
{
	int rc = round_run_alike(counts, round, err);

	if (rc == 0 && round_counted(round))
		rc = counted_compare(&round->counted[0], &round->counted[1],
				     counts->session.keep.arena, err);
	if (rc == 0)
		keep_round(counts, round, round_counted(round) ? 2 : 1);
	return rc;
}

/* Does either side count something else the second time? */
static int confirm(struct counts *counts, struct count_round *round,
		   struct err *err)
{
	struct count_round again = *round;
	int rc = round_run(counts, &again, err);

	for (size_t i = 0; i < COUNT_WORKERS && rc == 0; i++)
		rc = counted_confirm(&round->counted[i], &again.counted[i],
				     counts->session.keep.arena, err);
	if (rc == 0) {
		keep_round(counts, round, COUNT_WORKERS);
		keep_round(counts, &again, COUNT_WORKERS);
	}
	return rc;
}

/* Base and head. */
static int count_sides(struct counts *counts, struct count_round *round,
		       struct err *err)
{
	int rc = round_run_alike(counts, round, err);

	if (rc < 0)
		return rc;
	if (round_counted(round) &&
	    (!counted_equal(&round->counted[0], &round->counted[1]) ||
	     !counted_exact(&round->counted[0])))
		return confirm(counts, round, err);
	keep_round(counts, round, COUNT_WORKERS);
	return 0;
}

/* What counts is not there: that is told of each side. */
static int tell_absent(struct counts *counts, struct count_round *round,
		       struct err *err)
{
	size_t count = counts->pairs ? COUNT_WORKERS : 1;
	int rc = 0;

	for (size_t i = 0; i < count && rc == 0; i++) {
		CLEANUP(arena_release) struct arena arena = {0};
		struct count_samples counted = {
		    .case_index = round->case_index,
		    .pass = counts->pass,
		    .side = round->side[i],
		};

		rc = counted_absent(counts->pass, &counts->absence, &arena,
				    &counted, err);
		if (rc == 0)
			rc = keep_count(&counts->session.keep, &counted,
					&round->counted[i], err);
	}
	if (rc == 0)
		keep_round(counts, round, count);
	return rc;
}

/* A case that does not end well by itself is not worth a simulation. */
static bool is_sound(const struct process_samples *samples, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (samples[i].status != CASE_OK)
			return false;
	return true;
}

static bool is_wanted(const struct counts *counts, uint32_t index)
{
	const struct result_case *of =
	    &counts->session.result->result_case[index];

	return (!counts->pairs || counts->pairs->pair[index].base_count > 0) &&
	       is_sound(of->process, of->process_count) &&
	       is_sound(of->base_process, of->base_process_count);
}

static struct count_round make_round(const struct counts *counts,
				     uint32_t index)
{
	const struct plan_case *of = &counts->plan->plan_case[index];
	struct count_round round = {.case_index = index, .of = {of, of}};

	if (counts->pairs) {
		round.of[0] = counts->pairs->pair[index].base[0];
		round.of[1] = counts->pairs->pair[index].head[0];
		round.side[0] = PAIR_SIDE_BASE;
		round.side[1] = PAIR_SIDE_HEAD;
	}
	return round;
}

/* Room for what the case counts in this pass. */
static int make_room(struct counts *counts, uint32_t index, struct err *err)
{
	struct result *result = counts->session.result;
	struct result_case *of = &result->result_case[index];
	struct count_samples *grown =
	    arena_array(&result->arena, of->counted_count + MAX_PROCESSES,
			sizeof(*grown), err);

	if (!grown)
		return -ERR_NOMEM;
	if (of->counted_count > 0)
		memcpy(grown, of->counted, of->counted_count * sizeof(*grown));
	of->counted = grown;
	return 0;
}

static int count_case(struct counts *counts, uint32_t index, struct err *err)
{
	struct session *session = &counts->session;
	const struct plan_case *of = &counts->plan->plan_case[index];
	struct count_round round = make_round(counts, index);
	int rc = make_room(counts, index, err);

	if (rc < 0)
		return rc;
	session_tell(session, (struct run_event){.kind = RUN_JOB_STARTED,
						 .plan_case = of});
	if (!counts->present)
		rc = tell_absent(counts, &round, err);
	else if (counts->pairs)
		rc = count_sides(counts, &round, err);
	else
		rc = count_build(counts, &round, err);
	if (rc < 0)
		return rc;
	session->jobs_done++;
	session_tell(session, (struct run_event){.kind = RUN_JOB_ENDED,
						 .plan_case = of,
						 .samples = &round.samples[0]});
	return 0;
}

static int count_cases(void *ctx, struct err *err)
{
	struct counts *counts = ctx;
	int rc = 0;

	for (uint32_t i = 0; i < counts->plan->case_count && rc == 0; i++)
		if (is_wanted(counts, i))
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

static int counts_init(struct counts *counts, struct err *err)
{
	struct session *session = &counts->session;
	int rc = session_init(session, err);

	for (uint32_t i = 0; i < counts->plan->case_count; i++)
		session->jobs_total += is_wanted(counts, i);
	if (rc < 0)
		return rc;
	return counts_simulate(counts) ? find_simulator(counts, err)
				       : find_allocator(counts, err);
}

static int run_pass(const struct plan *plan, const struct pair_plan *pairs,
		    enum count_pass pass, const struct run_options *options,
		    struct result *result, struct err *err)
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
	};
	int rc = counts_init(&counts, err);

	return rc < 0 ? rc
		      : session_run(&counts.session, count_cases, &counts, err);
}

static int run_passes(const struct plan *plan, const struct pair_plan *pairs,
		      unsigned passes, const struct run_options *options,
		      struct result *result, struct err *err)
{
	int rc = 0;

	for (int pass = 0; pass < COUNT_PASSES && rc == 0; pass++)
		if (passes & count_pass_bit((enum count_pass)pass))
			rc = run_pass(plan, pairs, (enum count_pass)pass,
				      options, result, err);
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
