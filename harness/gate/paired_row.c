/* The row of one case of the paired gate. */
#include <math.h>
#include <string.h>

#include "gate/counted.h"
#include "gate/paired_gate.h"
#include "gate/rule.h"
#include "gate/summarise.h"

/* What one side of a case came to. */
struct side_end {
	const char *name;
	enum case_status status;
	const char *reason;
};

static struct side_end
end_of(const char *name, const struct process_samples *process, size_t count)
{
	const struct process_samples *worst = summarise_worst(process, count);

	return (struct side_end){
	    .name = name,
	    .status = worst ? worst->status : CASE_NOT_RUN,
	    .reason = worst ? worst->reason : NULL,
	};
}

/* Of a case without times: what its untimed passes say. */
static struct side_end end_of_counts(const char *name,
				     const struct result_case *c, bool base)
{
	struct side_end end = {.name = name, .status = CASE_NOT_RUN};

	for (size_t i = 0; i < c->counted_count; i++) {
		const struct count_samples *s = &c->counted[i];
		if (counted_is_base(s) == base &&
		    summarise_severity(s->status) >
			summarise_severity(end.status)) {
			end.status = s->status;
			end.reason = s->reason;
		}
	}
	return end;
}

static bool is_broken(const struct side_end *end)
{
	return end->status != CASE_OK && end->status != CASE_SKIPPED &&
	       end->status != CASE_NOT_RUN;
}

static bool is_skipped(const struct side_end *end)
{
	return end->status == CASE_SKIPPED;
}

/* "base: crashed: WHY; head: ..." of the sides that SAYS names. */
static int set_ends(struct verdict *v, struct arena *arena,
		    const struct side_end end[2],
		    bool (*says)(const struct side_end *end), struct err *err)
{
	char *text = NULL;

	for (int s = 0; s < 2; s++) {
		if (!says(&end[s]))
			continue;
		text = arena_printf(
		    arena, err, "%s%s%s: %s%s%s", text ? text : "",
		    text ? "; " : "", end[s].name,
		    case_status_name(end[s].status), end[s].reason ? ": " : "",
		    end[s].reason ? end[s].reason : "");
		if (!text)
			return -ERR_NOMEM;
	}
	v->reason = text;
	return 0;
}

static int set_reason(struct verdict *v, struct arena *arena, const char *text,
		      struct err *err)
{
	return text[0] ? arena_copy_text(arena, text, &v->reason, err) : 0;
}

/* Median over the processes of the median of each; NAN without any. */
static int side_ns(const struct process_samples *process, size_t count,
		   double *ret, struct err *err)
{
	struct result_case side = {0};

	/* Only read: the fields of a result are not const. */
	memcpy(&side.process, &process, sizeof(process));
	side.process_count = count;
	int r = summarise_times(&side, err);
	*ret =
	    side.summary.processes ? side.summary.median_ns.value : (double)NAN;
	return r;
}

static void set_numbers(struct verdict *v, const struct paired_numbers *numbers)
{
	v->pairs = numbers->pairs;
	v->first_pairs = numbers->first_pairs;
	v->ratio = exp(numbers->change);
	v->mde = exp(numbers->mde);
	v->pair_sd = numbers->sd;
	if (!isfinite(numbers->low) || !isfinite(numbers->high))
		return;
	v->low = exp(numbers->low);
	v->high = exp(numbers->high);
	v->level = RULE_LEVEL;
}

static int judge_pairs(const struct paired_case *c, struct result *result,
		       struct verdict *v, struct err *err)
{
	const struct case_question *q = &c->question[0];
	struct paired_numbers numbers;
	const struct paired_view view = {c, q, result, &numbers};
	char reason[768];
	int r = paired_test_numbers(&q->test, &numbers, err);

	if (r < 0)
		return r;
	set_numbers(v, &numbers);
	if (!q->tested) {
		v->mde = NAN;
		return 0;
	}
	v->kind = q->test.kind;
	v->theta = q->theta;
	v->confirmed = v->timed && (v->kind == VERDICT_REGRESSED ||
				    v->kind == VERDICT_IMPROVED);
	v->needs_ns = paired_needs_ns(&view);
	paired_reason(&view, reason, sizeof reason);
	return set_reason(v, &result->arena, reason, err);
}

/* Nobody got as far as a pair. */
static int judge_nothing(const struct result_case *c, struct result *result,
			 struct verdict *v, struct err *err)
{
	const struct side_end end = {
	    .name = case_status_name(c->status),
	    .status = c->status,
	    .reason = c->reason,
	};

	if (end.status == CASE_OK)
		return set_reason(v, &result->arena, "no pair is whole", err);
	v->kind = is_broken(&end) ? VERDICT_BROKEN : VERDICT_INCONCLUSIVE;
	v->reason =
	    arena_printf(&result->arena, err, "%s%s%s", end.name,
			 end.reason ? ": " : "", end.reason ? end.reason : "");
	return v->reason ? 0 : -ERR_NOMEM;
}

/* A side that broke, late or early. */
static int judge_broken(const struct side_end end[2], struct result_case *c,
			struct arena *arena, struct verdict *v, struct err *err)
{
	int r = set_ends(v, arena, end, is_broken, err);

	v->kind = VERDICT_BROKEN;
	if (!is_broken(&end[1])) {
		c->status = end[0].status;
		c->reason = v->reason;
	}
	return r;
}

/* A side that does not want to; what neither can run is no row. */
static int judge_skipped(const struct side_end end[2],
			 const struct result_case *c, struct arena *arena,
			 struct verdict *v, bool *ret_row, struct err *err)
{
	v->kind = VERDICT_INCONCLUSIVE;
	*ret_row =
	    c->limit_count > 0 || !is_skipped(&end[0]) || !is_skipped(&end[1]);
	return set_ends(v, arena, end, is_skipped, err);
}

/* The time, or a metric. */
static bool has_decision(const struct verdict *v)
{
	bool decided = v->timed;

	for (size_t i = 0; i < v->metric_count; i++)
		decided |= v->metric[i].decides;
	return decided;
}

/* The time, and the metrics beside it. */
static int judge_all(const struct paired_gate *gate, size_t index,
		     struct result *result, struct verdict *v, bool *ret_row,
		     struct err *err)
{
	const struct paired_case *of = &gate->paired_case[index];
	const struct result_case *c = &result->result_case[index];
	bool timed = v->timed || of->test_count > 0;
	int r = 0;

	v->kind = VERDICT_INCONCLUSIVE;
	if (of->measured)
		r = judge_pairs(of, result, v, err);
	else if (timed)
		r = judge_nothing(c, result, v, err);
	v->time_kind = v->kind;
	if (r == 0)
		r = paired_metrics(gate, index, result, v, err);
	verdict_conclude(v);
	if (r < 0 || has_decision(v))
		return r;
	*ret_row = c->limit_count > 0;
	return set_reason(v, &result->arena, "it has no metric that decides",
			  err);
}

static int judge(const struct paired_gate *gate, size_t index,
		 struct result *result, struct verdict *v, bool *ret_row,
		 struct err *err)
{
	const struct paired_case *of = &gate->paired_case[index];
	struct result_case *c = &result->result_case[index];
	struct arena *arena = &result->arena;
	bool counted = c->base_process_count + c->process_count == 0 &&
		       of->test_count == 0;
	struct side_end end[2] = {
	    end_of("base", c->base_process, c->base_process_count),
	    end_of("head", c->process, c->process_count),
	};

	v->timed = policy_decides_time(&gate->policy);
	if (of->builds && of->builds->refused) {
		v->kind = v->time_kind = VERDICT_BROKEN;
		return set_reason(v, arena, of->builds->text, err);
	}
	if (counted) {
		end[0] = end_of_counts("base", c, true);
		end[1] = end_of_counts("head", c, false);
	}
	int r = 0;
	if (!counted && (is_broken(&end[0]) || is_broken(&end[1])))
		r = judge_broken(end, c, arena, v, err);
	else if (is_skipped(&end[0]) || is_skipped(&end[1]))
		r = judge_skipped(end, c, arena, v, ret_row, err);
	else
		return judge_all(gate, index, result, v, ret_row, err);
	v->time_kind = v->kind;
	return r;
}

/* What was measured, whatever the verdict is. */
static int set_times(const struct paired_case *of, const struct result_case *c,
		     struct verdict *v, struct err *err)
{
	int r =
	    side_ns(c->base_process, c->base_process_count, &v->base_ns, err);

	v->spent_ns = of->spent_ns;
	v->alone = of->alone;
	v->order_effect = paired_order_effect(of);
	return r < 0 ? r
		     : side_ns(c->process, c->process_count, &v->head_ns, err);
}

int paired_row(const struct paired_gate *gate, size_t index,
	       struct result *result, struct verdict *ret, bool *ret_row,
	       struct err *err)
{
	struct result_case *c = &result->result_case[index];
	const struct paired_case *of = &gate->paired_case[index];
	const struct limits_context context = {
	    .arena = &result->arena,
	    .relative = of->paired,
	    .paired = true,
	};
	int r = row_init(ret, &result->arena, c->id, err);

	*ret_row = true;
	if (r == 0)
		r = set_times(of, c, ret, err);
	if (r < 0)
		return r;
	ret->kind = VERDICT_ADDED;
	if (of->paired)
		r = judge(gate, index, result, ret, ret_row, err);
	/* An added case need not have been measured. */
	if (r == 0 && (of->paired || c->process_count > 0))
		r = limits_check(&context, c, ret, err);
	return r;
}
