/* Counts against loops of known length; groups that fit and that do not. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

#define ROUNDS 1000000u
#define RAW    2 /* the first raw event of raw_events_share_a_group */

static void loop_of_known_length(void)
{
	struct counter_reading delta[COUNTERS_MAX];

	if (!needs_instructions())
		return;
	for (uint64_t rounds = ROUNDS; rounds <= 4 * ROUNDS; rounds *= 2) {
		struct counters *counters =
		    open_spec("instructions", 0, COUNTERS_PROCESS);
		if (!counters)
			return;
		count_work(counters, spin_rounds, &rounds, delta);
		CHECK(is_length(delta[0].value, rounds),
		      "%" PRIu64 " counted of %" PRIu64, delta[0].value,
		      2 * rounds);
		CHECK(delta[0].enabled_ns > 0 &&
			  delta[0].enabled_ns == delta[0].running_ns,
		      "coverage below 1");
		counters_close(counters);
	}
}

/* A cycle is an instruction of the emulated machine with -icount. */
static void cycles_are_counted(void)
{
	struct counter_reading delta[COUNTERS_MAX];
	uint64_t rounds = ROUNDS;
	struct counters *counters = open_spec("cycles", 0, COUNTERS_PROCESS);

	if (!counters)
		return;
	if (!info_of(counters, "cycles")->available) {
		CHECK(expected_errno("cycles") != 0, "cycles do not open");
		check_skip("no cycles are counted here");
	} else {
		count_work(counters, spin_rounds, &rounds, delta);
		CHECK(delta[0].value > 0, "no cycles");
		CHECK(machine.mode != PMU_FULL ||
			  is_length(delta[0].value, rounds),
		      "%" PRIu64 " cycles", delta[0].value);
	}
	counters_close(counters);
}

/* On one emulated CPU nothing is left to chance. */
static void same_loop_same_count(void)
{
	struct counter_reading first[COUNTERS_MAX], again[COUNTERS_MAX];
	uint64_t rounds = ROUNDS;

	if (!needs_full())
		return;
	struct counters *counters =
	    open_spec("instructions", 0, COUNTERS_PROCESS);
	if (!counters)
		return;
	count_work(counters, spin_rounds, &rounds, first);
	count_work(counters, spin_rounds, &rounds, first);
	count_work(counters, spin_rounds, &rounds, again);
	CHECK(first[0].value == again[0].value, "%" PRIu64 ", then %" PRIu64,
	      first[0].value, again[0].value);
	counters_close(counters);
}

static void call_kernel(void *calls)
{
	for (uint64_t i = 0; i < *(const uint64_t *)calls; i++)
		(void)getppid();
}

/* A system call is a few instructions here, and a hundred in the kernel. */
static void kernel_work_is_left_out(void)
{
	struct counter_reading delta[COUNTERS_MAX];
	uint64_t calls = 10000;

	if (!needs_instructions())
		return;
	struct counters *counters =
	    open_spec("instructions", 0, COUNTERS_PROCESS);
	if (!counters)
		return;
	CHECK(counters_info(counters, 0)->user_only, "kernel work is in it");
	count_work(counters, call_kernel, &calls, delta);
	CHECK(delta[0].value < 40 * calls, "%" PRIu64 " instructions a call",
	      delta[0].value / calls);
	counters_close(counters);
}

/*
 * The PMU of the emulated machine looks at 16 bits of a raw event: r8 and
 * r10008 are both the instructions. It has six counters, and one for cycles.
 */
static void raw_events_share_a_group(void)
{
	struct counter_reading delta[COUNTERS_MAX];
	uint64_t rounds = ROUNDS;

	if (!needs_full())
		return;
	struct counters *counters =
	    open_spec("cycles,instructions,r8,r10008,r20008,r30008,r40008", 0,
		      COUNTERS_PROCESS);
	if (!counters)
		return;
	count_work(counters, spin_rounds, &rounds, delta);
	for (size_t i = 0; i < counters_count(counters); i++) {
		const struct counter_info *info = counters_info(counters, i);
		if (!is_counted(counters, info->name))
			continue;
		CHECK(is_length(delta[i].value, rounds), "%s: %" PRIu64,
		      info->name, delta[i].value);
		/* The reads are in what is raw, and off the instructions. */
		CHECK(i < RAW || delta[i].value == delta[RAW].value,
		      "%s is not %s in one group", info->name,
		      counters_info(counters, RAW)->name);
		CHECK(delta[i].running_ns == delta[i].enabled_ns,
		      "%s has no coverage of 1", info->name);
	}
	counters_close(counters);
}

/* Counts one round of SPEC; counters that had their turn are marked. */
static void take_turn(const char *spec, uint32_t round,
		      bool had_turn[COUNTERS_MAX])
{
	struct counter_reading delta[COUNTERS_MAX];
	uint64_t rounds = ROUNDS;
	struct counters *counters = open_spec(spec, round, COUNTERS_PROCESS);

	if (!counters)
		return;
	count_work(counters, spin_rounds, &rounds, delta);
	for (size_t i = 0; i < counters_count(counters); i++) {
		const struct counter_info *info = counters_info(counters, i);
		if (!info->available) {
			CHECK(info->errnum == 0 &&
				  strstr(info->reason, "in turn"),
			      "%s: %s %s", info->name, info->errno_name,
			      info->reason);
			continue;
		}
		had_turn[i] = true;
		CHECK(is_length(delta[i].value, rounds), "%s: %" PRIu64,
		      info->name, delta[i].value);
		CHECK(delta[i].running_ns == delta[i].enabled_ns,
		      "%s shares its counter with another", info->name);
	}
	counters_close(counters);
}

static void what_does_not_fit_takes_turns(void)
{
	const char *spec = "instructions,r8,r10008,r20008,r30008,r40008,"
			   "r50008,r60008,r70008,r80008";
	bool had_turn[COUNTERS_MAX] = {false};
	size_t once;

	if (!needs_full())
		return;
	take_turn(spec, 0, had_turn);
	for (once = 0; once < 10 && had_turn[once];)
		once++;
	CHECK(once < 10, "ten events on six counters at once");
	for (uint32_t round = 1; round < 10; round++)
		take_turn(spec, round, had_turn);
	for (size_t i = 0; i < 10; i++)
		CHECK(had_turn[i], "number %zu of the list had no turn", i);
}

const struct pmu_test counts_tests[] = {
    {"loop_of_known_length", loop_of_known_length},
    {"cycles_are_counted", cycles_are_counted},
    {"same_loop_same_count", same_loop_same_count},
    {"kernel_work_is_left_out", kernel_work_is_left_out},
    {"raw_events_share_a_group", raw_events_share_a_group},
    {"what_does_not_fit_takes_turns", what_does_not_fit_takes_turns},
    {0},
};
