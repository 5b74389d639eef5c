/* A stored result of the paired gate, judged again. Its file may be hostile. */
#include <stdlib.h>
#include <string.h>

#include "gate/counted.h"
#include "gate/paired_gate.h"

struct stored {
	const struct result *result;
	bool one_theta;
};

/* The stored verdict knows that a case was only in the head. */
static bool stored_pair(const void *ctx, size_t case_index)
{
	const struct stored *stored = ctx;
	const struct result_case *c = &stored->result->result_case[case_index];

	return c->base_process_count > 0 || !c->verdict ||
	       c->verdict->kind != VERDICT_ADDED;
}

/* The policy has the budgets, and no case its own. */
static struct paired_own stored_own(const void *ctx, size_t case_index)
{
	(void)ctx;
	(void)case_index;
	return (struct paired_own){0};
}

static double stored_theta(const void *ctx, size_t case_index,
			   const char *metric)
{
	const struct stored *stored = ctx;
	const struct verdict *v =
	    stored->result->result_case[case_index].verdict;

	if (!v || stored->one_theta)
		return 0;
	if (metric_is_time(metric))
		return v->theta;
	for (size_t i = 0; i < v->metric_count; i++)
		if (strcmp(v->metric[i].metric, metric) == 0)
			return v->metric[i].theta;
	return 0;
}

/* Ids of rows that only the base had. */
static int find_removed(const struct result *result, const char ***ret,
			size_t *ret_count, struct err *err)
{
	const struct gate_outcome *outcome = result->outcome;
	size_t rows = outcome ? outcome->verdict_count : 0;

	*ret = calloc(rows + 1, sizeof **ret);
	if (!*ret)
		return err_nomem(err, "paired gate");
	for (size_t i = 0; i < rows; i++)
		if (outcome->verdict[i].kind == VERDICT_REMOVED &&
		    !result_find(result, outcome->verdict[i].id))
			(*ret)[(*ret_count)++] = outcome->verdict[i].id;
	return 0;
}

static size_t pair_count(const struct result_case *c)
{
	return c->process_count < c->base_process_count ? c->process_count
							: c->base_process_count;
}

static bool is_whole(const struct process_samples *base,
		     const struct process_samples *head)
{
	return base->status == CASE_OK && head->status == CASE_OK &&
	       base->process == head->process;
}

/* Round ROUND of the case; the wall time of a pair is in both its sides. */
static int replay(struct paired_gate *gate, const struct result_case *c,
		  size_t index, size_t round, struct err *err)
{
	const struct process_samples *base = &c->base_process[round];
	const struct process_samples *head = &c->process[round];
	uint64_t wall_ns =
	    base->wall_ns > head->wall_ns ? base->wall_ns : head->wall_ns;
	enum pair_advice advice;

	if (!is_whole(base, head))
		return 0;
	return paired_gate_take(gate, index, base, head, (double)wall_ns,
				&advice, err);
}

/* A gate of exact metrics has counts of both sides, and no pairs. */
static bool has_counts(const struct result *result)
{
	for (size_t i = 0; i < result->case_count; i++)
		for (size_t k = 0; k < result->result_case[i].counted_count;
		     k++)
			if (counted_is_base(&result->result_case[i].counted[k]))
				return true;
	return false;
}

/*
 * In rounds. The order within a round is not stored: where a red loosens the
 * level of cases that are still open, their verdict may differ from the first.
 */
static int replay_all(struct paired_gate *gate, const struct result *result,
		      struct err *err)
{
	size_t rounds = 0;

	for (size_t i = 0; i < result->case_count; i++) {
		size_t count = pair_count(&result->result_case[i]);
		rounds = count > rounds ? count : rounds;
	}
	for (size_t round = 0; round < rounds; round++)
		for (size_t i = 0; i < result->case_count; i++) {
			const struct result_case *c = &result->result_case[i];
			int r = round < pair_count(c)
				    ? replay(gate, c, i, round, err)
				    : 0;
			if (r < 0)
				return r;
		}
	return rounds || has_counts(result)
		   ? 0
		   : err_set(err, ERR_NO_DATA,
			     "the result holds no process pairs: its gate "
			     "was ended before the first one, or it is not "
			     "of a paired gate; measure it again");
}

static void release_gate(struct paired_gate **gate)
{
	paired_gate_free(*gate);
}

int gate_paired_again(struct result *result, const struct suite_gate *policy,
		      bool one_theta, const struct waivers *waivers,
		      struct err *err)
{
	CLEANUP(release_gate) struct paired_gate *gate = NULL;
	CLEANUP(mem_free) const char **removed = NULL;
	char *base_name = result->outcome ? result->outcome->base_name : NULL;
	const struct stored stored = {result, one_theta};
	struct paired_cases cases = {
	    .paired = stored_pair,
	    .own = stored_own,
	    .stored_theta = stored_theta,
	    .ctx = &stored,
	};
	int r = find_removed(result, &removed, &cases.removed_count, err);

	if (r < 0)
		return r;
	cases.removed = removed;
	r = paired_gate_make(result, &cases, policy, result->seed, &gate, err);
	if (r == 0)
		r = replay_all(gate, result, err);
	if (r == 0)
		r = paired_gate_finish(gate, result, waivers, err);
	if (r == 0)
		result->outcome->base_name = base_name;
	return r;
}
