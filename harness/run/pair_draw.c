#include "run/pair_draw.h"

#include "base/hash.h"
#include "stats/rng.h"

/* Uses of the plan's seed. */
enum { SEED_PAIR_CASE = 0x7063, SEED_PAIR_ORDER = 0x706f };

/* Uses of a pair's seed. */
enum { DRAW_CHOICE = 1, DRAW_PLACE, DRAW_BOTH, DRAW_INPUT };

uint64_t pair_case_seed(uint64_t plan_seed, const char *id)
{
	return rng_derive(plan_seed, SEED_PAIR_CASE, hash_text(id));
}

void pair_order(uint64_t plan_seed, uint64_t round, uint32_t *items,
		size_t count)
{
	struct rng rng;

	rng_init(&rng, rng_derive(plan_seed, SEED_PAIR_ORDER, round));
	rng_shuffle(&rng, items, count);
}

struct pair_draw pair_draw(uint64_t case_seed, uint32_t number,
			   const size_t builds[2], const int *cpu,
			   size_t cpu_count)
{
	uint64_t seed = rng_derive(case_seed, number, 0);
	struct pair_draw ret = {
	    .seed = rng_derive(seed, DRAW_BOTH, 0),
	    .input = {rng_derive(seed, DRAW_INPUT, 0),
		      rng_derive(seed, DRAW_INPUT, 1)},
	    .place =
		placement_draw(rng_derive(seed, DRAW_PLACE, 0), cpu, cpu_count),
	};
	struct rng rng;

	rng_init(&rng, rng_derive(seed, DRAW_CHOICE, 0));
	ret.role[0] = (uint32_t)rng_below(&rng, 2);
	ret.role[1] = 1 - ret.role[0];
	ret.variant[0] = (uint32_t)rng_below(&rng, builds[0]);
	ret.variant[1] = (uint32_t)rng_below(&rng, builds[1]);
	return ret;
}
