/*
 * Why a hardware counter is absent, and what mends it.
 */
#ifndef COUNTERS_PERF_REASON_H
#define COUNTERS_PERF_REASON_H

#include "counters/counters.h"
#include "counters/perf_facts.h"

/* Behind the name of a counter that has kernel work in it. */
#define PERF_KERNEL_SUFFIX ":user+kernel"

/* perf_event_open() ended in ERRNUM after every way was tried. */
void perf_explain(struct counter_info *info, int errnum,
		  const struct perf_facts *facts);
/* It opens, but does not fit on the counters even alone. */
void perf_explain_full(struct counter_info *info,
		       const struct perf_facts *facts);
/* It is counted in other processes of the run, of which GROUPS take turns. */
void perf_explain_turn(struct counter_info *info, size_t groups,
		       const struct perf_facts *facts);
/* It counted, and a read ended in ERRNUM (perf_group_read()). */
void perf_explain_lost(struct counter_info *info, int errnum);
/* It counted COUNT where EXPECTED instructions ran. */
void perf_explain_wrong(struct counter_info *info, uint64_t count,
			uint64_t expected);

#endif
