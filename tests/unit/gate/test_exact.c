/* Verdicts by arithmetic, as the paired gate has them. */
#include "gate/exact.h"
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

TestSuite(exact, .init = setup, .fini = teardown);

/* A case that only counts: no pair was ever run. */
static struct result_case *counts_only(const char *id)
{
	struct result_case *c = pairs_add(&gate, id, 0, 0.003);
	c->process_count = c->base_process_count = 0;
	return c;
}

static const struct metric_verdict *judge(const char *name, double base,
					  double head, double theta)
{
	make_counts(&gate.result, counts_only("a"), name, base, head);
	pairs_metric(&gate, name, theta);
	return pairs_metric_row(pairs_verdict(&gate, "a"), name);
}

static void expect(const struct metric_verdict *m, enum verdict_kind kind,
		   enum exit_code status)
{
	cr_assert(eq(int, m->kind, kind), "%s", m->reason);
	cr_assert(m->exact && m->decides);
	cr_assert(eq(int, gate.result.outcome->verdict[0].kind, kind));
	cr_assert(not(gate.result.outcome->verdict[0].timed));
	cr_assert(zero(u64, gate.result.outcome->tests));
	cr_assert(eq(int, gate.result.outcome->exit, status));
}

Test(exact, one_more_is_a_regression)
{
	const struct metric_verdict *m =
	    judge("sim.instructions", 1e15, 1e15 + 1, -1);
	expect(m, VERDICT_REGRESSED, EXIT_REGRESSED);
	cr_assert(m->ratio > 1 && m->low > 1 && m->high > 1);
	cr_assert(eq(dbl, m->head - m->base, 1));
	cr_assert(eq(str, m->provider, (char *)"simulated"));
	cr_assert(m->unit == NULL);
}

Test(exact, one_less_is_an_improvement)
{
	expect(judge("allocs", 3, 2, -1), VERDICT_IMPROVED, EXIT_PASS);
}

Test(exact, the_same_is_equivalent)
{
	const struct metric_verdict *m = judge("alloc-bytes", 48, 48, -1);
	expect(m, VERDICT_EQUIVALENT, EXIT_PASS);
	cr_assert(eq(dbl, m->ratio, 1));
	cr_assert(eq(str, m->unit, (char *)"bytes"));
	cr_assert(isnan(m->mde));
}

Test(exact, theta_is_the_change_that_is_still_none)
{
	/* 1000 * 1.001 is below 1001 in doubles. */
	expect(judge("sim.instructions", 1000, 1001, 0.001), VERDICT_EQUIVALENT,
	       EXIT_PASS);
}

Test(exact, beyond_theta_is_a_change)
{
	expect(judge("sim.instructions", 1000, 1002, 0.001), VERDICT_REGRESSED,
	       EXIT_REGRESSED);
}

Test(exact, theta_of_the_suite_and_of_the_case_are_of_the_time)
{
	gate.entry[0].theta = 0.5;
	expect(judge("allocs", 1000, 1001, -1), VERDICT_REGRESSED,
	       EXIT_REGRESSED);
}

Test(exact, what_was_0_is_more_without_a_ratio)
{
	const struct metric_verdict *m = judge("allocs", 0, 3, 0.5);
	expect(m, VERDICT_REGRESSED, EXIT_REGRESSED);
	cr_assert(isnan(m->ratio));
}

Test(exact, nothing_on_both_sides_is_the_same)
{
	const struct metric_verdict *m = judge("allocs", 0, 0, -1);
	expect(m, VERDICT_EQUIVALENT, EXIT_PASS);
	cr_assert(eq(dbl, m->ratio, 1));
}

Test(exact, any_two_counts_are_judged_in_mirror_image)
{
	static const double count[] = {0, 1, 2, 999, 1000, 1001, 1e9, 1e15};
	static const double theta[] = {0, 0.001, 0.02};
	static const enum verdict_kind mirror[] = {
	    [VERDICT_REGRESSED] = VERDICT_IMPROVED,
	    [VERDICT_IMPROVED] = VERDICT_REGRESSED,
	    [VERDICT_EQUIVALENT] = VERDICT_EQUIVALENT,
	};

	for (size_t t = 0; t < 3; t++)
		for (size_t i = 0; i < 8; i++)
			for (size_t k = 0; k < 8; k++)
				cr_assert(
				    eq(int,
				       exact_kind(count[i], count[k], theta[t]),
				       (int)mirror[exact_kind(
					   count[k], count[i], theta[t])]));
}

Test(exact, what_is_not_exact_decides_nothing)
{
	struct result_case *c = counts_only("a");
	make_counts(&gate.result, c, "sim.instructions", 1000, 2000);
	c->counted[1].counter->exact = false;
	c->counted[1].counter->reason =
	    pairs_text(&gate, "counts of one build differ from run to run");
	pairs_metric(&gate, "sim.instructions", -1);
	const struct verdict *v = pairs_verdict(&gate, "a");
	const struct metric_verdict *m = &v->metric[0];
	expect(m, VERDICT_INCONCLUSIVE, EXIT_INCONCLUSIVE);
	cr_assert(eq(str, m->reason,
		     (char *)"head: counts of one build differ from run to "
			     "run"));
	cr_assert(eq(dbl, m->head, 2000));
	cr_assert(isnan(m->ratio));
}

Test(exact, a_pass_that_breaks_is_named)
{
	struct result_case *c = counts_only("a");
	make_counts(&gate.result, c, "sim.instructions", 1000, 1000);
	c->counted[0].status = CASE_TIMEOUT;
	c->counted[0].reason = pairs_text(&gate, "30 s");
	c->counted[1].status = CASE_CRASHED;
	pairs_metric(&gate, "sim.instructions", -1);
	const struct verdict *v = pairs_verdict(&gate, "a");
	expect(&v->metric[0], VERDICT_BROKEN, EXIT_BROKEN);
	cr_assert(eq(str, v->metric[0].reason,
		     (char *)"base: timeout: 30 s; head: crashed"));
}

/* No valgrind: it is missing on both sides, which is said once. */
Test(exact, what_could_not_be_counted_never_passes)
{
	struct result_case *c = counts_only("a");
	make_counts(&gate.result, c, "sim.instructions", 1000, 1000);
	for (size_t i = 0; i < 2; i++) {
		struct counter_value *v = c->counted[i].counter;
		v->available = false;
		v->errno_name = pairs_text(&gate, "ENOENT");
		v->reason = pairs_text(&gate, "valgrind is not installed");
		v->mend = pairs_text(&gate, "apt install valgrind");
	}
	pairs_metric(&gate, "sim.instructions", -1);
	gate.policy.inconclusive = INCONCLUSIVE_WARN;
	const struct verdict *v = pairs_verdict(&gate, "a");
	expect(&v->metric[0], VERDICT_INCONCLUSIVE, EXIT_NOTHING);
	cr_assert(eq(str, v->metric[0].reason,
		     (char *)"ENOENT: valgrind is not installed; apt install "
			     "valgrind"));
}

Test(exact, what_was_not_counted_at_all_never_passes)
{
	(void)counts_only("a");
	pairs_metric(&gate, "allocs", -1);
	gate.policy.inconclusive = INCONCLUSIVE_WARN;
	const struct verdict *v = pairs_verdict(&gate, "a");
	expect(&v->metric[0], VERDICT_INCONCLUSIVE, EXIT_NOTHING);
	pairs_metric_says(&v->metric[0], "it was not counted");
}

Test(exact, a_side_that_skips_is_named)
{
	struct result_case *c = counts_only("a");
	make_counts(&gate.result, c, "allocs", 3, 3);
	c->counted[1].status = CASE_SKIPPED;
	c->counted[1].reason = pairs_text(&gate, "no AVX");
	pairs_metric(&gate, "allocs", -1);
	const struct verdict *v = pairs_verdict(&gate, "a");
	cr_assert(eq(int, v->kind, VERDICT_INCONCLUSIVE));
	cr_assert(eq(str, v->reason, (char *)"head: skipped: no AVX"));
	cr_assert(eq(int, gate.result.outcome->exit, EXIT_INCONCLUSIVE));
}

Test(exact, what_both_sides_skip_has_no_row)
{
	struct result_case *c = counts_only("a");
	make_counts(&gate.result, counts_only("b"), "allocs", 3, 3);
	make_counts(&gate.result, c, "allocs", 3, 3);
	c->counted[0].status = c->counted[1].status = CASE_SKIPPED;
	pairs_metric(&gate, "allocs", -1);
	cr_assert(eq(sz, pairs_outcome(&gate)->verdict_count, 1));
	cr_assert(eq(int, gate.result.outcome->exit, EXIT_PASS));
}

/* Steal is no excuse: exact counts do not mind. */
Test(exact, a_loud_machine_is_not_unfit_for_counts)
{
	struct result_case *c = counts_only("a");
	make_counts(&gate.result, c, "allocs", 3, 3);
	c->counted[0].counter->exact = false;
	pairs_metric(&gate, "allocs", -1);
	gate.policy.max_steal = -1;
	cr_assert(eq(int, pairs_outcome(&gate)->exit, EXIT_INCONCLUSIVE));
	cr_assert(gate.result.outcome->unfit == NULL);
}

Test(exact, another_compiler_is_noted_beside_a_change)
{
	gate.result.plugin->build_info = pairs_text(&gate, "clang 14");
	pairs_metric_says(judge("allocs", 3, 4, -1), "built differently");
}

Test(exact, alignment_is_no_matter_of_counts)
{
	gate.result.plugin->build_flags = TARE_BUILD_OPTIMIZED;
	gate.result.plugin->build_id = pairs_text(&gate, "4567");
	cr_assert(judge("allocs", 3, 4, -1)->reason == NULL);
}

static struct count_samples *side(size_t i)
{
	return &gate.result.result_case[0].counted[i];
}

static void function(size_t i, const char *name, const char *object,
		     double instructions, double calls)
{
	(void)make_function(&gate.result, side(i), name, object, instructions,
			    calls);
}

Test(exact, the_functions_that_changed_are_named)
{
	make_counts(&gate.result, counts_only("a"), "sim.instructions", 2000,
		    3000);
	function(0, "same", "x.so", 500, 1);
	function(0, "less", "x.so", 300, 2);
	function(0, "gone", NULL, 10, 1);
	function(0, "twin", "x.so", 1, 1);
	function(0, "twin", "y.so", 1, 1);
	function(1, "parse_value", "x.so", 1204, 4);
	function(1, "same", "x.so", 500, 1);
	function(1, "less", "x.so", 200, 3);
	function(1, "twin", "y.so", 2, 1);
	function(1, "twin", "x.so", 1, 1);
	pairs_metric(&gate, "sim.instructions", -1);
	const struct verdict *v = pairs_verdict(&gate, "a");
	const struct metric_verdict *m = &v->metric[0];
	cr_assert(eq(sz, m->function_count, 4));
	cr_assert(eq(str, m->function[0].name, (char *)"parse_value"));
	cr_assert(eq(dbl, m->function[0].head, 1204));
	cr_assert(zero(dbl, m->function[0].base));
	cr_assert(eq(dbl, m->function[0].head_calls, 4));
	cr_assert(eq(str, m->function[1].name, (char *)"less"));
	cr_assert(eq(dbl, m->function[1].base_calls, 2));
	cr_assert(eq(dbl, m->function[1].head_calls, 3));
	cr_assert(eq(str, m->function[2].name, (char *)"gone"));
	cr_assert(m->function[2].object == NULL);
	cr_assert(eq(str, m->function[3].object, (char *)"y.so"));
}

Test(exact, only_the_greatest_changes_are_kept)
{
	char name[16];

	make_counts(&gate.result, counts_only("a"), "sim.instructions", 2, 3);
	for (int i = 0; i < 2 * VERDICT_MAX_FUNCTIONS; i++) {
		(void)snprintf(name, sizeof name, "f%d", i);
		function(1, name, "x.so", i + 1, 1);
	}
	const struct verdict *v = pairs_verdict(&gate, "a");
	const struct metric_verdict *m =
	    pairs_metric_row(v, "sim.instructions");
	/* Shown only; the functions are there all the same. */
	cr_assert(not(m->decides));
	cr_assert(eq(sz, m->function_count, VERDICT_MAX_FUNCTIONS));
	cr_assert(eq(dbl, m->function[0].head, 2 * VERDICT_MAX_FUNCTIONS));
}

/* What a list that was cut lacks has at most its least. */
Test(exact, a_list_that_was_cut_hides_no_change_and_invents_none)
{
	struct count_function cut[COUNT_MAX_FUNCTIONS] = {0};
	static char any[] = "any", small[] = "small", large[] = "large";
	struct count_function other[] = {
	    {.name = small, .instructions = 7},
	    {.name = large, .instructions = 100},
	};
	struct metric_verdict m = {0};
	struct err err = {0};

	for (size_t i = 0; i < COUNT_MAX_FUNCTIONS; i++)
		cut[i] =
		    (struct count_function){.name = any, .instructions = 10};
	const struct function_list base = {cut, COUNT_MAX_FUNCTIONS};
	const struct function_list head = {other, 2};
	cr_assert(zero(
	    int, exact_functions(&base, &head, &gate.result.arena, &m, &err)));
	cr_assert(eq(str, m.function[0].name, large));
	cr_assert(eq(dbl, m.function[0].base, 10));
	for (size_t i = 0; i < m.function_count; i++)
		cr_assert(ne(str, m.function[i].name, small));
}
