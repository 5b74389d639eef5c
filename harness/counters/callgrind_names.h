/*
 * Names in callgrind's files: each is written once, as "(ID) name", and "(ID)"
 * from then on. And the functions of a part, found by name and object.
 */
#ifndef COUNTERS_CALLGRIND_NAMES_H
#define COUNTERS_CALLGRIND_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "counters/callgrind.h"

/* callgrind numbers names from 1 on, without gaps. */
#define CALLGRIND_MAX_ID 1000000u

/* Names by id: those of functions and those of objects are two lists. */
struct callgrind_names {
	char **name;
	size_t capacity;
};

void callgrind_names_release(struct callgrind_names *names);
/*
 * TEXT, "(ID) name", "(ID)" or "name", into *RET, which is owned by ARENA.
 * ERR_FORMAT without a place.
 */
int callgrind_name(struct callgrind_names *names, struct arena *arena,
		   const char *text, size_t length, char **ret,
		   struct err *err);

/* The functions of the part at hand, in a hash table. */
struct callgrind_table {
	struct callgrind_function *slot;
	size_t capacity, count; /* capacity: a power of two, or 0 */
};

void callgrind_table_release(struct callgrind_table *table);
/* The function, new if it is not there; valid until the next call. */
int callgrind_table_find(struct callgrind_table *table, const char *name,
			 const char *object, struct callgrind_function **ret,
			 struct err *err);
/* Moves the functions into PART, sorted, and empties the table. */
int callgrind_table_take(struct callgrind_table *table, struct arena *arena,
			 struct callgrind_part *part, struct err *err);

#endif
