/*
 * The cases of two builds. An id holds every argument and the threads, so
 * cases of one id ask for the same.
 */
#include <string.h>

#include "base/str.h"
#include "plan/plan.h"

/* The plans of one side: its first, and the variants of it. */
struct side {
	const char *name;
	const struct plan *plan;
	size_t count;
};

static int differs(const struct side *side, size_t variant, const char *id,
		   bool extra, struct err *err)
{
	return err_set(err, ERR_USAGE,
		       "build %zu of the %s %s the case '%s', which its first "
		       "build %s; variants are of one source and differ in "
		       "their layout only",
		       variant + 1, side->name, extra ? "has" : "lacks",
		       str_shown(id).text, extra ? "lacks" : "has");
}

static int check_variant(const struct side *side, size_t variant,
			 struct err *err)
{
	const struct plan *first = &side->plan[0];
	const struct plan *other = &side->plan[variant];
	size_t i = 0, k = 0;

	while (i < first->case_count || k < other->case_count) {
		const char *mine =
		    i < first->case_count ? first->plan_case[i].id : NULL;
		const char *its =
		    k < other->case_count ? other->plan_case[k].id : NULL;
		int order = !mine ? 1 : !its ? -1 : strcmp(mine, its);

		if (order != 0)
			return differs(side, variant, order < 0 ? mine : its,
				       order > 0, err);
		i++;
		k++;
	}
	return 0;
}

static int check_variants(const struct side *side, struct err *err)
{
	int status = 0;
	size_t i;

	for (i = 1; status == 0 && i < side->count; i++)
		status = check_variant(side, i, err);
	return status;
}

/* Case INDEX of every build of a side, which all have it there. */
static int take(struct arena *arena, const struct side *side, size_t index,
		const struct plan_case ***ret, size_t *ret_count,
		struct err *err)
{
	const struct plan_case **cases =
	    arena_array(arena, side->count, sizeof(*cases), err);
	size_t i;

	if (!cases)
		return -ERR_NOMEM;
	for (i = 0; i < side->count; i++)
		cases[i] = &side->plan[i].plan_case[index];
	*ret = cases;
	*ret_count = side->count;
	return 0;
}

/* One walk over both lists of cases, sorted by id. */
static int merge(struct pair_plan *ret, const struct side *base,
		 const struct side *head, struct err *err)
{
	size_t i = 0, k = 0;
	size_t base_count = base->plan->case_count;
	int status = 0;

	for (; status == 0 && k < head->plan->case_count; k++) {
		const char *id = head->plan->plan_case[k].id;
		struct plan_pair *pair = &ret->pair[k];

		for (; i < base_count &&
		       strcmp(base->plan->plan_case[i].id, id) < 0;
		     i++)
			ret->removed[ret->removed_count++] =
			    base->plan->plan_case[i].id;
		status = take(&ret->arena, head, k, &pair->head,
			      &pair->head_count, err);
		if (status < 0 || i == base_count ||
		    strcmp(base->plan->plan_case[i].id, id) != 0)
			continue;
		status = take(&ret->arena, base, i++, &pair->base,
			      &pair->base_count, err);
	}
	for (; i < base_count; i++)
		ret->removed[ret->removed_count++] =
		    base->plan->plan_case[i].id;
	return status;
}

static int match(struct pair_plan *ret, const struct side *base,
		 const struct side *head, struct err *err)
{
	int status = check_variants(base, err);

	if (status == 0)
		status = check_variants(head, err);
	if (status < 0)
		return status;
	ret->pair = arena_array(&ret->arena, head->plan->case_count + 1,
				sizeof(*ret->pair), err);
	ret->removed = arena_array(&ret->arena, base->plan->case_count + 1,
				   sizeof(*ret->removed), err);
	if (!ret->pair || !ret->removed)
		return -ERR_NOMEM;
	return merge(ret, base, head, err);
}

int plan_match(struct pair_plan *ret, const struct plan *base,
	       size_t base_count, const struct plan *head, size_t head_count,
	       struct err *err)
{
	struct pair_plan fresh CLEANUP(pair_plan_release) = {.plan = head};
	const struct side bases = {"base", base, base_count};
	const struct side heads = {"head", head, head_count};
	int status = match(&fresh, &bases, &heads, err);

	if (status < 0)
		return status;
	*ret = fresh;
	memset(&fresh, 0, sizeof(fresh));
	return 0;
}

void pair_plan_release(struct pair_plan *plan)
{
	if (!plan)
		return;
	arena_release(&plan->arena);
	memset(plan, 0, sizeof(*plan));
}
