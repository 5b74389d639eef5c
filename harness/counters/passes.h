/*
 * Names of what untimed passes count.
 */
#ifndef COUNTERS_PASSES_H
#define COUNTERS_PASSES_H

#include <stddef.h>

#include "model/count.h"

struct pass_metric {
	const char *name, *unit; /* unit "": a plain count */
	enum count_pass pass;
};

/* Where the allocations are in the table: as tare-alloc.so counts them. */
enum { PASS_ALLOCS, PASS_ALLOC_BYTES, PASS_FIRST_SIMULATED };

extern const struct pass_metric pass_metric[];
extern const size_t pass_metric_count;

/* NAME in the table, or NULL. */
const struct pass_metric *pass_metric_find(const char *name);

/*
 * The counter, of a pass or of a provider, whose name is nearest to NAME;
 * NULL: none is near.
 */
const char *counters_nearest(const char *name);

/* Unit of counter NAME, "" for a plain count; NULL: it is in no table. */
const char *counters_unit(const char *name);

#endif
