#include <errno.h>
#include <string.h>

#include "counters/perf_set.h"

/* INSTRUCTIONS of them, but for some before and after. */
static void probe_loop(unsigned long instructions)
{
	unsigned long n = instructions / 2;

#if defined(__x86_64__)
	__asm__ volatile("1: sub $1, %0\n\tjnz 1b" : "+r"(n) : : "cc");
#elif defined(__aarch64__)
	__asm__ volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(n) : : "cc");
#elif defined(__riscv)
	__asm__ volatile("1: addi %0, %0, -1\n\tbnez %0, 1b" : "+r"(n));
#else
	while (n--)
		__asm__ volatile("" : : : "memory");
#endif
}

/*
 * Opening proves nothing: only time spent running does. A thousandth is
 * lost when the scheduler comes in between.
 */
static int check_fits(struct perf_set *set, struct counter_reading *reading)
{
	int rc = perf_set_read(set, reading);

	if (rc < 0)
		return rc;
	if (reading[0].running_ns * 1000 < reading[0].enabled_ns * 999)
		return -ENOSPC;
	return 0;
}

int perf_set_open(struct perf_set *set, const struct perf_sys *sys,
		  struct perf_event (*event)[COUNTERS_MAX],
		  const size_t *member, size_t count, size_t instructions,
		  struct counter_reading *reading)
{
	size_t kinds = set->kinds;
	int rc = 0;

	*set = (struct perf_set){0};
	while (rc == 0 && set->kinds < kinds) {
		struct perf_group *group = &set->group[set->kinds];
		group->sys = sys;
		group->count = count;
		memcpy(group->member, member, count * sizeof(*member));
		rc = perf_group_open(group, event[set->kinds]);
		set->kinds += rc == 0;
	}
	if (rc == 0) {
		probe_loop(instructions);
		rc = check_fits(set, reading);
	}
	if (rc < 0)
		perf_set_close(set);
	set->kinds = kinds;
	return rc;
}

/*
 * Times since the last read, over all kinds; false: they went back. A group
 * counts while its kind of CPU has the process, so where one ran its time is
 * the whole.
 */
static bool add_times(struct perf_set *set, const uint64_t *enabled,
		      const uint64_t *running)
{
	uint64_t longest = 0, of_one = 0, sum = 0;
	size_t ran = 0;

	for (size_t k = 0; k < set->kinds; k++) {
		if (enabled[k] < set->enabled_ns[k] ||
		    running[k] < set->running_ns[k])
			return false;
		uint64_t on = enabled[k] - set->enabled_ns[k];
		uint64_t in = running[k] - set->running_ns[k];
		if (in > 0) {
			ran++;
			of_one = on;
		}
		if (on > longest)
			longest = on;
		sum += in;
		set->enabled_ns[k] = enabled[k];
		set->running_ns[k] = running[k];
	}
	if (ran == 1)
		longest = of_one;
	else if (ran > 1 && longest <= sum)
		longest = sum + 1;
	set->total_enabled_ns += longest;
	set->total_running_ns += sum;
	return true;
}

int perf_set_read(struct perf_set *set, struct counter_reading *reading)
{
	struct counter_reading member[COUNTERS_MAX];
	uint64_t enabled[PERF_MAX_KINDS], running[PERF_MAX_KINDS];
	size_t count = set->group[0].count;

	memset(reading, 0, count * sizeof(*reading));
	for (size_t k = 0; k < set->kinds; k++) {
		int rc = perf_group_read(&set->group[k], member);
		if (rc < 0)
			return rc;
		enabled[k] = member[0].enabled_ns;
		running[k] = member[0].running_ns;
		for (size_t i = 0; i < count; i++)
			reading[i].value += member[i].value;
	}
	if (!add_times(set, enabled, running))
		return -EIO;
	for (size_t i = 0; i < count; i++) {
		reading[i].enabled_ns = set->total_enabled_ns;
		reading[i].running_ns = set->total_running_ns;
	}
	return 0;
}

void perf_set_close(struct perf_set *set)
{
	for (size_t k = 0; k < set->kinds; k++)
		perf_group_close(&set->group[k]);
}
