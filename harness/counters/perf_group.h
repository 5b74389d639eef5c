/*
 * One group of PMU events on one kind of CPU: open, and read at once.
 */
#ifndef COUNTERS_PERF_GROUP_H
#define COUNTERS_PERF_GROUP_H

#include "counters/perf_event.h"

struct perf_group {
	const struct perf_sys *sys;
	int fd[COUNTERS_MAX]; /* the leader's first */
	uint64_t id[COUNTERS_MAX];
	size_t member[COUNTERS_MAX]; /* indices into the caller's events */
	size_t count;
};

/*
 * Opens GROUP's members (EVENT: what MEMBER counts in) and enables them. 0,
 * or a negative errno: -ENOSPC where the kernel knows at once that they do
 * not fit on the counters together.
 */
int perf_group_open(struct perf_group *group, const struct perf_event *event);
/*
 * One reading a member. -ENODATA: the end of the file, the group lost its
 * counters for good. -EIO: the kernel's answer makes no sense.
 */
int perf_group_read(const struct perf_group *group,
		    struct counter_reading *reading);
void perf_group_close(struct perf_group *group);

#endif
