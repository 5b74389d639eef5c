#include "counters/callgrind_names.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#define FIRST_CAPACITY 256

void callgrind_names_release(struct callgrind_names *names)
{
	free((void *)names->name);
	*names = (struct callgrind_names){0};
}

/* Room for ID, doubled each time. */
static int grow_names(struct callgrind_names *names, uint64_t id,
		      struct err *err)
{
	size_t capacity = names->capacity ? names->capacity : FIRST_CAPACITY;

	if (id > CALLGRIND_MAX_ID)
		return err_set(err, ERR_FORMAT, "name number %llu is above %u",
			       (unsigned long long)id, CALLGRIND_MAX_ID);
	if (id < names->capacity)
		return 0;
	while (capacity <= id)
		capacity *= 2;
	char **grown = realloc((void *)names->name, capacity * sizeof(*grown));
	if (!grown)
		return err_nomem(err, "names of functions");
	memset((void *)(grown + names->capacity), 0,
	       (capacity - names->capacity) * sizeof(*grown));
	names->name = grown;
	names->capacity = capacity;
	return 0;
}

/* "(ID)" at the beginning of TEXT; returns its length, 0 if there is none. */
static size_t take_id(const char *text, size_t length, uint64_t *ret)
{
	uint64_t id = 0;
	size_t i = 1;

	if (length < 3 || text[0] != '(')
		return 0;
	for (; i < length && text[i] >= '0' && text[i] <= '9'; i++)
		if (id <= CALLGRIND_MAX_ID)
			id = id * 10 + (uint64_t)(text[i] - '0');
	if (i == 1 || i == length || text[i] != ')')
		return 0;
	*ret = id;
	return i + 1;
}

int callgrind_name(struct callgrind_names *names, struct arena *arena,
		   const char *text, size_t length, char **ret, struct err *err)
{
	uint64_t id = 0;
	size_t skip = take_id(text, length, &id);
	int rc = skip ? grow_names(names, id, err) : 0;

	if (rc < 0)
		return rc;
	if (skip && skip == length) {
		*ret = names->name[id];
		return *ret ? 0
			    : err_set(err, ERR_FORMAT, "(%llu) has no name yet",
				      (unsigned long long)id);
	}
	while (skip < length && text[skip] == ' ')
		skip++;
	*ret = arena_strndup(arena, text + skip, length - skip, err);
	if (!*ret)
		return -ERR_NOMEM;
	if (skip)
		names->name[id] = *ret;
	return 0;
}

void callgrind_table_release(struct callgrind_table *table)
{
	free(table->slot);
	*table = (struct callgrind_table){0};
}

/* FNV-1a. */
static uint64_t hash(const char *name, const char *object)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *name; name++)
		h = (h ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
	for (; object && *object; object++)
		h = (h ^ (unsigned char)*object) * UINT64_C(0x100000001b3);
	return h ^ h >> 32;
}

static bool same_object(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : !a && !b;
}

static struct callgrind_function *slot_of(const struct callgrind_table *table,
					  const char *name, const char *object)
{
	size_t mask = table->capacity - 1;
	size_t i = hash(name, object) & mask;

	while (table->slot[i].name &&
	       (strcmp(table->slot[i].name, name) != 0 ||
		!same_object(table->slot[i].object, object)))
		i = (i + 1) & mask;
	return &table->slot[i];
}

/* At most half full. */
static int grow_table(struct callgrind_table *table, struct err *err)
{
	struct callgrind_table grown = {
	    .capacity =
		table->capacity > 0 ? 2 * table->capacity : FIRST_CAPACITY,
	    .count = table->count,
	};

	if (table->capacity > 2 * table->count)
		return 0;
	grown.slot = calloc(grown.capacity, sizeof(*grown.slot));
	if (!grown.slot)
		return err_nomem(err, "functions of a part");
	for (size_t i = 0; i < table->capacity; i++) {
		const struct callgrind_function *from = &table->slot[i];

		if (from->name)
			*slot_of(&grown, from->name, from->object) = *from;
	}
	callgrind_table_release(table);
	*table = grown;
	return 0;
}

int callgrind_table_find(struct callgrind_table *table, const char *name,
			 const char *object, struct callgrind_function **ret,
			 struct err *err)
{
	int rc = grow_table(table, err);

	if (rc < 0)
		return rc;
	struct callgrind_function *slot = slot_of(table, name, object);
	if (!slot->name) {
		if (table->count == CALLGRIND_MAX_FUNCTIONS)
			return err_set(err, ERR_FORMAT,
				       "more than %d functions",
				       CALLGRIND_MAX_FUNCTIONS);
		/* Both are the arena's; what is found is not changed. */
		slot->name = (char *)(uintptr_t)name;
		slot->object = (char *)(uintptr_t)object;
		table->count++;
	}
	*ret = slot;
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct callgrind_function *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order != 0)
		return order;
	return strcmp(x->object ? x->object : "", y->object ? y->object : "");
}

int callgrind_table_take(struct callgrind_table *table, struct arena *arena,
			 struct callgrind_part *part, struct err *err)
{
	struct callgrind_function *list =
	    arena_array(arena, table->count + 1, sizeof(*list), err);
	size_t count = 0;

	if (!list)
		return -ERR_NOMEM;
	for (size_t i = 0; i < table->capacity; i++)
		if (table->slot[i].name)
			list[count++] = table->slot[i];
	if (count > 1)
		qsort(list, count, sizeof(*list), compare);
	part->function = list;
	part->function_count = count;
	callgrind_table_release(table);
	return 0;
}
