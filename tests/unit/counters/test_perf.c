/* The hardware provider over a scripted PMU: the rules of docs/counters.md. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "counters/perf.h"
#include "counters/perf_group.h"
#include "fake_perf_sys.h"
#include "text.h"

#define COMMON 6 /* counters of "hardware" */

static const char *const common[COMMON] = {"cycles",           "instructions",
					   "branches",         "branch-misses",
					   "cache-references", "cache-misses"};

static const struct perf_facts facts = {
    .paranoid = 2, .pmu = "cpu", .sources = "cpu software"};

static struct fake_perf fake;
static struct perf *perf;
static struct counter_info info[COMMON];
static struct counter_reading reading[COMMON];

static void open_names(const char *const *names, size_t count, uint32_t round)
{
	memset(info, 0, sizeof(info));
	for (size_t i = 0; i < count; i++)
		snprintf(info[i].name, sizeof(info[i].name), "%s", names[i]);
	int rc = perf_open(&perf, &fake.sys, &facts, info, count, round, NULL);
	cr_assert(eq(int, rc, 0));
}

static void open_common(uint32_t round)
{
	open_names(common, COMMON, round);
}

static size_t available(void)
{
	size_t n = 0;

	for (size_t i = 0; i < COMMON; i++)
		n += info[i].available;
	return n;
}

static void begin(void)
{
	fake_perf_init(&fake);
	perf = NULL;
}

static void end(void)
{
	if (perf)
		perf_close(perf);
	cr_assert(eq(sz, fake_perf_left_open(&fake), 0));
	cr_assert(eq(sz, fake.other_ioctls, 0), "no RESET, no DISABLE");
	cr_assert(not(fake.enable_had_flags), "no PERF_IOC_FLAG_GROUP");
}

TestSuite(perf, .init = begin, .fini = end);

Test(perf, six_counters_share_one_group)
{
	open_common(0);
	cr_assert(eq(sz, available(), COMMON));
	cr_assert(eq(sz, fake.enables, 1));
	for (size_t i = 0; i < COMMON; i++)
		cr_assert(info[i].user_only);
}

Test(perf, readings_grow_by_what_was_counted)
{
	struct counter_reading before[COMMON];

	open_common(0);
	cr_assert(eq(int, perf_read(perf, before), 0));
	cr_assert(eq(int, perf_read(perf, reading), 0));
	uint64_t cycles = reading[0].value - before[0].value;
	uint64_t misses = reading[5].value - before[5].value;
	cr_assert(eq(u64, cycles, 1000 + PERF_COUNT_HW_CPU_CYCLES));
	cr_assert(eq(u64, misses, 1000 + PERF_COUNT_HW_CACHE_MISSES));
	cr_assert(eq(u64, reading[0].enabled_ns - before[0].enabled_ns,
		     FAKE_PERF_STEP_NS));
	cr_assert(eq(u64, reading[0].running_ns, reading[0].enabled_ns));
	cr_assert(eq(sz, fake.enables, 1), "enabled once for good");
}

Test(perf, first_attempt_leaves_kernel_and_hypervisor_out)
{
	open_common(0);
	const struct perf_event_attr *attr = &fake.first_asked;
	cr_assert(eq(int, attr->exclude_kernel, 1));
	cr_assert(eq(int, attr->exclude_hv, 1));
	cr_assert(eq(int, attr->inherit, 1));
	cr_assert(eq(int, attr->pinned, 0));
	cr_assert(eq(sz, attr->size, sizeof(*attr)));
	cr_assert(eq(u64, attr->read_format,
		     PERF_FORMAT_GROUP | PERF_FORMAT_ID |
			 PERF_FORMAT_TOTAL_TIME_ENABLED |
			 PERF_FORMAT_TOTAL_TIME_RUNNING));
}

Test(perf, only_the_leader_starts_disabled)
{
	open_common(0);
	size_t leaders = 0;
	for (size_t i = 0; i < fake.opened; i++) {
		const struct fake_perf_event *event = &fake.event[i];
		cr_assert(eq(int, event->attr.disabled, event->group_fd < 0));
		cr_assert(eq(int, event->attr.inherit, 1));
		leaders += event->open && event->group_fd < 0;
	}
	cr_assert(eq(sz, leaders, 1));
}

Test(perf, never_a_software_event)
{
	open_common(0);
	for (size_t i = 0; i < fake.opened; i++)
		cr_assert(eq(u32, fake.event[i].attr.type, PERF_TYPE_HARDWARE));
}

/* Opening: what the kernel refuses. */

Test(perf, interrupted_open_is_tried_again)
{
	fake.interrupts = 5;
	open_common(0);
	cr_assert(eq(sz, available(), COMMON));
}

Test(perf, endless_interruption_is_named)
{
	fake.interrupts = 1000;
	open_common(0);
	cr_assert(eq(sz, available(), 0));
	cr_assert(eq(int, info[0].errnum, EINTR));
}

Test(perf, older_kernel_gets_the_first_size)
{
	fake.max_size = PERF_ATTR_SIZE_VER0;
	open_common(0);
	cr_assert(eq(sz, available(), COMMON));
	cr_assert(eq(u32, fake.event[0].attr.size, PERF_ATTR_SIZE_VER0));
}

static int refuse_hv(const struct perf_event_attr *attr)
{
	return attr->exclude_hv ? EINVAL : 0;
}

Test(perf, hypervisor_bit_is_dropped_first)
{
	fake.refuse = refuse_hv;
	open_common(0);
	cr_assert(eq(sz, available(), COMMON));
	cr_assert(info[0].user_only);
}

static int refuse_exclude(const struct perf_event_attr *attr)
{
	return attr->exclude_kernel || attr->exclude_hv ? EINVAL : 0;
}

Test(perf, pmu_without_privilege_levels_counts_the_kernel_too)
{
	fake.refuse = refuse_exclude;
	open_common(0);
	cr_assert(eq(sz, available(), COMMON));
	cr_assert(not(info[0].user_only));
}

static int refuse_host(const struct perf_event_attr *attr)
{
	return attr->exclude_guest ? 0 : EOPNOTSUPP;
}

Test(perf, unsupported_host_mode_leaves_guests_out)
{
	fake.refuse = refuse_host;
	open_common(0);
	cr_assert(eq(sz, available(), COMMON));
	cr_assert(info[0].user_only);
}

static int refuse_kernel(const struct perf_event_attr *attr)
{
	return attr->exclude_kernel ? EINVAL : EACCES;
}

Test(perf, the_last_errno_names_the_cause)
{
	fake.refuse = refuse_kernel;
	open_common(0);
	cr_assert(eq(sz, available(), 0));
	cr_assert(eq(int, info[0].errnum, EACCES));
	cr_assert(not(info[0].user_only));
	cr_assert(text_has(info[0].reason, "kernel work"));
}

static int refuse_all_as_invalid(const struct perf_event_attr *attr)
{
	(void)attr;
	return EINVAL;
}

Test(perf, ladder_ends)
{
	const char *cycles[] = {"cycles"};

	fake.refuse = refuse_all_as_invalid;
	open_names(cycles, 1, 0);
	cr_assert(eq(int, info[0].errnum, EINVAL));
	cr_assert(eq(sz, fake.asked, 3));
}

static int refuse_misses(const struct perf_event_attr *attr)
{
	return attr->config == PERF_COUNT_HW_CACHE_MISSES ? ENOENT : 0;
}

Test(perf, one_missing_event_leaves_the_others)
{
	fake.refuse = refuse_misses;
	open_common(0);
	cr_assert(eq(sz, available(), COMMON - 1));
	char *name = info[5].errno_name;
	cr_assert(eq(str, name, (char *)"ENOENT"));
	cr_assert(eq(int, perf_read(perf, reading), 0));
	cr_assert(eq(u64, reading[5].value, 0));
	cr_assert(eq(u64, reading[5].enabled_ns, 0));
}

static int refuse_cycles(const struct perf_event_attr *attr)
{
	return attr->config == PERF_COUNT_HW_CPU_CYCLES ? ENOENT : 0;
}

Test(perf, no_clock_stands_in_for_cycles)
{
	fake.refuse = refuse_cycles;
	open_common(0);
	cr_assert(not(info[0].available));
	for (size_t i = 0; i < fake.opened; i++)
		cr_assert(eq(u32, fake.event[i].attr.type, PERF_TYPE_HARDWARE));
}

Test(perf, failed_enable_is_explained)
{
	fake.enable_errno = EBUSY;
	open_common(0);
	cr_assert(eq(sz, available(), 0));
	cr_assert(eq(int, info[3].errnum, EBUSY));
}

/* Fitting: opening proves nothing. */

static void expect_four(uint32_t round, size_t third, size_t fourth)
{
	open_common(round);
	cr_assert(eq(sz, available(), 4));
	cr_assert(info[0].available && info[1].available);
	cr_assert(info[third].available && info[fourth].available);
}

Test(perf, group_that_opens_but_never_runs_is_split)
{
	fake.counters = 4;
	expect_four(0, 2, 3);
	cr_assert(text_has(info[4].reason, "2 groups"));
	cr_assert(eq(int, info[4].errnum, 0));
}

Test(perf, group_refused_at_opening_is_split)
{
	fake.counters = 4;
	fake.validates = true;
	expect_four(0, 2, 3);
}

Test(perf, groups_take_turns_by_round)
{
	fake.counters = 4;
	expect_four(1, 4, 5);
	perf_close(perf);
	expect_four(2, 2, 3);
}

Test(perf, pairs_share_instructions)
{
	fake.counters = 2;
	open_common(4);
	cr_assert(eq(sz, available(), 2));
	cr_assert(info[1].available && info[5].available);
	cr_assert(text_has(info[0].reason, "5 groups"));
}

Test(perf, single_counter_takes_one_event_a_round)
{
	fake.counters = 1;
	open_common(3);
	cr_assert(eq(sz, available(), 1));
	cr_assert(info[3].available);
}

Test(perf, no_counter_left_is_told)
{
	fake.counters = 0;
	open_common(0);
	cr_assert(eq(sz, available(), 0));
	cr_assert(text_has(info[0].reason, "no hardware counter is free"));
	cr_assert(eq(int, perf_read(perf, reading), 0));
	cr_assert(eq(u64, reading[0].value, 0));
}

/* Working: a PMU may lie. */

Test(perf, zero_cycles_is_not_working)
{
	fake.counts_a_step[PERF_COUNT_HW_CPU_CYCLES] = 0;
	open_common(0);
	cr_assert(not(info[0].available));
	cr_assert(text_has(info[0].reason, "not working"));
	cr_assert(info[1].available);
}

Test(perf, too_few_instructions_is_not_working)
{
	fake.counts_a_step[PERF_COUNT_HW_INSTRUCTIONS] =
	    PERF_PROBE_INSTRUCTIONS / 2;
	open_common(0);
	cr_assert(not(info[1].available));
	cr_assert(text_has(info[1].reason, "1000000"));
}

Test(perf, too_many_instructions_of_user_space_is_not_working)
{
	fake.counts_a_step[PERF_COUNT_HW_INSTRUCTIONS] =
	    PERF_PROBE_INSTRUCTIONS / 100 * 101;
	open_common(0);
	cr_assert(not(info[1].available));
}

Test(perf, kernel_work_may_add_instructions)
{
	fake.refuse = refuse_exclude;
	fake.counts_a_step[PERF_COUNT_HW_INSTRUCTIONS] =
	    PERF_PROBE_INSTRUCTIONS / 100 * 101;
	open_common(0);
	cr_assert(info[1].available);
}

/* Reading. */

Test(perf, values_are_matched_by_id)
{
	fake.reversed = true;
	open_common(0);
	cr_assert(eq(sz, available(), COMMON));
	cr_assert(eq(int, perf_read(perf, reading), 0));
	cr_assert(
	    eq(u64, reading[0].value, 2 * (1000 + PERF_COUNT_HW_CPU_CYCLES)));
	cr_assert(
	    eq(u64, reading[5].value, 2 * (1000 + PERF_COUNT_HW_CACHE_MISSES)));
}

Test(perf, interrupted_read_is_tried_again)
{
	open_common(0);
	fake.interrupts = 3;
	cr_assert(eq(int, perf_read(perf, reading), 0));
	cr_assert(gt(u64, reading[0].value, 0));
}

Test(perf, lost_share_shows_in_the_times)
{
	struct counter_reading before[COMMON];

	open_common(0);
	cr_assert(eq(int, perf_read(perf, before), 0));
	fake.running_percent = 50;
	cr_assert(eq(int, perf_read(perf, reading), 0));
	uint64_t running = reading[0].running_ns - before[0].running_ns;
	cr_assert(eq(u64, running, FAKE_PERF_STEP_NS / 2));
	cr_assert(eq(u64, reading[0].value - before[0].value, 1000),
		  "not scaled");
}

static void expect_bad_read(void)
{
	cr_assert(eq(int, perf_read(perf, reading), -ERR_SYS));
}

Test(perf, end_of_file_is_an_error)
{
	open_common(0);
	fake.cut_bytes = -1;
	expect_bad_read();
}

Test(perf, short_read_is_an_error)
{
	open_common(0);
	fake.cut_bytes = 8;
	expect_bad_read();
}

Test(perf, repeated_id_is_an_error)
{
	open_common(0);
	fake.same_ids = true;
	expect_bad_read();
}

Test(perf, more_time_running_than_enabled_is_an_error)
{
	open_common(0);
	fake.running_percent = 500;
	expect_bad_read();
}

Test(perf, failing_read_is_an_error)
{
	open_common(0);
	fake.read_errno = ECHILD;
	expect_bad_read();
}

Test(perf, failing_read_while_opening_is_explained)
{
	fake.read_errno = ENODEV;
	open_common(0);
	cr_assert(eq(sz, available(), 0));
	cr_assert(eq(int, info[0].errnum, ENODEV));
}

Test(perf, cache_events_have_their_own_type)
{
	const char *names[] = {"L1-dcache-load-misses"};

	open_names(names, 1, 0);
	cr_assert(info[0].available);
	cr_assert(eq(u32, fake.first_asked.type, PERF_TYPE_HW_CACHE));
	cr_assert(eq(u64, fake.first_asked.config, 0x10000));
}
