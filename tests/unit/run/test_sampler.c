#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "fake_clock.h"
#include "run/sampler.h"

#define SLICES  20
#define COST_NS 100

static struct fake_clock fake;
static struct team_counters counters;
static struct counter_probe probe;
static struct sampler sampler;
static struct process_samples samples;
static struct arena arena;

static void start(const char *spec, double budget_ns)
{
	struct err err = {0};
	const struct sampler_config config = {
	    .slices = SLICES,
	    .slice_ns = 200000,
	    .budget_ns = budget_ns,
	    .resolution_ns = 1,
	    .clock = &fake.clock,
	};

	fake_clock_init(&fake, 1000, 0);
	if (team_counters_init(&counters, spec, 0, 1, &err))
		cr_fatal("%s", err.text);
	probe = (struct counter_probe){
	    .counters = counters.process,
	    .count = counters.count,
	};
	cr_assert(
	    eq(int, sampler_init(&sampler, &config, probe.count, NULL), 0));
}

static void release(void)
{
	sampler_release(&sampler);
	team_counters_release(&counters);
	arena_release(&arena);
}

TestSuite(sampler, .fini = release);

/* One slice of OPS operations of COST each, as a scheduler would run it. */
static struct slice run_slice(uint64_t ops, int64_t cost_ns)
{
	struct slice slice = {.ops = ops};

	counter_probe_before(&probe);
	uint64_t start_ns = clock_now(&fake.clock);
	fake_clock_advance(&fake, (int64_t)ops * cost_ns);
	slice_set_time(&slice, start_ns, clock_now(&fake.clock));
	counter_probe_after(&probe, &slice);
	return slice;
}

static void run_all(int64_t cost_ns)
{
	uint64_t ops;

	while ((ops = sampler_next(&sampler))) {
		struct slice slice = run_slice(ops, cost_ns);
		sampler_record(&sampler, &slice);
	}
}

static void calibrate_with(int64_t cost_ns)
{
	while (sampler.phase != SAMPLER_MEASURE) {
		struct slice slice = run_slice(sampler_next(&sampler), cost_ns);
		sampler_record(&sampler, &slice);
	}
}

static void run_until_measuring(void)
{
	calibrate_with(COST_NS);
}

static void collect(void)
{
	struct err err = {0};

	team_counters_leave(&counters, counters.process);
	if (sampler_collect(&sampler, &counters, &arena, &samples, &err))
		cr_fatal("%s", err.text);
}

static uint64_t value(const char *column, uint64_t slice)
{
	const struct column *found = samples_column(&samples, column);

	if (!found)
		cr_fatal("no column %s", column);
	return column_at(found, slice);
}

Test(sampler, warms_up_calibrates_and_measures_as_many_slices_as_asked)
{
	start("none", 0);
	cr_assert(eq(int, sampler.phase, SAMPLER_WARM));
	cr_assert(eq(u64, sampler_next(&sampler), 1));
	run_all(COST_NS);
	collect();

	cr_assert(eq(u64, samples.slice_count, SLICES));
	cr_assert(eq(u64, value(COLUMN_OPS, 0), 2000));
	cr_assert(eq(u64, value(COLUMN_NS, SLICES - 1), 200000));
	cr_assert(eq(u64, value(COLUMN_DISTURBED, 0), 0));
	cr_assert(eq(ptr, (void *)sampler.failure, NULL));
}

Test(sampler, equal_values_become_one_number)
{
	start("none", 0);
	run_until_measuring();
	struct slice slice = run_slice(sampler_next(&sampler), COST_NS);
	slice.involuntary = 3;
	sampler_record(&sampler, &slice);
	run_all(COST_NS);
	collect();

	cr_assert(samples_column(&samples, COLUMN_OPS)->constant);
	cr_assert(samples_column(&samples, COLUMN_NS)->constant);
	cr_assert(not(samples_column(&samples, COLUMN_INVOLUNTARY)->constant));
}

Test(sampler, preempted_moved_and_timeless_slices_are_marked)
{
	start("none", 0);
	run_until_measuring();
	for (int i = 0; i < 4; i++) {
		struct slice slice =
		    run_slice(sampler_next(&sampler), i == 2 ? -1 : COST_NS);
		slice.involuntary = i == 0 ? 2 : 0;
		slice.migrated = i == 1;
		sampler_record(&sampler, &slice);
	}
	run_all(COST_NS);
	collect();

	cr_assert(eq(u64, value(COLUMN_DISTURBED, 0), 1));
	cr_assert(eq(u64, value(COLUMN_INVOLUNTARY, 0), 2));
	cr_assert(eq(u64, value(COLUMN_DISTURBED, 1), 1));
	cr_assert(eq(u64, value(COLUMN_MIGRATIONS, 1), 1));
	cr_assert(eq(u64, value(COLUMN_DISTURBED, 2), 1), "went backwards");
	cr_assert(eq(u64, value(COLUMN_NS, 2), 0));
	cr_assert(eq(u64, value(COLUMN_DISTURBED, 3), 0));
}

Test(sampler, a_clock_that_stands_still_is_named)
{
	char expected[] =
	    "the clock stands still; see `tare doctor`, and write another name "
	    "of /sys/devices/system/clocksource/clocksource0/"
	    "available_clocksource to current_clocksource there";

	start("none", 0);
	run_all(0);
	char *failure = (char *)(uintptr_t)sampler.failure;
	cr_assert(eq(str, failure, expected));
	cr_assert(eq(u64, sampler.count, 0));
}

Test(sampler, a_clock_that_goes_backwards_is_named)
{
	char expected[] =
	    "the clock went backwards, again and again; see `tare doctor`, and "
	    "write another name of /sys/devices/system/clocksource/"
	    "clocksource0/available_clocksource to current_clocksource there";

	start("none", 0);
	run_all(-5);
	char *failure = (char *)(uintptr_t)sampler.failure;
	cr_assert(eq(str, failure, expected));
}

/* Those that happened to be faster would have been run in twos. */
Test(sampler, one_operation_about_as_long_as_a_slice_is_measured_again)
{
	start("none", 0);
	calibrate_with(280000);
	cr_assert(eq(u64, sampler_next(&sampler), 1));
	cr_assert(eq(u64, sampler.count, 0));
}

Test(sampler, one_operation_longer_than_a_slice_is_kept)
{
	start("none", 0);
	calibrate_with(320000);
	cr_assert(eq(u64, sampler_next(&sampler), 1));
	cr_assert(eq(u64, sampler.count, 1));
}

Test(sampler, long_operations_stop_at_the_budget)
{
	start("none", 7e9);
	run_all(1000000000);
	cr_assert(eq(u64, sampler.count, 6), "one of 7 s was for warming up");
	cr_assert(eq(u64, sampler_next(&sampler), 0));
}

Test(sampler, one_slice_is_measured_however_small_the_budget)
{
	start("none", 1);
	run_all(1000000000);
	cr_assert(eq(u64, sampler.count, 1));
}

Test(sampler, manual_time_replaces_the_clocks)
{
	start("none", 0);
	run_until_measuring();
	struct slice slice = run_slice(sampler_next(&sampler), COST_NS);
	slice.ns = 77;
	sampler_record(&sampler, &slice);
	run_all(COST_NS);
	collect();
	cr_assert(eq(u64, value(COLUMN_NS, 0), 77));
	cr_assert(eq(u64, value(COLUMN_DISTURBED, 0), 0));
}

Test(sampler, counters_are_differences_per_operation_of_clean_slices)
{
	start("fake:cycles=4000", 0);
	run_until_measuring();
	struct slice slice = run_slice(sampler_next(&sampler), COST_NS);
	slice.involuntary = 1;
	slice.counter[0].value = 1000000;
	sampler_record(&sampler, &slice);
	run_all(COST_NS);
	collect();

	const struct counter_value *cycles = &samples.counter[0];
	cr_assert(cycles->available);
	cr_assert(cycles->exact);
	cr_assert(epsilon_eq(dbl, cycles->per_op, 2, 1e-9), "4000 / 2000");
	cr_assert(epsilon_eq(dbl, cycles->total, 1000000 + (SLICES - 1) * 4000,
			     1e-6));
	cr_assert(epsilon_eq(dbl, cycles->coverage, 1, 1e-9));
	cr_assert(eq(u64, value("cycles", 1), 4000));
}

/* A benchmark may switch them off: what follows is no count of 0. */
Test(sampler, a_counter_that_was_switched_off_is_absent)
{
	start("fake:cycles=4000", 0);
	run_until_measuring();
	struct slice slice = run_slice(sampler_next(&sampler), COST_NS);
	slice.counter[0] = (struct counter_reading){0};
	sampler_record(&sampler, &slice);
	run_all(COST_NS);
	collect();

	const struct counter_value *cycles = &samples.counter[0];
	cr_assert(not(cycles->available));
	cr_assert(eq(str, cycles->errno_name, (char *)"ENODATA"));
	cr_assert(cycles->reason && cycles->mend);
}

Test(sampler, a_counter_that_did_not_always_run_is_scaled_and_says_so)
{
	start("fake:cycles=4000,multiplex=50%", 0);
	run_all(COST_NS);
	collect();

	const struct counter_value *cycles = &samples.counter[0];
	cr_assert(epsilon_eq(dbl, cycles->coverage, 0.5, 1e-9));
	cr_assert(not(cycles->exact));
	double raw = (double)value("cycles", 0);
	cr_assert(epsilon_eq(dbl, cycles->per_op, 2 * raw / 2000, 1e-9));
}

Test(sampler, an_absent_counter_keeps_its_reason)
{
	char name[] = "EACCES";

	start("fake:cycles=EACCES", 0);
	run_all(COST_NS);
	collect();

	const struct counter_value *cycles = &samples.counter[0];
	cr_assert(not(cycles->available));
	cr_assert(eq(str, cycles->errno_name, name));
	cr_assert(ne(chr, cycles->reason[0], '\0'));
	cr_assert(samples_column(&samples, "cycles") == NULL);
}

Test(sampler, a_counter_that_never_ran_is_absent)
{
	char name[] = "EBUSY";

	start("fake:cycles=4000,multiplex=0%", 0);
	run_all(COST_NS);
	collect();
	cr_assert(not(samples.counter[0].available));
	cr_assert(eq(str, samples.counter[0].errno_name, name));
}

Test(sampler, without_a_clean_slice_there_is_no_value)
{
	char reason[] = "no slice was undisturbed";
	uint64_t ops;

	start("fake:cycles=4000", 0);
	while ((ops = sampler_next(&sampler))) {
		struct slice slice = run_slice(ops, COST_NS);
		slice.migrated = true;
		sampler_record(&sampler, &slice);
	}
	collect();
	cr_assert(not(samples.counter[0].available));
	cr_assert(eq(str, samples.counter[0].reason, reason));
}

/* What the process has is the same whatever was asked of it. */
Test(sampler, a_level_is_the_process_s_and_has_no_column)
{
	start("peak-rss,minor-faults", 0);
	run_all(COST_NS);
	collect();
	const struct counter_value *peak = &samples.counter[0];
	cr_assert(peak->available);
	cr_assert(gt(dbl, peak->total, 100000.0));
	cr_assert(eq(dbl, peak->per_op, peak->total));
	cr_assert(peak->exact);
	cr_assert(samples_column(&samples, "peak-rss") == NULL);
	cr_assert(samples_column(&samples, "minor-faults") != NULL);
}

Test(sampler, a_failed_read_makes_the_counters_absent)
{
	char name[] = "EIO";

	start("fake:cycles=4000", 0);
	run_until_measuring();
	struct slice slice = run_slice(sampler_next(&sampler), COST_NS);
	slice.counters_lost = true;
	sampler_record(&sampler, &slice);
	run_all(COST_NS);
	collect();
	cr_assert(not(samples.counter[0].available));
	cr_assert(eq(str, samples.counter[0].errno_name, name));
}

Test(sampler, collected_samples_survive_the_wire)
{
	struct process_samples back = {0};
	struct err err = {0};

	start("fake:cycles=4000,instructions=EACCES", 0);
	run_all(COST_NS);
	collect();
	char *text = samples_encode(&samples, &err);
	cr_assert(text != NULL, "%s", err.text);
	cr_assert(eq(
	    int, samples_decode(&back, &arena, text, strlen(text), &err), 0));
	cr_assert(eq(u64, back.slice_count, SLICES));
	cr_assert(eq(sz, back.counter_count, 2));
	free(text);
}
