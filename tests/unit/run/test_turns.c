#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/mem.h"
#include "chaos.h"
#include "run/turns.h"

static struct err err;

/* Counts of turns, each as the pair's rules say. */
static void check_all(uint64_t slices, uint64_t setups, uint64_t seed)
{
	CLEANUP(turns_release) struct turns turns = {0};
	uint64_t slice = 0, setup = 0, first[2] = {0};
	uint32_t number = 0;
	struct turn before = {0};

	cr_assert(eq(int, turns_init(&turns, slices, setups, seed, &err), 0));
	cr_assert(le(u64, turns.setups, setups));
	for (;; number++) {
		struct turn turn = turns_at(&turns, number);

		cr_assert(lt(u32, turn.role, 2));
		cr_assert(eq(int, turn.second, number % 2));
		if (turn.second) {
			cr_assert(eq(int, turn.kind, before.kind));
			cr_assert(eq(u32, turn.role, !before.role));
		}
		before = turn;
		if (turn.kind == TURN_END)
			break;
		cr_assert(lt(u64, turn.setup, turns.setups));
		if (turn.kind == TURN_SETUP) {
			cr_assert(eq(u64, turn.setup, setup));
			setup += turn.second;
			continue;
		}
		cr_assert(eq(u64, turn.slice, slice));
		cr_assert(eq(u64, turn.setup, slice / turns.per_setup));
		slice += turn.second;
		first[turn.role] += !turn.second;
	}
	cr_assert(eq(u64, slice, slices));
	cr_assert(eq(u64, setup, turns.setups));
	/* Either order as often as the other. */
	cr_assert(le(u64, first[0], first[1] + 1));
	cr_assert(le(u64, first[1], first[0] + 1));
	cr_assert(eq(u32, turns_at(&turns, 0).role, 0));
	cr_assert(eq(u32, turns_at(&turns, number + 1).role, 1));
}

Test(turns, every_slice_and_every_setup_once_for_each_side)
{
	for (uint64_t seed = 1; seed < 50; seed++) {
		check_all(50, 10, seed);
		check_all(50, 3, seed);
		check_all(7, 10, seed);
		check_all(1, 1, seed);
		check_all(13, 4, seed);
	}
}

Test(turns, both_sides_draw_the_same_and_another_seed_draws_other_turns)
{
	CLEANUP(turns_release) struct turns a = {0}, b = {0}, c = {0};
	unsigned differ = 0;

	cr_assert(eq(int, turns_init(&a, 50, 10, 7, &err), 0));
	cr_assert(eq(int, turns_init(&b, 50, 10, 7, &err), 0));
	cr_assert(eq(int, turns_init(&c, 50, 10, 8, &err), 0));
	for (uint32_t i = 0; i < 124; i++) {
		cr_assert(eq(u32, turns_at(&a, i).role, turns_at(&b, i).role));
		differ += turns_at(&a, i).role != turns_at(&c, i).role;
	}
	cr_assert(gt(uint, differ, 10));
}

Test(turns, no_memory_is_said)
{
	CHAOS_EACH(n)
	{
		CLEANUP(turns_release) struct turns turns = {0};
		struct err failure = {0};
		int rc = turns_init(&turns, 50, 10, 7, &failure);
		bool hit = chaos_stop();

		cr_assert(eq(int, rc, hit ? -ERR_NOMEM : 0));
	}
}
