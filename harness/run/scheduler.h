/*
 * What is asked between two slices: how the next one shall be. It may make
 * the caller wait, for instance until the other side of a process pair has
 * had its turn.
 */
#ifndef RUN_SCHEDULER_H
#define RUN_SCHEDULER_H

#include <stdint.h>

#include "run/probe.h"

struct scheduler {
	/* Operations of the next slice, for each thread; 0: the end. */
	uint64_t (*next)(void *ctx);
	/* What was seen of the slice that next() asked for. */
	void (*record)(void *ctx, const struct slice *slice);
	void *ctx;
};

#endif
