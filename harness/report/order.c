#include "report/order.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

static int compare_results(const void *a, const void *b)
{
	const struct result_case *x = a, *y = b;

	return str_natural(x->id, y->id);
}

int order_result(const struct result *result, struct arena *arena,
		 struct result *ret, struct err *err)
{
	size_t n = result->case_count;
	struct result_case *sorted =
	    arena_array(arena, n + 1, sizeof(*sorted), err);

	if (!sorted)
		return -ERR_NOMEM;
	if (n) {
		memcpy(sorted, result->result_case, n * sizeof(*sorted));
		qsort(sorted, n, sizeof(*sorted), compare_results);
	}
	*ret = *result;
	ret->result_case = sorted;
	return 0;
}

static int compare_plans(const void *a, const void *b)
{
	const struct plan_case *x = *(const struct plan_case *const *)a;
	const struct plan_case *y = *(const struct plan_case *const *)b;

	return str_natural(x->id, y->id);
}

int order_plan(const struct plan *plan, struct arena *arena,
	       const struct plan_case ***ret, struct err *err)
{
	const struct plan_case **sorted = arena_array(
	    arena, plan->case_count + 1, sizeof(const struct plan_case *), err);

	if (!sorted)
		return -ERR_NOMEM;
	for (size_t i = 0; i < plan->case_count; i++)
		sorted[i] = &plan->plan_case[i];
	qsort(sorted, plan->case_count, sizeof(const struct plan_case *),
	      compare_plans);
	*ret = sorted;
	return 0;
}
