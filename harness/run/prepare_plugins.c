#include "run/prepare_plugins.h"

#include <string.h>

#include "base/mem.h"

/* Plugins in the order in which they were met. */
struct plugin_set {
	const struct catalog_plugin **item;
	size_t count, capacity;
};

static void plugin_set_release(struct plugin_set *set)
{
	free(set->item);
}

static bool has(const struct plugin_set *set, const struct catalog_plugin *it)
{
	/* Cases of a plugin are mostly neighbours. */
	for (size_t i = set->count; i-- > 0;)
		if (set->item[i] == it ||
		    strcmp(set->item[i]->path, it->path) == 0)
			return true;
	return false;
}

static int add(struct plugin_set *set, const struct plan_case *of,
	       struct err *err)
{
	if (has(set, of->plugin))
		return 0;
	int rc = vec_reserve(&set->item, &set->capacity, set->count,
			     sizeof(*set->item), err);
	if (rc == 0)
		set->item[set->count++] = of->plugin;
	return rc;
}

static int copy_plugin(struct arena *arena, const struct catalog_plugin *from,
		       struct result_plugin *to, struct err *err)
{
	const struct {
		char **to;
		const char *from;
	} text[] = {
	    {&to->id, from->id},
	    {&to->version, from->version},
	    {&to->path, from->path},
	    {&to->build_id, from->build_id},
	    {&to->build_info, from->build_info},
	};
	int rc = 0;

	for (size_t i = 0; i < ARRAY_SIZE(text) && rc == 0; i++)
		rc = arena_copy_text(arena, text[i].from, text[i].to, err);
	to->abi = from->abi;
	to->build_flags = from->build_flags;
	return rc;
}

static int copy_set(struct arena *arena, const struct plugin_set *set,
		    struct result_plugin **ret, size_t *ret_count,
		    struct err *err)
{
	int rc = 0;

	*ret = arena_array(arena, set->count + 1, sizeof(**ret), err);
	if (!*ret)
		return -ERR_NOMEM;
	for (size_t i = 0; i < set->count && rc == 0; i++)
		rc = copy_plugin(arena, set->item[i], &(*ret)[i], err);
	*ret_count = set->count;
	return rc;
}

int prepare_plugins(const struct plan *plan, struct result *result,
		    struct err *err)
{
	CLEANUP(plugin_set_release) struct plugin_set set = {0};
	int rc = 0;

	for (size_t i = 0; i < plan->case_count && rc == 0; i++)
		rc = add(&set, &plan->plan_case[i], err);
	return rc < 0 ? rc
		      : copy_set(&result->arena, &set, &result->plugin,
				 &result->plugin_count, err);
}

/* Build by build, so that plugins of one build are neighbours. */
static int add_side(struct plugin_set *set, const struct pair_plan *plan,
		    bool head, struct err *err)
{
	size_t most = 1;
	int rc = 0;

	for (size_t build = 0; build < most; build++)
		for (size_t i = 0; i < plan->plan->case_count && rc == 0; i++) {
			const struct plan_pair *pair = &plan->pair[i];
			size_t count =
			    head ? pair->head_count : pair->base_count;

			most = count > most ? count : most;
			if (build < count)
				rc = add(set,
					 head ? pair->head[build]
					      : pair->base[build],
					 err);
		}
	return rc;
}

int prepare_pair_plugins(const struct pair_plan *plan, struct result *result,
			 struct err *err)
{
	CLEANUP(plugin_set_release) struct plugin_set base = {0};
	CLEANUP(plugin_set_release) struct plugin_set head = {0};
	int rc = add_side(&base, plan, false, err);

	if (rc == 0)
		rc = add_side(&head, plan, true, err);
	if (rc == 0)
		rc = copy_set(&result->arena, &base, &result->base_plugin,
			      &result->base_plugin_count, err);
	return rc < 0 ? rc
		      : copy_set(&result->arena, &head, &result->plugin,
				 &result->plugin_count, err);
}
