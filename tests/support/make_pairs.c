#include "make_pairs.h"

#include <stdlib.h>
#include <string.h>

/* Tests stop where memory does. */
static void *take(struct result *result, size_t count, size_t size)
{
	void *got = arena_array(&result->arena, count, size, NULL);

	if (!got)
		abort();
	return got;
}

static void set_column(struct result *result, struct column *column,
		       const char *name, uint64_t slices)
{
	column->name = arena_strdup(&result->arena, name, NULL);
	column->value = take(result, slices, sizeof(*column->value));
}

/* The columns that samples of a pair have besides. */
static void add_columns(struct result *result, struct process_samples *p)
{
	bool head = p->side == PAIR_SIDE_HEAD;
	size_t count = p->column_count;
	struct column *column = take(result, count + 2, sizeof(*column));

	memcpy(column, p->column, count * sizeof(*column));
	set_column(result, &column[count], COLUMN_SECOND, p->slice_count);
	set_column(result, &column[count + 1], COLUMN_SETUP, p->slice_count);
	for (uint64_t i = 0; i < p->slice_count; i++) {
		column[count].value[i] = head == (i % 2 == 1);
		column[count + 1].value[i] = 2 * i / p->slice_count;
	}
	p->column = column;
	p->column_count = count + 2;
}

/* The same slices in 1 / RATIO of the time. */
static void scale(struct result *result, struct process_samples *p,
		  double ratio)
{
	const struct column *ns = samples_column(p, COLUMN_NS);
	size_t index = (size_t)(ns - p->column);
	struct column *column =
	    take(result, p->column_count, sizeof(*p->column));

	memcpy(column, p->column, p->column_count * sizeof(*column));
	set_column(result, &column[index], COLUMN_NS, p->slice_count);
	for (uint64_t i = 0; i < p->slice_count; i++)
		column[index].value[i] =
		    (uint64_t)((double)column_at(ns, i) / ratio);
	column[index].constant = false;
	p->column = column;
}

void make_pairs(struct result *result, struct result_case *c, double ratio)
{
	size_t count = c->process_count;

	c->base_process = take(result, count, sizeof(*c->base_process));
	c->base_process_count = count;
	for (size_t i = 0; i < count; i++) {
		struct process_samples *base = &c->base_process[i];
		struct process_samples *head = &c->process[i];

		*base = *head;
		base->side = PAIR_SIDE_BASE;
		head->side = PAIR_SIDE_HEAD;
		scale(result, base, ratio);
		add_columns(result, base);
		add_columns(result, head);
	}
}
