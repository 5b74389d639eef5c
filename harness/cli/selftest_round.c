/*
 * A round of the self-test: one gate of one benchmark for every case, their
 * process pairs interleaved.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/advice.h"
#include "cli/progress.h"
#include "cli/selftest.h"
#include "gate/paired.h"
#include "machine/machine.h"
#include "run/run.h"
#include "stats/rng.h"

#define REDRAW_NS 1e8

/* A gate of its own for each case: one test, the whole error. */
struct cell {
	const struct selftest_case *of;
	struct plan plan;
	const struct plan_case *base, *head;
	struct plan_pair pair;
	struct pair_plan pair_plan;
	struct result result; /* the case of the round's */
	struct paired_gate *gate;
	bool done;
};

struct state {
	const struct selftest_round *round;
	struct arena arena;
	struct result result;
	struct plan plan;
	struct pair_plan pair_plan;
	struct cell *cell;
	size_t decided;
	double shown_ns;
	struct progress progress;
};

static void state_release(struct state *state)
{
	for (size_t i = 0; state->cell && i < state->round->count; i++)
		paired_gate_free(state->cell[i].gate);
	result_release(&state->result);
	arena_release(&state->arena);
}

/* The plan of the round: the cases' head sides, still sorted. */
static int make_plan(struct state *state, struct err *err)
{
	const struct selftest_round *round = state->round;
	struct plan_case *head =
	    arena_array(&state->arena, round->count, sizeof(*head), err);

	state->cell =
	    arena_array(&state->arena, round->count, sizeof(*state->cell), err);
	state->pair_plan.pair = arena_array(
	    &state->arena, round->count, sizeof(*state->pair_plan.pair), err);
	if (!head || !state->cell || !state->pair_plan.pair)
		return -ERR_NOMEM;
	state->plan = *round->plan;
	state->plan.plan_case = head;
	state->plan.case_count = round->count;
	state->plan.job_count = 0;
	state->plan.seed = rng_derive(round->plan->seed, round->number, 0);
	state->pair_plan.plan = &state->plan;
	for (size_t i = 0; i < round->count; i++)
		head[i] = round->cases[i]->sides[1];
	return 0;
}

/* CELL as a plan of its own, and as a case of the round's. */
static void make_cell(struct state *state, size_t i)
{
	struct cell *cell = &state->cell[i];

	cell->of = state->round->cases[i];
	cell->plan = state->plan;
	cell->plan.plan_case = &state->plan.plan_case[i];
	cell->plan.case_count = 1;
	cell->base = &cell->of->sides[0];
	cell->head = &state->plan.plan_case[i];
	cell->pair = (struct plan_pair){
	    .base = &cell->base,
	    .head = &cell->head,
	    .base_count = 1,
	    .head_count = 1,
	};
	cell->pair_plan = (struct pair_plan){
	    .plan = &cell->plan,
	    .pair = &cell->pair,
	};
	state->pair_plan.pair[i] = cell->pair;
}

/* What is known of the round now, as a result of the cell's case alone. */
static struct result view(const struct state *state, size_t i)
{
	struct result one = state->result;

	one.arena = (struct arena){0};
	one.result_case = &state->result.result_case[i];
	one.case_count = 1;
	one.outcome = NULL;
	return one;
}

static int make_gates(struct state *state, struct err *err)
{
	const struct selftest_round *round = state->round;

	for (size_t i = 0; i < round->count; i++) {
		struct cell *cell = &state->cell[i];

		cell->result = view(state, i);
		cell->gate = paired_gate_new(
		    &cell->result, &cell->pair_plan, round->policy,
		    rng_derive(round->plan->seed, round->number, i + 1), err);
		if (!cell->gate)
			return -(int)err->code;
	}
	return 0;
}

static int judge(void *ctx, uint32_t case_index,
		 const struct process_samples *base,
		 const struct process_samples *head, double wall_ns,
		 enum run_pair_answer *ret, struct err *err)
{
	struct state *state = ctx;
	struct cell *cell = &state->cell[case_index];
	enum pair_advice advice;
	int r =
	    paired_gate_take(cell->gate, 0, base, head, wall_ns, &advice, err);

	if (r < 0)
		return r;
	cell->done = advice == PAIR_DONE;
	state->decided += cell->done;
	*ret = answer_of(advice);
	return 0;
}

static const char *refuses(void *ctx, uint32_t case_index)
{
	const struct state *state = ctx;

	return paired_gate_refuses(state->cell[case_index].gate, 0);
}

static void observe(void *ctx, const struct run_event *event)
{
	struct state *state = ctx;
	const struct selftest_round *round = state->round;

	if (event->kind == RUN_WARNING) {
		progress_observe(&state->progress, event);
		return;
	}
	if (round->quiet || !state->progress.terminal)
		return;
	if (event->kind != RUN_ENDED &&
	    event->elapsed_ns - state->shown_ns < REDRAW_NS)
		return;
	state->shown_ns = event->elapsed_ns;
	(void)fputs("\r\033[K", stderr);
	if (event->kind != RUN_ENDED)
		(void)fprintf(stderr, "round %llu: %zu of %zu decided, %.0f s",
			      (unsigned long long)round->number + 1,
			      state->decided, round->count,
			      event->elapsed_ns / 1e9);
	(void)fflush(stderr);
}

/* The decision of a cell, or nothing where it was interrupted. */
static int record(struct state *state, size_t i, bool interrupted,
		  struct selftest *selftest, struct err *err)
{
	struct cell *cell = &state->cell[i];
	CLEANUP(result_release) struct result one = view(state, i);

	if (interrupted && !cell->done)
		return 0;
	int r = paired_gate_finish(cell->gate, &one, NULL, err);
	if (r < 0)
		return r;
	const struct verdict *v = one.outcome->verdict;
	struct selftest_decision *d = selftest_add(selftest, err);
	if (!d)
		return -ERR_NOMEM;
	*d = (struct selftest_decision){
	    .effect = cell->of->effect,
	    .expected = cell->of->expected,
	    .round = state->round->number,
	    .kind = v->kind,
	    .ratio = v->ratio,
	    .low = v->low,
	    .high = v->high,
	    .level = v->level,
	    .pairs = v->pairs + v->first_pairs,
	    .spent_ns = v->spent_ns,
	    .pair_sd = v->pair_sd,
	    .order_effect = v->order_effect,
	    .mde = v->mde,
	    .alone = v->alone,
	};
	struct arena *arena = &selftest->head.arena;
	r = arena_copy_text(arena, cell->of->bench, &d->bench, err);
	return r < 0 ? r : arena_copy_text(arena, v->reason, &d->reason, err);
}

/* One entry a round: the sum of those of the paired run. */
static int keep_interference(const struct result *from, struct result *to,
			     struct err *err)
{
	struct interference *more =
	    arena_array(&to->arena, to->round_count + 1, sizeof(*more), err);

	if (!more)
		return -ERR_NOMEM;
	if (to->round_count > 0)
		memcpy(more, to->round, to->round_count * sizeof(*more));
	more[to->round_count] =
	    interference_sum(from->round, from->round_count);
	to->round = more;
	to->round_count++;
	return 0;
}

static int prepare(struct state *state, struct err *err)
{
	int r = make_plan(state, err);

	for (size_t i = 0; i < state->round->count && r == 0; i++)
		make_cell(state, i);
	if (r == 0)
		r = run_prepare_pairs(&state->pair_plan, &state->result, err);
	return r < 0 ? r : make_gates(state, err);
}

int selftest_round(const struct selftest_round *round,
		   struct selftest *selftest, struct err *err)
{
	CLEANUP(state_release) struct state state = {.round = round};
	struct err keep = {0};

	progress_init(&state.progress, round->quiet);
	int r = prepare(&state, err);
	if (r < 0)
		return r;
	const struct run_pairs_options options = {
	    .run = {.observe = observe,
		    .ctx = &state,
		    .stop_signal = round->stop_signal,
		    .keep_going = true},
	    .case_budget_ns = round->policy->case_budget_ns,
	    .judge = judge,
	    .refuses = refuses,
	    .judge_ctx = &state,
	};
	r = run_pairs(&state.pair_plan, &options, &state.result, err);
	bool interrupted = r == -ERR_INTERRUPTED || r == -ERR_TERMINATED;
	if (r < 0 && !interrupted)
		return r;
	for (size_t i = 0; i < round->count && keep.code == 0; i++)
		(void)record(&state, i, interrupted, selftest, &keep);
	if (keep.code == 0)
		(void)keep_interference(&state.result, &selftest->head, &keep);
	return keep.code ? err_set(err, keep.code, "%s", keep.text) : r;
}
