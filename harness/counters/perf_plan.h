/*
 * Which events share a group where not all fit on the PMU at once.
 */
#ifndef COUNTERS_PERF_PLAN_H
#define COUNTERS_PERF_PLAN_H

#include "counters/perf_event.h"

/*
 * How finely events are split: all in one group; cycles and instructions
 * with four others, or two; instructions with one other; each alone.
 */
enum perf_split {
	SPLIT_NONE,
	SPLIT_SIXES,
	SPLIT_FOURS,
	SPLIT_PAIRS,
	SPLIT_SINGLES
};

/*
 * Chooses group number ROUND (modulo their number, returned) of COUNT
 * events under SPLIT. Events between which a ratio is formed (branches and
 * branch-misses, NAMEs and NAME-misses) come into one group where it has the
 * room. Indices into EVENT go to MEMBER.
 */
size_t perf_plan_choose(const struct perf_event *event, size_t count,
			enum perf_split split, uint32_t round,
			size_t member[COUNTERS_MAX], size_t *ret_members);

#endif
