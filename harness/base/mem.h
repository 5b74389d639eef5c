/*
 * Memory: static tables, scope (CLEANUP, TAKE) and arenas; nothing else.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/err.h"

/* Call FN(&variable) when the variable leaves its scope. */
#define CLEANUP(fn) __attribute__((cleanup(fn)))

/* The value of PTR, which becomes NULL: ownership leaves the scope. */
#define TAKE(ptr)                                                              \
	(__extension__({                                                       \
		__auto_type take_ = (ptr);                                     \
		(ptr) = NULL;                                                  \
		take_;                                                         \
	}))

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* For CLEANUP on `char *` and other malloc'ed pointers. */
static inline void mem_free(void *ptr_to_ptr)
{
	free(*(void **)ptr_to_ptr);
}

/*
 * An arena: allocations of one run, freed at once. Zero it to begin.
 */
struct arena_block;
struct arena {
	struct arena_block *head;
	size_t total_bytes;
	size_t limit_bytes; /* 0: none; beyond it ERR_LIMIT */
};

/* Zeroed memory aligned to 16 bytes; NULL with *ERR set on failure. */
void *arena_alloc(struct arena *arena, size_t bytes, struct err *err);
/* COUNT * SIZE with overflow check. */
void *arena_array(struct arena *arena, size_t count, size_t size,
		  struct err *err);
char *arena_strdup(struct arena *arena, const char *text, struct err *err);
char *arena_strndup(struct arena *arena, const char *text, size_t length,
		    struct err *err);
/* *RET becomes a copy of TEXT; NULL if that is NULL. */
int arena_copy_text(struct arena *arena, const char *text, char **ret,
		    struct err *err);
char *arena_printf(struct arena *arena, struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Frees every block; the arena is empty and usable again. */
void arena_release(struct arena *arena);

/*
 * Growable arrays: makes room for one more element in *ITEMS (malloc'ed,
 * elements of SIZE bytes, *CAPACITY of them). New room is zeroed.
 */
int vec_reserve(void *items_ptr, size_t *capacity, size_t count, size_t size,
		struct err *err);

#endif
