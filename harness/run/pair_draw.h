/*
 * Everything about a process pair that chance decides, from one seed.
 */
#ifndef RUN_PAIR_DRAW_H
#define RUN_PAIR_DRAW_H

#include <stddef.h>
#include <stdint.h>

#include "run/placement.h"

/* Arrays: base, head. */
struct pair_draw {
	uint64_t seed;          /* of what both sides must draw alike */
	uint64_t input[2];      /* of their inputs: never the same */
	uint32_t role[2];       /* by a fair coin: 0 and 1, or 1 and 0 */
	uint32_t variant[2];    /* of so many builds */
	struct placement place; /* of both */
};

/*
 * A pair of a case. CASE_SEED: pair_case_seed(); NUMBER: of the pair, never
 * used twice; BUILDS: of base and head, both >= 1.
 */
struct pair_draw pair_draw(uint64_t case_seed, uint32_t number,
			   const size_t builds[2], const int *cpu,
			   size_t cpu_count);
/* Depends on the case's id, so that every shard draws the same. */
uint64_t pair_case_seed(uint64_t plan_seed, const char *id);
/* Round ROUND's order of the COUNT items. */
void pair_order(uint64_t plan_seed, uint64_t round, uint32_t *items,
		size_t count);

#endif
