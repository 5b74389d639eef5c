/* Metrics against the stored numbers of a baseline. */
#include <math.h>

#include "chaos.h"
#include "counters/passes.h"
#include "make_counts.h"
#include "stored.h"
#include "text.h"

static struct result before, head;
static struct baseline base;
static struct suite_metric metric[4];

/* NULL: the time alone. */
static void list(const char *name, double theta)
{
	head.gate.metric = metric;
	metric[head.gate.metric_count++] =
	    (struct suite_metric){stored_text(&head, name), theta};
}

static void describe(struct result *r)
{
	r->simulator = stored_text(r, "callgrind 3.19, 32768,8,64");
	(void)strcpy(r->machine.libc, "glibc 2.36");
	(void)strcpy(r->machine.arch, "x86_64");
}

static void setup(void)
{
	stored_result(&before, "run-1");
	stored_result(&head, "run-2");
	describe(&before);
	describe(&head);
	(void)stored_case(&before, "a", 100, 10);
	(void)stored_case(&head, "a", 100, 10);
}

static void teardown(void)
{
	result_release(&before);
	result_release(&head);
	baseline_release(&base);
	base = (struct baseline){0};
	memset(metric, 0, sizeof metric);
}

TestSuite(stored_metrics, .init = setup, .fini = teardown);

static struct count_samples *count(struct result *r, const char *name,
				   double per_op)
{
	struct count_samples *s =
	    make_pass(r, &r->result_case[0], pass_metric_find(name)->pass,
		      PAIR_SIDE_NONE);
	(void)make_count(r, s, name, per_op);
	return s;
}

static const struct verdict *compare(void)
{
	struct err err = {0};

	stored_baseline(&base, &before);
	int code = stored_compare(&head, &base, &err);
	cr_assert(zero(int, code), "%s", err.text);
	return head.result_case[0].verdict;
}

static const struct metric_verdict *row(const struct verdict *v,
					const char *name)
{
	for (size_t i = 0; i < v->metric_count; i++)
		if (strcmp(v->metric[i].metric, name) == 0)
			return &v->metric[i];
	cr_fatal("no row of %s", name);
}

static void says(const struct metric_verdict *m, const char *text)
{
	cr_assert(m->reason && text_has(m->reason, text), "'%s' not in '%s'",
		  text, m->reason);
}

static const struct metric_verdict *compare_count(const char *name, double was,
						  double is)
{
	(void)count(&before, name, was);
	(void)count(&head, name, is);
	list(name, -1);
	return row(compare(), name);
}

Test(stored_metrics, counts_are_compared_by_arithmetic)
{
	const struct metric_verdict *m =
	    compare_count("sim.instructions", 1000, 1001);
	cr_assert(eq(int, m->kind, VERDICT_REGRESSED));
	cr_assert(m->exact && m->decides);
	const struct verdict *v = head.result_case[0].verdict;
	cr_assert(eq(int, v->kind, VERDICT_REGRESSED));
	cr_assert(not(v->timed));
	/* The time is shown. */
	cr_assert(epsilon_eq(dbl, v->ratio, 1, 0.01));
	cr_assert(zero(u64, head.outcome->tests));
	cr_assert(eq(int, head.outcome->exit, EXIT_REGRESSED));
}

Test(stored_metrics, the_same_count_passes)
{
	cr_assert(
	    eq(int, compare_count("allocs", 3, 3)->kind, VERDICT_EQUIVALENT));
	cr_assert(eq(int, head.outcome->exit, EXIT_PASS));
}

Test(stored_metrics, what_is_not_listed_is_only_shown)
{
	(void)count(&before, "allocs", 3);
	(void)count(&head, "allocs", 4);
	const struct verdict *v = compare();
	cr_assert(eq(int, row(v, "allocs")->kind, VERDICT_REGRESSED));
	cr_assert(not(row(v, "allocs")->decides));
	cr_assert(eq(int, v->kind, VERDICT_EQUIVALENT));
	cr_assert(v->timed);
	cr_assert(eq(int, head.outcome->exit, EXIT_PASS));
}

Test(stored_metrics, the_newest_session_that_counted_is_the_base)
{
	struct err err = {0};

	(void)count(&before, "allocs", 3);
	(void)count(&head, "allocs", 3);
	list("allocs", -1);
	stored_baseline(&base, &before);
	before.result_case[0].counted[0].counter->per_op = 2;
	cr_assert(zero(
	    int, session_make(&before, &base.arena, &base.session[1], &err)));
	before.result_case[0].counted_count = 0;
	cr_assert(zero(
	    int, session_make(&before, &base.arena, &base.session[2], &err)));
	base.session_count = 3;
	cr_assert(zero(int, stored_compare(&head, &base, &err)), "%s",
		  err.text);
	const struct metric_verdict *m =
	    row(head.result_case[0].verdict, "allocs");
	cr_assert(eq(dbl, m->base, 2));
	cr_assert(eq(int, m->kind, VERDICT_REGRESSED));
}

Test(stored_metrics, counts_of_another_machine_are_compared)
{
	(void)strcpy(head.machine.cpu_model, "Another CPU");
	cr_assert(eq(int, compare_count("sim.instructions", 9, 9)->kind,
		     VERDICT_EQUIVALENT));
	cr_assert(isnan(head.result_case[0].verdict->ratio));
	cr_assert(eq(int, head.outcome->exit, EXIT_PASS));
}

Test(stored_metrics, times_of_another_machine_are_refused)
{
	struct err err = {0};

	(void)strcpy(head.machine.cpu_model, "Another CPU");
	(void)count(&before, "allocs", 3);
	(void)count(&head, "allocs", 3);
	list("allocs", -1);
	list("time", -1);
	stored_baseline(&base, &before);
	cr_assert(
	    eq(int, stored_compare(&head, &base, &err), -ERR_OTHER_MACHINE));
}

Test(stored_metrics, another_simulator_is_named_with_both)
{
	head.simulator = stored_text(&head, "callgrind 3.24");
	const struct metric_verdict *m =
	    compare_count("sim.instructions", 9, 9);
	cr_assert(eq(int, m->kind, VERDICT_INCONCLUSIVE));
	says(m, "callgrind 3.19, 32768,8,64");
	says(m, "callgrind 3.24");
	says(m, "save the baseline again on this machine");
	cr_assert(isnan(m->ratio));
	cr_assert(eq(int, head.outcome->exit, EXIT_INCONCLUSIVE));
}

Test(stored_metrics, another_libc_is_named_with_both)
{
	(void)strcpy(head.machine.libc, "musl 1.2");
	const struct metric_verdict *m = compare_count("allocs", 9, 9);
	cr_assert(eq(int, m->kind, VERDICT_INCONCLUSIVE));
	says(m, "glibc 2.36");
	says(m, "musl 1.2");
}

Test(stored_metrics, a_libc_is_no_matter_of_simulations)
{
	/* It is in the simulator's text. */
	(void)strcpy(head.machine.libc, "musl 1.2");
	cr_assert(eq(int, compare_count("sim.instructions", 9, 9)->kind,
		     VERDICT_EQUIVALENT));
}

Test(stored_metrics, a_base_that_never_counted_never_passes)
{
	(void)count(&head, "allocs", 3);
	list("allocs", -1);
	head.gate.inconclusive = INCONCLUSIVE_WARN;
	const struct metric_verdict *m = row(compare(), "allocs");
	cr_assert(eq(int, m->kind, VERDICT_INCONCLUSIVE));
	says(m, "base: it was not counted");
	cr_assert(eq(int, head.outcome->exit, EXIT_NOTHING));
}

Test(stored_metrics, what_the_baseline_left_out_was_not_exact)
{
	struct count_samples *s = count(&before, "sim.branches", 7);

	make_count(&before, s, "sim.instructions", 9)->exact = false;
	(void)count(&head, "sim.instructions", 9);
	list("sim.instructions", -1);
	const struct metric_verdict *m = row(compare(), "sim.instructions");
	cr_assert(eq(int, m->kind, VERDICT_INCONCLUSIVE));
	says(m, "base: it was not exact when the baseline was saved");
	cr_assert(eq(int, head.outcome->exit, EXIT_NOTHING));
}

Test(stored_metrics, noisy_metrics_need_pairs)
{
	list("cycles", -1);
	head.gate.inconclusive = INCONCLUSIVE_WARN;
	const struct metric_verdict *m = row(compare(), "cycles");
	cr_assert(eq(int, m->kind, VERDICT_INCONCLUSIVE));
	says(m, "needs the paired gate");
	cr_assert(eq(int, head.outcome->exit, EXIT_NOTHING));
}

Test(stored_metrics, a_run_that_only_counts_needs_no_times)
{
	before.result_case[0].process_count = 0;
	head.result_case[0].process_count = 0;
	cr_assert(eq(int, compare_count("sim.instructions", 9, 8)->kind,
		     VERDICT_IMPROVED));
	cr_assert(eq(int, head.outcome->exit, EXIT_PASS));
}

/* It was asked for the time, and there is none. */
Test(stored_metrics, a_base_without_times_is_not_an_added_case)
{
	before.result_case[0].process_count = 0;
	(void)count(&before, "allocs", 3);
	const struct verdict *v = compare();
	cr_assert(eq(int, v->kind, VERDICT_INCONCLUSIVE));
	cr_assert(text_has(v->reason, "no times"), "%s", v->reason);
	cr_assert(eq(int, head.outcome->exit, EXIT_NOTHING));
}

Test(stored_metrics, builds_that_are_not_comparable_are_broken)
{
	head.plugin[0].build_flags = TARE_BUILD_ALIGNED;
	const struct metric_verdict *m =
	    compare_count("sim.instructions", 9, 9);
	cr_assert(eq(int, m->kind, VERDICT_BROKEN));
	says(m, "build both with -O2");
	cr_assert(eq(int, head.outcome->exit, EXIT_BROKEN));
}

Test(stored_metrics, the_functions_that_changed_are_named)
{
	struct count_samples *was = count(&before, "sim.instructions", 10);
	struct count_samples *is = count(&head, "sim.instructions", 12);

	(void)make_function(&before, was, "f", "x.so", 10, 1);
	(void)make_function(&head, is, "f", "x.so", 12, 2);
	list("sim.instructions", -1);
	const struct metric_verdict *m = row(compare(), "sim.instructions");
	cr_assert(eq(sz, m->function_count, 1));
	cr_assert(eq(dbl, m->function[0].base, 10));
	cr_assert(eq(dbl, m->function[0].head_calls, 2));
}

static const struct limit_check *limit(const char *text)
{
	stored_limit(&head, &head.result_case[0], text);
	return &compare()->limit[0];
}

Test(stored_metrics, factors_of_counts_are_limits)
{
	(void)count(&before, "allocs", 100);
	(void)count(&head, "allocs", 103);
	cr_assert(
	    eq(int, limit("allocs <= baseline*1.02")->state, LIMIT_BROKEN));
}

Test(stored_metrics, factors_of_other_metrics_are_no_data)
{
	const struct limit_check *l = limit("cycles <= baseline*1.02");
	cr_assert(eq(int, l->state, LIMIT_NO_DATA));
	cr_assert(text_has(l->detail, "keeps only the time and"), "%s",
		  l->detail);
}

static void confirm(double again)
{
	struct result second;
	struct err err = {0};

	stored_result(&second, "run-3");
	describe(&second);
	(void)stored_case(&second, "a", 100, 10);
	(void)count(&second, "allocs", again);
	stored_summarise(&second);
	cr_assert(
	    zero(int, gate_confirm(&head, &second, &base, &head.gate, &err)));
	result_release(&second);
}

Test(stored_metrics, a_red_count_is_confirmed)
{
	(void)compare_count("allocs", 3, 4);
	const char *reds[4];
	cr_assert(eq(sz, gate_reds(&head, reds), 1));
	confirm(4);
	cr_assert(eq(int, head.outcome->exit, EXIT_REGRESSED));
}

Test(stored_metrics, a_count_that_is_another_one_now_is_withdrawn)
{
	const struct metric_verdict *m = compare_count("allocs", 3, 4);
	confirm(3);
	cr_assert(eq(int, m->kind, VERDICT_INCONCLUSIVE));
	says(m, "4 at first, 3 in a second measurement");
	cr_assert(eq(int, head.outcome->exit, EXIT_INCONCLUSIVE));
}

Test(stored_metrics, memory_runs_out)
{
	(void)compare_count("sim.instructions", 9, 10);
	list("cycles", -1);
	CHAOS_EACH(n)
	{
		struct err err = {0};
		int code = gate_compare(&head, &base, &head.gate, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, code, hit ? -ERR_NOMEM : 0), "%s", err.text);
	}
}
