/* What is asked of the kernel, and what becomes of its refusals. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <string.h>

#include "counters/perf_code.h"
#include "perf_case.h"
#include "text.h"

static struct fake_perf *const fake = &perf_case.fake;
static struct counter_info *const info = perf_case.info;

TestSuite(perf_open, .init = perf_case_begin, .fini = perf_case_end);

Test(perf_open, rule_1_attr_is_of_this_size_and_else_zero)
{
	perf_case_open(0);
	struct perf_event_attr attr = fake->first_asked;
	cr_assert(eq(sz, attr.size, sizeof(attr)));
	cr_assert(eq(u64, attr.read_format,
		     PERF_FORMAT_GROUP | PERF_FORMAT_ID |
			 PERF_FORMAT_TOTAL_TIME_ENABLED |
			 PERF_FORMAT_TOTAL_TIME_RUNNING));
	struct perf_event_attr rest = {.size = attr.size,
				       .read_format = attr.read_format,
				       .inherit = 1,
				       .disabled = 1,
				       .exclude_kernel = 1,
				       .exclude_hv = 1};
	cr_assert(zero(int, memcmp(&rest, &attr, sizeof(attr))));
}

Test(perf_open, rule_1_older_kernel_gets_the_first_size)
{
	fake->max_size = PERF_ATTR_SIZE_VER0;
	perf_case_open(0);
	cr_assert(eq(sz, perf_case_available(), PERF_COMMON));
	cr_assert(eq(u32, fake->event[0].attr.size, PERF_ATTR_SIZE_VER0));
}

/* The smaller attr has no config2: it would be another event. */
Test(perf_open, rule_1_older_kernel_does_not_get_half_an_event)
{
	struct counter_info one = {.name = "OFFCORE", .code = {4, 0xb7, 1, 2}};

	fake->max_size = PERF_ATTR_SIZE_VER0;
	int rc = perf_open(&perf_case.perf, &fake->sys, &perf_case.facts, &one,
			   1, 0, NULL);
	cr_assert(eq(int, rc, 0));
	cr_assert(not(one.available));
	cr_assert(eq(int, one.errnum, E2BIG));
	cr_assert(text_has(one.reason, "too old"));
	cr_assert(eq(sz, fake->opened, 0));
	perf_case_close();
}

Test(perf_open, rule_1_interrupted_open_is_tried_five_times_more)
{
	fake->interrupts = 5;
	perf_case_open(0);
	cr_assert(eq(sz, perf_case_available(), PERF_COMMON));
}

Test(perf_open, rule_1_endless_interruption_is_named)
{
	fake->interrupts = 1000;
	perf_case_open(0);
	cr_assert(eq(sz, perf_case_available(), 0));
	cr_assert(eq(int, info[CYCLES].errnum, EINTR));
	cr_assert(text_has(info[CYCLES].reason, "signals"));
}

Test(perf_open, rule_2_user_space_is_asked_for_first)
{
	perf_case_open(0);
	cr_assert(eq(int, fake->first_asked.exclude_kernel, 1));
	cr_assert(eq(int, fake->first_asked.exclude_hv, 1));
	for (size_t i = 0; i < PERF_COMMON; i++) {
		cr_assert(info[i].user_only);
		cr_assert(not(text_has(info[i].name, ":")));
	}
}

static int refuse_kernel(const struct perf_event_attr *attr)
{
	return attr->exclude_kernel ? EINVAL : EACCES;
}

Test(perf_open, rule_3_the_last_errno_names_the_cause)
{
	fake->refuse = refuse_kernel;
	perf_case_open(0);
	cr_assert(eq(sz, perf_case_available(), 0));
	cr_assert(eq(int, info[CYCLES].errnum, EACCES));
	cr_assert(not(info[CYCLES].user_only));
	cr_assert(text_has(info[CYCLES].reason, "kernel work"));
}

static int refuse_hv(const struct perf_event_attr *attr)
{
	return attr->exclude_hv ? EINVAL : 0;
}

Test(perf_open, rule_4_hypervisor_bit_is_dropped_first)
{
	fake->refuse = refuse_hv;
	perf_case_open(0);
	cr_assert(eq(sz, perf_case_available(), PERF_COMMON));
	cr_assert(info[CYCLES].user_only);
}

static int refuse_exclude(const struct perf_event_attr *attr)
{
	return attr->exclude_kernel || attr->exclude_hv ? EINVAL : 0;
}

Test(perf_open, rule_4_kernel_work_makes_it_another_metric)
{
	fake->refuse = refuse_exclude;
	perf_case_open(0);
	cr_assert(eq(sz, perf_case_available(), PERF_COMMON));
	cr_assert(not(info[CYCLES].user_only));
	char *name = info[CYCLES].name;
	cr_assert(eq(str, name, (char *)"cycles:user+kernel"));
}

Test(perf_open, rule_4_kernel_work_may_add_instructions)
{
	fake->refuse = refuse_exclude;
	fake->counts_a_step[PERF_COUNT_HW_INSTRUCTIONS] += 100000;
	perf_case_open(0);
	cr_assert(info[INSTRUCTIONS].available);
}

static int refuse_host(const struct perf_event_attr *attr)
{
	return attr->exclude_guest ? 0 : EOPNOTSUPP;
}

Test(perf_open, rule_4_unsupported_host_mode_leaves_guests_out)
{
	fake->refuse = refuse_host;
	perf_case_open(0);
	cr_assert(eq(sz, perf_case_available(), PERF_COMMON));
	cr_assert(info[CYCLES].user_only);
}

static int refuse_all_as_invalid(const struct perf_event_attr *attr)
{
	(void)attr;
	return EINVAL;
}

Test(perf_open, rule_4_the_ladder_ends)
{
	fake->refuse = refuse_all_as_invalid;
	perf_case_open_list("cycles", 0);
	cr_assert(eq(int, info[CYCLES].errnum, EINVAL));
	cr_assert(eq(sz, fake->asked, 3));
}

static int refuse_in_circles(const struct perf_event_attr *attr)
{
	return attr->exclude_guest ? EINVAL : EOPNOTSUPP;
}

Test(perf_open, rule_4_the_ladder_has_no_circle)
{
	fake->refuse = refuse_in_circles;
	perf_case_open_list("cycles", 0);
	cr_assert(not(info[CYCLES].available));
	cr_assert(lt(sz, fake->asked, 10));
}

static int refuse_cycles(const struct perf_event_attr *attr)
{
	return attr->config == PERF_COUNT_HW_CPU_CYCLES ? ENOENT : 0;
}

/* That no software event was opened is in perf_case_end(). */
Test(perf_open, rule_4_no_clock_stands_in_for_cycles)
{
	fake->refuse = refuse_cycles;
	perf_case_open(0);
	cr_assert(not(info[CYCLES].available));
	cr_assert(eq(int, info[CYCLES].errnum, ENOENT));
	cr_assert(eq(sz, perf_case_available(), PERF_COMMON - 1));
	perf_case_read();
	cr_assert(eq(u64, perf_case.reading[CYCLES].enabled_ns, 0));
}

Test(perf_open, rules_5_and_14_leader_starts_disabled_and_all_inherit)
{
	perf_case_open(0);
	size_t leaders = 0;
	for (size_t i = 0; i < fake->opened; i++) {
		const struct fake_perf_event *event = &fake->event[i];
		cr_assert(eq(int, event->attr.disabled, event->group_fd < 0));
		leaders += event->open && event->group_fd < 0;
	}
	cr_assert(eq(sz, leaders, 1));
	cr_assert(eq(sz, fake->enables, 1));
}

Test(perf_open, rule_13_no_kernel_event_has_a_name_here)
{
	struct counter_code code;

	cr_assert(not(perf_code_find("context-switches", &code)));
	cr_assert(not(perf_code_find("cpu-migrations", &code)));
	cr_assert(not(perf_code_find("page-faults", &code)));
	for (size_t i = 0; i < PERF_CODES; i++) {
		cr_assert(perf_code_find(perf_code_name[i].name, &code));
		cr_assert(code.type == PERF_TYPE_HARDWARE ||
			  code.type == PERF_TYPE_HW_CACHE);
	}
}

/* Bit 0 of config1 asks an arm64 PMU to chain two counters. */
Test(perf_open, rule_20_no_counter_is_chained_without_need)
{
	perf_case_open_list("cycles,LLC-loads,r1b", 0);
	for (size_t i = 0; i < fake->opened; i++)
		cr_assert(eq(u64, fake->event[i].attr.config1, 0));
}

static int refuse_misses(const struct perf_event_attr *attr)
{
	return attr->config == PERF_COUNT_HW_CACHE_MISSES ? ENOENT : 0;
}

Test(perf_open, rule_22_one_missing_event_leaves_the_others)
{
	fake->refuse = refuse_misses;
	perf_case_open(0);
	cr_assert(eq(sz, perf_case_available(), PERF_COMMON - 1));
	char *name = info[MISSES].errno_name;
	cr_assert(eq(str, name, (char *)"ENOENT"));
	perf_case_read();
	cr_assert(eq(u64, perf_case.reading[MISSES].value, 0));
	cr_assert(eq(u64, perf_case.reading[MISSES].enabled_ns, 0));
}

static int no_more_files(const struct perf_event_attr *attr)
{
	return attr->disabled ? 0 : EMFILE;
}

Test(perf_open, no_descriptor_left_for_a_member_is_told)
{
	fake->refuse = no_more_files;
	perf_case_open(0);
	cr_assert(eq(sz, perf_case_available(), 0));
	cr_assert(eq(int, info[BRANCHES].errnum, EMFILE));
	cr_assert(text_has(info[BRANCHES].mend, "ulimit -n"));
}

Test(perf_open, failed_enable_is_explained)
{
	fake->enable_errno = EBUSY;
	perf_case_open(0);
	cr_assert(eq(sz, perf_case_available(), 0));
	cr_assert(eq(int, info[BRANCH_MISSES].errnum, EBUSY));
}

static int refuse_unprivileged(const struct perf_event_attr *attr)
{
	(void)attr;
	return EACCES;
}

/* Each process of a run opens its own. */
Test(perf_open, paranoid_changed_in_mid_run_is_the_next_ones_reason)
{
	perf_case_open(0);
	cr_assert(eq(u64, perf_case_count(CYCLES, 1), 1000));
	fake->refuse = refuse_unprivileged;
	perf_case_read();
	cr_assert(info[CYCLES].available, "what is open stays");
	perf_case_close();
	perf_case.facts.paranoid = 3;
	perf_case_open(1);
	cr_assert(eq(sz, perf_case_available(), 0));
	cr_assert(text_has(info[CYCLES].reason, "perf_event_paranoid = 3"));
}

Test(perf_open, raw_events_are_hexadecimal)
{
	struct counter_code code;

	perf_case_open_list("r01c2", 0);
	cr_assert(info[0].available);
	cr_assert(eq(u32, fake->first_asked.type, PERF_TYPE_RAW));
	cr_assert(eq(u64, fake->first_asked.config, 0x1c2));
	cr_assert(not(perf_code_find("r", &code)));
	cr_assert(not(perf_code_find("r12g", &code)));
	cr_assert(not(perf_code_find("r01234567890123456", &code)));
	cr_assert(perf_code_find("rFFFFFFFFFFFFFFFF", &code));
	cr_assert(eq(u64, code.config, UINT64_MAX));
}

Test(perf_open, cache_events_have_their_own_type)
{
	perf_case_open_list("L1-dcache-load-misses", 0);
	cr_assert(info[0].available);
	cr_assert(eq(u32, fake->first_asked.type, PERF_TYPE_HW_CACHE));
	cr_assert(eq(u64, fake->first_asked.config, 0x10000));
}
