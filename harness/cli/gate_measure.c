/* What a paired gate measures: times in pairs, and counts of both builds. */
#include <stdio.h>

#include "base/clock.h"
#include "base/mem.h"
#include "cli/advice.h"
#include "cli/gate.h"
#include "cli/metrics.h"
#include "cli/progress.h"
#include "gate/paired.h"
#include "run/run.h"

/* What was asked for, or NULL. */
static const char *given_counters(const struct gate_command *options,
				  const struct pair_plan *pairs)
{
	return options->measure.counters ? options->measure.counters
					 : pairs->plan->suite->counters;
}

int gate_note_counters(const struct gate_command *options,
		       const struct pair_plan *pairs, struct result *result,
		       struct err *err)
{
	char *counters = NULL;
	int r = metrics_counters(
	    gate_counters(given_counters(options, pairs), pairs), pairs->plan,
	    &result->gate, &result->arena, &counters, err);

	return r < 0 ? r : measure_note_counters(result, counters, err);
}

static int judge(void *ctx, uint32_t case_index,
		 const struct process_samples *base,
		 const struct process_samples *head, double wall_ns,
		 enum run_pair_answer *ret, struct err *err)
{
	enum pair_advice advice = PAIR_DONE;
	int r = paired_gate_take(ctx, case_index, base, head, wall_ns, &advice,
				 err);

	*ret = answer_of(advice);
	return r;
}

static const char *refuses(void *ctx, uint32_t case_index)
{
	return paired_gate_refuses(ctx, case_index);
}

static int run_timed(const struct gate_command *options,
		     const struct pair_plan *pairs,
		     const struct run_options *how, double budget_ns,
		     struct paired_gate *gate, struct result *result,
		     struct err *err)
{
	const struct run_pairs_options run = {
	    .run = *how,
	    .alone = options->pairs.alone,
	    .slices = gate_slices(options->measure.slices),
	    .least_pairs =
		paired_first_look(&result->gate, paired_gate_tests(gate)),
	    .budget_ns = budget_ns,
	    .case_budget_ns = result->gate.case_budget_ns,
	    .judge = judge,
	    .refuses = refuses,
	    .judge_ctx = gate,
	};

	return run_pairs(pairs, &run, result, err);
}

/* Exact counts last: they do not need the machine to themselves. */
static int run_both(const struct gate_command *options,
		    const struct pair_plan *pairs,
		    const struct run_options *how, struct paired_gate *gate,
		    struct result *result, struct err *err)
{
	const char *given = given_counters(options, pairs);
	unsigned passes =
	    metrics_passes(given ? given : "none", pairs->plan, &result->gate);
	double budget_ns = result->gate.budget_ns;
	double timed_ns = budget_ns - metrics_reserve_ns(budget_ns, passes);
	uint64_t start_ns = clock_now(&clock_system);
	struct run_options counts = *how;
	int r = 0;

	if (metrics_exact_only(pairs->plan, &result->gate))
		result->complete = true;
	else
		r = run_timed(options, pairs, how, timed_ns, gate, result, err);
	counts.counts_budget_ns = metrics_left_ns(budget_ns, start_ns);
	if (r == 0 && passes)
		r = run_counts_pairs(pairs, passes, &counts, result, err);
	return r;
}

int gate_measure(const struct gate_command *options,
		 const struct pair_plan *pairs, const struct output *output,
		 struct paired_gate *gate, struct result *result,
		 struct err *err)
{
	struct progress progress;
	const volatile int *stop = signals_catch();
	FILE *journal = journal_open(output, result);
	const struct run_options how = {
	    .counters = result->counters,
	    .journal = journal,
	    .observe = progress_observe,
	    .ctx = &progress,
	    .stop_signal = stop,
	    .keep_going = true,
	};

	progress_init(&progress, options->measure.quiet);
	int r = run_both(options, pairs, &how, gate, result, err);
	if (journal)
		(void)fclose(journal);
	return r;
}
