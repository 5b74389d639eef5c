#include "run/placement.h"

#include "stats/rng.h"

/* Tells this use of the seed from the worker's own. */
#define PLACEMENT_STREAM UINT64_C(0x706c616365)

static uint64_t draw_offset(struct rng *rng)
{
	return PLACEMENT_ALIGN *
	       rng_below(rng, PLACEMENT_MAX_OFFSET / PLACEMENT_ALIGN);
}

struct placement placement_draw(uint64_t seed, const int *cpu, size_t cpu_count)
{
	struct placement ret = {.cpu = -1};
	struct rng rng;

	rng_init(&rng, rng_derive(seed, PLACEMENT_STREAM, 0));
	if (cpu_count > 0)
		ret.cpu = cpu[rng_below(&rng, cpu_count)];
	ret.environment_bytes = rng_below(&rng, PLACEMENT_MAX_ENVIRONMENT);
	ret.stack_offset_bytes = draw_offset(&rng);
	ret.heap_offset_bytes = draw_offset(&rng);
	return ret;
}
