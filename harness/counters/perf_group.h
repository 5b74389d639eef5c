/*
 * Groups of PMU events: which events share a group, and a group that is
 * open, proved to count, and read at once.
 */
#ifndef COUNTERS_PERF_GROUP_H
#define COUNTERS_PERF_GROUP_H

#include "counters/perf_event.h"

/*
 * How finely events are split: all in one group; cycles and instructions
 * with two others; instructions with one other; each alone.
 */
enum perf_split { SPLIT_NONE, SPLIT_FOURS, SPLIT_PAIRS, SPLIT_SINGLES };

/* A loop of known length that shows whether a group counts. */
#define PERF_PROBE_INSTRUCTIONS 2000000u

struct perf_group {
	const struct perf_sys *sys;
	int fd[COUNTERS_MAX]; /* the leader's first */
	uint64_t id[COUNTERS_MAX];
	size_t member[COUNTERS_MAX]; /* indices into the caller's events */
	size_t count;
};

/*
 * Chooses group number ROUND (modulo their number, returned) of COUNT
 * events under SPLIT. Indices into EVENT go to MEMBER.
 */
size_t perf_group_choose(const struct perf_event *event, size_t count,
			 enum perf_split split, uint32_t round,
			 size_t member[COUNTERS_MAX], size_t *ret_members);

/*
 * Opens GROUP's members, enables them and runs the probe. 0, or a negative
 * errno: -ENOSPC where the events do not fit on the counters at once. READING
 * gets what the probe counted, one a member.
 */
int perf_group_open(struct perf_group *group, const struct perf_event *event,
		    struct counter_reading *reading);
/* One reading a member; -EIO where the kernel's answer makes no sense. */
int perf_group_read(const struct perf_group *group,
		    struct counter_reading *reading);
void perf_group_close(struct perf_group *group);

#endif
