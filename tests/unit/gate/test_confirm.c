/* A second measurement of limits that were broken. */
#include "stored.h"

static struct result before, head, again;
static struct baseline base;

static void setup(void)
{
	stored_result(&before, "run-1");
	stored_result(&head, "run-2");
	stored_result(&again, "run-3");
}

static void teardown(void)
{
	result_release(&before);
	result_release(&head);
	result_release(&again);
	baseline_release(&base);
}

TestSuite(confirm, .init = setup, .fini = teardown);

/* Case ID takes 100 ns at first, NS then, and may take 50. */
static const struct verdict *confirm(const char *id, double ns)
{
	static const char limit[] = "time < 50ns";
	const char *red[STORED_MAX_CASES];
	struct err err = {0};

	stored_case(&before, "a", 100, 10);
	stored_case(&head, "a", 100, 10);
	if (strcmp(id, "a") != 0)
		stored_case(&head, id, 100, 10);
	struct result_case *last = &head.result_case[head.case_count - 1];
	stored_limit(&head, last, limit);
	stored_limit(&again, stored_case(&again, id, ns, 10), limit);
	stored_summarise(&again);
	stored_baseline(&base, &before);
	cr_assert(zero(int, stored_compare(&head, &base, &err)));
	cr_assert(eq(sz, gate_reds(&head, red), 1));
	char *named = last->id, *found = stored_text(&head, red[0]);
	cr_assert(eq(str, found, named));
	int r = gate_confirm(&head, &again, &base, &head.gate, &err);
	cr_assert(zero(int, r), "%s", err.text);
	return last->verdict;
}

Test(confirm, limit_that_breaks_again_stays_broken)
{
	const struct verdict *v = confirm("a", 100);
	cr_assert(eq(int, v->limit[0].state, LIMIT_BROKEN));
	cr_assert(eq(int, head.outcome->exit, EXIT_REGRESSED));
}

Test(confirm, limit_that_does_not_break_again_is_undecided)
{
	const struct verdict *v = confirm("a", 40);
	cr_assert(eq(int, v->limit[0].state, LIMIT_INCONCLUSIVE));
	cr_assert(eq(int, head.outcome->exit, EXIT_INCONCLUSIVE));
}

Test(confirm, limit_of_an_added_case_is_looked_at_too)
{
	const struct verdict *v = confirm("b", 40);
	cr_assert(eq(int, v->kind, VERDICT_ADDED));
	cr_assert(eq(int, v->limit[0].state, LIMIT_INCONCLUSIVE));
}
