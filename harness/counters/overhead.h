/*
 * What reading the counters itself adds to a count of instructions or
 * branches between two reads.
 */
#ifndef COUNTERS_OVERHEAD_H
#define COUNTERS_OVERHEAD_H

#include "counters/counters.h"

/* Empty regions of which the least count is taken. */
#define OVERHEAD_REGIONS 100

struct overhead {
	bool of[COUNTERS_MAX]; /* it is taken off counter I */
	uint64_t least[COUNTERS_MAX];
	uint64_t raw[COUNTERS_MAX], net[COUNTERS_MAX];
};

/*
 * Names of INFO that it is taken off: hardware counts of instructions and
 * branches, which are the same in each empty region but for interrupts. True
 * if there are any.
 */
bool overhead_init(struct overhead *overhead, const struct counter_info *info,
		   size_t count);
/* READING ends an empty region; the FIRST begins one. */
void overhead_learn(struct overhead *overhead,
		    const struct counter_reading *reading, size_t count,
		    bool first);
/*
 * Takes the least count of an empty region off each difference between two
 * readings that follow one another, never below 0. [timed path]
 */
void overhead_take_off(struct overhead *overhead,
		       struct counter_reading *reading, size_t count);

#endif
