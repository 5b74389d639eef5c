#include "run/calibrate.h"

#include <math.h>

/* Times between these factors of the target are near enough. */
#define NEAR_LOW  0.7
#define NEAR_HIGH 1.5

/* Operations this long are hardly ever undisturbed: one retry is enough. */
#define LONG_NS 50e6

#define CLOCK_READS   1000000
#define MAX_BACKWARDS 10

void calibrate_init(struct calibrator *calibrator, double slice_ns,
		    double resolution_ns)
{
	double least = CALIBRATE_RESOLUTION_STEPS * resolution_ns;
	*calibrator = (struct calibrator){
	    .target_ns = fmax(slice_ns, least),
	    .ops = 1,
	};
}

/* The next `ops`, by ratio where the time can be trusted for it. */
static uint64_t scale(const struct calibrator *calibrator, double ns)
{
	double factor = 10;
	if (ns >= calibrator->target_ns / 10)
		factor = calibrator->target_ns / ns;
	double ops = ceil((double)calibrator->ops * factor);
	return (uint64_t)fmin(fmax(ops, 1), (double)CALIBRATE_MAX_OPS);
}

static bool fills_slice(const struct calibrator *calibrator, double ns)
{
	double target = calibrator->target_ns;
	if (ns < NEAR_LOW * target)
		return false;
	return ns <= NEAR_HIGH * target || calibrator->ops == 1;
}

static enum calibrate_outcome went_backwards(struct calibrator *calibrator)
{
	if (++calibrator->backwards >= MAX_BACKWARDS)
		return CALIBRATE_BACK;
	return CALIBRATE_AGAIN;
}

/* A disturbed time is believed where retrying is hopeless or dear. */
static bool worth_retrying(const struct calibrator *calibrator, double ns)
{
	unsigned patience = ns < LONG_NS ? 4 : 2;
	return calibrator->tries % patience != 0;
}

enum calibrate_outcome calibrate_step(struct calibrator *calibrator, double ns,
				      bool disturbed)
{
	bool last = ++calibrator->tries >= CALIBRATE_MAX_TRIES;
	if (ns < 0)
		return went_backwards(calibrator);
	if (disturbed && !last && worth_retrying(calibrator, ns))
		return CALIBRATE_AGAIN;

	if (fills_slice(calibrator, ns)) {
		bool sure = calibrator->filled || ns >= LONG_NS || last;
		calibrator->filled = true;
		if (sure)
			return CALIBRATE_DONE;
		return CALIBRATE_AGAIN;
	}
	if (last)
		return ns > 0 ? CALIBRATE_DONE : CALIBRATE_STILL;
	calibrator->filled = false;
	calibrator->ops = scale(calibrator, ns);
	return CALIBRATE_AGAIN;
}

bool calibrate_overfilled(const struct calibrator *calibrator, double ns)
{
	return calibrator->ops == 1 && ns > NEAR_HIGH * calibrator->target_ns;
}

bool calibrate_clock_moves(const struct clock *clock)
{
	uint64_t first = clock_now(clock);
	for (unsigned i = 0; i < CLOCK_READS; i++)
		if (clock_now(clock) != first)
			return true;
	return false;
}
