/*
 * The same group of events on each kind of CPU that the process may run on,
 * read as one: counts are summed, and the times say how much of the work was
 * counted. On most machines there is one kind.
 */
#ifndef COUNTERS_PERF_SET_H
#define COUNTERS_PERF_SET_H

#include "counters/perf_group.h"

struct perf_set {
	struct perf_group group[PERF_MAX_KINDS];
	size_t kinds;
	/* Of each group, when it was read last. */
	uint64_t enabled_ns[PERF_MAX_KINDS], running_ns[PERF_MAX_KINDS];
	/* Of the whole. */
	uint64_t total_enabled_ns, total_running_ns;
};

/*
 * Loops of known length that show whether a set counts: with
 * PERF_PROBE_INSTRUCTIONS its counts are checked, with the short one it is
 * only seen whether it runs.
 */
#define PERF_PROBE_INSTRUCTIONS 2000000u
#define PERF_SHORT_INSTRUCTIONS 50000u

/*
 * Opens the COUNT events MEMBER of EVENT[kind] on SET->kinds kinds, and runs
 * a probe of INSTRUCTIONS. 0, or a negative errno: -ENOSPC where the events do
 * not fit on the counters at once. READING gets what the probe counted, one a
 * member.
 */
int perf_set_open(struct perf_set *set, const struct perf_sys *sys,
		  struct perf_event (*event)[COUNTERS_MAX],
		  const size_t *member, size_t count, size_t instructions,
		  struct counter_reading *reading);
/*
 * One reading a member; errors as of perf_group_read(). Where work ran on
 * several kinds since the last read, the times say that not all was counted:
 * a sum over two kinds is no exact count of either.
 */
int perf_set_read(struct perf_set *set, struct counter_reading *reading);
void perf_set_close(struct perf_set *set);

#endif
