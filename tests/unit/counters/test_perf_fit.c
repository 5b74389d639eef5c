/* Rules 6, 10 and 12: opening proves nothing; what does not fit takes turns. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "perf_case.h"
#include "text.h"

static struct fake_perf *const fake = &perf_case.fake;
static struct counter_info *const info = perf_case.info;

/* Eleven, partners apart. */
#define MANY                                                                   \
	"LLC-loads,cycles,dTLB-loads,cache-misses,instructions,branch-misses," \
	"LLC-load-misses,branches,cache-references,ref-cycles,"                \
	"dTLB-load-misses"

TestSuite(perf_fit, .init = perf_case_begin, .fini = perf_case_end);

static size_t slot(const char *name)
{
	for (size_t i = 0; i < perf_case.count; i++)
		if (!strcmp(info[i].name, name))
			return i;
	cr_fatal("no counter %s", name);
}

static bool here(const char *name)
{
	return info[slot(name)].available;
}

static void expect_four(uint32_t round, size_t third, size_t fourth)
{
	perf_case_open(round);
	cr_assert(eq(sz, perf_case_available(), 4));
	cr_assert(info[CYCLES].available && info[INSTRUCTIONS].available);
	cr_assert(info[third].available && info[fourth].available);
}

Test(perf_fit, rule_12_six_share_one_group)
{
	perf_case_open(0);
	cr_assert(eq(sz, perf_case_available(), PERF_COMMON));
	cr_assert(eq(sz, fake->enables, 1));
}

Test(perf_fit, rule_6_group_that_opens_but_never_runs_is_split)
{
	fake->counters = 4;
	expect_four(0, BRANCHES, BRANCH_MISSES);
	cr_assert(text_has(info[MISSES].reason, "2 groups"));
	cr_assert(eq(int, info[MISSES].errnum, 0));
}

Test(perf_fit, rule_6_group_refused_at_opening_is_split)
{
	fake->counters = 4;
	fake->validates = true;
	expect_four(0, BRANCHES, BRANCH_MISSES);
}

/* Six counters, of which the watchdog holds one. */
Test(perf_fit, rule_6_nmi_watchdog_is_named)
{
	fake->counters = 5;
	perf_case.facts.nmi_watchdog = true;
	expect_four(0, BRANCHES, BRANCH_MISSES);
	cr_assert(text_has(info[MISSES].reason, "NMI watchdog holds one"));
	cr_assert(text_has(info[MISSES].mend, "sysctl kernel.nmi_watchdog=0"));
}

static bool is_misses(const struct perf_event_attr *attr)
{
	return attr->config == PERF_COUNT_HW_CACHE_MISSES;
}

Test(perf_fit, rule_6_event_that_never_runs_leaves_the_others)
{
	fake->never_runs = is_misses;
	perf_case_open(0);
	cr_assert(not(info[MISSES].available));
	cr_assert(eq(int, info[MISSES].errnum, ENOSPC));
	cr_assert(text_has(info[MISSES].reason, "no hardware counter is free"));
	/* Five are no more than six. */
	cr_assert(eq(sz, perf_case_available(), PERF_COMMON - 1));
	cr_assert(eq(u64, perf_case_count(REFERENCES, 1),
		     1000 + PERF_COUNT_HW_CACHE_REFERENCES));
}

Test(perf_fit, rule_6_no_counter_left_is_told)
{
	fake->counters = 0;
	perf_case_open(0);
	cr_assert(eq(sz, perf_case_available(), 0));
	for (size_t i = 0; i < PERF_COMMON; i++)
		cr_assert(
		    text_has(info[i].reason, "no hardware counter is free"));
	perf_case_read();
	cr_assert(eq(u64, perf_case.reading[CYCLES].value, 0));
}

Test(perf_fit, rule_10_groups_take_turns_by_round)
{
	fake->counters = 4;
	expect_four(1, REFERENCES, MISSES);
	perf_case_close();
	expect_four(2, BRANCHES, BRANCH_MISSES);
}

/* Never so many that the kernel would multiplex within a process. */
Test(perf_fit, rule_10_every_counter_has_a_turn_with_coverage_1)
{
	for (size_t counters = 1; counters <= 11; counters++) {
		bool seen[COUNTERS_MAX] = {false};
		fake->counters = counters;
		for (uint32_t round = 0; round < 11; round++) {
			perf_case_open_list(MANY, round);
			perf_case_read();
			for (size_t i = 0; i < perf_case.count; i++) {
				const struct counter_reading *r =
				    &perf_case.reading[i];
				seen[i] |= info[i].available;
				cr_assert(
				    eq(u64, r->enabled_ns, r->running_ns));
			}
			cr_assert(le(sz, perf_case_available(), counters));
			perf_case_close();
			fake->opened = 0;
		}
		for (size_t i = 0; i < perf_case.count; i++)
			cr_assert(seen[i], "%s on %zu", info[i].name, counters);
	}
}

/* A ratio is of counts of the same time: no misses without their whole. */
Test(perf_fit, rule_12_partners_share_a_group_with_the_common_check)
{
	static const char *const partners[][2] = {
	    {"branches", "branch-misses"},
	    {"cache-references", "cache-misses"},
	    {"LLC-loads", "LLC-load-misses"},
	    {"dTLB-loads", "dTLB-load-misses"},
	};

	for (fake->counters = 4; fake->counters <= 6; fake->counters += 2)
		for (uint32_t round = 0; round < 5; round++) {
			perf_case_open_list(MANY, round);
			cr_assert(here("cycles") && here("instructions"));
			for (size_t i = 0; i < ARRAY_SIZE(partners); i++) {
				bool whole = here(partners[i][0]);
				cr_assert(whole || !here(partners[i][1]), "%s",
					  partners[i][1]);
			}
			perf_case_close();
			fake->opened = 0;
		}
}

Test(perf_fit, rule_12_six_counters_take_six_of_many)
{
	perf_case_open_list(MANY, 0);
	cr_assert(eq(sz, perf_case_available(), 6));
	cr_assert(text_has(info[slot("ref-cycles")].reason, "3 groups"));
}

Test(perf_fit, rule_12_pairs_share_instructions)
{
	fake->counters = 2;
	perf_case_open(3);
	cr_assert(eq(sz, perf_case_available(), 2));
	cr_assert(info[INSTRUCTIONS].available && info[MISSES].available);
	cr_assert(text_has(info[CYCLES].reason, "5 groups"));
}

Test(perf_fit, single_counter_takes_one_event_a_round)
{
	fake->counters = 1;
	perf_case_open(1);
	cr_assert(eq(sz, perf_case_available(), 1));
	cr_assert(info[BRANCH_MISSES].available);
}

/* As many as can be named: more are refused by the spec. */
Test(perf_fit, thirty_two_events_fit_nowhere_and_take_turns)
{
	char list[COUNTERS_MAX * 8] = "";
	size_t seen = 0;

	for (int i = 0; i < COUNTERS_MAX; i++)
		snprintf(list + strlen(list), sizeof(list) - strlen(list),
			 "%sr%x", i ? "," : "", 0x10 + i);
	for (uint32_t round = 0; round < 8; round++) {
		perf_case_open_list(list, round);
		seen += perf_case_available();
		perf_case_close();
		fake->opened = 0;
	}
	cr_assert(eq(sz, seen, COUNTERS_MAX));
}
