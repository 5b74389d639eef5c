#include "model/suite.h"

#include <string.h>

void suite_release(struct suite *suite)
{
	if (!suite)
		return;
	arena_release(&suite->arena);
	memset(suite, 0, sizeof(*suite));
}

int suite_init(struct suite *suite, struct err *err)
{
	struct suite fresh = {
	    .processes = 10,
	    .slices = 50,
	    .slice_ns = 0.2e6,
	    .timeout_ns = 30e9,
	    .memory_bytes = UINT64_C(4) << 30,
	    .gate = SUITE_GATE_DEFAULT,
	};

	fresh.name = arena_strdup(&fresh.arena, "all", err);
	fresh.directory =
	    fresh.name ? arena_strdup(&fresh.arena, ".", err) : NULL;
	if (!fresh.directory) {
		arena_release(&fresh.arena);
		return -ERR_NOMEM;
	}
	*suite = fresh;
	return 0;
}
