#include <math.h>

#include "chaos.h"
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

TestSuite(compare, .init = setup, .fini = teardown);

static void compare_ok(void)
{
	struct err err = {0};
	stored_baseline(&base, &before);
	cr_assert(zero(int, stored_compare(&head, &base, &err)), "%s",
		  err.text);
}

static void fails(enum err_code code, const char *part)
{
	struct err err = {0};
	stored_baseline(&base, &before);
	cr_assert(eq(int, stored_compare(&head, &base, &err), -(int)code));
	cr_assert(text_has(err.text, part), "%s", err.text);
	cr_assert(eq(ptr, head.outcome, NULL));
}

Test(compare, unchanged_code_passes)
{
	stored_case(&before, "a", 100, 10);
	stored_case(&before, "b", 200, 10);
	stored_case(&head, "a", 100, 10);
	stored_case(&head, "b", 200, 10);
	compare_ok();
	cr_assert(eq(int, head.outcome->exit, EXIT_PASS));
	cr_assert(eq(u64, head.outcome->equivalent, 2));
	cr_assert(eq(u64, head.outcome->tests, 2));
	char *name = head.outcome->base_name, *expected = "main";
	cr_assert(eq(str, name, expected));
	cr_assert(head.result_case[0].verdict->advisory);
	cr_assert(eq(u64, head.result_case[0].verdict->sessions, 1));
}

Test(compare, regression_is_red_and_named)
{
	stored_case(&before, "a", 100, 10);
	stored_case(&before, "b", 200, 10);
	stored_case(&head, "a", 100, 10);
	stored_case(&head, "b", 260, 10);
	compare_ok();
	const struct verdict *v = head.result_case[1].verdict;
	cr_assert(eq(int, head.outcome->exit, EXIT_REGRESSED));
	cr_assert(eq(int, v->kind, VERDICT_REGRESSED));
	cr_assert(epsilon_eq(dbl, v->ratio, 1.3, 0.002));
	cr_assert(v->low < v->ratio && v->ratio < v->high);
	cr_assert(gt(dbl, v->mde, 1.05));
	cr_assert(not(v->confirmed));
}

Test(compare, five_processes_find_thirty_percent)
{
	stored_case(&before, "a", 100, 5);
	stored_case(&head, "a", 130, 5);
	compare_ok();
	cr_assert(eq(u64, head.outcome->regressed, 1));
}

Test(compare, added_and_removed_are_listed)
{
	stored_case(&before, "a", 100, 10);
	stored_case(&before, "old", 100, 10);
	stored_case(&head, "a", 100, 10);
	stored_case(&head, "new", 100, 10);
	compare_ok();
	cr_assert(eq(int, head.outcome->exit, EXIT_PASS));
	cr_assert(eq(u64, head.outcome->added, 1));
	cr_assert(eq(u64, head.outcome->removed, 1));
	cr_assert(eq(sz, head.outcome->verdict_count, 3));
	char *last = head.outcome->verdict[2].id, *expected = "old";
	cr_assert(eq(str, last, expected));
	cr_assert(eq(int, head.outcome->verdict[2].kind, VERDICT_REMOVED));
	cr_assert(isnan(head.outcome->verdict[2].ratio));
}

Test(compare, nothing_shared_is_no_data)
{
	stored_case(&before, "a", 100, 10);
	stored_case(&head, "b", 100, 10);
	fails(ERR_NO_DATA, "no benchmark is on both sides: 'main'");
}

Test(compare, other_machine_is_refused_with_its_fields)
{
	stored_case(&before, "a", 100, 10);
	stored_case(&head, "a", 100, 10);
	(void)strcpy(head.machine.cpu_model, "Other\033 CPU");
	fails(ERR_OTHER_MACHINE, "CPU 'Test CPU' against 'Other? CPU'");
}

Test(compare, broken_in_head_is_broken)
{
	stored_case(&before, "a", 100, 10);
	struct result_case *c = stored_case(&head, "a", 100, 10);
	c->process[3].status = CASE_CRASHED;
	c->process[3].reason = stored_text(&head, "killed by SIGSEGV");
	compare_ok();
	const struct verdict *v = head.result_case[0].verdict;
	cr_assert(eq(int, head.outcome->exit, EXIT_BROKEN));
	cr_assert(eq(int, v->kind, VERDICT_BROKEN));
	char *expected = "crashed: 1 of 10 processes: killed by SIGSEGV";
	char *reason = v->reason;
	cr_assert(eq(str, reason, expected));
}

Test(compare, skipped_is_not_a_pass)
{
	stored_case(&before, "a", 100, 10);
	struct result_case *c = stored_case(&head, "a", 100, 2);
	c->process[0].status = c->process[1].status = CASE_SKIPPED;
	c->process[0].reason = stored_text(&head, "no such device");
	head.gate.inconclusive = INCONCLUSIVE_WARN;
	compare_ok();
	cr_assert(eq(int, head.outcome->exit, EXIT_NOTHING));
	char *reason = head.result_case[0].verdict->reason;
	char *expected = "skipped: no such device";
	cr_assert(eq(str, reason, expected));
}

static void make_noisy(struct result *r)
{
	struct result_case *c = stored_case(r, "a", 100, 0);
	c->process_count = 10;
	c->process = stored_take(r, 10, sizeof *c->process);
	for (size_t i = 0; i < 10; i++)
		stored_process(r, &c->process[i], 100 + 20 * (double)i);
}

Test(compare, noise_is_inconclusive_by_policy)
{
	make_noisy(&before);
	make_noisy(&head);
	compare_ok();
	cr_assert(eq(u64, head.outcome->inconclusive, 1));
	cr_assert(eq(int, head.outcome->exit, EXIT_INCONCLUSIVE));
	struct err err = {0};
	head.gate.inconclusive = INCONCLUSIVE_WARN;
	cr_assert(zero(int, stored_compare(&head, &base, &err)));
	cr_assert(eq(int, head.outcome->exit, EXIT_PASS));
}

/* What shards leave of the error shows in the smallest change found. */
Test(compare, shards_share_the_error)
{
	make_noisy(&before);
	make_noisy(&head);
	compare_ok();
	double mde = head.outcome->verdict[0].mde;
	struct err err = {0};
	head.gate.shards = 4;
	cr_assert(zero(int, stored_compare(&head, &base, &err)));
	cr_assert(gt(dbl, head.outcome->verdict[0].mde, mde));
	head.gate.shards = 1;
	cr_assert(zero(int, stored_compare(&head, &base, &err)));
	cr_assert(eq(dbl, head.outcome->verdict[0].mde, mde));
}

Test(compare, disturbed_slices_are_not_data)
{
	stored_case(&before, "a", 100, 10);
	struct result_case *c = stored_case(&head, "a", 100, 10);
	for (size_t i = 0; i < 10; i++)
		for (size_t s = 0; s < STORED_SLICES; s++)
			c->process[i].column[2].value[s] = 1;
	head.gate.inconclusive = INCONCLUSIVE_WARN;
	compare_ok();
	cr_assert(eq(int, head.outcome->exit, EXIT_NOTHING));
	cr_assert(text_has(head.result_case[0].verdict->reason,
			   "too few slices were undisturbed"));
}

Test(compare, unoptimised_against_optimised_is_refused)
{
	stored_case(&before, "a", 100, 10);
	stored_case(&head, "a", 100, 10);
	head.plugin[0].build_flags = TARE_BUILD_ALIGNED;
	compare_ok();
	const struct verdict *v = head.result_case[0].verdict;
	cr_assert(eq(int, v->kind, VERDICT_BROKEN));
	cr_assert(eq(int, head.outcome->exit, EXIT_BROKEN));
	char *expected = "plugin 'org.tare.test': the base was built with "
			 "optimisation, the head without; build both with -O2";
	char *reason = v->reason;
	cr_assert(eq(str, reason, expected));
	cr_assert(isnan(v->ratio));
}

Test(compare, sanitised_head_is_refused)
{
	stored_case(&before, "a", 100, 10);
	stored_case(&head, "a", 100, 10);
	head.plugin[0].build_flags |= TARE_BUILD_ASAN;
	compare_ok();
	cr_assert(text_has(head.result_case[0].verdict->reason,
			   "of head was built with AddressSanitizer"));
}

Test(compare, other_compiler_is_noted)
{
	stored_case(&before, "a", 100, 10);
	stored_case(&head, "a", 130, 10);
	head.plugin[0].build_info = stored_text(&head, "clang 14 -O2");
	compare_ok();
	char *reason = head.result_case[0].verdict->reason;
	char *expected =
	    "built differently: gcc 12.2.0 -O2 before, clang 14 -O2 now";
	cr_assert(eq(str, reason, expected));
}

Test(compare, accepted_session_starts_a_new_level)
{
	struct err err = {0};
	stored_case(&before, "a", 100, 10);
	stored_baseline(&base, &before);
	for (size_t i = 1; i < 9; i++)
		base.session[i] = base.session[0];
	base.session_count = 9;
	base.session[7].accepted = arena_strdup(&base.arena, "ok", &err);
	stored_case(&head, "a", 100, 10);
	cr_assert(zero(int, stored_compare(&head, &base, &err)));
	cr_assert(eq(u64, head.result_case[0].verdict->sessions, 2));
	cr_assert(head.result_case[0].verdict->advisory);
}

Test(compare, empty_baseline_is_no_data)
{
	struct err err = {0};
	stored_case(&before, "a", 100, 10);
	stored_case(&head, "a", 100, 10);
	stored_baseline(&base, &before);
	base.session_count = 0;
	cr_assert(eq(int, stored_compare(&head, &base, &err), -ERR_NO_DATA));
	cr_assert(text_has(err.text, "baseline 'main' has no session"));
}

static void confirm_with(double ns)
{
	struct err err = {0};
	struct result again;
	stored_case(&before, "a", 100, 10);
	stored_case(&head, "a", 130, 10);
	compare_ok();
	stored_result(&again, "run-3");
	stored_case(&again, "a", ns, 10);
	stored_summarise(&again);
	int code = gate_confirm(&head, &again, &base, &head.gate, &err);
	result_release(&again);
	cr_assert(zero(int, code), "%s", err.text);
}

Test(compare, repeated_red_is_confirmed)
{
	confirm_with(131);
	cr_assert(head.result_case[0].verdict->confirmed);
	cr_assert(eq(int, head.outcome->exit, EXIT_REGRESSED));
}

Test(compare, red_that_does_not_repeat_is_inconclusive)
{
	confirm_with(101);
	const struct verdict *v = head.result_case[0].verdict;
	cr_assert(eq(int, v->kind, VERDICT_INCONCLUSIVE));
	cr_assert(eq(u64, head.outcome->regressed, 0));
	cr_assert(eq(int, head.outcome->exit, EXIT_INCONCLUSIVE));
	char *expected = "30 % slower at first, not shown again: 1.0 % slower "
			 "in a second measurement";
	char *reason = v->reason;
	cr_assert(eq(str, reason, expected));
}

Test(compare, runs_out_of_memory_cleanly)
{
	stored_case(&before, "a", 100, 5);
	stored_case(&head, "a", 130, 5);
	stored_case(&head, "b", 130, 5);
	stored_baseline(&base, &before);
	stored_summarise(&head);
	CHAOS_EACH(n)
	{
		struct err err = {0};
		int code = gate_compare(&head, &base, &head.gate, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, code, hit ? -ERR_NOMEM : 0), "%zu: %s", n,
			  err.text);
		cr_assert(eq(int, !head.outcome, hit));
	}
	cr_assert(eq(int, head.outcome->exit, EXIT_REGRESSED));
}
