/*
 * Why what an untimed pass counted is not exact, in words.
 */
#ifndef RUN_COUNT_REASON_H
#define RUN_COUNT_REASON_H

#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/count.h"

/*
 * Sets the reason of TO, in ARENA: the parts' totals are PART; PER_OP is what
 * an operation of the second part has, and of the third. The totals are shown
 * where PER_OP would not show what differs, or is below 0.
 */
int count_reason_uneven(struct counter_value *to,
			const uint64_t part[COUNT_PARTS],
			const double per_op[2], struct arena *arena,
			struct err *err);
/*
 * Why A and B of one build, of THREADS, are not the same, in ARENA: with an
 * operation's numbers, or those of all parts if these look alike. NULL
 * without memory.
 */
char *count_reason_unsteady(const struct counter_value *a,
			    const struct counter_value *b, uint32_t threads,
			    struct arena *arena, struct err *err);

#endif
