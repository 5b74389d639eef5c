#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "chaos.h"
#include "model/suite.h"
#include "run/pair_room.h"
#include "run/run.h"

static struct arena arena;

static void release(void)
{
	arena_release(&arena);
}

TestSuite(pair_room, .fini = release);

static int add(struct result_case *into, size_t *capacity, uint32_t number,
	       struct err *err)
{
	int rc = pair_room(into, capacity, &arena, err);

	if (rc < 0)
		return rc;
	into->base_process[into->base_process_count++].process = number;
	into->process[into->process_count++].process = 1000 + number;
	return 0;
}

Test(pair_room, as_many_pairs_as_a_case_may_have)
{
	struct result_case into = {0};
	struct err err = {0};
	size_t capacity = 0;

	/* A case's two sets have room before the driver's last word. */
	cr_assert(ge(int, RUN_PAIRS_MAX_CASE, 2 * GATE_MAX_PAIRS));
	for (uint32_t i = 0; i < RUN_PAIRS_MAX_CASE; i++)
		cr_assert(eq(int, add(&into, &capacity, i, &err), 0));
	cr_assert(lt(sz, capacity, 2 * RUN_PAIRS_MAX_CASE));
	for (uint32_t i = 0; i < RUN_PAIRS_MAX_CASE; i++) {
		cr_assert(eq(u32, into.base_process[i].process, i));
		cr_assert(eq(u32, into.process[i].process, 1000 + i));
	}
}

Test(pair_room, arrays_that_were_prepared_smaller_are_replaced)
{
	struct process_samples one[1] = {0};
	struct result_case into = {.process = one};
	struct err err = {0};
	size_t capacity = 0;

	cr_assert(eq(int, pair_room(&into, &capacity, &arena, &err), 0));
	cr_assert(ne(ptr, into.process, one));
	cr_assert(ne(ptr, into.base_process, into.process));
}

Test(pair_room, without_memory_what_is_there_stays)
{
	CHAOS_EACH(n)
	{
		struct result_case into = {0};
		struct err err = {0};
		size_t capacity = 0;
		uint32_t i = 0;
		int rc = 0;

		for (; i < 200 && rc == 0; i++)
			rc = add(&into, &capacity, i, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, rc, hit ? -ERR_NOMEM : 0));
		cr_assert(eq(sz, into.process_count, into.base_process_count));
		for (uint32_t k = 0; k < into.process_count; k++)
			cr_assert(eq(u32, into.process[k].process, 1000 + k));
		release();
	}
}
