#include <math.h>

#include "stored.h"

static struct result r;

static void setup(void)
{
	stored_result(&r, "run-1");
}

static void teardown(void)
{
	result_release(&r);
}

TestSuite(summarise, .init = setup, .fini = teardown);

Test(summarise, times_over_processes)
{
	struct result_case *c = stored_case(&r, "a", 100, 10);
	stored_summarise(&r);
	struct summary *s = &c->summary;
	cr_assert(eq(u64, s->processes, 10));
	cr_assert(eq(u64, s->slices, 200));
	cr_assert(epsilon_eq(dbl, s->median_ns.value, 100.45, 1e-9));
	cr_assert(epsilon_eq(dbl, s->median_ns.low, 100.1, 1e-9));
	cr_assert(epsilon_eq(dbl, s->median_ns.high, 100.8, 1e-9));
	cr_assert(ge(dbl, s->median_ns.level, 0.95));
	cr_assert(epsilon_eq(dbl, s->minimum_ns, 100.0, 1e-9));
	cr_assert(epsilon_eq(dbl, s->maximum_ns, 100.9, 1e-9));
	cr_assert(zero(dbl, s->within_rsd));
	cr_assert(gt(dbl, s->between_rsd, 0.001));
	cr_assert(isnan(s->p99_ns));
}

Test(summarise, p99_from_a_thousand_slices)
{
	struct result_case *c = stored_case(&r, "a", 100, 50);
	stored_summarise(&r);
	cr_assert(eq(u64, c->summary.slices, 1000));
	cr_assert(not(isnan(c->summary.p99_ns)));
}

Test(summarise, disturbed_slices_are_left_out)
{
	struct result_case *c = stored_case(&r, "a", 100, 6);
	for (size_t i = 0; i < 6; i++) {
		c->process[i].column[1].value[0] = 1000000000;
		c->process[i].column[2].value[0] = 1;
	}
	stored_summarise(&r);
	cr_assert(eq(u64, c->summary.disturbed, 6));
	cr_assert(lt(dbl, c->summary.maximum_ns, 101.0));
}

Test(summarise, stopped_clock_is_no_time)
{
	struct result_case *c = stored_case(&r, "a", 100, 6);
	c->process[0].column[1].value[3] = 0;
	stored_summarise(&r);
	cr_assert(gt(dbl, c->summary.minimum_ns, 99.0));
}

Test(summarise, too_few_processes_have_no_interval)
{
	struct result_case *c = stored_case(&r, "a", 100, 5);
	stored_summarise(&r);
	cr_assert(c->summary.median_ns.available);
	cr_assert(isnan(c->summary.median_ns.low));
	cr_assert(isnan(c->summary.median_ns.high));
}

Test(summarise, worst_process_decides_the_status)
{
	struct result_case *c = stored_case(&r, "a", 100, 10);
	c->process[2].status = c->process[5].status = CASE_TIMEOUT;
	c->process[2].reason = stored_text(&r, "ran longer than 1 s");
	c->process[7].status = CASE_SKIPPED;
	stored_summarise(&r);
	cr_assert(eq(int, c->status, CASE_TIMEOUT));
	char *reason = c->reason;
	char *expected = "2 of 10 processes: ran longer than 1 s";
	cr_assert(eq(str, reason, expected));
	cr_assert(not(c->summary.median_ns.available));
}

Test(summarise, all_processes_need_no_count)
{
	struct result_case *c = stored_case(&r, "a", 100, 2);
	c->process[0].status = c->process[1].status = CASE_FAILED;
	c->process[0].reason = stored_text(&r, "wrong sum");
	stored_summarise(&r);
	char *reason = c->reason, *expected = "wrong sum";
	cr_assert(eq(str, reason, expected));
}

Test(summarise, interrupted_case_keeps_what_it_has)
{
	struct result_case *c = stored_case(&r, "a", 100, 8);
	c->process[7].status = CASE_NOT_RUN;
	stored_summarise(&r);
	cr_assert(eq(int, c->status, CASE_OK));
	cr_assert(eq(u64, c->summary.processes, 7));
}

Test(summarise, case_without_processes_was_not_run)
{
	struct result_case *c = stored_case(&r, "a", 100, 0);
	stored_summarise(&r);
	cr_assert(eq(int, c->status, CASE_NOT_RUN));
	cr_assert(not(c->summary.median_ns.available));
}

static void add_numbers(struct result_case *c, size_t i, bool counted)
{
	struct process_samples *p = &c->process[i];
	p->counter = stored_take(&r, 1, sizeof *p->counter);
	p->counter_count = 1;
	p->counter[0] = (struct counter_value){
	    .name = stored_text(&r, "cycles"),
	    .provider = PROVIDER_HARDWARE,
	    .available = counted,
	    .exact = true,
	    .per_op = 400,
	    .coverage = 1,
	};
	if (!counted) {
		p->counter[0].errno_name = stored_text(&r, "ENOENT");
		p->counter[0].reason = stored_text(&r, "no PMU");
		p->counter[0].mend = stored_text(&r, "use bare metal");
	}
	p->rate = stored_take(&r, 1, sizeof *p->rate);
	p->rate_count = 1;
	p->rate[0].name = stored_text(&r, "bytes");
	p->rate[0].value = 50;
}

Test(summarise, counters_and_rates)
{
	struct result_case *c = stored_case(&r, "a", 100, 8);
	for (size_t i = 0; i < 8; i++)
		add_numbers(c, i, true);
	stored_summarise(&r);
	cr_assert(eq(sz, c->metric_count, 2));
	cr_assert(epsilon_eq(dbl, c->metric[0].estimate.value, 400.0, 1e-9));
	cr_assert(epsilon_eq(dbl, c->metric[0].estimate.low, 400.0, 1e-9));
	cr_assert(c->metric[0].exact && c->metric[0].lower_is_better);
	char *unit = c->metric[1].unit, *expected = "bytes/s";
	cr_assert(eq(str, unit, expected));
	/* 50 bytes in 100 ns */
	cr_assert(
	    epsilon_eq(dbl, c->metric[1].estimate.value, 0.498e9, 0.003e9));
	cr_assert(not(c->metric[1].lower_is_better));
}

/* Two numbers that agree are no certainty, unless they can only agree. */
Test(summarise, only_what_repeats_needs_no_interval)
{
	static const struct {
		enum counter_provider provider;
		bool bounded;
	} cases[] = {
	    {PROVIDER_OS, false},
	    {PROVIDER_HARDWARE, false},
	    {PROVIDER_FAKE, true},
	};
	static const char *const ids[] = {"a", "b", "c"};

	for (size_t k = 0; k < 3; k++) {
		struct result_case *c = stored_case(&r, ids[k], 100, 2);
		for (size_t i = 0; i < 2; i++) {
			add_numbers(c, i, true);
			c->process[i].counter->provider = cases[k].provider;
		}
	}
	stored_summarise(&r);
	for (size_t k = 0; k < 3; k++) {
		const struct estimate *e = &r.result_case[k].metric->estimate;
		cr_assert(eq(dbl, e->value, 400));
		cr_assert(eq(int, isfinite(e->high), cases[k].bounded));
	}
}

Test(summarise, missing_counter_says_why)
{
	struct result_case *c = stored_case(&r, "a", 100, 2);
	add_numbers(c, 0, false);
	add_numbers(c, 1, false);
	stored_summarise(&r);
	cr_assert(not(c->metric[0].available));
	char *reason = c->metric[0].reason, *mend = c->metric[0].mend;
	char *why = "no PMU", *how = "use bare metal";
	cr_assert(eq(str, reason, why));
	cr_assert(eq(str, mend, how));
}

Test(summarise, twice_is_the_same)
{
	struct result_case *c = stored_case(&r, "a", 100, 8);
	add_numbers(c, 0, true);
	stored_summarise(&r);
	struct summary first = c->summary;
	stored_summarise(&r);
	cr_assert(eq(dbl, first.median_ns.value, c->summary.median_ns.value));
	cr_assert(eq(sz, c->metric_count, 2));
}
