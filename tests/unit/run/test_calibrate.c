#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "fake_clock.h"
#include "run/calibrate.h"

#define SLICE_NS 200000.0

static struct calibrator calibrator;

/* Until it is not CALIBRATE_AGAIN, for an operation of COST_NS. */
static enum calibrate_outcome run(double cost_ns, bool disturbed)
{
	enum calibrate_outcome outcome;

	do {
		double ns = (double)calibrator.ops * cost_ns;
		outcome = calibrate_step(&calibrator, ns, disturbed);
	} while (outcome == CALIBRATE_AGAIN);
	return outcome;
}

Test(calibrate, fills_the_slice_whatever_an_operation_costs)
{
	static const double cost_ns[] = {0.25, 1, 3.7, 92.5, 12345, 150000};

	for (size_t i = 0; i < sizeof(cost_ns) / sizeof(*cost_ns); i++) {
		calibrate_init(&calibrator, SLICE_NS, 1);
		cr_assert(eq(int, (int)run(cost_ns[i], false), CALIBRATE_DONE));
		double ns = (double)calibrator.ops * cost_ns[i];
		cr_assert(ge(dbl, ns, 0.7 * SLICE_NS), "%g", cost_ns[i]);
		cr_assert(le(dbl, ns, 1.6 * SLICE_NS), "%g", cost_ns[i]);
		cr_assert(lt(uint, calibrator.tries, 12));
	}
}

Test(calibrate, an_operation_longer_than_a_slice_is_a_slice)
{
	calibrate_init(&calibrator, SLICE_NS, 1);
	cr_assert(eq(int, (int)run(3 * SLICE_NS, false), CALIBRATE_DONE));
	cr_assert(eq(u64, calibrator.ops, 1));
}

Test(calibrate, a_long_operation_is_not_run_twice)
{
	calibrate_init(&calibrator, SLICE_NS, 1);
	cr_assert(eq(int, (int)calibrate_step(&calibrator, 1e9, false),
		     CALIBRATE_DONE));
}

Test(calibrate, a_coarse_clock_makes_slices_longer)
{
	calibrate_init(&calibrator, SLICE_NS, 1000);
	cr_assert(eq(int, (int)run(10, false), CALIBRATE_DONE));
	cr_assert(ge(u64, calibrator.ops, 70000), "1000 x 1000 ns / 10 ns");
}

/* Cold caches: the first three runs take ten times as long. */
Test(calibrate, a_slow_start_does_not_decide)
{
	enum calibrate_outcome outcome;

	calibrate_init(&calibrator, SLICE_NS, 1);
	do {
		double cost_ns = calibrator.tries < 3 ? 2000 : 200;
		outcome = calibrate_step(
		    &calibrator, (double)calibrator.ops * cost_ns, false);
	} while (outcome == CALIBRATE_AGAIN);
	cr_assert(eq(int, (int)outcome, CALIBRATE_DONE));
	cr_assert(ge(u64, calibrator.ops, 700));
}

Test(calibrate, a_disturbed_time_is_not_believed)
{
	calibrate_init(&calibrator, SLICE_NS, 1);
	cr_assert(eq(int, (int)calibrate_step(&calibrator, SLICE_NS, true),
		     CALIBRATE_AGAIN));
	cr_assert(eq(u64, calibrator.ops, 1));
	cr_assert(eq(int, (int)run(100, false), CALIBRATE_DONE));
	cr_assert(ge(u64, calibrator.ops, 1400));
}

Test(calibrate, ends_where_everything_is_disturbed)
{
	calibrate_init(&calibrator, SLICE_NS, 1);
	cr_assert(eq(int, (int)run(100, true), CALIBRATE_DONE));
	cr_assert(le(uint, calibrator.tries, CALIBRATE_MAX_TRIES));
}

Test(calibrate, a_clock_without_time_ends_it)
{
	calibrate_init(&calibrator, SLICE_NS, 1);
	cr_assert(eq(int, (int)run(0, false), CALIBRATE_STILL));
	cr_assert(le(u64, calibrator.ops, CALIBRATE_MAX_OPS));
}

Test(calibrate, a_clock_that_goes_backwards_ends_it)
{
	calibrate_init(&calibrator, SLICE_NS, 1);
	cr_assert(eq(int, (int)run(-1, false), CALIBRATE_BACK));
}

Test(calibrate, one_step_backwards_is_forgiven)
{
	calibrate_init(&calibrator, SLICE_NS, 1);
	cr_assert(eq(int, (int)calibrate_step(&calibrator, -1, false),
		     CALIBRATE_AGAIN));
	cr_assert(eq(int, (int)run(100, false), CALIBRATE_DONE));
}

Test(calibrate, a_moving_clock_is_told_from_a_standing_one)
{
	struct fake_clock fake;

	fake_clock_init(&fake, 5, 1);
	cr_assert(calibrate_clock_moves(&fake.clock));
	fake_clock_init(&fake, 5, 0);
	cr_assert(not(calibrate_clock_moves(&fake.clock)));
}
