/* What untimed passes count becomes metrics of the case. */
#include <math.h>

#include "chaos.h"
#include "make_counts.h"
#include "stored.h"
#include "text.h"

static struct result r;
static struct result_case *c;

static void setup(void)
{
	stored_result(&r, "run-1");
	c = stored_case(&r, "a", 100, 8);
}

static void teardown(void)
{
	result_release(&r);
}

TestSuite(counted, .init = setup, .fini = teardown);

static struct count_samples *counted(enum count_pass pass, enum pair_side side)
{
	return make_pass(&r, c, pass, side);
}

static const struct metric *find(const struct metric *metric, size_t count,
				 const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(metric[i].name, name) == 0)
			return &metric[i];
	cr_fatal("no metric %s", name);
}

static const struct metric *head(const char *name)
{
	stored_summarise(&r);
	return find(c->metric, c->metric_count, name);
}

Test(counted, an_exact_count_is_certain_of_one_process)
{
	(void)make_count(&r, counted(COUNT_ALLOCATIONS, PAIR_SIDE_NONE),
			 "alloc-bytes", 48);
	const struct metric *m = head("alloc-bytes");
	cr_assert(m->available && m->exact && m->lower_is_better);
	cr_assert(eq(dbl, m->estimate.value, 48));
	cr_assert(eq(dbl, m->estimate.low, 48));
	cr_assert(eq(dbl, m->estimate.high, 48));
	cr_assert(eq(str, m->unit, (char *)"bytes"));
	cr_assert(eq(str, m->provider, (char *)"os"));
	cr_assert(m->reason == NULL);
	cr_assert(zero(sz, c->base_metric_count));
}

Test(counted, what_is_not_exact_keeps_its_number_and_its_reason)
{
	struct counter_value *v =
	    make_count(&r, counted(COUNT_SIMULATED, PAIR_SIDE_NONE),
		       "sim.instructions", 1204);
	v->exact = false;
	v->reason = stored_text(&r, "work depends on the operations");
	const struct metric *m = head("sim.instructions");
	cr_assert(m->available && !m->exact);
	cr_assert(eq(dbl, m->estimate.value, 1204));
	cr_assert(isnan(m->estimate.low) && isnan(m->estimate.high));
	cr_assert(eq(str, m->reason, (char *)"work depends on the operations"));
}

Test(counted, processes_that_differ_are_not_exact)
{
	for (int i = 0; i < 2; i++)
		(void)make_count(&r, counted(COUNT_SIMULATED, PAIR_SIDE_NONE),
				 "sim.instructions", 1204 + i);
	const struct metric *m = head("sim.instructions");
	cr_assert(m->available && !m->exact);
	cr_assert(text_has(m->reason, "differ from run to run"));
}

Test(counted, several_builds_of_a_side_may_differ)
{
	struct count_samples *second;

	(void)make_count(&r, counted(COUNT_ALLOCATIONS, PAIR_SIDE_NONE),
			 "allocs", 3);
	second = counted(COUNT_ALLOCATIONS, PAIR_SIDE_NONE);
	second->variant = 1;
	(void)make_count(&r, second, "allocs", 4);
	const struct metric *m = head("allocs");
	cr_assert(m->available && !m->exact);
	cr_assert(text_has(m->reason, "the builds of one side have different"));
}

Test(counted, a_count_that_one_process_lacks_is_absent)
{
	for (int i = 0; i < 2; i++) {
		struct counter_value *v =
		    make_count(&r, counted(COUNT_SIMULATED, PAIR_SIDE_NONE),
			       "sim.instructions", 7);
		v->available = i == 0;
		v->errno_name = stored_text(&r, "ENOENT");
		v->reason = stored_text(&r, "no valgrind");
		v->mend = stored_text(&r, "install it");
	}
	const struct metric *m = head("sim.instructions");
	cr_assert(not(m->available));
	cr_assert(eq(str, m->errno_name, (char *)"ENOENT"));
	cr_assert(eq(str, m->reason, (char *)"no valgrind"));
	cr_assert(eq(str, m->mend, (char *)"install it"));
}

Test(counted, a_pass_that_broke_has_metrics_without_numbers)
{
	struct count_samples *s = counted(COUNT_SIMULATED, PAIR_SIDE_NONE);
	s->status = CASE_TIMEOUT;
	s->reason = stored_text(&r, "ran longer than 30 s");
	const struct metric *m = head("sim.ll_misses");
	cr_assert(not(m->available));
	cr_assert(eq(str, m->provider, (char *)"simulated"));
	cr_assert(eq(str, m->reason, (char *)"timeout: ran longer than 30 s"));
	/* Its times are as good as before. */
	cr_assert(eq(int, c->status, CASE_OK));
}

Test(counted, the_base_has_metrics_of_its_own)
{
	make_counts(&r, c, "allocs", 3, 4);
	cr_assert(eq(dbl, head("allocs")->estimate.value, 4));
	const struct metric *m =
	    find(c->base_metric, c->base_metric_count, "allocs");
	cr_assert(eq(dbl, m->estimate.value, 3));
}

Test(counted, a_pass_goes_before_what_a_process_calls_the_same)
{
	for (size_t i = 0; i < c->process_count; i++) {
		struct process_samples *p = &c->process[i];
		p->metric = stored_take(&r, 1, sizeof *p->metric);
		p->metric_count = 1;
		p->metric[0].name = stored_text(&r, "allocs");
		p->metric[0].value = 99;
	}
	cr_assert(eq(dbl, head("allocs")->estimate.value, 99));
	(void)make_count(&r, counted(COUNT_ALLOCATIONS, PAIR_SIDE_NONE),
			 "allocs", 3);
	cr_assert(eq(dbl, head("allocs")->estimate.value, 3));
	cr_assert(eq(sz, c->metric_count, 2)); /* and alloc-bytes */
}

Test(counted, without_times_the_passes_say_how_the_case_ended)
{
	c->process_count = 0;
	(void)make_count(&r, counted(COUNT_ALLOCATIONS, PAIR_SIDE_NONE),
			 "allocs", 3);
	stored_summarise(&r);
	cr_assert(eq(int, c->status, CASE_OK));
	struct count_samples *s = counted(COUNT_SIMULATED, PAIR_SIDE_NONE);
	s->status = CASE_CRASHED;
	s->reason = stored_text(&r, "signal 4");
	stored_summarise(&r);
	cr_assert(eq(int, c->status, CASE_CRASHED));
	cr_assert(eq(str, c->reason, (char *)"signal 4"));
}

Test(counted, counters_that_are_scaled_say_why)
{
	for (size_t i = 0; i < c->process_count; i++) {
		struct process_samples *p = &c->process[i];
		p->counter = stored_take(&r, 1, sizeof *p->counter);
		p->counter_count = 1;
		p->counter[0] = (struct counter_value){
		    .name = stored_text(&r, "cycles"),
		    .available = true,
		    .exact = i != 3,
		    .reason = i == 3 ? stored_text(&r, "counted half the time")
				     : NULL,
		    .per_op = 400,
		    .coverage = i == 3 ? 0.5 : 1,
		};
	}
	const struct metric *m = head("cycles");
	cr_assert(m->available && !m->exact);
	cr_assert(eq(dbl, m->coverage, 0.5));
	cr_assert(eq(str, m->reason, (char *)"counted half the time"));
}

Test(counted, memory_runs_out)
{
	make_counts(&r, c, "allocs", 3, 4);
	counted(COUNT_SIMULATED, PAIR_SIDE_HEAD)->status = CASE_CRASHED;
	CHAOS_EACH(n)
	{
		struct err err = {0};
		int code = gate_summarise(&r, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, code, hit ? -ERR_NOMEM : 0), "%s", err.text);
	}
}
