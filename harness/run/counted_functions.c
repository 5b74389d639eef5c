#include "run/counted_functions.h"

#include <stdlib.h>
#include <string.h>

static int compare_names(const struct callgrind_function *a,
			 const struct callgrind_function *b)
{
	int order = strcmp(a->name, b->name);

	if (order != 0)
		return order;
	return strcmp(a->object ? a->object : "", b->object ? b->object : "");
}

/* Names are the same where OF's functions are; both are sorted by name. */
static const struct callgrind_function *
find_from(const struct callgrind_part *of, size_t *at,
	  const struct callgrind_function *wanted)
{
	while (*at < of->function_count &&
	       compare_names(&of->function[*at], wanted) < 0)
		(*at)++;
	return *at < of->function_count &&
		       compare_names(&of->function[*at], wanted) == 0
		   ? &of->function[*at]
		   : NULL;
}

static double more(uint64_t second, uint64_t first, uint64_t ops)
{
	return ((double)second - (double)first) / (double)ops;
}

static int by_instructions(const void *a, const void *b)
{
	const struct count_function *x = a, *y = b;

	if (x->instructions != y->instructions)
		return x->instructions < y->instructions ? 1 : -1;
	if (x->calls != y->calls)
		return x->calls < y->calls ? 1 : -1;
	int order = strcmp(x->name, y->name);
	if (order != 0)
		return order;
	return strcmp(x->object ? x->object : "", y->object ? y->object : "");
}

/* Into LIST, which has room for all; the names stay where they are. */
static size_t subtract(const struct callgrind_part *first,
		       const struct callgrind_part *second, uint64_t ops,
		       struct count_function *list)
{
	size_t count = 0, at = 0;

	for (size_t i = 0; i < second->function_count; i++) {
		const struct callgrind_function *of = &second->function[i];
		const struct callgrind_function *before =
		    find_from(first, &at, of);
		struct count_function function = {
		    .name = of->name,
		    .object = of->object,
		    .instructions =
			more(of->instructions,
			     before ? before->instructions : 0, ops),
		    .calls = more(of->calls, before ? before->calls : 0, ops),
		};

		if (function.instructions > 0 ||
		    (function.instructions == 0 && function.calls > 0))
			list[count++] = function;
	}
	return count;
}

static int keep_names(struct count_function *function, struct arena *arena,
		      struct err *err)
{
	const char *object = function->object;
	const char *slash = object ? strrchr(object, '/') : NULL;
	int rc = arena_copy_text(arena, function->name, &function->name, err);

	return rc < 0 ? rc
		      : arena_copy_text(arena, slash ? slash + 1 : object,
					&function->object, err);
}

int counted_functions(const struct callgrind_part *first,
		      const struct callgrind_part *second, uint64_t ops,
		      struct arena *arena, struct count_samples *ret,
		      struct err *err)
{
	CLEANUP(arena_release) struct arena scratch = {0};
	struct count_function *all = arena_array(
	    &scratch, second->function_count + 1, sizeof(*all), err);
	int rc = 0;

	if (!all)
		return -ERR_NOMEM;
	size_t count = subtract(first, second, ops, all);
	qsort(all, count, sizeof(*all), by_instructions);
	if (count > COUNT_MAX_FUNCTIONS)
		count = COUNT_MAX_FUNCTIONS;
	ret->function =
	    arena_array(arena, count + 1, sizeof(*ret->function), err);
	if (!ret->function)
		return -ERR_NOMEM;
	for (size_t i = 0; i < count && rc == 0; i++) {
		ret->function[i] = all[i];
		rc = keep_names(&ret->function[i], arena, err);
	}
	ret->function_count = count;
	return rc;
}
