/*
 * What each function did in an operation.
 */
#ifndef RUN_COUNTED_FUNCTIONS_H
#define RUN_COUNTED_FUNCTIONS_H

#include "base/err.h"
#include "base/mem.h"
#include "counters/callgrind.h"
#include "model/count.h"

/*
 * *RET's functions, from two parts of which the second is OPS operations
 * longer: those that did more in it, at most COUNT_MAX_FUNCTIONS, most
 * instructions first. In ARENA.
 */
int counted_functions(const struct callgrind_part *first,
		      const struct callgrind_part *second, uint64_t ops,
		      struct arena *arena, struct count_samples *ret,
		      struct err *err);

#endif
