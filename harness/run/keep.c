#include "run/keep.h"

#include <string.h>

#include "base/hash.h"

int keep_init(struct keep *keep, struct arena *arena, struct err *err)
{
	char **slot = arena_array(arena, KEEP_MAX_TEXTS, sizeof(*slot), err);

	if (!slot)
		return -ERR_NOMEM;
	*keep = (struct keep){.arena = arena, .slot = slot};
	return 0;
}

static char **find_slot(const struct keep *keep, const char *text)
{
	size_t i = hash_text(text) % KEEP_MAX_TEXTS;

	while (keep->slot[i] && strcmp(keep->slot[i], text) != 0)
		i = (i + 1) % KEEP_MAX_TEXTS;
	return &keep->slot[i];
}

/* Replaces *TEXT, which may be NULL, by a copy in the run's arena. */
static int share(struct keep *keep, char **text, struct err *err)
{
	if (!*text)
		return 0;
	char **slot = find_slot(keep, *text);
	if (*slot) {
		*text = *slot;
		return 0;
	}
	char *copy = arena_strdup(keep->arena, *text, err);
	if (!copy)
		return -ERR_NOMEM;
	/* A quarter stays free, so that every search ends soon. */
	if (keep->used < KEEP_MAX_TEXTS / 4 * 3) {
		*slot = copy;
		keep->used++;
	}
	*text = copy;
	return 0;
}

/* A copy of COUNT elements in the run's arena; NULL if COUNT is 0. */
static int copy_array(struct keep *keep, const void *items, size_t count,
		      size_t size, void **ret, struct err *err)
{
	if (count == 0) {
		*ret = NULL;
		return 0;
	}
	void *copy = arena_array(keep->arena, count, size, err);
	if (!copy)
		return -ERR_NOMEM;
	memcpy(copy, items, count * size);
	*ret = copy;
	return 0;
}

static size_t value_count(const struct column *column, uint64_t slices)
{
	return column->constant ? 1 : slices;
}

/* All columns' values in one block. */
static int keep_values(struct keep *keep, struct process_samples *samples,
		       struct err *err)
{
	size_t total = 0;

	for (size_t i = 0; i < samples->column_count; i++)
		total += value_count(&samples->column[i], samples->slice_count);
	uint64_t *block =
	    arena_array(keep->arena, total + 1, sizeof(*block), err);
	if (!block)
		return -ERR_NOMEM;
	for (size_t i = 0; i < samples->column_count; i++) {
		struct column *column = &samples->column[i];
		size_t count = value_count(column, samples->slice_count);

		if (count > 0)
			memcpy(block, column->value, count * sizeof(*block));
		column->value = block;
		block += count;
	}
	return 0;
}

static int keep_columns(struct keep *keep, struct process_samples *samples,
			struct err *err)
{
	void *columns;
	int rc = copy_array(keep, samples->column, samples->column_count,
			    sizeof(*samples->column), &columns, err);
	if (rc < 0)
		return rc;
	samples->column = columns;
	for (size_t i = 0; rc == 0 && i < samples->column_count; i++)
		rc = share(keep, &samples->column[i].name, err);
	return rc < 0 ? rc : keep_values(keep, samples, err);
}

static int keep_counters(struct keep *keep, struct counter_value **counters,
			 size_t count, struct err *err)
{
	void *copy;
	int rc =
	    copy_array(keep, *counters, count, sizeof(**counters), &copy, err);
	if (rc < 0)
		return rc;
	*counters = copy;
	for (size_t i = 0; rc == 0 && i < count; i++) {
		struct counter_value *counter = &(*counters)[i];
		char **text[] = {&counter->name, &counter->unit,
				 &counter->errno_name, &counter->reason,
				 &counter->mend};

		for (size_t k = 0; rc == 0 && k < ARRAY_SIZE(text); k++)
			rc = share(keep, text[k], err);
	}
	return rc;
}

static int keep_named(struct keep *keep, struct named_value **values,
		      size_t count, struct err *err)
{
	void *copy;
	int rc = copy_array(keep, *values, count, sizeof(**values), &copy, err);
	if (rc < 0)
		return rc;
	*values = copy;
	for (size_t i = 0; rc == 0 && i < count; i++) {
		rc = share(keep, &(*values)[i].name, err);
		if (rc == 0)
			rc = share(keep, &(*values)[i].unit, err);
	}
	return rc;
}

int keep_samples(struct keep *keep, const struct process_samples *samples,
		 struct process_samples *ret, struct err *err)
{
	struct process_samples copy = *samples;
	char **text[] = {&copy.reason, &copy.output, &copy.note};
	int rc = keep_columns(keep, &copy, err);

	if (rc == 0)
		rc =
		    keep_counters(keep, &copy.counter, copy.counter_count, err);
	if (rc == 0)
		rc = keep_named(keep, &copy.rate, copy.rate_count, err);
	if (rc == 0)
		rc = keep_named(keep, &copy.metric, copy.metric_count, err);
	for (size_t i = 0; rc == 0 && i < ARRAY_SIZE(text); i++)
		rc = share(keep, text[i], err);
	if (rc == 0)
		*ret = copy;
	return rc;
}

static int keep_functions(struct keep *keep, struct count_samples *samples,
			  struct err *err)
{
	void *copy;
	int rc = copy_array(keep, samples->function, samples->function_count,
			    sizeof(*samples->function), &copy, err);
	if (rc < 0)
		return rc;
	samples->function = copy;
	for (size_t i = 0; rc == 0 && i < samples->function_count; i++) {
		rc = share(keep, &samples->function[i].name, err);
		if (rc == 0)
			rc = share(keep, &samples->function[i].object, err);
	}
	return rc;
}

int keep_count(struct keep *keep, const struct count_samples *samples,
	       struct count_samples *ret, struct err *err)
{
	struct count_samples copy = *samples;
	int rc = keep_counters(keep, &copy.counter, copy.counter_count, err);

	if (rc == 0)
		rc = keep_functions(keep, &copy, err);
	if (rc == 0)
		rc = share(keep, &copy.reason, err);
	if (rc == 0)
		rc = share(keep, &copy.note, err);
	if (rc == 0)
		*ret = copy;
	return rc;
}
