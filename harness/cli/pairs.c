#include "cli/pairs.h"

#include <math.h>

#include "gate/paired.h"

static bool valid(const struct process_samples *side)
{
	return side->status == CASE_OK;
}

static int of_case(const struct result_case *c, struct arena *arena,
		   struct report_pairs *ret, struct err *err)
{
	size_t count = c->process_count < c->base_process_count
			   ? c->process_count
			   : c->base_process_count;

	ret->log_ratio = arena_array(arena, count + 1, sizeof(double), err);
	if (!ret->log_ratio)
		return -ERR_NOMEM;
	for (; ret->count < count; ret->count++) {
		const struct process_samples *base =
		    &c->base_process[ret->count];
		const struct process_samples *head = &c->process[ret->count];
		struct pair_estimate pair = {.valid = false};
		int r = valid(base) && valid(head)
			    ? pair_estimate(base, head, &pair, err)
			    : 0;

		if (r < 0)
			return r;
		ret->log_ratio[ret->count] =
		    pair.valid ? pair.log_ratio : (double)NAN;
	}
	return 0;
}

int pairs_of_result(const struct result *result, struct arena *arena,
		    struct report_pairs **ret, struct err *err)
{
	struct report_pairs *pairs =
	    arena_array(arena, result->case_count + 1, sizeof(*pairs), err);
	bool any = false;

	if (!pairs)
		return -ERR_NOMEM;
	for (size_t i = 0; i < result->case_count; i++) {
		const struct result_case *c = &result->result_case[i];
		int r = of_case(c, arena, &pairs[i], err);

		if (r < 0)
			return r;
		any |= c->base_process_count > 0;
	}
	*ret = any ? pairs : NULL;
	return 0;
}
