/*
 * A case of the hardware provider over a scripted PMU: opens, reads, and
 * afterwards holds the provider to the rules that no case may break.
 */
#ifndef SUPPORT_PERF_CASE_H
#define SUPPORT_PERF_CASE_H

#include "counters/perf.h"
#include "fake_perf_sys.h"

#define PERF_COMMON 6 /* counters of "hardware" */

enum { CYCLES, INSTRUCTIONS, BRANCHES, BRANCH_MISSES, REFERENCES, MISSES };

struct perf_case {
	struct fake_perf fake;
	struct perf_facts facts;
	struct perf *perf;
	struct counter_info info[COUNTERS_MAX];
	size_t count;
	struct counter_reading reading[COUNTERS_MAX];
};

extern struct perf_case perf_case;

/* .init and .fini of a suite. */
void perf_case_begin(void);
void perf_case_end(void);

/* Opens the common six, or those of LIST, "cycles,r1a". */
void perf_case_open(uint32_t round);
void perf_case_open_list(const char *list, uint32_t round);
void perf_case_close(void);
/* Into READING; with STEPS of work before it, and the difference that made. */
void perf_case_read(void);
uint64_t perf_case_count(size_t counter, unsigned steps);
size_t perf_case_available(void);

#endif
