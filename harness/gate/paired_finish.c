/* The outcome of the paired gate, from the plan or from a stored result. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "gate/gate.h"
#include "gate/paired_gate.h"
#include "gate/unfit.h"

static struct gate_outcome *outcome_new(const struct paired_gate *gate,
					const struct waivers *waivers,
					struct result *result, struct err *err)
{
	struct gate_outcome *outcome =
	    arena_alloc(&result->arena, sizeof *outcome, err);
	size_t rows = gate->count + gate->removed_count + 1;
	/* Of each waiver, and of cases without a row. */
	size_t notes = (waivers ? waivers->count : 0) + 2;

	if (!outcome)
		return NULL;
	outcome->verdict =
	    arena_array(&result->arena, rows, sizeof *outcome->verdict, err);
	outcome->note =
	    arena_array(&result->arena, notes, sizeof *outcome->note, err);
	outcome->tests = gate->tests;
	outcome->theta = gate->policy.theta;
	outcome->error = gate->policy.error;
	outcome->floor = gate->policy.theta / 2;
	outcome->paired = true;
	return outcome->verdict && outcome->note ? outcome : NULL;
}

/* What neither side can run has no row, but is not passed over in silence. */
static int note_skipped(struct gate_outcome *outcome, size_t count,
			const struct verdict *first, struct arena *arena,
			struct err *err)
{
	char *line;

	if (count == 0)
		return 0;
	line = arena_printf(arena, err,
			    "%zu case%s skipped on both sides, such as '%s' "
			    "(%s)",
			    count, count == 1 ? " was" : "s were",
			    str_shown(first->id).text,
			    first->reason ? first->reason : "no reason given");
	if (!line)
		return -ERR_NOMEM;
	outcome->note[outcome->note_count++] = line;
	return 0;
}

/* What decides is another benchmark's own number. */
static int note_undecided(struct gate_outcome *outcome, size_t count,
			  const struct verdict *first, struct arena *arena,
			  struct err *err)
{
	char *line;

	if (count == 0)
		return 0;
	line = arena_printf(
	    arena, err, "%zu case%s no metric that decides, such as '%s'",
	    count, count == 1 ? " has" : "s have", str_shown(first->id).text);
	if (!line)
		return -ERR_NOMEM;
	outcome->note[outcome->note_count++] = line;
	return 0;
}

/* Cases without a row. */
struct rowless {
	struct verdict first;
	size_t count;
};

static void add_rowless(struct rowless *rowless, const struct verdict *v)
{
	if (rowless->count++ == 0)
		rowless->first = *v;
}

static int add_rows(const struct paired_gate *gate, struct result *result,
		    struct gate_outcome *outcome, struct err *err)
{
	struct rowless skipped = {.count = 0}, undecided = {.count = 0};
	int r = 0;
	bool row;

	for (size_t i = 0; i < gate->count && r == 0; i++) {
		struct verdict *v = &outcome->verdict[outcome->verdict_count];
		r = paired_row(gate, i, result, v, &row, err);
		if (r == 0 && !row)
			add_rowless(result->result_case[i].status == CASE_OK
					? &undecided
					: &skipped,
				    v);
		outcome->verdict_count += row;
		outcome->spent_ns += gate->paired_case[i].spent_ns;
	}
	if (r == 0)
		r = note_skipped(outcome, skipped.count, &skipped.first,
				 &result->arena, err);
	if (r == 0)
		r = note_undecided(outcome, undecided.count, &undecided.first,
				   &result->arena, err);
	for (size_t i = 0; i < gate->removed_count && r == 0; i++) {
		struct verdict *v = &outcome->verdict[outcome->verdict_count++];
		r = row_init(v, &result->arena, gate->removed[i], err);
		v->kind = VERDICT_REMOVED;
	}
	return r;
}

/* For want of quiet pairs; exact counts do not mind how loud it is. */
static bool is_undecided(const struct verdict *v)
{
	bool undecided = v->timed && v->time_kind == VERDICT_INCONCLUSIVE;

	for (size_t i = 0; i < v->metric_count; i++)
		undecided |= v->metric[i].decides && !v->metric[i].exact &&
			     v->metric[i].pairs > 0 &&
			     v->metric[i].kind == VERDICT_INCONCLUSIVE;
	return undecided;
}

static bool has_undecided(const struct gate_outcome *outcome)
{
	for (size_t i = 0; i < outcome->verdict_count; i++) {
		const struct verdict *v = &outcome->verdict[i];
		if (is_undecided(v))
			return true;
		for (size_t k = 0; k < v->limit_count; k++)
			if (v->limit[k].state == LIMIT_INCONCLUSIVE)
				return true;
	}
	return false;
}

/* Slice pairs of all cases, also of pairs that were forgotten. */
static struct slice_count count_slices(const struct paired_gate *gate)
{
	struct slice_count sum = {0};

	for (size_t i = 0; i < gate->count; i++) {
		sum.slices += gate->paired_case[i].slices;
		sum.disturbed += gate->paired_case[i].disturbed;
	}
	return sum;
}

int paired_gate_finish(struct paired_gate *gate, struct result *result,
		       const struct waivers *waivers, struct err *err)
{
	int r = gate_summarise(result, err);

	if (r < 0)
		return r;
	struct gate_outcome *outcome = outcome_new(gate, waivers, result, err);
	if (!outcome)
		return -ERR_NOMEM;
	r = add_rows(gate, result, outcome, err);
	if (r == 0)
		r = waive(outcome, waivers, &result->arena, err);
	if (r == 0 && has_undecided(outcome))
		r = unfit_reason(result, &gate->policy, count_slices(gate),
				 &outcome->unfit, err);
	if (r < 0)
		return r;
	/* With what runs between the pairs, where that is known. */
	if (result->wall_ns > 0)
		outcome->spent_ns = result->wall_ns;
	policy_apply_outcome(outcome, gate->policy.inconclusive);
	outcome_attach(result, outcome);
	return 0;
}

static bool planned_pair(const void *ctx, size_t case_index)
{
	const struct pair_plan *plan = ctx;
	const struct plan_pair *pair = &plan->pair[case_index];

	return pair->base_count > 0 && pair->head_count > 0;
}

static struct paired_own of_entry(const void *ctx, size_t case_index)
{
	const struct pair_plan *plan = ctx;
	const struct suite_entry *entry =
	    plan->plan->plan_case[case_index].entry;

	return entry ? (struct paired_own){entry->theta, entry->gate_budget_ns}
		     : (struct paired_own){0};
}

struct paired_gate *paired_gate_new(const struct result *result,
				    const struct pair_plan *plan,
				    const struct suite_gate *policy,
				    uint64_t seed, struct err *err)
{
	const struct paired_cases cases = {
	    .paired = planned_pair,
	    .own = of_entry,
	    .ctx = plan,
	    .removed = (const char *const *)plan->removed,
	    .removed_count = plan->removed_count,
	};

	struct paired_gate *gate = NULL;

	return paired_gate_make(result, &cases, policy, seed, &gate, err) == 0
		   ? gate
		   : NULL;
}
