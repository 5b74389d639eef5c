/* Rule 16: what reading itself counts is taken off. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "counters/overhead.h"
#include "counters/spec.h"
#include "perf_case.h"

static struct fake_perf *const fake = &perf_case.fake;

TestSuite(overhead, .init = perf_case_begin, .fini = perf_case_end);

/* The hardware provider over the script, and none of the system's. */

static int open_scripted(void **ret_state, struct counter_info *info,
			 size_t count, uint32_t round,
			 enum counters_scope scope, struct err *err)
{
	struct perf *perf = NULL;

	(void)scope;
	int rc = perf_open(&perf, &fake->sys, &perf_case.facts, info, count,
			   round, err);
	*ret_state = perf;
	return rc;
}

static int read_scripted(void *state, struct counter_reading *reading)
{
	return perf_read(state, reading);
}

static void close_scripted(void *state)
{
	perf_close(state);
}

static const struct provider scripted = {
    .kind = PROVIDER_HARDWARE,
    .open = open_scripted,
    .read = read_scripted,
    .close = close_scripted,
};
static const struct provider *const providers[SPEC_PROVIDERS] = {&scripted,
								 &os_provider};

static struct counters *open_common(void)
{
	struct counters *counters = NULL;

	cr_assert(eq(int,
		     counters_open_from(&counters, providers, "hardware", 0,
					COUNTERS_PROCESS, NULL),
		     0));
	cr_assert(eq(int, counters_start(counters, NULL), 0));
	return counters;
}

static uint64_t count(struct counters *counters, size_t i, unsigned steps)
{
	struct counter_reading before[COUNTERS_MAX], after[COUNTERS_MAX];

	cr_assert(eq(int, counters_read(counters, before), 0));
	fake_perf_work(fake, steps);
	cr_assert(eq(int, counters_read(counters, after), 0));
	return after[i].value - before[i].value;
}

static void reads_cost(uint64_t instructions, uint64_t branches,
		       uint64_t cycles)
{
	fake->counts_a_read[PERF_COUNT_HW_INSTRUCTIONS] = instructions;
	fake->counts_a_read[PERF_COUNT_HW_BRANCH_INSTRUCTIONS] = branches;
	fake->counts_a_read[PERF_COUNT_HW_CPU_CYCLES] = cycles;
}

Test(overhead, rule_16_instructions_and_branches_of_a_read_are_taken_off)
{
	reads_cost(310, 40, 500);
	struct counters *counters = open_common();
	fake->counts_a_step[PERF_COUNT_HW_INSTRUCTIONS] = 1000;
	cr_assert(eq(u64, count(counters, INSTRUCTIONS, 0), 0));
	cr_assert(eq(u64, count(counters, BRANCHES, 0), 0));
	cr_assert(eq(u64, count(counters, INSTRUCTIONS, 3), 3000));
	cr_assert(eq(u64, count(counters, BRANCHES, 1),
		     1000 + PERF_COUNT_HW_BRANCH_INSTRUCTIONS));
	/* Cycles differ from time to time: their least is not their own. */
	cr_assert(eq(u64, count(counters, CYCLES, 1), 1500));
	counters_close(counters);
}

/* A read that counted less than the least seems to have had no work. */
Test(overhead, rule_16_never_below_nothing)
{
	reads_cost(310, 40, 500);
	struct counters *counters = open_common();
	fake->counts_a_step[PERF_COUNT_HW_INSTRUCTIONS] = 1000;
	reads_cost(300, 40, 500);
	cr_assert(eq(u64, count(counters, INSTRUCTIONS, 0), 0));
	cr_assert(eq(u64, count(counters, INSTRUCTIONS, 1), 990));
	counters_close(counters);
}

Test(overhead, rule_16_the_minimum_is_taken)
{
	struct counter_info info[1] = {{.name = "instructions",
					.provider = PROVIDER_HARDWARE,
					.available = true}};
	struct counter_reading reading[1] = {{0}};
	struct overhead overhead;

	cr_assert(overhead_init(&overhead, info, 1));
	overhead_learn(&overhead, reading, 1, true);
	for (uint64_t i = 0; i < OVERHEAD_REGIONS; i++) {
		reading[0].value += i == 57 ? 90 : 100 + i;
		overhead_learn(&overhead, reading, 1, false);
	}
	reading[0].value += 1090;
	overhead_take_off(&overhead, reading, 1);
	cr_assert(eq(u64, reading[0].value, 1000));
}

Test(overhead, a_counter_lost_in_between_stays_absent)
{
	reads_cost(310, 40, 500);
	struct counters *counters = open_common();
	struct counter_reading reading[COUNTERS_MAX];
	fake->cut_bytes = -1;
	cr_assert(eq(int, counters_read(counters, reading), 0));
	cr_assert(not(counters_info(counters, INSTRUCTIONS)->available));
	cr_assert(eq(u64, reading[INSTRUCTIONS].value, 0));
	counters_close(counters);
}

Test(overhead, others_are_left_alone)
{
	struct counter_info info[2] = {
	    {.name = "instructions",
	     .provider = PROVIDER_FAKE,
	     .available = true},
	    {.name = "branches", .provider = PROVIDER_HARDWARE}};
	struct overhead overhead;

	cr_assert(not(overhead_init(&overhead, info, 2)));
}
