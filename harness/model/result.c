#include "model/result.h"

#include <string.h>

void result_release(struct result *result)
{
	if (!result)
		return;
	arena_release(&result->arena);
	memset(result, 0, sizeof(*result));
}

static int compare_id(const void *id, const void *result_case)
{
	return strcmp(id, ((const struct result_case *)result_case)->id);
}

struct result_case *result_find(const struct result *result, const char *id)
{
	if (result->case_count == 0)
		return NULL;
	return bsearch(id, result->result_case, result->case_count,
		       sizeof(*result->result_case), compare_id);
}
