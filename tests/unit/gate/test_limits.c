#include "stored.h"
#include "text.h"

static struct result before, head;
static struct baseline base;

static void setup(void)
{
	stored_result(&before, "run-1");
	stored_result(&head, "run-2");
}

static void teardown(void)
{
	result_release(&before);
	result_release(&head);
	baseline_release(&base);
}

TestSuite(limits, .init = setup, .fini = teardown);

/* The check of one limit on a case of 100 to 100.9 ns. */
static const struct limit_check *check(const char *text, size_t processes)
{
	struct err err = {0};
	struct result_case *c = stored_case(&head, "a", 100, processes);
	stored_limit(&head, c, text);
	stored_summarise(&head);
	cr_assert(zero(int, gate_limits(&head, &err)), "%s", err.text);
	cr_assert(eq(sz, head.outcome->verdict_count, 1));
	return &head.outcome->verdict[0].limit[0];
}

static void expect(const char *text, size_t processes, enum limit_state state,
		   enum exit_code status)
{
	const struct limit_check *c = check(text, processes);
	cr_assert(eq(int, c->state, state), "%s: %s", text, c->detail);
	cr_assert(eq(int, head.outcome->exit, status));
}

Test(limits, kept)
{
	expect("time < 110ns", 10, LIMIT_KEPT, EXIT_PASS);
	const struct limit_check *c = head.outcome->verdict[0].limit;
	char *detail = c->detail,
	     *expected = "measured 100.5 ns [100.1 ns, 100.8 ns]";
	cr_assert(eq(str, detail, expected));
}

Test(limits, broken)
{
	expect("time < 90ns", 10, LIMIT_BROKEN, EXIT_REGRESSED);
	cr_assert(eq(u64, head.outcome->limits_broken, 1));
}

Test(limits, between_is_inconclusive)
{
	expect("time < 100.4ns", 10, LIMIT_INCONCLUSIVE, EXIT_INCONCLUSIVE);
}

Test(limits, greater_is_mirrored)
{
	expect("time > 90ns", 10, LIMIT_KEPT, EXIT_PASS);
}

Test(limits, too_few_processes_decide_nothing)
{
	expect("time < 1s", 5, LIMIT_INCONCLUSIVE, EXIT_INCONCLUSIVE);
	const struct limit_check *c = head.outcome->verdict[0].limit;
	cr_assert(text_has(c->detail, "needs at least 6 processes"));
}

Test(limits, percentile_needs_its_slices)
{
	/* 200 slices: enough for p95, not for p99. */
	expect("p99 < 1ms", 10, LIMIT_NO_DATA, EXIT_NOTHING);
	char *detail = head.outcome->verdict[0].limit->detail;
	char *expected = "needs 1000 undisturbed slices, 100 in each process";
	cr_assert(eq(str, detail, expected));
}

Test(limits, percentile_with_its_slices)
{
	expect("p95 < 1ms", 10, LIMIT_KEPT, EXIT_PASS);
}

Test(limits, unknown_metric_is_no_data)
{
	expect("misses <= 3", 10, LIMIT_NO_DATA, EXIT_NOTHING);
	char *detail = head.outcome->verdict[0].limit->detail;
	char *expected = "the benchmark has no such metric";
	cr_assert(eq(str, detail, expected));
}

Test(limits, author_metric_is_checked)
{
	struct err err = {0};
	struct result_case *c = stored_case(&head, "a", 100, 8);
	for (size_t i = 0; i < 8; i++) {
		struct process_samples *p = &c->process[i];
		p->metric = stored_take(&head, 1, sizeof *p->metric);
		p->metric_count = 1;
		p->metric[0].name = stored_text(&head, "misses");
		p->metric[0].value = 5;
	}
	stored_limit(&head, c, "misses <= 3");
	stored_summarise(&head);
	cr_assert(zero(int, gate_limits(&head, &err)));
	cr_assert(eq(int, head.outcome->exit, EXIT_REGRESSED));
}

Test(limits, relative_ones_wait_for_a_base)
{
	struct err err = {0};
	struct result_case *c = stored_case(&head, "a", 100, 10);
	stored_limit(&head, c, "time < baseline*1.03");
	stored_summarise(&head);
	cr_assert(zero(int, gate_limits(&head, &err)));
	cr_assert(eq(int, head.outcome->exit, EXIT_PASS));
	cr_assert(zero(sz, head.outcome->verdict_count));
}

static void relative(const char *text, double ns, enum limit_state state)
{
	struct err err = {0};
	stored_case(&before, "a", 100, 10);
	stored_baseline(&base, &before);
	struct result_case *c = stored_case(&head, "a", ns, 10);
	stored_limit(&head, c, text);
	cr_assert(zero(int, stored_compare(&head, &base, &err)));
	cr_assert(eq(int, head.outcome->verdict[0].limit[0].state, state));
}

Test(limits, relative_kept)
{
	relative("time < baseline*1.10", 100, LIMIT_KEPT);
}

Test(limits, relative_within_the_sessions_spread)
{
	relative("time < baseline*1.03", 104, LIMIT_INCONCLUSIVE);
}

Test(limits, relative_broken)
{
	relative("time < baseline*1.03", 120, LIMIT_BROKEN);
}

Test(limits, relative_percentile_has_no_base)
{
	relative("p50 < baseline*1.03", 100, LIMIT_NO_DATA);
}

Test(limits, empty_result_is_no_data)
{
	struct err err = {0};
	cr_assert(eq(int, gate_limits(&head, &err), -ERR_NO_DATA));
}
