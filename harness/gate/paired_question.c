/* What is asked about a case: which metrics, and what their pairs say. */
#include <string.h>

#include "counters/passes.h"
#include "gate/gate.h"
#include "gate/pair_metric.h"
#include "gate/paired_gate.h"
#include "gate/rule.h"

/*
 * Pairs without a number after which a question is given up, if they are
 * most: counters that take turns have one in a share of the pairs.
 */
enum { MOST_MISSED_PAIRS = 16, MISSED_SHARE = 8 };

void paired_question_begin(const struct paired_gate *gate,
			   struct case_question *q)
{
	const struct paired_test_config config = {
	    .group = &gate->group,
	    .coarse_group = &gate->coarse_group,
	    .theta = q->theta,
	    .max_pairs = paired_set_pairs(&gate->policy),
	};

	paired_test_init(&q->test, &config);
	q->missed = 0;
	q->given_up = q->done = false;
}

const struct case_question *paired_question_of(const struct paired_case *c,
					       const char *metric)
{
	for (size_t i = 0; i < c->question_count; i++)
		if (strcmp(c->question[i].metric, metric) == 0)
			return &c->question[i];
	return NULL;
}

/* It is counted in passes of its own, the same in every run. */
static bool is_exact(const char *metric)
{
	return pass_metric_find(metric);
}

/* "p99", "max": of the slices of a side; pairs do not compare them. */
static bool is_quantile(const char *metric)
{
	uint64_t all;

	return !metric_is_time(metric) && gate_limit_slices(metric, &all) > 0;
}

static struct case_question *add(struct paired_case *c, const char *metric)
{
	for (size_t i = 0; i < c->question_count; i++)
		if (strcmp(c->question[i].metric, metric) == 0)
			return &c->question[i];
	c->question[c->question_count].metric = metric;
	return &c->question[c->question_count++];
}

static void add_policy(struct paired_case *c, const struct suite_gate *policy)
{
	c->question[0].decides = policy->metric_count == 0;
	for (size_t i = 0; i < policy->metric_count; i++)
		if (!is_exact(policy->metric[i].name))
			add(c, policy->metric[i].name)->decides = true;
	for (size_t i = 0; i < c->question_count; i++)
		c->question[i].tested = c->question[i].decides;
}

/*
 * A factor of the base needs the metric's pairs. Any other number that is not
 * exact needs some pairs; those of the time do.
 */
static void add_limits(struct paired_case *c, const struct result_case *of)
{
	bool needs_pairs = false, tested = false;

	for (size_t i = 0; i < of->limit_count; i++) {
		const struct suite_limit *limit = &of->limit[i];
		if (is_exact(limit->metric))
			continue;
		needs_pairs = true;
		if (limit->relative && !is_quantile(limit->metric))
			add(c, limit->metric)->tested = true;
	}
	for (size_t i = 0; i < c->question_count; i++)
		tested |= c->question[i].tested;
	if (needs_pairs && !tested)
		c->question[0].tested = true;
}

/* The metric's own, the stored one, the case's own, or that of all. */
static double theta_of(const struct paired_gate *gate, size_t index,
		       const struct paired_cases *cases, const char *metric)
{
	const struct suite_gate *policy = &gate->policy;
	double stored = cases->stored_theta
			    ? cases->stored_theta(cases->ctx, index, metric)
			    : 0;
	double own = cases->own(cases->ctx, index).theta;
	const struct suite_metric *listed = policy_metric(policy, metric);

	if (listed && listed->theta >= 0)
		return listed->theta;
	if (stored > 0)
		return stored;
	return own > 0 ? own : policy->theta;
}

int paired_questions(struct paired_gate *gate, struct paired_case *c,
		     size_t index, const struct result_case *of,
		     const struct paired_cases *cases, struct err *err)
{
	static const char time[] = "time";
	struct case_question *kept;
	/* Most cases ask about the time alone. */
	size_t most = 1 + gate->policy.metric_count + of->limit_count;
	CLEANUP(mem_free)
	struct case_question *room = calloc(most, sizeof *room);

	if (!room)
		return err_nomem(err, "paired gate");
	c->question = room;
	c->question_count = 0;
	add(c, time);
	add_policy(c, &gate->policy);
	add_limits(c, of);
	kept = arena_array(&gate->arena, c->question_count, sizeof *kept, err);
	c->question = kept;
	if (!kept)
		return -ERR_NOMEM;
	memcpy(kept, room, c->question_count * sizeof *kept);
	for (size_t i = 0; i < c->question_count; i++) {
		kept[i].theta = theta_of(gate, index, cases, kept[i].metric);
		paired_question_begin(gate, &kept[i]);
		c->test_count += kept[i].tested;
	}
	return 0;
}

/* Neither a disturbance nor a want of room on the PMU, which pass. */
static bool lasts(const struct counter_value *counter)
{
	const char *name = counter->errno_name;

	return name && strcmp(name, "EAGAIN") != 0 &&
	       strcmp(name, "EBUSY") != 0;
}

/* Both sides lack it, and no other pair will have it. */
static bool is_absent(const struct pair_metric *metric)
{
	if (!metric->side[0] || !metric->side[1])
		return false;
	return metric->lack == PAIR_LACKS_METRIC ||
	       (metric->lack == PAIR_LACKS_COUNTER &&
		lasts(metric->counter[0]) && lasts(metric->counter[1]));
}

static int miss(struct paired_gate *gate, struct case_question *q,
		const struct pair_metric *metric, struct err *err)
{
	size_t taken = q->test.set[0].count + q->test.set[1].count;
	bool first = taken + q->missed == 0;
	char why[1280];

	q->missed++;
	/* Turns are no reason: other pairs have their own. */
	q->given_up = metric->lack == PAIR_LACKS_KIND ||
		      (first && is_absent(metric)) ||
		      (q->missed >= MOST_MISSED_PAIRS &&
		       q->missed > MISSED_SHARE * taken);
	q->done = q->given_up;
	if (q->why)
		return 0;
	pair_metric_explain(metric, why, sizeof why);
	q->why = arena_strdup(&gate->arena, why, err);
	return q->why ? 0 : -ERR_NOMEM;
}

int paired_question_take(struct paired_gate *gate, struct case_question *q,
			 const struct process_samples *base,
			 const struct process_samples *head,
			 const struct pair_estimate *e, struct err *err)
{
	double level = paired_level(&gate->policy, gate->tests, gate->reds);
	double log_ratio = e->log_ratio;

	if (q->done)
		return 0;
	if (!metric_is_time(q->metric)) {
		struct pair_metric metric =
		    pair_metric(base, head, q->metric, e->log_ratio);
		if (metric.lack != PAIR_LACKS_NOTHING)
			return miss(gate, q, &metric, err);
		log_ratio = metric.log_ratio;
	}
	int r = paired_test_take(&q->test, log_ratio, level, &q->done, err);
	gate->reds += q->tested && q->test.kind == VERDICT_REGRESSED;
	return r;
}
