/* The paired gate from its first pair to its rows. */
#include "chaos.h"
#include "pairs.h"
#include "stats/swap.h"

static struct pairs_gate gate;

static void setup(void)
{
	pairs_init(&gate);
}

static void teardown(void)
{
	pairs_release(&gate);
}

TestSuite(paired_gate, .init = setup, .fini = teardown);

Test(paired_gate, each_case_has_its_verdict)
{
	(void)pairs_add(&gate, "a", 0.04, 0.003);
	(void)pairs_add(&gate, "b", -0.04, 0.003);
	(void)pairs_add(&gate, "c", 0, 0.003);
	(void)pairs_add(&gate, "d", 0, 0.3);
	const struct gate_outcome *o = pairs_outcome(&gate);
	cr_assert(eq(sz, o->verdict_count, 4));
	cr_assert(eq(int, o->verdict[0].kind, VERDICT_REGRESSED));
	cr_assert(eq(int, o->verdict[1].kind, VERDICT_IMPROVED));
	cr_assert(eq(int, o->verdict[2].kind, VERDICT_EQUIVALENT));
	cr_assert(eq(int, o->verdict[3].kind, VERDICT_INCONCLUSIVE));
	cr_assert(o->verdict[0].confirmed && o->verdict[1].confirmed);
	cr_assert(eq(u64, o->regressed, 1));
	cr_assert(eq(u64, o->improved, 1));
	cr_assert(eq(u64, o->equivalent, 1));
	cr_assert(eq(u64, o->inconclusive, 1));
	cr_assert(eq(u64, o->tests, 4));
	cr_assert(o->paired);
	cr_assert(eq(int, o->exit, EXIT_REGRESSED));
	cr_assert(gate.result.result_case[2].verdict == &o->verdict[2]);
}

Test(paired_gate, a_row_has_its_numbers)
{
	(void)pairs_add(&gate, "a", 0.04, 0.003);
	const struct verdict *v = pairs_verdict(&gate, "a");
	cr_assert(epsilon_eq(dbl, v->ratio, exp(0.04), 0.006));
	cr_assert(v->low > 1.03 && v->low < v->ratio);
	cr_assert(v->high < 1.06 && v->high > v->ratio);
	cr_assert(epsilon_eq(dbl, v->level, 0.9, 1e-12));
	cr_assert(epsilon_eq(dbl, v->base_ns, 100, 0.5));
	cr_assert(epsilon_eq(dbl, v->head_ns, 104.08, 0.6));
	cr_assert(v->mde > 1.01 && v->mde < 1.04);
	cr_assert(v->pair_sd > 0.001 && v->pair_sd < 0.006);
	cr_assert(v->pairs >= 8 && v->first_pairs >= 8);
	cr_assert(eq(u64, v->pairs + v->first_pairs, gate.taken[0]));
	cr_assert(
	    epsilon_eq(dbl, v->spent_ns, 50e6 * (double)gate.taken[0], 1));
	cr_assert(
	    epsilon_eq(dbl, gate.result.outcome->spent_ns, v->spent_ns, 1));
	cr_assert(zero(dbl, v->needs_ns));
	cr_assert(epsilon_eq(dbl, v->order_effect, 0, 0.001));
	cr_assert(not(v->alone));
	cr_assert(v->reason == NULL);
}

Test(paired_gate, added_and_removed_are_listed_and_pass)
{
	static char old[] = "old";

	(void)pairs_add(&gate, "a", 0, 0.001);
	struct result_case *added = pairs_add(&gate, "new", 0, 0.001);
	pairs_limit(&gate, added, "time < 1ns");
	added->process_count = 0;
	gate.added[1] = true;
	gate.removed[gate.removed_count++] = old;
	const struct gate_outcome *o = pairs_outcome(&gate);
	cr_assert(eq(sz, o->verdict_count, 3));
	cr_assert(eq(int, pairs_row(&gate, "new")->kind, VERDICT_ADDED));
	cr_assert(eq(int, o->verdict[2].kind, VERDICT_REMOVED));
	cr_assert(eq(u64, o->tests, 1));
	cr_assert(eq(int, o->exit, EXIT_PASS));
}

Test(paired_gate, nothing_on_both_sides_never_passes)
{
	(void)pairs_add(&gate, "new", 0, 0.001);
	gate.added[0] = true;
	cr_assert(eq(int, pairs_outcome(&gate)->exit, EXIT_NOTHING));
}

/* Ctrl-C. */
Test(paired_gate, few_pairs_are_inconclusive)
{
	(void)pairs_add(&gate, "a", 0.5, 0.001);
	gate.rounds = 3;
	const struct verdict *v = pairs_verdict(&gate, "a");
	cr_assert(eq(int, v->kind, VERDICT_INCONCLUSIVE));
	cr_assert(eq(u64, v->pairs, 3));
	cr_assert(epsilon_eq(dbl, v->ratio, exp(0.5), 0.01));
	cr_assert(isnan(v->low) && isnan(v->high) && isnan(v->level));
	pairs_says(v, "stopped after 3 pairs; 2.0 % needs about ");
	/* The first look is at 8 pairs of 50 ms. */
	cr_assert(v->needs_ns >= 0.4e9, "%g", v->needs_ns);
	cr_assert(eq(int, gate.result.outcome->exit, EXIT_INCONCLUSIVE));
}

Test(paired_gate, not_even_a_pair_is_inconclusive)
{
	struct result_case *c = pairs_add(&gate, "a", 0, 0.001);
	c->process_count = c->base_process_count = 0;
	const struct verdict *v = pairs_verdict(&gate, "a");
	cr_assert(eq(int, v->kind, VERDICT_INCONCLUSIVE));
	cr_assert(isnan(v->ratio));
	cr_assert(zero(u64, v->pairs));
	pairs_says(v, "not-run");
}

Test(paired_gate, the_end_of_a_budget_is_named)
{
	(void)pairs_add(&gate, "a", 0, 0.02);
	gate.policy.case_budget_ns = 0.5e9;
	gate.rounds = 10;
	const struct verdict *v = pairs_verdict(&gate, "a");
	pairs_says(v, "its budget of 0.5 s ended after 10 pairs; 2.0 % needs ");
	cr_assert(v->needs_ns > 1e9 && v->needs_ns < 20e9);
}

/* Finding 2 % takes 348^2 sd^2 pairs a set. */
Test(paired_gate, pairs_that_a_set_cannot_have_are_named)
{
	(void)pairs_add(&gate, "a", 0.01, 0.025);
	(void)pairs_add(&gate, "b", 0.01, 0.1);
	gate.policy.pairs = 20;
	(void)pairs_outcome(&gate);
	pairs_says(pairs_row(&gate, "a"), " pairs a set");
	pairs_says(pairs_row(&gate, "a"), "20 pairs do not decide; 2.0 % needs "
					  "about ");
	pairs_says(pairs_row(&gate, "b"),
		   " pairs a set, more than 120: take a larger theta");
}

Test(paired_gate, the_budget_of_an_entry_counts_before_the_suite_s)
{
	(void)pairs_add(&gate, "a", 0, 0.1);
	gate.entry[0].gate_budget_ns = 500e6;
	gate.rounds = 10;
	pairs_says(pairs_verdict(&gate, "a"), "its budget of 0.5 s ended");
}

Test(paired_gate, the_end_of_the_whole_budget_is_named)
{
	(void)pairs_add(&gate, "a", 0, 0.1);
	gate.result.budget_ended = true;
	gate.rounds = 10;
	pairs_says(pairs_verdict(&gate, "a"),
		   "the budget ended after 10 pairs");
}

Test(paired_gate, theta_of_an_entry_counts_before_the_suite_s)
{
	(void)pairs_add(&gate, "a", 0.04, 0.003);
	(void)pairs_add(&gate, "b", 0.04, 0.003);
	gate.entry[1].theta = 0.1;
	(void)pairs_outcome(&gate);
	cr_assert(eq(int, pairs_row(&gate, "a")->kind, VERDICT_REGRESSED));
	cr_assert(eq(int, pairs_row(&gate, "b")->kind, VERDICT_EQUIVALENT));
}

Test(paired_gate, a_red_that_is_not_repeated_is_said)
{
	double d[PAIRS_MAX];

	for (size_t i = 0; i < PAIRS_MAX; i++)
		d[i] = (i < 8 ? 0.03 : 0) + 0.0001 * (double)(i % 5);
	struct make_ratios spec = {.log_ratio = d, .count = PAIRS_MAX};
	(void)make_ratios(&gate.result, "a", &spec);
	const struct verdict *v = pairs_verdict(&gate, "a");
	cr_assert(eq(int, v->kind, VERDICT_INCONCLUSIVE));
	cr_assert(not(v->confirmed));
	pairs_says(v, "3.1 % slower in 8 pairs; a second set of 8 did not "
		      "repeat it");
}

/*
 * At 4e-5 the look at 8 of 11 can be red for one test, not for one of two:
 * sqrt(4e-5) 0.62 is above 2^-8, sqrt(2e-5) 0.62 below.
 */
Test(paired_gate, a_red_leaves_its_error_to_the_others)
{
	(void)pairs_add(&gate, "a", 0.1, 0.001);
	(void)pairs_add(&gate, "b", 0.1, 0.001);
	gate.policy.error = 4e-5;
	gate.policy.pairs = 11;
	gate.one_by_one = true;
	const struct gate_outcome *o = pairs_outcome(&gate);
	cr_assert(eq(u64, o->regressed, 2));
	cr_assert(eq(sz, gate.taken[0], 22));
	cr_assert(eq(sz, gate.taken[1], 16));
}

/* As above: half the error is not enough at the look at 8 of 11. */
Test(paired_gate, shards_share_the_error)
{
	(void)pairs_add(&gate, "a", 0.1, 0.001);
	gate.policy.error = 4e-5;
	gate.policy.pairs = 11;
	gate.policy.shards = 2;
	(void)pairs_outcome(&gate);
	cr_assert(eq(sz, gate.taken[0], 22));
	cr_assert(eq(dbl, gate.result.outcome->error, 4e-5));
}

Test(paired_gate, what_did_not_regress_leaves_nothing)
{
	(void)pairs_add(&gate, "a", -0.1, 0.001);
	(void)pairs_add(&gate, "b", 0.1, 0.001);
	gate.policy.error = 4e-5;
	gate.policy.pairs = 11;
	gate.one_by_one = true;
	(void)pairs_outcome(&gate);
	cr_assert(eq(sz, gate.taken[1], 22));
}

Test(paired_gate, mostly_disturbed_slices_end_a_case)
{
	double d[PAIRS_MAX] = {0};
	struct make_ratios spec = {
	    .log_ratio = d, .count = PAIRS_MAX, .disturbed = 46};

	(void)make_ratios(&gate.result, "a", &spec);
	const struct verdict *v = pairs_verdict(&gate, "a");
	cr_assert(eq(int, v->kind, VERDICT_INCONCLUSIVE));
	cr_assert(eq(sz, gate.taken[0], 16));
	pairs_says(v, "too few slices were undisturbed in 16 of 16 pairs");
}

static void disturb(struct result_case *c, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		for (size_t s = 0; s < 46; s++)
			samples_column(&c->base_process[i], COLUMN_DISTURBED)
			    ->value[s] = 1;
}

/* Late, when most pairs have had an estimate. */
Test(paired_gate, the_lesser_part_of_disturbed_pairs_does_not)
{
	disturb(pairs_add(&gate, "a", 0, 0.3), 20, 30);
	const struct verdict *v = pairs_verdict(&gate, "a");
	cr_assert(eq(u64, v->pairs, 60));
	cr_assert(eq(sz, gate.taken[0], 70));
	pairs_says(v, "60 pairs do not decide; 2.0 % needs about ");
}

/* Pairs without an estimate are no evidence; the others are. */
Test(paired_gate, some_disturbed_pairs_do_not_end_a_case)
{
	disturb(pairs_add(&gate, "a", 0, 0.001), 0, 4);
	const struct verdict *v = pairs_verdict(&gate, "a");
	cr_assert(eq(int, v->kind, VERDICT_EQUIVALENT));
	cr_assert(eq(u64, v->pairs, 8));
	cr_assert(eq(sz, gate.taken[0], 12));
	cr_assert(epsilon_eq(dbl, v->spent_ns, 600e6, 1));
}

static void add_ordered(double order, bool alone)
{
	double d[PAIRS_MAX] = {0};
	struct make_ratios spec = {.log_ratio = d,
				   .count = PAIRS_MAX,
				   .order = order,
				   .noise = 0.001,
				   .alone = alone};
	(void)make_ratios(&gate.result, "a", &spec);
}

Test(paired_gate, an_order_that_matters_begins_again_alone)
{
	add_ordered(0.03, false);
	const struct verdict *v = pairs_verdict(&gate, "a");
	cr_assert(gate.again_alone[0]);
	cr_assert(v->alone);
	cr_assert(eq(u64, v->pairs, 8));
	/* The pairs that were forgotten took their time as well. */
	cr_assert(epsilon_eq(dbl, v->spent_ns, 16 * 50e6, 1));
	cr_assert(eq(int, v->kind, VERDICT_EQUIVALENT));
	cr_assert(epsilon_eq(dbl, v->order_effect, 0.03, 0.001));
	pairs_says(v, "what runs second is 3.0 % slower, even apart");
}

Test(paired_gate, an_order_that_matters_less_does_not)
{
	add_ordered(-0.008, false);
	const struct verdict *v = pairs_verdict(&gate, "a");
	cr_assert(not(gate.again_alone[0]));
	cr_assert(not(v->alone));
	cr_assert(epsilon_eq(dbl, v->order_effect, -0.008, 0.001));
	cr_assert(v->reason == NULL);
}

/* Large in the middle, but of either sign: noise. */
Test(paired_gate, noise_of_the_order_does_not)
{
	struct result_case *c = pairs_add(&gate, "a", 0, 0.0001);
	struct result_case *ordered;

	add_ordered(0.03, false);
	ordered = &gate.result.result_case[1];
	for (size_t i = 0; i < 7; i++) {
		c->process[i] = ordered->process[i];
		c->base_process[i] = ordered->base_process[i];
	}
	gate.result.case_count = 1;
	(void)pairs_outcome(&gate);
	cr_assert(not(gate.again_alone[0]));
}

/* Not at the first look, but later. */
Test(paired_gate, an_order_that_comes_to_matter_is_said)
{
	double d[PAIRS_MAX];
	struct make_ratios spec = {
	    .log_ratio = d, .count = PAIRS_MAX, .order = 0.002};

	make_normal(d, PAIRS_MAX, 0, 0.04, 1);
	struct result_case *c = make_ratios(&gate.result, "a", &spec);
	spec.order = 0.03;
	struct result_case *later = make_ratios(&gate.result, "b", &spec);
	for (size_t i = 8; i < PAIRS_MAX; i++) {
		c->process[i] = later->process[i];
		c->base_process[i] = later->base_process[i];
	}
	gate.result.case_count = 1;
	const struct verdict *v = pairs_verdict(&gate, "a");
	cr_assert(not(gate.again_alone[0]));
	cr_assert(gt(u64, v->pairs, 16));
	char *expected = "what runs second is 3.0 % slower";
	cr_assert(eq(str, v->reason, expected));
}

Test(paired_gate, pairs_that_are_apart_are_not_begun_again)
{
	add_ordered(0.03, true);
	const struct verdict *v = pairs_verdict(&gate, "a");
	cr_assert(not(gate.again_alone[0]));
	cr_assert(v->alone);
	pairs_says(v, "even apart");
}

Test(paired_gate, the_first_look_follows_from_pairs)
{
	struct suite_gate policy = SUITE_GATE_DEFAULT;

	cr_assert(eq(sz, paired_first_look(&policy, 50), 8));
	/* 5 % spent at 8 of 120 is below 2^-8. */
	policy.pairs = 120;
	cr_assert(eq(sz, paired_first_look(&policy, 50), 11));
	policy.pairs = 8;
	cr_assert(eq(sz, paired_first_look(&policy, 50), 8));
}

Test(paired_gate, too_few_pairs_for_any_red_are_refused)
{
	struct err err = {0};

	(void)pairs_add(&gate, "a", 0, 0.001);
	gate.policy.pairs = 8;
	gate.policy.error = 1.5e-5;
	cr_assert(eq(int, pairs_judge(&gate, &err), -ERR_USAGE));
	cr_assert(text_has(err.text, "8 pairs cannot show a regression of any "
				     "size in 1 benchmark"));
	cr_assert(text_has(err.text, "allow 9 pairs or more"));
	gate.policy.pairs = 9;
	err_clear(&err);
	cr_assert(zero(int, pairs_judge(&gate, &err)), "%s", err.text);
}

/* Of 2^20 swaps none is as rare as that: a gate that could never be red. */
Test(paired_gate, levels_finer_than_the_swaps_are_refused)
{
	struct err err = {0};

	(void)pairs_add(&gate, "a", 0, 0.001);
	gate.policy.error = 0.9 * exp2(-2 * SWAP_MAX_DIMENSIONS);
	cr_assert(eq(int, pairs_judge(&gate, &err), -ERR_USAGE));
	cr_assert(text_has(err.text, "no number of pairs can show a regression "
				     "in 1 benchmark"));
	cr_assert(eq(sz, paired_first_look(&gate.policy, 1), 8));
	gate.policy.error = 1.1 * exp2(-2 * SWAP_MAX_DIMENSIONS);
	err_clear(&err);
	cr_assert(zero(int, pairs_judge(&gate, &err)), "%s", err.text);
}

Test(paired_gate, memory_runs_out)
{

	(void)pairs_add(&gate, "a", 0, 0.001);
	pairs_limit(&gate, &gate.result.result_case[0], "time < 1s");
	gate.rounds = 1;
	CHAOS_EACH(n)
	{
		struct err err = {0};
		gate.result.result_case[0].process_count =
		    gate.result.result_case[0].base_process_count = 1;
		gate.taken[0] = 0;
		int code = pairs_judge(&gate, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, code, hit ? -ERR_NOMEM : 0), "%s", err.text);
	}
}
