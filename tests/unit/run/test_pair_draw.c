#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "run/pair_draw.h"

#define PAIRS 4000

static const int cpu[] = {2, 5, 7};
static const size_t two_builds[2] = {2, 3};

static struct pair_draw draw(uint32_t number)
{
	return pair_draw(pair_case_seed(42, "memory/copy"), number, two_builds,
			 cpu, 3);
}

Test(pair_draw, the_same_seed_draws_the_same)
{
	struct pair_draw a = draw(3), b = draw(3);

	cr_assert(eq(u64, a.seed, b.seed));
	cr_assert(eq(u64, a.input[0], b.input[0]));
	cr_assert(eq(u64, a.input[1], b.input[1]));
	cr_assert(eq(u32, a.role[0], b.role[0]));
	cr_assert(eq(u32, a.variant[1], b.variant[1]));
	cr_assert(eq(int, a.place.cpu, b.place.cpu));
	cr_assert(eq(sz, a.place.environment_bytes, b.place.environment_bytes));
}

Test(pair_draw, inputs_differ_by_side_and_pair)
{
	for (uint32_t i = 0; i + 1 < PAIRS; i++) {
		struct pair_draw a = draw(i), b = draw(i + 1);

		cr_assert(ne(u64, a.input[0], a.input[1]));
		cr_assert(ne(u64, a.seed, a.input[0]));
		cr_assert(ne(u64, a.seed, a.input[1]));
		cr_assert(ne(u64, a.input[0], b.input[0]));
		cr_assert(ne(u64, a.input[1], b.input[1]));
		cr_assert(ne(u64, a.seed, b.seed));
	}
}

/* Five standard deviations of a fair coin thrown PAIRS times. */
static bool is_fair(int heads)
{
	return heads > PAIRS / 2 - 160 && heads < PAIRS / 2 + 160;
}

Test(pair_draw, the_coin_is_fair)
{
	int first = 0, again = 0, with_cpu = 0;
	uint32_t before = 0;

	for (uint32_t i = 0; i < PAIRS; i++) {
		struct pair_draw at = draw(i);

		cr_assert(lt(u32, at.role[0], 2));
		cr_assert(eq(u32, at.role[0] + at.role[1], 1));
		first += at.role[0] == 0;
		again += at.role[0] == before;
		with_cpu += (at.role[0] == 0) == (at.place.heap_offset_bytes <
						  PLACEMENT_MAX_OFFSET / 2);
		before = at.role[0];
	}
	cr_assert(is_fair(first));
	/* It knows neither the pair before nor what else is drawn. */
	cr_assert(is_fair(again));
	cr_assert(is_fair(with_cpu));
}

Test(pair_draw, every_build_and_cpu_has_its_turn)
{
	int build[2][3] = {{0}}, place[8] = {0};

	for (uint32_t i = 0; i < PAIRS; i++) {
		struct pair_draw at = draw(i);

		cr_assert(lt(u32, at.variant[0], 2));
		cr_assert(lt(u32, at.variant[1], 3));
		build[0][at.variant[0]]++;
		build[1][at.variant[1]]++;
		place[at.place.cpu]++;
	}
	cr_assert(is_fair(build[0][0]));
	for (int i = 0; i < 3; i++) {
		cr_assert(gt(int, build[1][i], PAIRS / 3 - 150));
		cr_assert(gt(int, place[cpu[i]], PAIRS / 3 - 150));
	}
}

Test(pair_draw, cases_draw_apart_and_by_their_name)
{
	cr_assert(eq(u64, pair_case_seed(1, "a/b"), pair_case_seed(1, "a/b")));
	cr_assert(ne(u64, pair_case_seed(1, "a/b"), pair_case_seed(1, "a/c")));
	cr_assert(ne(u64, pair_case_seed(1, "a/b"), pair_case_seed(2, "a/b")));
}

Test(pair_draw, without_a_cpu_none_is_drawn)
{
	struct pair_draw at = pair_draw(1, 0, two_builds, NULL, 0);

	cr_assert(eq(int, at.place.cpu, -1));
}

Test(pair_draw, a_round_has_every_case_in_an_order_of_its_own)
{
	enum { CASES = 20 };
	uint32_t order[2][CASES];
	size_t moved = 0;

	for (uint64_t round = 0; round < 2; round++) {
		bool seen[CASES] = {false};

		for (uint32_t i = 0; i < CASES; i++)
			order[round][i] = i;
		pair_order(7, round, order[round], CASES);
		for (size_t i = 0; i < CASES; i++) {
			cr_assert(lt(u32, order[round][i], CASES));
			cr_assert(not(seen[order[round][i]]));
			seen[order[round][i]] = true;
		}
	}
	for (size_t i = 0; i < CASES; i++)
		moved += order[0][i] != order[1][i];
	cr_assert(gt(sz, moved, CASES / 2));
}
