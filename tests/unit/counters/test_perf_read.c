/* Rules 7 to 11: what a reading means, and when it means nothing. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>

#include "base/mem.h"
#include "counters/perf_set.h"
#include "perf_case.h"
#include "text.h"

static struct fake_perf *const fake = &perf_case.fake;
static struct counter_info *const info = perf_case.info;
static struct counter_reading *const reading = perf_case.reading;

TestSuite(perf_read, .init = perf_case_begin, .fini = perf_case_end);

/* All are gone, say why, and stay so for this process; the next opens anew. */
static void expect_lost(int errnum, const char *part)
{
	perf_case_read();
	cr_assert(eq(sz, perf_case_available(), 0));
	for (size_t i = 0; i < PERF_COMMON; i++) {
		cr_assert(eq(int, info[i].errnum, errnum));
		cr_assert(text_has(info[i].reason, part), "%s", info[i].reason);
		cr_assert(text_has(info[i].mend, "next process"));
		cr_assert(eq(u64, reading[i].value, 0));
		cr_assert(eq(u64, reading[i].enabled_ns, 0));
	}
	cr_assert(eq(sz, fake_perf_left_open(fake), 0));
	perf_case_read();
	perf_case_close();
	fake_perf_init(fake);
	perf_case_open(1);
	cr_assert(eq(sz, perf_case_available(), PERF_COMMON));
}

Test(perf_read, rule_7_end_of_file_is_a_lost_counter)
{
	perf_case_open(0);
	fake->cut_bytes = -1;
	expect_lost(ENODATA, "lost its counter");
}

Test(perf_read, rule_7_end_of_file_while_opening_is_told)
{
	fake->cut_bytes = -1;
	perf_case_open(0);
	cr_assert(eq(sz, perf_case_available(), 0));
	cr_assert(ne(int, info[CYCLES].reason[0], 0));
}

Test(perf_read, rule_8_values_are_matched_by_id)
{
	fake->reversed = true;
	perf_case_open(0);
	cr_assert(eq(u64, perf_case_count(CYCLES, 1),
		     1000 + PERF_COUNT_HW_CPU_CYCLES));
	cr_assert(eq(u64, perf_case_count(MISSES, 1),
		     1000 + PERF_COUNT_HW_CACHE_MISSES));
}

Test(perf_read, rule_8_short_read_is_no_reading)
{
	perf_case_open(0);
	fake->cut_bytes = 8;
	expect_lost(EIO, "makes no sense");
}

Test(perf_read, rule_8_repeated_id_is_no_reading)
{
	perf_case_open(0);
	fake->same_ids = true;
	expect_lost(EIO, "makes no sense");
}

Test(perf_read, rule_8_changed_group_is_told)
{
	perf_case_open(0);
	fake->read_errno = ECHILD;
	expect_lost(ECHILD, "changed while it counted");
}

Test(perf_read, rule_8_answer_longer_than_the_buffer_is_told)
{
	perf_case_open(0);
	fake->read_errno = ENOSPC;
	expect_lost(ENOSPC, "changed while it counted");
}

Test(perf_read, rule_8_interrupted_read_is_tried_again)
{
	perf_case_open(0);
	fake->interrupts = 5;
	perf_case_read();
	cr_assert(gt(u64, reading[CYCLES].value, 0));
}

Test(perf_read, rule_8_endless_interruption_is_told)
{
	perf_case_open(0);
	fake->interrupts = 6;
	expect_lost(EINTR, "a read of the counter failed");
}

Test(perf_read, failing_read_while_opening_is_explained)
{
	fake->read_errno = ENODEV;
	perf_case_open(0);
	cr_assert(eq(sz, perf_case_available(), 0));
	cr_assert(eq(int, info[CYCLES].errnum, ENODEV));
}

/* That nothing is reset or disabled is in perf_case_end(). */
Test(perf_read, rule_9_enabled_once_and_read_by_difference)
{
	perf_case_open(0);
	cr_assert(eq(u64, perf_case_count(CYCLES, 3),
		     3 * (1000 + PERF_COUNT_HW_CPU_CYCLES)));
	uint64_t enabled_ns = reading[CYCLES].enabled_ns;
	fake_perf_work(fake, 1);
	perf_case_read();
	cr_assert(eq(u64, reading[CYCLES].enabled_ns - enabled_ns,
		     FAKE_PERF_STEP_NS + FAKE_PERF_READ_NS));
	cr_assert(
	    eq(u64, reading[CYCLES].running_ns, reading[CYCLES].enabled_ns));
	cr_assert(eq(sz, fake->enables, 1));
}

/*
 * A plugin that opens counters of its own, or a profiler: the group survives,
 * and its times say that it was not counted all the time.
 */
Test(perf_read, rule_10_counters_taken_by_others_show_in_the_times)
{
	perf_case_open(0);
	perf_case_read();
	struct counter_reading before = reading[CYCLES];
	fake->running_percent = 50;
	cr_assert(eq(u64, perf_case_count(CYCLES, 1), 1000), "not scaled");
	cr_assert(lt(u64, reading[CYCLES].running_ns - before.running_ns,
		     reading[CYCLES].enabled_ns - before.enabled_ns));
	fake->counters = 0;
	before = reading[CYCLES];
	cr_assert(eq(u64, perf_case_count(CYCLES, 1), 0));
	cr_assert(eq(u64, reading[CYCLES].running_ns, before.running_ns));
	cr_assert(gt(u64, reading[CYCLES].enabled_ns, before.enabled_ns));
	cr_assert(info[CYCLES].available);
}

Test(perf_read, rule_10_more_time_running_than_enabled_is_no_reading)
{
	perf_case_open(0);
	fake->running_percent = 500;
	expect_lost(EIO, "more time counted than enabled");
}

Test(perf_read, rule_10_no_time_at_all_is_no_reading)
{
	perf_case_open(0);
	fake->zero_times = true;
	expect_lost(EIO, "makes no sense");
}

Test(perf_read, rule_10_counts_and_times_never_go_back)
{
	for (int what = 0; what < 3; what++) {
		perf_case_open(0);
		fake->stopped = true;
		for (size_t i = 0; i < fake->opened; i++) {
			struct fake_perf_event *event = &fake->event[i];
			event->value -= what == 0;
			event->running_ns -= what == 1;
			event->enabled_ns -= what == 2;
			event->running_ns -= what == 2;
		}
		expect_lost(EIO, "went back");
		perf_case_close();
		fake_perf_init(fake);
	}
}

Test(perf_read, rule_11_zero_cycles_is_not_working)
{
	fake->counts_a_step[PERF_COUNT_HW_CPU_CYCLES] = 0;
	perf_case_open(0);
	cr_assert(not(info[CYCLES].available));
	cr_assert(text_has(info[CYCLES].reason, "not working"));
	cr_assert(info[INSTRUCTIONS].available);
	perf_case_read();
	cr_assert(eq(u64, reading[CYCLES].enabled_ns, 0));
}

Test(perf_read, rule_11_zero_branches_of_a_loop_is_not_working)
{
	fake->counts_a_step[PERF_COUNT_HW_BRANCH_INSTRUCTIONS] = 0;
	perf_case_open(0);
	cr_assert(not(info[BRANCHES].available));
	cr_assert(text_has(info[BRANCHES].reason, "not working"));
}

static const struct {
	uint64_t count;
	bool works;
} loops[] = {
    {0, false},
    {PERF_PROBE_INSTRUCTIONS / 1000 * 999 - 1, false},
    {PERF_PROBE_INSTRUCTIONS / 1000 * 999, true},
    {PERF_PROBE_INSTRUCTIONS + 15, true},
    {PERF_PROBE_INSTRUCTIONS / 1000 * 1001, true},
    {PERF_PROBE_INSTRUCTIONS / 1000 * 1001 + 1, false},
};

Test(perf_read, rule_11_instructions_of_a_known_loop_within_a_thousandth)
{
	for (size_t i = 0; i < ARRAY_SIZE(loops); i++) {
		fake->counts_a_step[PERF_COUNT_HW_INSTRUCTIONS] =
		    loops[i].count;
		perf_case_open(0);
		cr_assert(eq(int, info[INSTRUCTIONS].available, loops[i].works),
			  "%zu", i);
		cr_assert(loops[i].works ||
			  text_has(info[INSTRUCTIONS].reason, "not working"));
		perf_case_close();
	}
}
