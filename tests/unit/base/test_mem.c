#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdint.h>
#include <string.h>

#include "base/mem.h"
#include "chaos.h"

Test(mem, arena_memory_is_zeroed_and_aligned)
{
	CLEANUP(arena_release) struct arena arena = {0};

	for (size_t size = 0; size < 100; size++) {
		unsigned char *at = arena_alloc(&arena, size, NULL);

		cr_assert(ne(ptr, at, NULL));
		cr_assert(eq(sz, (uintptr_t)at % 16, 0));
		for (size_t i = 0; i < size; i++)
			cr_assert(eq(u8, at[i], 0));
		memset(at, 0xff, size);
	}
}

Test(mem, arena_blocks_do_not_overlap)
{
	CLEANUP(arena_release) struct arena arena = {0};
	unsigned char *parts[40];

	for (size_t i = 0; i < 40; i++) {
		parts[i] = arena_alloc(&arena, 5000, NULL);
		memset(parts[i], (int)i, 5000);
	}
	for (size_t i = 0; i < 40; i++) {
		cr_assert(eq(u8, parts[i][0], (uint8_t)i));
		cr_assert(eq(u8, parts[i][4999], (uint8_t)i));
	}
}

Test(mem, arena_limit_is_exact)
{
	CLEANUP(arena_release) struct arena arena = {.limit_bytes = 64};
	struct err err = {0};
	char *text = err.text;

	cr_assert(ne(ptr, arena_alloc(&arena, 64, &err), NULL));
	cr_assert(eq(ptr, arena_alloc(&arena, 1, &err), NULL));
	cr_assert(eq(int, (int)err.code, ERR_LIMIT));
	cr_assert(eq(str, text, "needs more than 64 bytes of memory"));
}

Test(mem, arena_refuses_sizes_that_overflow)
{
	CLEANUP(arena_release) struct arena arena = {0};
	struct err err = {0};

	cr_assert(eq(ptr, arena_array(&arena, SIZE_MAX / 2, 3, &err), NULL));
	cr_assert(eq(int, (int)err.code, ERR_NOMEM));
	cr_assert(eq(ptr, arena_alloc(&arena, SIZE_MAX - 3, NULL), NULL));
}

Test(mem, arena_texts)
{
	CLEANUP(arena_release) struct arena arena = {0};

	cr_assert(eq(str, arena_strdup(&arena, "abc", NULL), "abc"));
	cr_assert(eq(str, arena_strdup(&arena, "", NULL), ""));
	cr_assert(eq(str, arena_strndup(&arena, "abcdef", 2, NULL), "ab"));
	cr_assert(eq(str, arena_strndup(&arena, "ab", 100, NULL), "ab"));
	cr_assert(eq(str, arena_printf(&arena, NULL, "%d-%s", 7, "x"), "7-x"));
}

Test(mem, released_arena_is_usable_again)
{
	struct arena arena = {0};

	arena_alloc(&arena, 1000, NULL);
	arena_release(&arena);
	cr_assert(eq(sz, arena.total_bytes, 0));
	cr_assert(eq(str, arena_strdup(&arena, "again", NULL), "again"));
	arena_release(&arena);
	arena_release(&arena);
	arena_release(NULL);
}

Test(mem, vec_grows_zeroed_and_keeps_its_items)
{
	CLEANUP(mem_free) uint64_t *items = NULL;
	size_t capacity = 0;

	for (size_t i = 0; i < 1000; i++) {
		cr_assert(
		    eq(int,
		       vec_reserve(&items, &capacity, i, sizeof(*items), NULL),
		       0));
		cr_assert(lt(sz, i, capacity));
		cr_assert(eq(u64, items[i], 0));
		items[i] = i + 1;
	}
	for (size_t i = 0; i < 1000; i++)
		cr_assert(eq(u64, items[i], i + 1));
}

Test(mem, vec_refuses_overflow)
{
	uint64_t *items = NULL;
	size_t capacity = 0;
	struct err err = {0};

	cr_assert(eq(
	    int,
	    vec_reserve(&items, &capacity, SIZE_MAX / 4, sizeof(*items), &err),
	    -ERR_NOMEM));
	cr_assert(eq(ptr, items, NULL));
	cr_assert(eq(sz, capacity, 0));
}

Test(mem, take_leaves_null)
{
	char *owned = strdup("x"), *taken = TAKE(owned);

	cr_assert(eq(ptr, owned, NULL));
	cr_assert(eq(str, taken, "x"));
	free(taken);
}

Test(mem, out_of_memory_leaves_all_as_it_was)
{
	CHAOS_EACH(n)
	{
		struct arena arena = {0};
		struct err err = {0};
		char *text = arena_printf(&arena, &err, "%s", "text");
		uint64_t *items = NULL;
		size_t capacity = 0;
		int failed = vec_reserve(&items, &capacity, 0, 8, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, (int)err.code, hit ? ERR_NOMEM : 0));
		cr_assert(eq(int, hit, failed || !text));
		cr_assert(eq(int, failed != 0, items == NULL));
		arena_release(&arena);
		free(items);
	}
}

Test(mem, a_copied_text_may_be_absent)
{
	CLEANUP(arena_release) struct arena arena = {0};
	char text[] = "text", *copy = text;

	cr_assert(eq(int, arena_copy_text(&arena, text, &copy, NULL), 0));
	cr_assert(eq(str, copy, text));
	cr_assert(ne(ptr, copy, text));
	cr_assert(eq(int, arena_copy_text(&arena, NULL, &copy, NULL), 0));
	cr_assert(eq(ptr, copy, NULL));
}

Test(mem, a_copied_text_runs_out_of_memory)
{
	CLEANUP(arena_release) struct arena arena = {.limit_bytes = 1};
	char *copy = NULL;

	cr_assert(
	    eq(int, arena_copy_text(&arena, "text", &copy, NULL), -ERR_NOMEM));
	cr_assert(eq(ptr, copy, NULL));
}
