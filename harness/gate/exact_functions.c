/* Which functions a change of simulated instructions is made of. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gate/exact.h"

/* A list by name and object, and what a function that it lacks has at most. */
struct sorted {
	const struct count_function **item; /* malloc'ed */
	size_t count;
	double least;
};

static void sorted_release(struct sorted *sorted)
{
	free(sorted->item);
}

static int compare(const char *a, const char *a_object, const char *b,
		   const char *b_object)
{
	int order = strcmp(a, b);

	return order
		   ? order
		   : strcmp(a_object ? a_object : "", b_object ? b_object : "");
}

static int compare_functions(const struct count_function *a,
			     const struct count_function *b)
{
	return compare(a->name, a->object, b->name, b->object);
}

static int by_name(const void *a, const void *b)
{
	const struct count_function *const *x = a, *const *y = b;

	return compare_functions(*x, *y);
}

static int sort(struct sorted *ret, const struct function_list *list,
		struct err *err)
{
	ret->item = calloc(list->count + 1, sizeof *ret->item);
	if (!ret->item)
		return err_nomem(err, "functions");
	ret->count = list->count;
	ret->least = list->count < COUNT_MAX_FUNCTIONS ? 0 : INFINITY;
	for (size_t i = 0; i < list->count; i++) {
		ret->item[i] = &list->function[i];
		ret->least = fmin(ret->least, list->function[i].instructions);
	}
	qsort(ret->item, ret->count, sizeof *ret->item, by_name);
	return 0;
}

static double change(const struct function_change *f)
{
	return f->head - f->base;
}

static int by_change(const void *a, const void *b)
{
	const struct function_change *x = a, *y = b;
	double p = fabs(change(x)), q = fabs(change(y));

	if (p != q)
		return p < q ? 1 : -1;
	return compare(x->name, x->object, y->name, y->object);
}

/* Of one function, which a side with NULL lacks. */
static struct function_change pair(const struct count_function *any,
				   const struct count_function *base,
				   const struct count_function *head,
				   const struct sorted side[2])
{
	return (struct function_change){
	    .name = any->name,
	    .object = any->object,
	    .base = base ? base->instructions
			 : fmin(side[0].least, any->instructions),
	    .head = head ? head->instructions
			 : fmin(side[1].least, any->instructions),
	    .base_calls = base ? base->calls : 0,
	    .head_calls = head ? head->calls : 0,
	};
}

/* Of the next two functions of both lists, which comes first; 0: both. */
static int next(const struct sorted side[2], size_t i, size_t k)
{
	if (i == side[0].count)
		return 1;
	if (k == side[1].count)
		return -1;
	return compare_functions(side[0].item[i], side[1].item[k]);
}

/* What changed, in no order, into RET; returns how many. */
static size_t merge(const struct sorted side[2], struct function_change *ret)
{
	size_t i = 0, k = 0, n = 0;

	while (i < side[0].count || k < side[1].count) {
		int order = next(side, i, k);
		const struct count_function *base =
		    order <= 0 ? side[0].item[i++] : NULL;
		const struct count_function *head =
		    order >= 0 ? side[1].item[k++] : NULL;

		ret[n] = pair(order <= 0 ? base : head, base, head, side);
		n += change(&ret[n]) != 0;
	}
	return n;
}

static int keep(const struct function_change *from, size_t count,
		struct arena *arena, struct metric_verdict *row,
		struct err *err)
{
	int r = 0;

	if (count == 0)
		return 0;
	row->function = arena_array(arena, count, sizeof *row->function, err);
	if (!row->function)
		return -ERR_NOMEM;
	for (size_t i = 0; i < count && r == 0; i++) {
		struct function_change *to = &row->function[i];
		*to = from[i];
		r = arena_copy_text(arena, from[i].name, &to->name, err);
		if (r == 0)
			r = arena_copy_text(arena, from[i].object, &to->object,
					    err);
	}
	row->function_count = count;
	return r;
}

static int find_changes(const struct sorted side[2], struct arena *arena,
			struct metric_verdict *row, struct err *err)
{
	CLEANUP(mem_free)
	struct function_change *all =
	    calloc(side[0].count + side[1].count + 1, sizeof *all);
	if (!all)
		return err_nomem(err, "functions");
	size_t count = merge(side, all);

	qsort(all, count, sizeof *all, by_change);
	return keep(
	    all, count < VERDICT_MAX_FUNCTIONS ? count : VERDICT_MAX_FUNCTIONS,
	    arena, row, err);
}

int exact_functions(const struct function_list *base,
		    const struct function_list *head, struct arena *arena,
		    struct metric_verdict *row, struct err *err)
{
	struct sorted side[2] = {{0}};
	int r = sort(&side[0], base, err);

	if (r == 0)
		r = sort(&side[1], head, err);
	if (r == 0)
		r = find_changes(side, arena, row, err);
	sorted_release(&side[0]);
	sorted_release(&side[1]);
	return r;
}
