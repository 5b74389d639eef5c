/* Stored pairs, judged again. */
#include <stdio.h>

#include "chaos.h"
#include "pairs.h"

static struct pairs_gate gate;
static struct result stored;
static bool one_theta;

static void setup(void)
{
	pairs_init(&gate);
}

static void teardown(void)
{
	pairs_release(&gate);
	result_release(&stored);
}

TestSuite(paired_again, .init = setup, .fini = teardown);

/* What a reader of the gate's file sees. */
static void store(void)
{
	struct err err = {0};
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	cr_assert(out != NULL);
	cr_assert(zero(int, result_write(&gate.result, out, &err)), "%s",
		  err.text);
	cr_assert(zero(int, fclose(out)));
	int code = result_parse(&stored, "stored", text, size, &err);
	cr_assert(zero(int, code), "%s", err.text);
	free(text);
}

static int again(struct err *err)
{
	return gate_paired_again(&stored, &gate.policy, one_theta, gate.waivers,
				 err);
}

static const struct gate_outcome *outcome_again(void)
{
	struct err err = {0};
	int code = again(&err);

	cr_assert(zero(int, code), "%s", err.text);
	return stored.outcome;
}

static void same(double a, double b, const char *what, const char *of)
{
	bool equal = isnan(a) ? isnan(b) : fabs(a - b) <= 1e-9 * fabs(a);

	cr_assert(equal, "%s of %s: %g, now %g", what, of, a, b);
}

Test(paired_again, the_same_policy_says_the_same)
{
	static char old[] = "old", base[] = "main";
	(void)pairs_add(&gate, "a", 0.04, 0.003);
	(void)pairs_add(&gate, "b", -0.04, 0.003);
	(void)pairs_add(&gate, "c", 0, 0.003);
	(void)pairs_add(&gate, "d", 0, 0.3);
	pairs_add(&gate, "new", 0, 0.3)->process_count = 0;
	gate.added[4] = true;
	gate.removed[gate.removed_count++] = old;
	const struct gate_outcome *o = pairs_outcome(&gate);
	gate.result.outcome->base_name = base;
	store();
	const struct gate_outcome *n = outcome_again();
	cr_assert(eq(str, n->base_name, base));
	cr_assert(eq(sz, n->verdict_count, 6));
	cr_assert(eq(u64, n->tests, o->tests));
	cr_assert(eq(int, n->exit, o->exit));
	for (size_t i = 0; i < 6; i++) {
		const struct verdict *v = &o->verdict[i], *w = &n->verdict[i];
		cr_assert(eq(str, v->id, w->id));
		cr_assert(eq(int, v->kind, w->kind));
		cr_assert(eq(u64, v->pairs, w->pairs));
		cr_assert(eq(u64, v->first_pairs, w->first_pairs));
		same(v->ratio, w->ratio, "ratio", v->id);
		same(v->low, w->low, "low", v->id);
		same(v->high, w->high, "high", v->id);
		same(v->mde, w->mde, "mde", v->id);
	}
}

Test(paired_again, a_case_keeps_its_own_theta)
{
	(void)pairs_add(&gate, "a", 0.04, 0.003);
	(void)pairs_add(&gate, "b", 0.04, 0.003);
	gate.entry[1].theta = 0.1;
	const struct gate_outcome *o = pairs_outcome(&gate);
	cr_assert(eq(int, o->verdict[0].kind, VERDICT_REGRESSED));
	cr_assert(eq(int, o->verdict[1].kind, VERDICT_EQUIVALENT));
	store();
	cr_assert(eq(dbl, stored.outcome->verdict[0].theta, 0.02));
	cr_assert(eq(dbl, stored.outcome->verdict[1].theta, 0.1));
	const struct gate_outcome *n = outcome_again();
	for (size_t i = 0; i < 2; i++) {
		const struct verdict *v = &o->verdict[i], *w = &n->verdict[i];
		cr_assert(eq(int, v->kind, w->kind));
		cr_assert(eq(u64, v->pairs, w->pairs));
		cr_assert(eq(u64, v->first_pairs, w->first_pairs));
		cr_assert(eq(dbl, v->theta, w->theta));
	}
	/* Unless one is asked for. */
	one_theta = true;
	n = outcome_again();
	cr_assert(eq(int, n->verdict[0].kind, VERDICT_REGRESSED));
	cr_assert(ne(int, n->verdict[1].kind, VERDICT_EQUIVALENT));
	cr_assert(eq(dbl, n->verdict[1].theta, 0.02));
}

Test(paired_again, another_theta_may_say_something_else)
{
	one_theta = true;
	(void)pairs_add(&gate, "a", 0.04, 0.003);
	cr_assert(eq(int, pairs_verdict(&gate, "a")->kind, VERDICT_REGRESSED));
	store();
	gate.policy.theta = 0.1;
	const struct gate_outcome *o = outcome_again();
	cr_assert(eq(int, o->verdict[0].kind, VERDICT_EQUIVALENT));
	cr_assert(eq(int, o->exit, EXIT_PASS));
}

Test(paired_again, a_metric_s_own_theta_counts_before_the_stored_one)
{
	static double d[PAIRS_MAX];
	struct result_case *c = pairs_add(&gate, "a", 0, 0.003);

	make_normal(d, PAIRS_MAX, 0.04, 0.003, 7);
	make_pair_counter(&gate.result, c, "cycles", PROVIDER_HARDWARE, 400, d);
	pairs_metric(&gate, "cycles", -1);
	cr_assert(eq(int, pairs_outcome(&gate)->exit, EXIT_REGRESSED));
	store();
	cr_assert(eq(int, outcome_again()->exit, EXIT_REGRESSED));
	gate.policy.metric[0].theta = 0.1;
	const struct verdict *v = outcome_again()->verdict;
	cr_assert(eq(int, v->kind, VERDICT_EQUIVALENT));
	cr_assert(eq(dbl, v->metric[0].theta, 0.1));
}

Test(paired_again, waivers_hold_for_what_is_stored)
{
	static char id[] = "a", expires[] = "2026-12-31", why[] = "known";
	static struct waiver waiver = {
	    .id = id, .ceiling = 1.2, .expires = expires, .reason = why};
	static struct waivers waivers = {.waiver = &waiver, .count = 1};

	(void)strcpy(waivers.today, "2026-11-21");
	(void)pairs_add(&gate, "a", 0.04, 0.003);
	cr_assert(eq(int, pairs_outcome(&gate)->exit, EXIT_REGRESSED));
	store();
	gate.waivers = &waivers;
	cr_assert(eq(int, outcome_again()->exit, EXIT_PASS));
	cr_assert(stored.outcome->verdict[0].waived);
}

Test(paired_again, a_side_that_failed_stays_broken)
{
	static char why[] = "signal 11";
	struct result_case *c = pairs_add(&gate, "a", 0, 0.003);

	c->base_process[2].status = CASE_CRASHED;
	c->base_process[2].reason = why;
	c->process[2].status = CASE_NOT_RUN;
	(void)pairs_outcome(&gate);
	store();
	const struct verdict *v = &outcome_again()->verdict[0];
	cr_assert(eq(int, v->kind, VERDICT_BROKEN));
	pairs_says(v, "base: crashed: ");
	pairs_says(v, "signal 11");
}

/* What was begun again with two execs is not begun a third time. */
Test(paired_again, pairs_that_were_begun_again_are_kept)
{
	double d[PAIRS_MAX] = {0};
	struct make_ratios spec = {
	    .log_ratio = d, .count = PAIRS_MAX, .order = 0.03};

	(void)make_ratios(&gate.result, "a", &spec);
	(void)pairs_outcome(&gate);
	cr_assert(gate.again_alone[0]);
	/* Their numbers go on where the forgotten ones ended. */
	cr_assert(gt(u32, gate.result.result_case[0].process[0].process, 0));
	store();
	const struct verdict *v = &outcome_again()->verdict[0];
	cr_assert(eq(int, v->kind, VERDICT_EQUIVALENT));
	cr_assert(v->alone);
	cr_assert(eq(u64, v->pairs, 8));
}

Test(paired_again, a_result_without_pairs_is_refused)
{
	struct err err = {0};

	(void)make_case(&gate.result, "a", NULL);
	store();
	cr_assert(eq(int, again(&err), -ERR_NO_DATA));
	cr_assert(text_has(err.text, "holds no process pairs"));
}

/* Readers refuse most of it; what was put together otherwise must not crash. */
Test(paired_again, hostile_pairs_are_no_evidence)
{
	struct err err = {0};
	struct result_case *c = pairs_add(&gate, "a", 0.5, 0.003);
	struct result_case *d = pairs_add(&gate, "b", 0.5, 0.003);

	stored = gate.result;
	gate.result = (struct result){0};
	/* Lengths that differ, numbers that do not match, columns missing. */
	c->base_process_count = 7;
	for (size_t i = 0; i < d->process_count; i++)
		d->process[i].process = 7;
	for (size_t i = 0; i < 7; i++)
		c->process[i].column_count = i;
	cr_assert(zero(int, again(&err)), "%s", err.text);
	cr_assert(eq(int, c->verdict->kind, VERDICT_INCONCLUSIVE));
	cr_assert(eq(int, d->verdict->kind, VERDICT_INCONCLUSIVE));
	cr_assert(eq(u64, d->verdict->pairs, 1));
}

Test(paired_again, hostile_policies_are_bounded)
{
	struct err err = {0};

	(void)pairs_add(&gate, "a", 0, 0.003);
	(void)pairs_outcome(&gate);
	store();
	gate.policy.pairs = UINT64_MAX;
	cr_assert(zero(int, again(&err)), "%s", err.text);
	gate.policy.pairs = 0;
	cr_assert(zero(int, again(&err)), "%s", err.text);
}

Test(paired_again, memory_runs_out)
{
	(void)pairs_add(&gate, "a", 0, 0.003);
	(void)pairs_outcome(&gate);
	store();
	CHAOS_EACH(n)
	{
		struct err err = {0};
		int code = again(&err);
		bool hit = chaos_stop();

		cr_assert(eq(int, code, hit ? -ERR_NOMEM : 0), "%s", err.text);
	}
}

/* A case with a counter and counts, as the policy lists them. */
static struct result_case *with_metrics(const char *id, double change)
{
	double d[PAIRS_MAX];
	struct result_case *c = pairs_add(&gate, id, 0, 0.003);

	make_normal(d, PAIRS_MAX, change, 0.003, 7);
	make_pair_counter(&gate.result, c, "cycles", PROVIDER_HARDWARE, 400, d);
	make_counts(&gate.result, c, "sim.instructions", 1000, 1001);
	return c;
}

static void same_row(const struct metric_verdict *a,
		     const struct metric_verdict *b)
{
	cr_assert(eq(str, a->metric, b->metric));
	cr_assert(eq(int, a->kind, b->kind));
	cr_assert(eq(int, a->decides, b->decides));
	cr_assert(eq(u64, a->pairs, b->pairs));
	cr_assert(eq(dbl, a->theta, b->theta));
	same(a->base, b->base, "base", a->metric);
	same(a->head, b->head, "head", a->metric);
	same(a->ratio, b->ratio, "ratio", a->metric);
	same(a->low, b->low, "low", a->metric);
	same(a->high, b->high, "high", a->metric);
}

static void same_rows(const struct verdict *v, const struct verdict *w)
{
	cr_assert(eq(int, v->kind, w->kind));
	cr_assert(eq(int, v->timed, w->timed));
	cr_assert(eq(sz, v->metric_count, w->metric_count));
	for (size_t i = 0; i < v->metric_count; i++)
		same_row(&v->metric[i], &w->metric[i]);
}

Test(paired_again, metrics_say_the_same)
{
	(void)with_metrics("a", 0.05);
	(void)with_metrics("b", 0);
	pairs_metric(&gate, "cycles", 0.03);
	pairs_metric(&gate, "sim.instructions", 0.01);
	pairs_metric(&gate, "missing", -1);
	const struct gate_outcome *o = pairs_outcome(&gate);
	gate.result.gate = gate.policy;
	store();
	cr_assert(eq(sz, stored.gate.metric_count, 3));
	gate.policy = stored.gate;
	const struct gate_outcome *n = outcome_again();
	cr_assert(eq(u64, n->tests, 4));
	cr_assert(eq(int, n->exit, o->exit));
	for (size_t i = 0; i < 2; i++)
		same_rows(&o->verdict[i], &n->verdict[i]);
}

Test(paired_again, a_metric_keeps_the_theta_of_its_case)
{
	(void)with_metrics("a", 0.05);
	gate.entry[0].theta = 0.1;
	pairs_metric(&gate, "cycles", -1);
	const struct gate_outcome *o = pairs_outcome(&gate);
	gate.result.gate = gate.policy;
	store();
	gate.policy = stored.gate;
	same_rows(&o->verdict[0], &outcome_again()->verdict[0]);
	one_theta = true;
	const struct verdict *v = &outcome_again()->verdict[0];
	cr_assert(eq(dbl, pairs_metric_row(v, "cycles")->theta, 0.02));
}

/* Counts alone: there is no pair to judge again, but there are counts. */
Test(paired_again, counts_without_pairs_are_judged_again)
{
	struct result_case *c = pairs_add(&gate, "a", 0, 0.003);

	c->process_count = c->base_process_count = 0;
	make_counts(&gate.result, c, "allocs", 3, 4);
	pairs_metric(&gate, "allocs", -1);
	const struct gate_outcome *o = pairs_outcome(&gate);
	gate.result.gate = gate.policy;
	store();
	gate.policy = stored.gate;
	const struct gate_outcome *n = outcome_again();
	same_rows(&o->verdict[0], &n->verdict[0]);
	cr_assert(eq(int, n->exit, EXIT_REGRESSED));
}
