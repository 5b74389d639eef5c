/*
 * tare.manual-time/1: the benchmark measures its own time, for work that
 * the clock around the loop cannot see.
 */
#ifndef TARE_EXT_MANUAL_TIME_H
#define TARE_EXT_MANUAL_TIME_H

#include <tare/plugin.h>

#define TARE_EXT_MANUAL_TIME "tare.manual-time/1"

struct tare_manual_time {
	uint32_t struct_size;
	/*
	 * Adds NS to the slice that runs; a slice in which it was called has
	 * the sum as its time instead of the clock's. [timed]
	 */
	void (*add)(struct tare_state *state, uint64_t ns);
};

#endif
