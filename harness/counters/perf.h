/*
 * The hardware provider, with its system calls given by the caller.
 */
#ifndef COUNTERS_PERF_H
#define COUNTERS_PERF_H

#include "counters/perf_facts.h"
#include "counters/perf_sys.h"
#include "counters/provider.h"

struct perf;

/*
 * As provider.open, with the codes in INFO; FACTS explain what is absent and
 * name the kinds of CPUs (NULL: read them). A scope makes no difference: the
 * events are the calling thread's and those of threads and processes that it
 * starts from now on.
 */
int perf_open(struct perf **ret, const struct perf_sys *sys,
	      const struct perf_facts *facts, struct counter_info *info,
	      size_t count, uint32_t round, struct err *err);
/*
 * One reading a counter; 0 always. Where the kernel gives no answer, or one
 * without sense, the counters become absent in INFO, with the reason, until
 * they are opened again.
 */
int perf_read(struct perf *perf, struct counter_reading *reading);
void perf_close(struct perf *perf);

#endif
