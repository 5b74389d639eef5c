/*
 * An allocator whose n-th allocation fails, for our own code and jansson.
 * The test binaries are linked with --wrap for malloc, calloc, realloc,
 * strdup, strndup and asprintf; Criterion is a shared object and keeps its own.
 *
 *	CHAOS_EACH (n) {
 *		struct err err = {0};
 *		int failed = thing_make(&thing, &err);
 *		bool hit = chaos_stop();
 *
 *		cr_assert(eq(int, failed, hit ? -ERR_NOMEM : 0));
 *		thing_release(&thing);
 *	}
 *
 * Runs the body with allocation 1, 2, ... failing, until a run needs fewer.
 * The body must call chaos_stop() before its assertions.
 */
#ifndef SUPPORT_CHAOS_H
#define SUPPORT_CHAOS_H

#include <stdbool.h>
#include <stddef.h>

#define CHAOS_EACH(n) for (size_t n = 1; chaos_next(n); n++)

/* From now on the N-th allocation (from 1) fails, once. */
void chaos_fail_nth(size_t n);
/* No further failures. Did one happen since chaos_fail_nth()? */
bool chaos_stop(void);
/* Arms the N-th; false once a run went through without a failure. */
bool chaos_next(size_t n);

#endif
