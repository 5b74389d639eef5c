/*
 * The hardware provider over the real kernel, on machines without a PMU too:
 * its events become breakpoints, which count the calls of a function exactly.
 * A CPU has a few registers for them, so that groups fit or do not.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <linux/hw_breakpoint.h>
#include <stdio.h>
#include <string.h>

#include "counters/perf.h"
#include "text.h"

#define FUNCTIONS 6

static const struct perf_facts facts = {
    .paranoid = 2, .pmu = "cpu", .sources = "cpu software"};

#define FUNCTION(n)                                                            \
	static __attribute__((noinline)) void called_##n(void)                 \
	{                                                                      \
		__asm__ volatile("nop # " #n);                                 \
	}
FUNCTION(0)
FUNCTION(1)
FUNCTION(2)
FUNCTION(3)
FUNCTION(4)
FUNCTION(5)

static void (*const function[FUNCTIONS])(void) = {called_0, called_1, called_2,
						  called_3, called_4, called_5};

static struct perf_sys sys;
static struct counter_info info[FUNCTIONS];
static struct perf *perf;

/* Event rN is a call of function N. */
static int open_breakpoint(void *ctx, struct perf_event_attr *attr,
			   int group_fd)
{
	struct perf_event_attr changed = *attr;

	(void)ctx;
	changed.type = PERF_TYPE_BREAKPOINT;
	changed.config = 0;
	changed.bp_type = HW_BREAKPOINT_X;
	changed.bp_addr = (uint64_t)(uintptr_t)function[attr->config];
	changed.bp_len = sizeof(long);
	return perf_sys_real.open(NULL, &changed, group_fd);
}

static void open_calls(size_t count, uint32_t round)
{
	sys = perf_sys_real;
	sys.open = open_breakpoint;
	memset(info, 0, sizeof(info));
	for (size_t i = 0; i < count; i++) {
		snprintf(info[i].name, sizeof(info[i].name), "r%zu", i);
		info[i].code =
		    (struct counter_code){.type = PERF_TYPE_RAW, .config = i};
	}
	cr_assert(eq(
	    int, perf_open(&perf, &sys, &facts, info, count, round, NULL), 0));
}

/* N calls of function 0, 2 N of function 1, and so on. */
static void call_all(size_t n)
{
	for (size_t i = 0; i < FUNCTIONS; i++)
		for (size_t k = 0; k < (i + 1) * n; k++)
			function[i]();
}

/* Each counter that is there counts its own function, and all of the time. */
static size_t expect_exact(size_t count, size_t n)
{
	struct counter_reading before[FUNCTIONS], after[FUNCTIONS];
	size_t available = 0;

	perf_read(perf, before);
	call_all(n);
	perf_read(perf, after);
	for (size_t i = 0; i < count; i++) {
		if (!info[i].available)
			continue;
		available++;
		cr_assert(
		    eq(u64, after[i].value - before[i].value, (i + 1) * n));
		cr_assert(gt(u64, after[i].enabled_ns, before[i].enabled_ns));
		cr_assert(eq(u64, after[i].enabled_ns - before[i].enabled_ns,
			     after[i].running_ns - before[i].running_ns));
	}
	return available;
}

static void begin(void)
{
	open_calls(1, 0);
	if (!info[0].available)
		cr_skip_test("no breakpoint can be counted here: %s",
			     info[0].errno_name);
	perf_close(perf);
	perf = NULL;
}

static void end(void)
{
	if (perf)
		perf_close(perf);
}

TestSuite(perf_native, .init = begin, .fini = end);

Test(perf_native, a_call_is_a_count)
{
	open_calls(1, 0);
	cr_assert(eq(sz, expect_exact(1, 1000), 1));
	cr_assert(eq(sz, expect_exact(1, 7), 1), "no reset in between");
}

Test(perf_native, values_of_a_group_are_found_by_their_ids)
{
	open_calls(2, 0);
	cr_assert(eq(sz, expect_exact(2, 100), 2));
}

Test(perf_native, more_than_the_registers_take_turns)
{
	bool had_turn[FUNCTIONS] = {false};

	for (uint32_t round = 0; round < FUNCTIONS; round++) {
		open_calls(FUNCTIONS, round);
		size_t now = expect_exact(FUNCTIONS, 50);
		cr_assert(ge(sz, now, 1));
		for (size_t i = 0; i < FUNCTIONS; i++) {
			had_turn[i] |= info[i].available;
			cr_assert(info[i].available || now == FUNCTIONS ||
				  text_has(info[i].reason, "in turn"));
		}
		perf_close(perf);
		perf = NULL;
	}
	for (size_t i = 0; i < FUNCTIONS; i++)
		cr_assert(had_turn[i], "function %zu", i);
}

/* All registers are another's: that, and not "in turn", is the reason. */
Test(perf_native, no_register_is_left)
{
	struct perf_event_attr attr = {.size = sizeof(attr),
				       .exclude_kernel = 1};
	int fd[64];
	size_t n = 0;

	while (n < 64 && (fd[n] = open_breakpoint(NULL, &attr, -1)) >= 0)
		n++;
	cr_assert(lt(sz, n, 64));
	cr_assert(eq(int, fd[n], -ENOSPC));
	open_calls(2, 0);
	for (size_t i = 0; i < 2; i++) {
		cr_assert(not(info[i].available));
		cr_assert(eq(int, info[i].errnum, ENOSPC));
		cr_assert(text_has(info[i].reason, "no hardware counter"));
	}
	while (n > 0)
		perf_sys_real.close(NULL, fd[--n]);
}
