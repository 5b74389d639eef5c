#include <string.h>

#include "base/hash.h"
#include "plan/internal.h"

struct ranked {
	uint64_t hash;
	const char *id;
	struct plan_case *plan_case;
};

static int compare_ranks(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return strcmp(x->id, y->id);
}

static int compare_ids(const void *a, const void *b)
{
	const struct plan_case *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static int empty_shard(const struct plan *plan,
		       const struct plan_options *options, struct err *err)
{
	return err_set(err, ERR_NO_MATCH,
		       "shard %u/%u is empty: there are %zu cases; use at most "
		       "%zu shards",
		       options->shard_index, options->shard_count,
		       plan->case_count, plan->case_count);
}

/* Every COUNT-th case in the order of the hashes. */
static size_t deal(struct ranked *ranked, const struct plan *plan,
		   const struct plan_options *options, struct plan_case *ret)
{
	size_t i, kept = 0;

	for (i = 0; i < plan->case_count; i++) {
		ranked[i].plan_case = &plan->plan_case[i];
		ranked[i].id = plan->plan_case[i].id;
		ranked[i].hash = hash_text(ranked[i].id);
	}
	qsort(ranked, plan->case_count, sizeof(*ranked), compare_ranks);
	for (i = options->shard_index - 1; i < plan->case_count;
	     i += options->shard_count)
		ret[kept++] = *ranked[i].plan_case;
	return kept;
}

int shard_cases(struct plan *plan, const struct plan_options *options,
		struct err *err)
{
	struct ranked *ranked;
	struct plan_case *kept;

	if (options->shard_count <= 1)
		return 0;
	if (options->shard_index > plan->case_count)
		return empty_shard(plan, options, err);
	ranked =
	    arena_array(&plan->arena, plan->case_count, sizeof(*ranked), err);
	kept = arena_array(&plan->arena, plan->case_count, sizeof(*kept), err);
	if (!ranked || !kept)
		return -ERR_NOMEM;
	plan->case_count = deal(ranked, plan, options, kept);
	plan->plan_case = kept;
	qsort(kept, plan->case_count, sizeof(*kept), compare_ids);
	return 0;
}
