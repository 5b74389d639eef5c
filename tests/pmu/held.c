/* Another tool holds some of the PMU's counters, or all. */
#include <errno.h>
#include <inttypes.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

#define ROUNDS   1000000u
#define COUNTERS 6 /* of the emulated machine, besides that for cycles */

/* Pinned to CPU 0, whoever runs there: before any task's events. */
static int hold(uint64_t config)
{
	struct perf_event_attr attr = {
	    .size = sizeof(attr),
	    .type = PERF_TYPE_HARDWARE,
	    .config = config,
	    .pinned = 1,
	    .exclude_kernel = 1,
	};
	long fd = syscall(SYS_perf_event_open, &attr, -1, 0, -1,
			  PERF_FLAG_FD_CLOEXEC);

	CHECK(fd >= 0, "no event of the CPU: %s", strerrorname_np(errno));
	return (int)fd;
}

struct held {
	int fd[COUNTERS + 1];
	size_t count;
};

/* N counters, and that for cycles. */
static void hold_some(struct held *held, size_t n)
{
	held->fd[0] = hold(PERF_COUNT_HW_CPU_CYCLES);
	for (held->count = 1; held->count <= n; held->count++)
		held->fd[held->count] = hold(PERF_COUNT_HW_INSTRUCTIONS);
}

static void let_go(const struct held *held)
{
	for (size_t i = 0; i < held->count; i++)
		close(held->fd[i]);
}

static void none_is_free(void)
{
	struct held held;

	if (!needs_emulated_root() || !needs_full())
		return;
	hold_some(&held, COUNTERS);
	struct counters *counters = open_spec("hardware", 0, COUNTERS_PROCESS);
	for (size_t i = 0; counters && i < counters_count(counters); i++) {
		const struct counter_info *info = counters_info(counters, i);
		CHECK(!info->available, "%s opens", info->name);
		if (expected_errno(info->name) == 0)
			CHECK(info->errnum == ENOSPC &&
				  strstr(info->reason, "no hardware counter"),
			      "%s: %s %s", info->name, info->errno_name,
			      info->reason);
	}
	counters_close(counters);
	let_go(&held);
}

static size_t count_available(const struct counters *counters)
{
	size_t n = 0;

	for (size_t i = 0; i < counters_count(counters); i++)
		n += counters_info(counters, i)->available;
	return n;
}

/* Three are left: five events take turns, and count right. */
static void some_are_free(void)
{
	struct counter_reading delta[COUNTERS_MAX];
	uint64_t rounds = ROUNDS;
	struct held held;

	if (!needs_emulated_root() || !needs_full())
		return;
	hold_some(&held, 3);
	for (uint32_t round = 0; round < 4; round++) {
		struct counters *counters =
		    open_spec("instructions,r8,r10008,r20008,r30008", round,
			      COUNTERS_PROCESS);
		if (!counters)
			break;
		size_t n = count_available(counters);
		CHECK(n >= 1 && n <= 3, "%zu of five on three counters", n);
		count_work(counters, spin_rounds, &rounds, delta);
		for (size_t i = 0; i < counters_count(counters); i++)
			CHECK(!counters_info(counters, i)->available ||
				  is_length(delta[i].value, rounds),
			      "%s: %" PRIu64, counters_info(counters, i)->name,
			      delta[i].value);
		counters_close(counters);
	}
	let_go(&held);
}

static void spin_half_held(void *rounds)
{
	struct held held;

	spin_rounds(rounds);
	hold_some(&held, COUNTERS);
	spin_rounds(rounds);
	let_go(&held);
}

/* What was not counted is seen in the coverage. */
static void taken_away_in_mid_run(void)
{
	struct counter_reading delta[COUNTERS_MAX];
	uint64_t rounds = 4 * ROUNDS;

	if (!needs_emulated_root() || !needs_full())
		return;
	struct counters *counters =
	    open_spec("instructions", 0, COUNTERS_PROCESS);
	if (!counters)
		return;
	count_work(counters, spin_half_held, &rounds, delta);
	CHECK(delta[0].value < 3 * rounds, "%" PRIu64 " of %" PRIu64,
	      delta[0].value, 4 * rounds);
	CHECK(delta[0].running_ns < delta[0].enabled_ns * 3 / 4,
	      "coverage is %" PRIu64 " of %" PRIu64 " ns", delta[0].running_ns,
	      delta[0].enabled_ns);
	/* The kernel gives it back with the next tick. */
	nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
	count_work(counters, spin_rounds, &rounds, delta);
	CHECK(is_length(delta[0].value, rounds),
	      "%" PRIu64 " after it came back", delta[0].value);
	counters_close(counters);
}

const struct pmu_test held_tests[] = {
    {"none_is_free", none_is_free},
    {"some_are_free", some_are_free},
    {"taken_away_in_mid_run", taken_away_in_mid_run},
    {0},
};
