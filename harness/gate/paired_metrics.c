/* The rows of metrics beside the time of a case of the paired gate. */
#include <math.h>
#include <string.h>

#include "counters/passes.h"
#include "gate/exact.h"
#include "gate/paired_gate.h"

struct rows {
	const struct paired_gate *gate;
	const struct paired_case *of;
	const struct result_case *c;
	struct result *result;
	struct verdict *v;
};

static const struct metric *find_metric(const struct metric *metric,
					size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(metric[i].name, name) == 0)
			return &metric[i];
	return NULL;
}

static bool has_metric(const struct result_case *c, const char *name)
{
	return find_metric(c->metric, c->metric_count, name) ||
	       find_metric(c->base_metric, c->base_metric_count, name);
}

/*
 * A benchmark's own number says nothing of benchmarks without it. Nobody has
 * it: a mistake, of which every row tells.
 */
static bool is_of_others(const struct rows *rows, const char *name)
{
	if (counters_unit(name) || !rows->of->measured ||
	    has_metric(rows->c, name))
		return false;
	for (size_t i = 0; i < rows->result->case_count; i++)
		if (has_metric(&rows->result->result_case[i], name))
			return true;
	return false;
}

static double value_of(const struct metric *metric)
{
	return metric && metric->available ? metric->estimate.value
					   : (double)NAN;
}

/* Name, values, unit and provider, from the summaries of both sides. */
static int describe(const struct rows *rows, const char *name,
		    struct metric_verdict *row, struct err *err)
{
	struct arena *arena = &rows->result->arena;
	const struct result_case *c = rows->c;
	const struct metric *base =
	    find_metric(c->base_metric, c->base_metric_count, name);
	const struct metric *head =
	    find_metric(c->metric, c->metric_count, name);
	const struct metric *any = head ? head : base;

	*row = (struct metric_verdict){
	    .metric = arena_strdup(arena, name, err),
	    .kind = VERDICT_INCONCLUSIVE,
	    .base = value_of(base),
	    .head = value_of(head),
	    .ratio = NAN,
	    .low = NAN,
	    .high = NAN,
	    .mde = NAN,
	};
	if (!row->metric)
		return -ERR_NOMEM;
	int r = any ? arena_copy_text(arena, any->unit, &row->unit, err) : 0;
	return r == 0 && any
		   ? arena_copy_text(arena, any->provider, &row->provider, err)
		   : r;
}

static void set_numbers(const struct paired_numbers *numbers,
			struct metric_verdict *row)
{
	row->pairs = numbers->pairs;
	row->ratio = exp(numbers->change);
	row->mde = exp(numbers->mde);
	if (!isfinite(numbers->low) || !isfinite(numbers->high))
		return;
	row->low = exp(numbers->low);
	row->high = exp(numbers->high);
}

/* A metric whose pairs are asked. */
static int judge_pairs(const struct rows *rows, const struct case_question *q,
		       struct metric_verdict *row, struct err *err)
{
	struct paired_numbers numbers;
	const struct paired_view view = {rows->of, q, rows->result, &numbers};
	char reason[1400] = "no pair was measured";
	int r = paired_test_numbers(&q->test, &numbers, err);

	if (r == 0)
		r = describe(rows, q->metric, row, err);
	if (r < 0)
		return r;
	row->decides = q->decides;
	row->theta = q->theta;
	row->kind = q->test.kind;
	set_numbers(&numbers, row);
	if (rows->of->measured)
		paired_reason(&view, reason, sizeof reason);
	return reason[0] ? arena_copy_text(&rows->result->arena, reason,
					   &row->reason, err)
			 : 0;
}

static struct function_list functions(const struct counted *counted)
{
	return (struct function_list){counted->samples->function,
				      counted->samples->function_count};
}

/* How the builds differ otherwise, beside a change. */
static int add_caution(const struct rows *rows, struct metric_verdict *row,
		       struct err *err)
{
	const struct build_facts *builds = rows->of->builds;

	if (row->reason || row->kind == VERDICT_EQUIVALENT || !builds ||
	    !isinf(builds->below))
		return 0;
	return arena_copy_text(&rows->result->arena, builds->text, &row->reason,
			       err);
}

/* A metric that untimed passes counted. */
static int judge_counts(const struct rows *rows,
			const struct pass_metric *metric,
			const struct suite_metric *policy,
			struct metric_verdict *row, struct err *err)
{
	struct arena *arena = &rows->result->arena;
	const struct exact_input input = {
	    .metric = metric,
	    .theta = policy && policy->theta > 0 ? policy->theta : 0,
	    .base = counted_find(rows->c, true, metric),
	    .head = counted_find(rows->c, false, metric),
	};
	int r = exact_judge(&input, arena, row, err);

	row->decides = policy;
	if (r == 0)
		r = add_caution(rows, row, err);
	if (r < 0 || strcmp(metric->name, "sim.instructions") != 0 ||
	    !input.base.samples || !input.head.samples)
		return r;
	const struct function_list base = functions(&input.base);
	const struct function_list head = functions(&input.head);
	return exact_functions(&base, &head, arena, row, err);
}

static bool has_row(const struct rows *rows, const char *name)
{
	for (size_t i = 0; i < rows->v->metric_count; i++)
		if (strcmp(rows->v->metric[i].metric, name) == 0)
			return true;
	return metric_is_time(name);
}

/* The row of a metric that has none yet. */
static int add_row(const struct rows *rows, const char *name, struct err *err)
{
	const struct case_question *q = paired_question_of(rows->of, name);
	const struct pass_metric *metric = pass_metric_find(name);
	struct verdict *v = rows->v;
	struct metric_verdict *row = &v->metric[v->metric_count];
	int r = 0;

	if (has_row(rows, name) || (!metric && !q) || is_of_others(rows, name))
		return 0;
	r = metric ? judge_counts(rows, metric,
				  policy_metric(&rows->gate->policy, name), row,
				  err)
		   : judge_pairs(rows, q, row, err);
	v->metric_count += r == 0;
	return r;
}

/* On both sides. */
static bool is_counted(const struct rows *rows,
		       const struct pass_metric *metric)
{
	return counted_find(rows->c, true, metric).found &&
	       counted_find(rows->c, false, metric).found;
}

/* Those that decide, those that limits ask for, all that was counted. */
static int add_rows(const struct rows *rows, struct err *err)
{
	const struct suite_gate *policy = &rows->gate->policy;
	const struct paired_case *of = rows->of;
	int r = 0;

	for (size_t i = 0; i < policy->metric_count && r == 0; i++)
		r = add_row(rows, policy->metric[i].name, err);
	for (size_t i = 0; i < of->question_count && r == 0; i++)
		r = add_row(rows, of->question[i].metric, err);
	for (size_t i = 0; i < pass_metric_count && r == 0; i++)
		if (is_counted(rows, &pass_metric[i]))
			r = add_row(rows, pass_metric[i].name, err);
	return r;
}

int paired_metrics(const struct paired_gate *gate, size_t index,
		   struct result *result, struct verdict *v, struct err *err)
{
	const struct rows rows = {
	    .gate = gate,
	    .of = &gate->paired_case[index],
	    .c = &result->result_case[index],
	    .result = result,
	    .v = v,
	};
	size_t most = gate->policy.metric_count + rows.of->question_count +
		      pass_metric_count;

	v->metric = arena_array(&result->arena, most, sizeof *v->metric, err);
	if (!v->metric)
		return -ERR_NOMEM;
	return add_rows(&rows, err);
}
