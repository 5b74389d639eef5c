/* Do processes of one case count the same? */
#include <stdint.h>

#include "run/count_reason.h"
#include "run/counted.h"

static bool same(const struct counter_value *a, const struct counter_value *b)
{
	return a->available == b->available &&
	       (!a->available ||
		(a->per_op == b->per_op && a->total == b->total));
}

bool counted_settled(const struct count_samples *a,
		     const struct count_samples *b,
		     bool (*matters)(const void *ctx, const char *name),
		     const void *ctx)
{
	if (a->counter_count != b->counter_count || a->ops != b->ops)
		return false;
	for (size_t i = 0; i < a->counter_count; i++) {
		const struct counter_value *x = &a->counter[i];

		if ((!matters || matters(ctx, x->name)) &&
		    (!same(x, &b->counter[i]) || (x->available && !x->exact)))
			return false;
	}
	return true;
}

int counted_compare(struct count_samples *a, struct count_samples *b,
		    uint32_t threads, struct arena *arena, struct err *err)
{
	if (a->status != CASE_OK || b->status != CASE_OK ||
	    a->counter_count != b->counter_count)
		return 0;
	for (size_t i = 0; i < a->counter_count; i++) {
		struct counter_value *x = &a->counter[i], *y = &b->counter[i];

		if (!x->available || !y->available || same(x, y))
			continue;
		x->reason = count_reason_unsteady(x, y, threads, arena, err);
		if (!x->reason)
			return -ERR_NOMEM;
		y->reason = x->reason;
		x->exact = y->exact = false;
	}
	return 0;
}

void counted_doubt(struct count_samples *a, const char *reason)
{
	for (size_t i = 0; i < a->counter_count; i++) {
		struct counter_value *value = &a->counter[i];

		if (!value->available || !value->exact)
			continue;
		value->exact = false;
		value->reason = (char *)(uintptr_t)reason;
	}
}

static const char not_confirmed[] =
    "it could not be counted a second time, to confirm it";

static int add_note(struct count_samples *to, struct arena *arena,
		    struct err *err)
{
	static const char text[] = "operations are not alike, so counts hold "
				   "for the same number of them";

	to->note = to->note ? arena_printf(arena, err, "%s; %s", to->note, text)
			    : arena_strdup(arena, text, err);
	return to->note ? 0 : -ERR_NOMEM;
}

int counted_confirm(struct count_samples *a, struct count_samples *b,
		    uint32_t threads, struct arena *arena, struct err *err)
{
	bool uneven = false;

	if (a->status != CASE_OK || b->status != CASE_OK ||
	    a->counter_count != b->counter_count) {
		counted_doubt(a, not_confirmed);
		counted_doubt(b, not_confirmed);
		return 0;
	}
	for (size_t i = 0; i < a->counter_count; i++) {
		struct counter_value *x = &a->counter[i], *y = &b->counter[i];

		if (!x->available || x->exact || !same(x, y))
			continue;
		uneven = x->exact = y->exact = true;
		x->reason = y->reason = NULL;
	}
	if (uneven && (add_note(a, arena, err) || add_note(b, arena, err)))
		return -ERR_NOMEM;
	return counted_compare(a, b, threads, arena, err);
}
