/* Waivers, an unfit machine, and what the paired gate exits with. */
#include "pairs.h"

static struct pairs_gate gate;
static struct waiver waiver[3];
static struct waivers waivers;

static char id[] = "a", expires[] = "2026-11-21", why[] = "faster start",
	    by[] = "Ada";

static void setup(void)
{
	pairs_init(&gate);
	waiver[0] = (struct waiver){.id = id,
				    .ceiling = 1.1,
				    .expires = expires,
				    .reason = why,
				    .by = by};
	waivers.waiver = waiver;
	waivers.count = 1;
	(void)strcpy(waivers.today, "2026-11-21");
	gate.waivers = &waivers;
}

static void teardown(void)
{
	pairs_release(&gate);
}

TestSuite(paired_outcome, .init = setup, .fini = teardown);

/* The outcome of one case that is CHANGE slower. */
static const struct gate_outcome *outcome(double change)
{
	(void)pairs_add(&gate, "a", change, 0.002);
	return pairs_outcome(&gate);
}

static void noted(const struct gate_outcome *o, const char *text)
{
	cr_assert(eq(sz, o->note_count, 1));
	cr_assert(text_has(o->note[0], text), "%s", o->note[0]);
}

Test(paired_outcome, a_waiver_holds_on_its_last_day)
{
	const struct gate_outcome *o = outcome(0.05);
	const struct verdict *v = &o->verdict[0];
	cr_assert(eq(int, v->kind, VERDICT_REGRESSED));
	cr_assert(v->waived);
	char *expected = "until 2026-11-21, up to +10 %: faster start";
	cr_assert(eq(str, v->waiver, expected));
	cr_assert(eq(u64, o->regressed, 1));
	cr_assert(eq(u64, o->waived, 1));
	cr_assert(eq(dbl, o->floor, o->theta / 2));
	cr_assert(eq(int, o->exit, EXIT_PASS));
	cr_assert(zero(sz, o->note_count));
	const char *red[1];
	cr_assert(zero(sz, gate_reds(&gate.result, red)));
}

Test(paired_outcome, a_waiver_ends)
{
	(void)strcpy(waivers.today, "2026-11-22");
	const struct gate_outcome *o = outcome(0.05);
	cr_assert(not(o->verdict[0].waived));
	cr_assert(eq(int, o->exit, EXIT_REGRESSED));
	noted(o, "waiver of 'a': it ended on 2026-11-21");
}

Test(paired_outcome, a_waiver_has_a_ceiling)
{
	const struct gate_outcome *o = outcome(0.11);
	cr_assert(not(o->verdict[0].waived));
	cr_assert(eq(int, o->exit, EXIT_REGRESSED));
	noted(o, "% is beyond its ceiling of +10 %");
}

Test(paired_outcome, a_waiver_that_is_not_needed_is_said)
{
	const struct gate_outcome *o = outcome(0);
	cr_assert(eq(int, o->exit, EXIT_PASS));
	noted(o, "the case is equivalent; it can be removed");
}

Test(paired_outcome, an_ended_waiver_that_is_not_needed_is_said)
{
	(void)strcpy(waivers.today, "2027-01-01");
	noted(outcome(0), "ended on 2026-11-21; it can be removed");
}

Test(paired_outcome, a_waiver_without_case_is_said)
{
	static char other[] = "memory/kopy";

	waiver[0].id = other;
	const struct gate_outcome *o = outcome(0.05);
	cr_assert(eq(int, o->exit, EXIT_REGRESSED));
	noted(o, "waiver of 'memory/kopy': not used");
}

Test(paired_outcome, what_is_undecided_says_nothing_of_its_waiver)
{
	gate.rounds = 2;
	const struct gate_outcome *o = outcome(0.05);
	cr_assert(zero(sz, o->note_count));
	cr_assert(eq(int, o->exit, EXIT_INCONCLUSIVE));
}

/* A waiver is for the change, not for the promise of a limit. */
Test(paired_outcome, a_broken_limit_is_not_waived)
{
	pairs_limit(&gate, pairs_add(&gate, "a", 0.05, 0.002), "time < 90ns");
	const struct gate_outcome *o = pairs_outcome(&gate);
	cr_assert(o->verdict[0].waived);
	cr_assert(eq(int, o->exit, EXIT_REGRESSED));
}

static void add_round(double steal_ticks, double throttled_us)
{
	struct interference *round =
	    arena_array(&gate.result.arena, 2, sizeof *round, NULL);

	/* The second could not be read. */
	round[0] = (struct interference){.steal_ticks = steal_ticks,
					 .throttled_us = throttled_us,
					 .wall_ns = 10e9};
	round[1] = (struct interference){
	    .steal_ticks = -1, .throttled_us = -1, .wall_ns = 90e9};
	gate.result.round = round;
	gate.result.round_count = 2;
}

/* The outcome of a case that more pairs would decide. */
static const struct gate_outcome *undecided(void)
{
	gate.waivers = NULL;
	gate.rounds = 4;
	return outcome(0);
}

Test(paired_outcome, stolen_time_makes_it_unfit)
{
	add_round(260, 0);
	const struct gate_outcome *o = undecided();
	cr_assert(eq(int, o->exit, EXIT_UNFIT));
	char *expected =
	    "26 % of a CPU's time was stolen (at most 25 %): use a machine "
	    "that is not shared, or raise gate.max_steal";
	cr_assert(eq(str, o->unfit, expected));
}

Test(paired_outcome, a_little_stolen_time_does_not)
{
	add_round(240, 2.4e6);
	const struct gate_outcome *o = undecided();
	cr_assert(eq(int, o->exit, EXIT_INCONCLUSIVE));
	cr_assert(o->unfit == NULL);
}

Test(paired_outcome, throttling_makes_it_unfit)
{
	add_round(0, 2.6e6);
	const struct gate_outcome *o = undecided();
	cr_assert(eq(int, o->exit, EXIT_UNFIT));
	cr_assert(text_begins(o->unfit, "26 % of the time was throttled"));
}

Test(paired_outcome, disturbed_slices_make_it_unfit)
{
	double d[PAIRS_MAX] = {0};
	struct make_ratios spec = {
	    .log_ratio = d, .count = PAIRS_MAX, .disturbed = 26};

	(void)make_ratios(&gate.result, "a", &spec);
	gate.rounds = 4;
	const struct gate_outcome *o = pairs_outcome(&gate);
	cr_assert(eq(int, o->exit, EXIT_UNFIT));
	cr_assert(text_begins(o->unfit, "52 % of the slices were disturbed"));
}

/* A machine that decided everything was fit. */
Test(paired_outcome, without_undecided_rows_it_is_fit)
{
	add_round(900, 0);
	gate.waivers = NULL;
	const struct gate_outcome *o = outcome(0);
	cr_assert(eq(int, o->exit, EXIT_PASS));
	cr_assert(o->unfit == NULL);
}

Test(paired_outcome, a_red_is_worse_than_unfit)
{
	add_round(900, 0);
	gate.waivers = NULL;
	(void)pairs_add(&gate, "a", 0.05, 0.002);
	(void)pairs_add(&gate, "b", 0, 0.5);
	const struct gate_outcome *o = pairs_outcome(&gate);
	cr_assert(eq(u64, o->regressed, 1));
	cr_assert(eq(u64, o->inconclusive, 1));
	cr_assert(eq(int, o->exit, EXIT_REGRESSED));
	cr_assert(o->unfit != NULL);
}

Test(paired_outcome, inconclusive_may_pass)
{
	gate.policy.inconclusive = INCONCLUSIVE_WARN;
	add_round(0, 0);
	const struct gate_outcome *o = undecided();
	cr_assert(eq(int, o->exit, EXIT_PASS));
	cr_assert(o->unfit == NULL);
}

Test(paired_outcome, an_unfit_machine_does_not_pass)
{
	gate.policy.inconclusive = INCONCLUSIVE_WARN;
	add_round(900, 0);
	const struct gate_outcome *o = undecided();
	cr_assert(eq(int, o->exit, EXIT_UNFIT));
}

/* To be lenient with small effects is not to go without measuring. */
Test(paired_outcome, no_data_never_passes)
{
	struct result_case *c = pairs_add(&gate, "a", 0, 0.002);
	(void)pairs_add(&gate, "b", 0, 0.002);
	gate.policy.inconclusive = INCONCLUSIVE_WARN;
	c->process_count = c->base_process_count = 0;
	cr_assert(eq(int, pairs_outcome(&gate)->exit, EXIT_PASS));
	gate.result.case_count = 1;
	cr_assert(eq(int, pairs_outcome(&gate)->exit, EXIT_NOTHING));
	gate.policy.inconclusive = INCONCLUSIVE_FAIL;
	cr_assert(eq(int, pairs_outcome(&gate)->exit, EXIT_INCONCLUSIVE));
}

Test(paired_outcome, a_listed_time_without_a_number_is_no_data)
{
	struct result_case *c = pairs_add(&gate, "a", 0, 0.002);
	make_counts(&gate.result, c, "allocs", 1, 1);
	pairs_metric(&gate, "allocs", -1);
	pairs_metric(&gate, "time", -1);
	gate.policy.inconclusive = INCONCLUSIVE_WARN;
	gate.rounds = 2;
	cr_assert(eq(int, pairs_outcome(&gate)->exit, EXIT_PASS));
	c->process_count = c->base_process_count = 0;
	cr_assert(eq(int, pairs_outcome(&gate)->exit, EXIT_NOTHING));
}
