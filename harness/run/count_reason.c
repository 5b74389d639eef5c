#include "run/count_reason.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int count_reason_uneven(struct counter_value *to,
			const uint64_t part[COUNT_PARTS],
			const double per_op[2], struct arena *arena,
			struct err *err)
{
	char second[32], third[32];

	(void)snprintf(second, sizeof(second), "%.10g", per_op[0]);
	(void)snprintf(third, sizeof(third), "%.10g", per_op[1]);
	if (per_op[0] < 0 || per_op[1] < 0 || strcmp(second, third) == 0)
		to->reason = arena_printf(
		    arena, err,
		    "operations are not alike: %" PRIu64 ", %" PRIu64
		    " and %" PRIu64
		    " in parts of once, twice and three times as many",
		    part[0], part[1], part[2]);
	else
		to->reason =
		    arena_printf(arena, err,
				 "operations are not alike: %s in the second "
				 "part, %s in the third",
				 second, third);
	return to->reason ? 0 : -ERR_NOMEM;
}

char *count_reason_unsteady(const struct counter_value *a,
			    const struct counter_value *b, uint32_t threads,
			    struct arena *arena, struct err *err)
{
	char x[32], y[32];
	const char *all = "";

	(void)snprintf(x, sizeof(x), "%.10g", a->per_op);
	(void)snprintf(y, sizeof(y), "%.10g", b->per_op);
	if (strcmp(x, y) == 0) {
		all = " in all parts";
		(void)snprintf(x, sizeof(x), "%.17g", a->total);
		(void)snprintf(y, sizeof(y), "%.17g", b->total);
	}
	return arena_printf(
	    arena, err, "differs from run to run (%s and %s%s): %s", x, y, all,
	    threads > 1 ? "it depends on the order in which "
			  "the threads run"
			: "does it read the clock, or random "
			  "numbers?");
}
