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
static double needs_pairs(const struct paired_case *c,
			  const struct paired_numbers *numbers)
{
	const struct paired_test *test = &c->test;
	const struct paired_set *set = &test->set[test->stage == PAIRED_SECOND];
	double needs = numbers->needs_pairs;
	double next = (double)next_look(test, set);

	if (!isfinite(needs))
		return 0;
	if (test->stage == PAIRED_SECOND)
		return (double)test->set[0].count + fmax(needs / 2, next);
	if (test->stage == PAIRED_FIRST)
		return fmax(needs, next);
	return needs > (double)set->count ? needs : 0;
}

double paired_needs_ns(const struct paired_case *c,
		       const struct paired_numbers *numbers)
{
	if (c->measured == 0 || c->test.kind != VERDICT_INCONCLUSIVE)
		return 0;
	return needs_pairs(c, numbers) * c->spent_ns / (double)c->measured;
}

/* More pairs than a set may have. */
static bool needs_larger_set(const struct paired_case *c,
			     const struct paired_numbers *numbers)
{
	return numbers->needs_pairs / 2 > (double)c->test.config.max_pairs;
}

/* "; 2.0 % needs about 4.2 s", or "". */
static const char *show_needs(char buf[128], const struct paired_case *c,
			      const struct paired_numbers *numbers)
{
	double ns = paired_needs_ns(c, numbers), set = numbers->needs_pairs / 2;
	char theta[32], pairs[48] = "";

	buf[0] = '\0';
	if (!(ns > 0))
		return buf;
	rule_percent(theta, log1p(c->test.config.theta));
	if (set > SWAP_MAX_PAIRS) {
		(void)snprintf(buf, 128,
			       "; %s needs about %.0f pairs a set, more than "
			       "%d: take a larger theta",
			       theta, ceil(set), SWAP_MAX_PAIRS);
		return buf;
	}
	if (needs_larger_set(c, numbers))
		(void)snprintf(pairs, sizeof pairs, " and %.0f pairs a set",
			       ceil(set));
	(void)snprintf(buf, 128, "; %s needs about %.*f s%s", theta,
		       ns < 10e9 ? 1 : 0, fmax(ns / 1e9, 0.1), pairs);
	return buf;
}

static const char *way(double change)
{
	return change > 0 ? "slower" : "faster";
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

static void explain_open(const struct paired_case *c,
			 const struct result *result,
			 const struct paired_numbers *numbers, char *buf,
			 size_t size)
{
	const struct paired_test *test = &c->test;
	char stop[64], needs[128], change[32];

	show_stop(stop, sizeof stop, c, result);
	show_needs(needs, c, numbers);
	if (test->stage == PAIRED_SECOND)
		(void)snprintf(buf, size,
			       "%s %s in %zu pairs, but %s after %zu of a "
			       "second set%s",
			       rule_percent(change, numbers->change),
			       way(numbers->change), test->set[0].count, stop,
			       test->set[1].count, needs);
	else
		(void)snprintf(buf, size, "%s after %zu pairs%s", stop,
			       c->pairs, needs);
}

static void explain_end(const struct paired_case *c,
			const struct paired_numbers *numbers, char *buf,
			size_t size)
{
	const struct paired_test *test = &c->test;
	size_t first = test->set[0].count;
	char change[32], floor[32], needs[128];

	rule_percent(change, numbers->change);
	rule_percent(floor, log1p(test->config.theta / 2));
	show_needs(needs, c, numbers);
	if (test->end == PAIRED_NOT_REPEATED)
		(void)snprintf(buf, size,
			       "%s %s in %zu pairs; a second set of %zu did "
			       "not repeat it",
			       change, way(numbers->change), first,
			       test->set[1].count);
	else if (test->end == PAIRED_EXHAUSTED)
		(void)snprintf(buf, size, "%zu pair%s decide%s%s", first,
			       first == 1 ? " does not" : "s do not", needs,
			       needs_larger_set(c, numbers)
				   ? ""
				   : "; allow more pairs or a larger theta");
	else if (test->end == PAIRED_REAL_SMALL)
		(void)snprintf(buf, size, "%s by more than %s, but below theta",
			       test->question[PAIRED_ASK_SLOWER].rejects
				   ? "slower"
				   : "faster",
			       floor);
}

/* A word of caution beside a verdict of its own. */
static void caution(const struct paired_case *c,
		    const struct paired_numbers *numbers, char *buf,
		    size_t size)
{
	char order[32];

	if (c->builds && fabs(numbers->change) < c->builds->below &&
	    c->test.kind != VERDICT_EQUIVALENT)
		(void)snprintf(buf, size, "%s", c->builds->text);
	else if (paired_order_matters(c))
		(void)snprintf(buf, size, "what runs second is %s %s%s",
			       rule_percent(order, paired_order_effect(c)),
			       way(paired_order_effect(c)),
			       c->alone ? ", even apart" : "");
}

void paired_reason(const struct paired_case *c, const struct result *result,
		   const struct paired_numbers *numbers, char *buf, size_t size)
{
	buf[0] = '\0';
	if (c->disturbed_out)
		(void)snprintf(buf, size,
			       "too few slices were undisturbed in %zu of %zu "
			       "pairs; measure on a quieter machine",
			       c->invalid, c->pairs);
	else if (c->test.stage != PAIRED_DECIDED)
		explain_open(c, result, numbers, buf, size);
	else if (c->test.end == PAIRED_CLEAR)
		caution(c, numbers, buf, size);
	else
		explain_end(c, numbers, buf, size);
}
