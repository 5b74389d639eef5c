#include "store/counts.h"

#include <math.h>
#include <string.h>

static bool kept(const struct count_samples *samples)
{
	return samples->status == CASE_OK && samples->side != PAIR_SIDE_BASE;
}

static const struct counter_value *find(const struct count_samples *samples,
					const char *name)
{
	for (size_t i = 0; i < samples->counter_count; i++)
		if (strcmp(samples->counter[i].name, name) == 0)
			return &samples->counter[i];
	return NULL;
}

static bool usable(const struct counter_value *counter)
{
	return counter->available && counter->exact &&
	       isfinite(counter->per_op);
}

/* Does no process of the case say otherwise? */
static bool agreed(const struct result_case *from,
		   const struct counter_value *counter)
{
	for (size_t i = 0; i < from->counted_count; i++) {
		const struct count_samples *samples = &from->counted[i];
		const struct counter_value *other =
		    kept(samples) ? find(samples, counter->name) : NULL;

		if (other &&
		    (!usable(other) || other->per_op != counter->per_op ||
		     other->provider != counter->provider))
			return false;
	}
	return true;
}

static bool is_kept_already(const struct baseline_case *c, const char *name)
{
	for (size_t i = 0; i < c->count_count; i++)
		if (strcmp(c->count[i].name, name) == 0)
			return true;
	return false;
}

static int add_count(const struct counter_value *from, struct arena *arena,
		     struct baseline_case *ret, struct err *err)
{
	struct baseline_count *to = &ret->count[ret->count_count++];
	int r = arena_copy_text(arena, from->name, &to->name, err);

	to->provider = from->provider;
	to->per_op = from->per_op;
	return r == 0 ? arena_copy_text(arena, from->unit, &to->unit, err) : r;
}

static int add_counts(const struct result_case *from,
		      const struct count_samples *samples, struct arena *arena,
		      struct baseline_case *ret, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < samples->counter_count && r == 0; i++) {
		const struct counter_value *counter = &samples->counter[i];

		if (usable(counter) && agreed(from, counter) &&
		    !is_kept_already(ret, counter->name))
			r = add_count(counter, arena, ret, err);
	}
	return r;
}

static int copy_functions(const struct count_samples *samples,
			  struct arena *arena, struct baseline_case *ret,
			  struct err *err)
{
	size_t count = samples->function_count;
	int r = 0;

	ret->function = arena_array(arena, count, sizeof *ret->function, err);
	if (!ret->function)
		return -ERR_NOMEM;
	for (size_t i = 0; i < count && r == 0; i++) {
		const struct count_function *from = &samples->function[i];
		struct count_function *to = &ret->function[i];

		*to = *from;
		r = arena_copy_text(arena, from->name, &to->name, err);
		if (r == 0)
			r = arena_copy_text(arena, from->object, &to->object,
					    err);
	}
	ret->function_count = count;
	return r;
}

int counts_make(const struct result_case *from, struct arena *arena,
		struct baseline_case *ret, struct err *err)
{
	size_t most = 0;
	int r = 0;

	for (size_t i = 0; i < from->counted_count; i++)
		most += from->counted[i].counter_count;
	if (most == 0)
		return 0;
	ret->count = arena_array(arena, most, sizeof *ret->count, err);
	if (!ret->count)
		return -ERR_NOMEM;
	for (size_t i = 0; i < from->counted_count && r == 0; i++) {
		const struct count_samples *samples = &from->counted[i];

		if (!kept(samples))
			continue;
		r = add_counts(from, samples, arena, ret, err);
		if (r == 0 && samples->function_count > 0 &&
		    ret->function_count == 0)
			r = copy_functions(samples, arena, ret, err);
	}
	return r;
}
