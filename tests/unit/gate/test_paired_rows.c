/* Rows of the paired gate that times alone do not decide. */
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

TestSuite(paired_rows, .init = setup, .fini = teardown);

/* Pair N ends with a side in STATUS, the other one was not run. */
static void fail(struct result_case *c, size_t n, bool head,
		 enum case_status status, const char *reason)
{
	struct process_samples *bad =
	    head ? &c->process[n] : &c->base_process[n];
	struct process_samples *other =
	    head ? &c->base_process[n] : &c->process[n];

	bad->status = status;
	bad->reason = pairs_text(&gate, reason);
	other->status = CASE_NOT_RUN;
	other->reason = pairs_text(&gate, "the other side ended");
}

static const struct verdict *failed(size_t n, bool head,
				    enum case_status status, const char *why)
{
	fail(pairs_add(&gate, "a", 0.5, 0.001), n, head, status, why);
	return pairs_verdict(&gate, "a");
}

Test(paired_rows, a_base_that_crashes_is_named)
{
	const struct verdict *v = failed(0, false, CASE_CRASHED, "signal 11");
	cr_assert(eq(int, v->kind, VERDICT_BROKEN));
	cr_assert(eq(str, v->reason, (char *)"base: crashed: signal 11"));
	cr_assert(eq(int, gate.result.outcome->exit, EXIT_BROKEN));
	cr_assert(eq(int, gate.result.result_case[0].status, CASE_CRASHED));
}

Test(paired_rows, a_head_that_fails_late_is_named)
{
	const struct verdict *v = failed(9, true, CASE_FAILED, "sum is 4");
	cr_assert(eq(int, v->kind, VERDICT_BROKEN));
	pairs_says(v, "head: failed: ");
	pairs_says(v, "sum is 4");
	cr_assert(isnan(v->ratio));
	cr_assert(epsilon_eq(dbl, v->base_ns, 100, 1));
	cr_assert(eq(int, gate.result.outcome->exit, EXIT_BROKEN));
}

Test(paired_rows, both_sides_that_fail_are_named)
{
	struct result_case *c = pairs_add(&gate, "a", 0, 0.001);
	fail(c, 0, true, CASE_TIMEOUT, "30 s");
	c->base_process[0].status = CASE_CRASHED;
	c->base_process[0].reason = NULL;
	const struct verdict *v = pairs_verdict(&gate, "a");
	char *expected = "base: crashed; head: timeout: 30 s";
	cr_assert(eq(str, v->reason, expected));
}

Test(paired_rows, a_side_that_skips_is_named)
{
	const struct verdict *v = failed(0, false, CASE_SKIPPED, "no AVX");
	cr_assert(eq(int, v->kind, VERDICT_INCONCLUSIVE));
	cr_assert(eq(str, v->reason, (char *)"base: skipped: no AVX"));
	cr_assert(eq(int, gate.result.outcome->exit, EXIT_INCONCLUSIVE));
}

/* As with stored numbers: it has no row, and is no data. A note says so. */
Test(paired_rows, what_both_sides_skip_has_no_row)
{
	struct result_case *c = pairs_add(&gate, "a", 0, 0.001);
	(void)pairs_add(&gate, "b", 0, 0.001);
	c->process[0].status = c->base_process[0].status = CASE_SKIPPED;
	const struct gate_outcome *o = pairs_outcome(&gate);
	cr_assert(eq(sz, o->verdict_count, 1));
	cr_assert(eq(int, o->exit, EXIT_PASS));
	cr_assert(eq(sz, o->note_count, 1));
	cr_assert(not(zero(
	    ptr, strstr(o->note[0],
			"1 case was skipped on both sides, such as 'a'"))));
}

Test(paired_rows, skipping_alone_never_passes)
{
	struct result_case *c = pairs_add(&gate, "a", 0, 0.001);
	c->process[0].status = c->base_process[0].status = CASE_SKIPPED;
	cr_assert(eq(int, pairs_outcome(&gate)->exit, EXIT_NOTHING));
}

static void refuse(uint32_t head_flags, const char *why)
{
	(void)pairs_add(&gate, "a", 0, 0.001);
	gate.result.plugin->build_flags = head_flags;
	const struct verdict *v = pairs_verdict(&gate, "a");
	cr_assert(eq(int, v->kind, VERDICT_BROKEN));
	pairs_says(v, why);
	cr_assert(zero(sz, gate.taken[0]), "refused, yet measured");
	cr_assert(zero(u64, gate.result.outcome->tests));
	cr_assert(eq(int, gate.result.outcome->exit, EXIT_BROKEN));
}

Test(paired_rows, a_sanitizer_is_refused_before_it_is_measured)
{
	refuse(TARE_BUILD_OPTIMIZED | TARE_BUILD_ASAN, "AddressSanitizer");
}

Test(paired_rows, one_side_without_optimisation_is_refused)
{
	refuse(TARE_BUILD_ALIGNED, "the head without; build both with -O2");
}

/* One bad build among several is enough, also behind a mere caution. */
Test(paired_rows, every_layout_variant_is_looked_at)
{
	struct result_plugin *plugin =
	    arena_array(&gate.result.arena, 2, sizeof *plugin, NULL);

	plugin[0] = *gate.result.plugin;
	plugin[1] = *gate.result.plugin;
	plugin[0].build_info = pairs_text(&gate, "clang 14");
	plugin[1].build_flags |= TARE_BUILD_TSAN;
	(void)pairs_add(&gate, "a", 0, 0.001);
	gate.result.plugin = plugin;
	gate.result.plugin_count = 2;
	pairs_says(pairs_verdict(&gate, "a"), "ThreadSanitizer");
}

static void unaligned(void)
{
	gate.result.plugin->build_flags = TARE_BUILD_OPTIMIZED;
	gate.result.plugin->build_id = pairs_text(&gate, "4567");
}

Test(paired_rows, missing_alignment_is_noted_beside_small_changes)
{
	(void)pairs_add(&gate, "a", 0.035, 0.001);
	(void)pairs_add(&gate, "b", 0.08, 0.001);
	(void)pairs_add(&gate, "c", 0, 0.001);
	unaligned();
	pairs_says(pairs_verdict(&gate, "a"), "built without aligned");
	cr_assert(pairs_row(&gate, "b")->reason == NULL);
	cr_assert(pairs_row(&gate, "c")->reason == NULL);
}

Test(paired_rows, another_compiler_is_noted_beside_changes)
{
	(void)pairs_add(&gate, "a", -0.2, 0.001);
	gate.result.plugin->build_info = pairs_text(&gate, "clang 14");
	pairs_says(pairs_verdict(&gate, "a"),
		   "built differently: gcc 12.2.0 -O2 before, clang 14 now");
}

static const struct limit_check *limit(const char *text, double change)
{
	pairs_limit(&gate, pairs_add(&gate, "a", change, 0.001), text);
	const struct verdict *v = pairs_verdict(&gate, "a");
	cr_assert(eq(sz, v->limit_count, 1));
	return &v->limit[0];
}

Test(paired_rows, an_absolute_limit_is_held_against_the_head)
{
	cr_assert(eq(int, limit("time < 105ns", 0.1)->state, LIMIT_BROKEN));
	cr_assert(eq(u64, gate.result.outcome->limits_broken, 1));
}

Test(paired_rows, an_absolute_limit_is_kept)
{
	cr_assert(eq(int, limit("time < 105ns", 0)->state, LIMIT_KEPT));
	cr_assert(eq(int, gate.result.outcome->exit, EXIT_PASS));
}

Test(paired_rows, a_relative_limit_is_held_against_the_pairs_ratio)
{
	const struct limit_check *c = limit("time < baseline*1.03", 0.05);
	cr_assert(eq(int, c->state, LIMIT_BROKEN));
	cr_assert(text_begins(c->detail, "measured 1.05"), "%s", c->detail);
}

Test(paired_rows, a_relative_limit_is_kept)
{
	cr_assert(
	    eq(int, limit("time < baseline*1.03", 0.015)->state, LIMIT_KEPT));
}

Test(paired_rows, a_relative_limit_needs_an_interval)
{
	gate.rounds = 4;
	const struct limit_check *c = limit("time < baseline*1.03", 0.05);
	cr_assert(eq(int, c->state, LIMIT_INCONCLUSIVE));
	cr_assert(text_has(c->detail, "needs more pairs"), "%s", c->detail);
}

Test(paired_rows, quantiles_have_no_relative_limit)
{
	const struct limit_check *c = limit("p99 < baseline*1.03", 0);
	cr_assert(eq(int, c->state, LIMIT_NO_DATA));
	char *expected = "of times only the median is compared with the base";
	cr_assert(eq(str, c->detail, expected));
}

/* `tare gate` does not measure what was added; other callers may. */
static const struct verdict *limit_of_added(const char *text)
{
	pairs_limit(&gate, pairs_add(&gate, "a", 0, 0.001), text);
	(void)pairs_add(&gate, "b", 0, 0.001);
	gate.added[0] = true;
	return pairs_verdict(&gate, "a");
}

Test(paired_rows, a_relative_limit_does_not_hold_for_what_was_added)
{
	cr_assert(
	    zero(sz, limit_of_added("time < baseline*1.03")->limit_count));
	cr_assert(eq(int, gate.result.outcome->exit, EXIT_PASS));
}

Test(paired_rows, an_absolute_limit_holds_for_what_was_added)
{
	const struct verdict *v = limit_of_added("time < 90ns");
	cr_assert(eq(int, v->kind, VERDICT_ADDED));
	cr_assert(eq(int, v->limit[0].state, LIMIT_BROKEN));
	cr_assert(eq(int, gate.result.outcome->exit, EXIT_REGRESSED));
}
