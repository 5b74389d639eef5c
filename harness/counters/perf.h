/*
 * The hardware provider, with its system calls given by the caller.
 */
#ifndef COUNTERS_PERF_H
#define COUNTERS_PERF_H

#include "counters/perf_facts.h"
#include "counters/perf_sys.h"
#include "counters/provider.h"

struct perf;

/* As provider.open; FACTS explain what is absent (NULL: read them). */
int perf_open(struct perf **ret, const struct perf_sys *sys,
	      const struct perf_facts *facts, struct counter_info *info,
	      size_t count, uint32_t round, struct err *err);
int perf_read(struct perf *perf, struct counter_reading *reading);
void perf_close(struct perf *perf);

#endif
