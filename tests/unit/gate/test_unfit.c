/* Whether the machine was too disturbed for a run without pairs. */
#include "stored.h"
#include "text.h"

static struct result r;

static void setup(void)
{
	stored_result(&r, "run-1");
	r.gate = SUITE_GATE_DEFAULT;
}

static void teardown(void)
{
	result_release(&r);
}

TestSuite(unfit, .init = setup, .fini = teardown);

/* COUNT of the 20 slices of each process. */
static void disturb(struct result_case *c, size_t count)
{
	for (size_t i = 0; i < c->process_count; i++)
		for (size_t k = 0; k < count; k++)
			c->process[i].column[2].value[k] = 1;
}

/* Rounds of 10 s. */
static void add_rounds(const struct interference *round, size_t count)
{
	r.round = arena_array(&r.arena, count, sizeof *r.round, NULL);
	cr_assert(r.round != NULL);
	for (size_t i = 0; i < count; i++) {
		r.round[i] = round[i];
		r.round[i].wall_ns = 10e9;
	}
	r.round_count = count;
}

static void expect(const char *text)
{
	stored_summarise(&r);
	cr_assert(r.unfit != NULL);
	cr_assert(text_begins(r.unfit, text), "%s", r.unfit);
}

Test(unfit, more_than_half_of_the_slices)
{
	disturb(stored_case(&r, "a", 100, 10), 11);
	expect("55 % of the slices were disturbed (at most 50 %): stop other "
	       "work, or raise gate.max_disturbed");
}

Test(unfit, half_of_the_slices_is_fit)
{
	disturb(stored_case(&r, "a", 100, 10), 10);
	stored_summarise(&r);
	cr_assert(eq(ptr, r.unfit, NULL));
}

Test(unfit, slices_of_all_cases_count_together)
{
	disturb(stored_case(&r, "a", 100, 10), 15);
	(void)stored_case(&r, "b", 100, 10);
	stored_summarise(&r);
	cr_assert(eq(ptr, r.unfit, NULL));
	disturb(&r.result_case[1], 6);
	expect("52 % of the slices");
}

Test(unfit, the_limit_is_the_suites)
{
	disturb(stored_case(&r, "a", 100, 10), 11);
	r.gate.max_disturbed = 0.6;
	stored_summarise(&r);
	cr_assert(eq(ptr, r.unfit, NULL));
}

Test(unfit, slices_of_one_operation_say_nothing)
{
	struct result_case *c = stored_case(&r, "a", 1e6, 10);

	disturb(c, 20);
	for (size_t i = 0; i < c->process_count; i++)
		c->process[i].column[0].value[0] = 1;
	stored_summarise(&r);
	cr_assert(eq(ptr, r.unfit, NULL));
}

Test(unfit, a_process_that_crashed_says_nothing)
{
	struct result_case *c = stored_case(&r, "a", 100, 2);

	disturb(c, 20);
	c->process[0].status = c->process[1].status = CASE_CRASHED;
	stored_summarise(&r);
	cr_assert(eq(ptr, r.unfit, NULL));
}

Test(unfit, stolen_and_throttled_time)
{
	const struct interference stolen[] = {
	    {.steal_ticks = 400, .throttled_us = -1},
	    {.steal_ticks = 110, .throttled_us = -1},
	};
	const struct interference throttled[] = {
	    {.steal_ticks = -1, .throttled_us = 2.6e6},
	    {.steal_ticks = -1, .throttled_us = -1},
	};

	(void)stored_case(&r, "a", 100, 10);
	add_rounds(stolen, 2);
	expect("26 % of a CPU's time was stolen (at most 25 %): use a machine "
	       "that is not shared");
	add_rounds(throttled, 2);
	expect("26 % of the time was throttled (at most 25 %)");
}

Test(unfit, what_cannot_be_read_is_no_reason)
{
	const struct interference unknown = {.steal_ticks = -1,
					     .throttled_us = -1};

	(void)stored_case(&r, "a", 100, 10);
	add_rounds(&unknown, 1);
	stored_summarise(&r);
	cr_assert(eq(ptr, r.unfit, NULL));
}

Test(unfit, short_runs_say_nothing)
{
	const struct interference stolen = {.steal_ticks = 30};
	struct result_case *c = stored_case(&r, "a", 100, 1);

	disturb(c, 15);
	c->process[0].slice_count = 19;
	add_rounds(&stolen, 1);
	r.round[0].wall_ns = 0.19e9;
	stored_summarise(&r);
	cr_assert(eq(ptr, r.unfit, NULL));
	r.round[0].wall_ns = 0.2e9;
	expect("150 % of a CPU's time was stolen");
	r.round_count = 0;
	c->process[0].slice_count = 20;
	expect("75 % of the slices");
}

/* Where nothing was timed there is nothing to be unfit for. */
Test(unfit, not_without_slices)
{
	const struct interference stolen = {.steal_ticks = 900};

	add_rounds(&stolen, 1);
	stored_summarise(&r);
	cr_assert(eq(ptr, r.unfit, NULL));
}

/* Their gate decides whether they were enough. */
Test(unfit, pairs_are_not_judged)
{
	struct result_case *c = stored_case(&r, "a", 100, 10);

	disturb(c, 20);
	c->base_process = c->process;
	c->base_process_count = c->process_count;
	stored_summarise(&r);
	cr_assert(eq(ptr, r.unfit, NULL));
}
