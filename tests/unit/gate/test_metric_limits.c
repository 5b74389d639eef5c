/* Limits on any metric, against numbers and against the base. */
#include "pairs.h"

static struct pairs_gate gate;

static void setup(void)
{
	pairs_init(&gate);
}

static void teardown(void)
{
	pairs_release(&gate);
}

TestSuite(metric_limits, .init = setup, .fini = teardown);

/* Of "a", whose times do not change. */
static const struct limit_check *check(struct result_case *c, const char *text)
{
	pairs_limit(&gate, c, text);
	const struct verdict *v = pairs_verdict(&gate, "a");
	cr_assert(eq(sz, v->limit_count, 1));
	return &v->limit[0];
}

static struct result_case *add(void)
{
	return pairs_add(&gate, "a", 0, 0.003);
}

static enum limit_state exact(const char *text, double base, double head)
{
	struct result_case *c = add();
	make_counts(&gate.result, c, "sim.instructions", base, head);
	return check(c, text)->state;
}

Test(metric_limits, a_factor_of_an_exact_base_is_arithmetic)
{
	cr_assert(eq(int,
		     exact("sim.instructions <= baseline*1.001", 1000, 1001),
		     LIMIT_KEPT));
	char *detail = gate.result.outcome->verdict[0].limit->detail;
	cr_assert(eq(str, detail, (char *)"measured 1001, the base 1000"));
	cr_assert(eq(int, gate.result.outcome->exit, EXIT_PASS));
}

Test(metric_limits, one_beyond_it_is_broken)
{
	cr_assert(eq(int,
		     exact("sim.instructions <= baseline*1.001", 1000, 1002),
		     LIMIT_BROKEN));
	cr_assert(eq(int, gate.result.outcome->exit, EXIT_REGRESSED));
	cr_assert(
	    eq(int, gate.result.outcome->verdict[0].kind, VERDICT_EQUIVALENT));
}

Test(metric_limits, less_than_the_same_is_broken)
{
	cr_assert(eq(int,
		     exact("sim.instructions < baseline*1.001", 1000, 1001),
		     LIMIT_BROKEN));
}

Test(metric_limits, a_base_of_0_has_limits_too)
{
	struct result_case *c = add();
	make_counts(&gate.result, c, "allocs", 0, 0);
	cr_assert(eq(int, check(c, "allocs <= baseline")->state, LIMIT_KEPT));
	c->counted[1].counter->per_op = 1;
	gate.taken[0] = 0;
	c->process_count = c->base_process_count = PAIRS_MAX;
	cr_assert(eq(int, check(c, "allocs <= baseline")->state, LIMIT_BROKEN));
}

Test(metric_limits, a_number_of_allocations)
{
	struct result_case *c = add();
	make_counts(&gate.result, c, "allocs", 5, 4);
	const struct limit_check *l = check(c, "allocs <= 3");
	cr_assert(eq(int, l->state, LIMIT_BROKEN));
	cr_assert(eq(str, l->detail, (char *)"measured 4"));
}

Test(metric_limits, what_is_not_exact_neither_keeps_nor_breaks)
{
	struct result_case *c = add();
	make_counts(&gate.result, c, "allocs", 5, 4);
	c->counted[1].counter->exact = false;
	c->counted[1].counter->reason = pairs_text(&gate, "they differ");
	const struct limit_check *l = check(c, "allocs <= baseline");
	cr_assert(eq(int, l->state, LIMIT_INCONCLUSIVE));
	cr_assert(eq(str, l->detail,
		     (char *)"measured 4, the base 5; head: they differ"));
	gate.taken[0] = 0;
	c->process_count = c->base_process_count = PAIRS_MAX;
	l = check(c, "allocs <= 3");
	cr_assert(eq(int, l->state, LIMIT_INCONCLUSIVE));
	cr_assert(eq(str, l->detail, (char *)"measured 4; they differ"));
}

Test(metric_limits, what_was_not_counted_is_no_data)
{
	const struct limit_check *l = check(add(), "sim.ll_misses <= 3");
	cr_assert(eq(int, l->state, LIMIT_NO_DATA));
	cr_assert(text_has(l->detail, "--counters=simulated"), "%s", l->detail);
	cr_assert(eq(int, gate.result.outcome->exit, EXIT_NOTHING));
}

static struct result_case *add_cycles(double change)
{
	double d[PAIRS_MAX];
	struct result_case *c = add();

	make_normal(d, PAIRS_MAX, change, 0.003, 7);
	make_pair_counter(&gate.result, c, "cycles", PROVIDER_HARDWARE, 400, d);
	return c;
}

Test(metric_limits, a_noisy_metric_is_asked_of_the_pairs)
{
	const struct limit_check *l =
	    check(add_cycles(0.05), "cycles < baseline*1.02");
	cr_assert(eq(int, l->state, LIMIT_BROKEN));
	cr_assert(text_begins(l->detail, "measured 1.05"), "%s", l->detail);
	const struct verdict *v = pairs_row(&gate, "a");
	const struct metric_verdict *m = pairs_metric_row(v, "cycles");
	/* It says what it found, and decides nothing but its limit. */
	cr_assert(not(m->decides));
	cr_assert(eq(int, m->kind, VERDICT_REGRESSED));
	cr_assert(eq(int, v->kind, VERDICT_EQUIVALENT));
	cr_assert(zero(u64, gate.result.outcome->regressed));
	cr_assert(eq(u64, gate.result.outcome->tests, 2));
}

Test(metric_limits, a_noisy_metric_keeps_its_limit)
{
	cr_assert(eq(int, check(add_cycles(0), "cycles < baseline*1.02")->state,
		     LIMIT_KEPT));
}

Test(metric_limits, what_should_be_high_has_its_limit_from_below)
{
	double d[PAIRS_MAX];
	struct result_case *c = add();

	make_normal(d, PAIRS_MAX, -0.2, 0.003, 7);
	make_pair_number(&gate.result, c, "hits", false, 10, d);
	const struct limit_check *l = check(c, "hits > baseline*0.9");
	cr_assert(eq(int, l->state, LIMIT_BROKEN));
	cr_assert(text_begins(l->detail, "measured 0.81"), "%s", l->detail);
}

/* Counts decide, but what limits ask for is measured. */
Test(metric_limits, limits_have_pairs_where_nothing_else_needs_them)
{
	struct result_case *c = add();
	make_counts(&gate.result, c, "allocs", 3, 3);
	pairs_metric(&gate, "allocs", -1);
	cr_assert(eq(int, check(c, "time < 105ns")->state, LIMIT_KEPT));
	const struct verdict *v = pairs_row(&gate, "a");
	cr_assert(not(v->timed));
	cr_assert(eq(int, v->kind, VERDICT_EQUIVALENT));
	cr_assert(eq(u64, gate.result.outcome->tests, 1));
	cr_assert(ge(sz, gate.taken[0], 8));
}

Test(metric_limits, limits_on_counts_need_no_pairs)
{
	struct result_case *c = add();
	make_counts(&gate.result, c, "allocs", 3, 3);
	c->process_count = c->base_process_count = 0;
	pairs_metric(&gate, "allocs", -1);
	cr_assert(eq(int, check(c, "allocs <= baseline")->state, LIMIT_KEPT));
	cr_assert(zero(u64, gate.result.outcome->tests));
	cr_assert(eq(int, gate.result.outcome->exit, EXIT_PASS));
}
