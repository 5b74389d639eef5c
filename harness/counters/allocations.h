/*
 * Allocations, as tare-alloc.so (harness/alloc) counts them in a worker that
 * has it preloaded. It costs time, so only processes whose time nobody takes
 * have it.
 */
#ifndef COUNTERS_ALLOCATIONS_H
#define COUNTERS_ALLOCATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "counters/counters.h"

/* The variable of the worker's environment that is to hold the library. */
#define ALLOCATIONS_VARIABLE "LD_PRELOAD"

/*
 * For the supervisor: the path of the library into RET, or false and the
 * errno, reason and mend into ABSENCE, of which the rest is not touched.
 */
bool allocations_library(char *ret, size_t size, struct counter_info *absence);
/* For the worker: whether the library is there and counts. */
bool allocations_present(void);
/* Why it is not, although it was preloaded: into ABSENCE, as above. */
void allocations_explain(struct counter_info *absence);
/*
 * Allocations of this process since it began, of all its threads, into
 * RET[PASS_ALLOCS], and the bytes they asked for into RET[PASS_ALLOC_BYTES].
 * Only after allocations_present() said so. Allocates nothing.
 */
void allocations_read(uint64_t ret[2]);

#endif
