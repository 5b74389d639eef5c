/* What a row of the paired gate says in words. */
#include <math.h>
#include <stdio.h>

#include "base/str.h"
#include "gate/paired_gate.h"
#include "gate/rule.h"

static size_t next_look(const struct paired_test *test,
			const struct paired_set *set)
{
	return set->looks < test->look_count ? test->look[set->looks] : 0;
}

/* Of both sets, all in all; 0: unknown, or more of the same does not help. */
static double needs_pairs(const struct paired_view *view)
{
	const struct paired_test *test = &view->q->test;
	const struct paired_set *set = &test->set[test->stage == PAIRED_SECOND];
	double needs = view->numbers->needs_pairs;
	double next = (double)next_look(test, set);

	if (!isfinite(needs))
		return 0;
	if (test->stage == PAIRED_SECOND)
		return (double)test->set[0].count + fmax(needs / 2, next);
	if (test->stage == PAIRED_FIRST)
		return fmax(needs, next);
	return needs > (double)set->count ? needs : 0;
}

/* Pairs that are measured for one number of the metric. */
static double pairs_a_number(const struct case_question *q)
{
	double taken = (double)(q->test.set[0].count + q->test.set[1].count);

	return q->missed ? (taken + (double)q->missed) / taken : 1;
}

double paired_needs_ns(const struct paired_view *view)
{
	const struct paired_case *c = view->c;

	if (c->measured == 0 || view->q->test.kind != VERDICT_INCONCLUSIVE ||
	    view->numbers->pairs == 0)
		return 0;
	return needs_pairs(view) * pairs_a_number(view->q) * c->spent_ns /
	       (double)c->measured;
}

/* More pairs than a set may have. */
static bool needs_larger_set(const struct paired_view *view)
{
	return view->numbers->needs_pairs / 2 >
	       (double)view->q->test.config.max_pairs;
}

/* "; 2.0 % needs about 4.2 s", or "". */
static const char *show_needs(char buf[128], const struct paired_view *view)
{
	double ns = paired_needs_ns(view);
	double set = view->numbers->needs_pairs / 2;
	char theta[32], pairs[48] = "";

	buf[0] = '\0';
	if (!(ns > 0))
		return buf;
	rule_percent(theta, log1p(view->q->theta));
	if (set > SWAP_MAX_PAIRS) {
		(void)snprintf(buf, 128,
			       "; %s needs about %.0f pairs a set, more than "
			       "%d: take a larger theta",
			       theta, ceil(set), SWAP_MAX_PAIRS);
		return buf;
	}
	if (needs_larger_set(view))
		(void)snprintf(pairs, sizeof pairs, " and %.0f pairs a set",
			       ceil(set));
	(void)snprintf(buf, 128, "; %s needs about %.*f s%s", theta,
		       ns < 10e9 ? 1 : 0, fmax(ns / 1e9, 0.1), pairs);
	return buf;
}

static const char *way(const struct case_question *q, double change)
{
	if (metric_is_time(q->metric))
		return change > 0 ? "slower" : "faster";
	return change > 0 ? "worse" : "better";
}

/* Who ended the measuring of an open case; as run_pairs() does. */
static void show_stop(char *buf, size_t size, const struct paired_case *c,
		      const struct result *result)
{
	double pair_ns = c->spent_ns / (double)c->measured;

	if (c->budget_ns > 0 && c->spent_ns + pair_ns > c->budget_ns)
		(void)snprintf(buf, size, "its budget of %g s ended",
			       c->budget_ns / 1e9);
	else
		(void)snprintf(buf, size, "%s",
			       result->budget_ended ? "the budget ended"
						    : "stopped");
}

static void explain_open(const struct paired_view *view, char *buf, size_t size)
{
	const struct paired_case *c = view->c;
	const struct paired_test *test = &view->q->test;
	double so_far = view->numbers->change;
	char stop[64], needs[128], change[32];

	show_stop(stop, sizeof stop, c, view->result);
	show_needs(needs, view);
	if (test->stage == PAIRED_SECOND)
		(void)snprintf(buf, size,
			       "%s %s in %zu pairs, but %s after %zu of a "
			       "second set%s",
			       rule_percent(change, so_far),
			       way(view->q, so_far), test->set[0].count, stop,
			       test->set[1].count, needs);
	else
		(void)snprintf(buf, size, "%s after %zu pairs%s", stop,
			       c->pairs, needs);
}

static void explain_end(const struct paired_view *view, char *buf, size_t size)
{
	const struct paired_test *test = &view->q->test;
	double found = view->numbers->change;
	size_t first = test->set[0].count;
	char change[32], floor[32], needs[128];
	int direction = test->question[PAIRED_ASK_SLOWER].rejects ? 1 : -1;

	rule_percent(change, found);
	rule_percent(floor, log1p(test->config.theta / 2));
	show_needs(needs, view);
	if (test->end == PAIRED_NOT_REPEATED)
		(void)snprintf(buf, size,
			       "%s %s in %zu pairs; a second set of %zu did "
			       "not repeat it",
			       change, way(view->q, found), first,
			       test->set[1].count);
	else if (test->end == PAIRED_EXHAUSTED)
		(void)snprintf(buf, size, "%zu pair%s decide%s%s", first,
			       first == 1 ? " does not" : "s do not", needs,
			       needs_larger_set(view)
				   ? ""
				   : "; allow more pairs or a larger theta");
	else if (test->end == PAIRED_REAL_SMALL)
		(void)snprintf(buf, size, "%s by more than %s, but below theta",
			       way(view->q, direction), floor);
}

/*
 * A word of caution beside a verdict of its own. Where code lies and what ran
 * before moves the time only.
 */
static void caution(const struct paired_view *view, char *buf, size_t size)
{
	const struct paired_case *c = view->c;
	bool time = metric_is_time(view->q->metric);
	char order[32];

	if (c->builds && fabs(view->numbers->change) < c->builds->below &&
	    (time || isinf(c->builds->below)) &&
	    view->q->test.kind != VERDICT_EQUIVALENT)
		(void)snprintf(buf, size, "%s", c->builds->text);
	else if (time && paired_order_matters(c))
		(void)snprintf(buf, size, "what runs second is %s %s%s",
			       rule_percent(order, paired_order_effect(c)),
			       way(view->q, paired_order_effect(c)),
			       c->alone ? ", even apart" : "");
}

/* Numbers that pairs lack; they may still come while pairs do. */
static void explain_missed(const struct paired_view *view, char *buf,
			   size_t size)
{
	const struct case_question *q = view->q;

	if (view->numbers->pairs == 0)
		(void)snprintf(buf, size, "%s", q->why);
	else
		(void)snprintf(buf, size,
			       "no number of it in %zu of %zu pairs: "
			       "%s",
			       q->missed, q->missed + view->numbers->pairs,
			       q->why);
}

void paired_reason(const struct paired_view *view, char *buf, size_t size)
{
	const struct paired_case *c = view->c;
	const struct case_question *q = view->q;

	buf[0] = '\0';
	if (q->why && (q->given_up || view->numbers->pairs == 0))
		explain_missed(view, buf, size);
	else if (c->disturbed_out && q->test.stage != PAIRED_DECIDED)
		(void)snprintf(buf, size,
			       "too few slices were undisturbed in %zu of %zu "
			       "pairs; measure on a quieter machine",
			       c->invalid, c->pairs);
	else if (q->test.stage != PAIRED_DECIDED)
		explain_open(view, buf, size);
	else if (q->test.end == PAIRED_CLEAR)
		caution(view, buf, size);
	else
		explain_end(view, buf, size);
}
