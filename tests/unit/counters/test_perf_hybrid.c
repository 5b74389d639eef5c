/* Rule 19: CPUs of two kinds, each with a PMU of its own. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>

#include "perf_case.h"
#include "text.h"

static struct fake_perf *const fake = &perf_case.fake;
static struct counter_info *const info = perf_case.info;
static struct counter_reading *const reading = perf_case.reading;
#define BIG    4u
#define LITTLE 10u

static void begin(void)
{
	perf_case_begin();
	perf_case.facts.hybrid = true;
	perf_case.facts.kind_count = 2;
	perf_case.facts.kind[0] =
	    (struct perf_kind){.name = "cpu_core", .type = BIG};
	perf_case.facts.kind[1] =
	    (struct perf_kind){.name = "cpu_atom", .type = LITTLE};
	fake->on_kind = BIG;
}

TestSuite(perf_hybrid, .init = begin, .fini = perf_case_end);

static uint32_t kind_asked(const struct fake_perf_event *event)
{
	return (uint32_t)(event->attr.config >> 32);
}

Test(perf_hybrid, rule_19_one_group_a_kind_never_one_for_both)
{
	size_t leaders = 0;

	perf_case_open(0);
	cr_assert(eq(sz, perf_case_available(), PERF_COMMON));
	for (size_t i = 0; i < fake->opened; i++) {
		const struct fake_perf_event *event = &fake->event[i];
		uint32_t kind = kind_asked(event);
		cr_assert(kind == BIG || kind == LITTLE);
		if (!event->open)
			continue;
		leaders += event->group_fd < 0;
		if (event->group_fd >= 0)
			cr_assert(eq(
			    u32, kind,
			    kind_asked(&fake->event[event->group_fd - 100])));
	}
	cr_assert(eq(sz, leaders, 2));
}

Test(perf_hybrid, rule_19_pinned_process_counts_on_its_kind_only)
{
	perf_case.facts.kind[0] = perf_case.facts.kind[1];
	perf_case.facts.kind_count = 1;
	fake->on_kind = LITTLE;
	perf_case_open(0);
	cr_assert(eq(sz, perf_case_available(), PERF_COMMON));
	for (size_t i = 0; i < fake->opened; i++)
		cr_assert(eq(u32, kind_asked(&fake->event[i]), LITTLE));
	cr_assert(eq(u64, perf_case_count(CYCLES, 1), 1000));
}

/* The other kind's group is enabled and does not run: that is normal. */
Test(perf_hybrid, rule_19_time_on_the_other_kind_is_not_scaled)
{
	perf_case_open(0);
	cr_assert(eq(u64, perf_case_count(CYCLES, 2), 2000));
	cr_assert(
	    eq(u64, reading[CYCLES].enabled_ns, reading[CYCLES].running_ns));
	fake->on_kind = LITTLE;
	perf_case_read();
	struct counter_reading before = reading[CYCLES];
	cr_assert(eq(u64, perf_case_count(CYCLES, 1), 1000));
	cr_assert(eq(u64, reading[CYCLES].enabled_ns - before.enabled_ns,
		     reading[CYCLES].running_ns - before.running_ns));
}

Test(perf_hybrid, rule_19_sum_over_both_kinds_is_not_exact)
{
	perf_case_open(0);
	perf_case_read();
	struct counter_reading before = reading[CYCLES];
	fake_perf_work(fake, 1);
	fake->on_kind = LITTLE;
	fake_perf_work(fake, 1);
	perf_case_read();
	uint64_t enabled = reading[CYCLES].enabled_ns - before.enabled_ns;
	uint64_t running = reading[CYCLES].running_ns - before.running_ns;
	cr_assert(eq(u64, reading[CYCLES].value - before.value, 2000));
	cr_assert(lt(u64, running, enabled), "coverage below 1");
	cr_assert(lt(u64, enabled - running, enabled / 100), "not doubled");
}

Test(perf_hybrid, rule_19_time_that_no_kind_counted_is_lost)
{
	perf_case_open(0);
	perf_case_read();
	struct counter_reading before = reading[CYCLES];
	fake->counters = 0;
	cr_assert(eq(u64, perf_case_count(CYCLES, 1), 0));
	cr_assert(eq(u64, reading[CYCLES].running_ns, before.running_ns));
	cr_assert(ge(u64, reading[CYCLES].enabled_ns - before.enabled_ns,
		     FAKE_PERF_STEP_NS));
}

static int refuse_misses_of_little(const struct perf_event_attr *attr)
{
	return attr->config ==
		       ((uint64_t)LITTLE << 32 | PERF_COUNT_HW_CACHE_MISSES)
		   ? ENOENT
		   : 0;
}

Test(perf_hybrid, rule_19_event_of_one_kind_alone_would_miss_work)
{
	fake->refuse = refuse_misses_of_little;
	perf_case_open(0);
	cr_assert(not(info[MISSES].available));
	cr_assert(eq(sz, perf_case_available(), PERF_COMMON - 1));
}

Test(perf_hybrid, rule_19_raw_events_are_asked_of_each_pmu)
{
	perf_case_open_list("r1c2", 0);
	cr_assert(info[0].available);
	cr_assert(eq(u32, fake->event[0].attr.type, BIG));
	cr_assert(eq(u32, fake->event[1].attr.type, LITTLE));
	cr_assert(eq(u64, fake->event[1].attr.config, 0x1c2));
}

/* As libpfm4 encodes the name of one kind's event. */
Test(perf_hybrid, rule_19_event_of_another_kind_is_told)
{
	struct counter_info mine = {.name = "adl_glc::X",
				    .code = {BIG, 0x1c2, 0, 0}};
	struct counter_info other = {.name = "adl_grt::X",
				     .code = {LITTLE, 0x1c2, 0, 0}};

	perf_case.facts.kind_count = 1; /* pinned to a big one */
	cr_assert(eq(int,
		     perf_open(&perf_case.perf, &fake->sys, &perf_case.facts,
			       &mine, 1, 0, NULL),
		     0));
	cr_assert(mine.available);
	perf_case_close();
	cr_assert(eq(int,
		     perf_open(&perf_case.perf, &fake->sys, &perf_case.facts,
			       &other, 1, 0, NULL),
		     0));
	cr_assert(not(other.available));
	cr_assert(eq(int, other.errnum, ENODEV));
	cr_assert(text_has(other.reason, "another kind"));
	perf_case_close();
}

Test(perf_hybrid, rule_7_a_group_lost_on_one_kind_is_lost)
{
	perf_case_open(0);
	fake->read_errno = ENODEV;
	perf_case_read();
	cr_assert(eq(sz, perf_case_available(), 0));
	cr_assert(text_has(info[CYCLES].reason, "failed"));
}
