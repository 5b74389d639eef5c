#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "run/placement.h"

static const int cpu[] = {2, 5, 7};

Test(placement, the_same_seed_draws_the_same)
{
	struct placement a = placement_draw(42, cpu, 3);
	struct placement b = placement_draw(42, cpu, 3);

	cr_assert(eq(int, a.cpu, b.cpu));
	cr_assert(eq(sz, a.environment_bytes, b.environment_bytes));
	cr_assert(eq(u64, a.stack_offset_bytes, b.stack_offset_bytes));
	cr_assert(eq(u64, a.heap_offset_bytes, b.heap_offset_bytes));
}

Test(placement, draws_stay_in_bounds_and_use_them)
{
	bool seen[8] = {false};
	size_t environments = 0, stacks = 0, heaps = 0;

	for (uint64_t seed = 0; seed < 500; seed++) {
		struct placement at = placement_draw(seed, cpu, 3);

		cr_assert(at.cpu == 2 || at.cpu == 5 || at.cpu == 7);
		seen[at.cpu] = true;
		cr_assert(
		    lt(sz, at.environment_bytes, PLACEMENT_MAX_ENVIRONMENT));
		cr_assert(lt(u64, at.stack_offset_bytes, PLACEMENT_MAX_OFFSET));
		cr_assert(lt(u64, at.heap_offset_bytes, PLACEMENT_MAX_OFFSET));
		cr_assert(eq(u64, at.stack_offset_bytes % PLACEMENT_ALIGN, 0));
		cr_assert(eq(u64, at.heap_offset_bytes % PLACEMENT_ALIGN, 0));
		environments +=
		    at.environment_bytes > PLACEMENT_MAX_ENVIRONMENT / 2;
		stacks += at.stack_offset_bytes > PLACEMENT_MAX_OFFSET / 2;
		heaps += at.heap_offset_bytes > PLACEMENT_MAX_OFFSET / 2;
	}
	cr_assert(seen[2] && seen[5] && seen[7]);
	cr_assert(environments > 150 && environments < 350);
	cr_assert(stacks > 150 && stacks < 350);
	cr_assert(heaps > 150 && heaps < 350);
}

Test(placement, without_cpus_nothing_is_pinned)
{
	cr_assert(eq(int, placement_draw(1, cpu, 0).cpu, -1));
}
