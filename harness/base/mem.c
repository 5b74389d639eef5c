#include "base/mem.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define ARENA_ALIGN       16
#define ARENA_BLOCK_BYTES (64 * 1024)
#define VEC_FIRST         8

struct arena_block {
	struct arena_block *next;
	size_t used, capacity;
	alignas(ARENA_ALIGN) unsigned char bytes[];
};

static struct arena_block *block_new(struct arena *arena, size_t bytes,
				     struct err *err)
{
	size_t capacity = bytes > ARENA_BLOCK_BYTES ? bytes : ARENA_BLOCK_BYTES;
	struct arena_block *block;

	block = calloc(1, sizeof(*block) + capacity);
	if (!block) {
		err_nomem(err, "arena");
		return NULL;
	}
	block->capacity = capacity;
	block->next = arena->head;
	arena->head = block;
	return block;
}

void *arena_alloc(struct arena *arena, size_t bytes, struct err *err)
{
	struct arena_block *block = arena->head;
	void *at;

	if (bytes > SIZE_MAX / 2) {
		err_nomem(err, "arena");
		return NULL;
	}
	bytes = bytes ? (bytes + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1)
		      : ARENA_ALIGN;
	if (arena->limit_bytes &&
	    (arena->total_bytes > arena->limit_bytes ||
	     bytes > arena->limit_bytes - arena->total_bytes)) {
		err_set(err, ERR_LIMIT, "needs more than %zu bytes of memory",
			arena->limit_bytes);
		return NULL;
	}
	if (!block || block->capacity - block->used < bytes) {
		block = block_new(arena, bytes, err);
		if (!block)
			return NULL;
	}
	at = block->bytes + block->used;
	block->used += bytes;
	arena->total_bytes += bytes;
	return at;
}

void *arena_array(struct arena *arena, size_t count, size_t size,
		  struct err *err)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes)) {
		err_nomem(err, "array");
		return NULL;
	}
	return arena_alloc(arena, bytes, err);
}

char *arena_strndup(struct arena *arena, const char *text, size_t length,
		    struct err *err)
{
	size_t found = strnlen(text, length);
	char *copy = arena_alloc(arena, found + 1, err);

	if (copy)
		memcpy(copy, text, found);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text, struct err *err)
{
	return arena_strndup(arena, text, strlen(text), err);
}

int arena_copy_text(struct arena *arena, const char *text, char **ret,
		    struct err *err)
{
	*ret = text ? arena_strdup(arena, text, err) : NULL;
	return text && !*ret ? -ERR_NOMEM : 0;
}

char *arena_printf(struct arena *arena, struct err *err, const char *fmt, ...)
{
	va_list args, again;
	char *text = NULL;
	int length;

	va_start(args, fmt);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, fmt, args);
	if (length < 0)
		err_set(err, ERR_INTERNAL, "a text could not be formatted");
	else
		text = arena_alloc(arena, (size_t)length + 1, err);
	if (text)
		vsnprintf(text, (size_t)length + 1, fmt, again);
	va_end(again);
	va_end(args);
	return text;
}

void arena_release(struct arena *arena)
{
	if (!arena)
		return;
	while (arena->head) {
		struct arena_block *next = arena->head->next;

		free(arena->head);
		arena->head = next;
	}
	arena->total_bytes = 0;
}

int vec_reserve(void *items_ptr, size_t *capacity, size_t count, size_t size,
		struct err *err)
{
	size_t wanted, bytes;
	void *items;

	if (count < *capacity)
		return 0;
	wanted = *capacity ? *capacity : VEC_FIRST / 2;
	do {
		if (__builtin_mul_overflow(wanted, 2, &wanted))
			return err_nomem(err, "array");
	} while (wanted <= count);
	if (__builtin_mul_overflow(wanted, size, &bytes))
		return err_nomem(err, "array");
	memcpy(&items, items_ptr, sizeof(items));
	items = realloc(items, bytes);
	if (!items)
		return err_nomem(err, "array");
	memset((char *)items + *capacity * size, 0,
	       (wanted - *capacity) * size);
	memcpy(items_ptr, &items, sizeof(items));
	*capacity = wanted;
	return 0;
}
