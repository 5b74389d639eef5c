/*
 * How many operations fill a slice. Grows tenfold until the clock can
 * resolve the time, then by ratio, until two runs on end fit. Every step is
 * bounded: a clock that stands still or goes backwards ends it.
 */
#ifndef RUN_CALIBRATE_H
#define RUN_CALIBRATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

/* A slice is at least this many steps of the clock. */
#define CALIBRATE_RESOLUTION_STEPS 1000
#define CALIBRATE_MAX_TRIES        60
#define CALIBRATE_MAX_OPS          UINT64_C(1000000000000)

enum calibrate_outcome {
	CALIBRATE_AGAIN, /* run `ops` once more */
	CALIBRATE_DONE,  /* `ops` fill a slice */
	CALIBRATE_STILL, /* the clock stands still */
	CALIBRATE_BACK,  /* the clock goes backwards */
};

struct calibrator {
	double target_ns;
	uint64_t ops;
	unsigned tries, backwards;
	bool filled; /* a slice, last time: once more makes sure */
};

void calibrate_init(struct calibrator *calibrator, double slice_ns,
		    double resolution_ns);
/*
 * Tells how long `ops` operations took: NS, negative if the clock went
 * backwards. DISTURBED times are not believed, as long as there are tries.
 */
enum calibrate_outcome calibrate_step(struct calibrator *calibrator, double ns,
				      bool disturbed);
/*
 * True if NS, of a single operation, is more than a slice should be. Nothing
 * shorter was to be had, so that the choice does not depend on NS and its
 * slice can be kept as a measurement; faster ones might have become two.
 */
bool calibrate_overfilled(const struct calibrator *calibrator, double ns);
/* True if the clock moves within a million reads. */
bool calibrate_clock_moves(const struct clock *clock);

#endif
