#include "run/turns.h"

#include <stdlib.h>

#include "stats/rng.h"

#define SETUP_STREAM 1
#define SLICE_STREAM 2

/* COUNT bits, as many ones as zeros but for an odd one, in random order. */
static void draw_balanced(uint8_t *bit, uint64_t count, uint64_t seed)
{
	struct rng rng;

	rng_init(&rng, seed);
	uint8_t odd = (uint8_t)rng_below(&rng, 2);
	for (uint64_t i = 0; i < count; i++)
		bit[i] = (i & 1) ^ odd;
	for (uint64_t i = count; i > 1; i--) {
		uint64_t j = rng_below(&rng, i);
		uint8_t moved = bit[i - 1];
		bit[i - 1] = bit[j];
		bit[j] = moved;
	}
}

int turns_init(struct turns *turns, uint64_t slices, uint64_t setups,
	       uint64_t seed, struct err *err)
{
	uint64_t per_setup = (slices + setups - 1) / setups;

	setups = (slices + per_setup - 1) / per_setup;
	uint8_t *memory = malloc(setups + slices);
	if (!memory)
		return err_nomem(err, "turns of a process pair");
	*turns = (struct turns){
	    .slices = slices,
	    .setups = setups,
	    .per_setup = per_setup,
	    .setup_first = memory,
	    .slice_first = memory + setups,
	};
	draw_balanced(turns->setup_first, setups,
		      rng_derive(seed, SETUP_STREAM, 0));
	draw_balanced(turns->slice_first, slices,
		      rng_derive(seed, SLICE_STREAM, 0));
	turns->setup_first[0] = 0;
	return 0;
}

void turns_release(struct turns *turns)
{
	free(turns->setup_first);
	*turns = (struct turns){0};
}

struct turn turns_at(const struct turns *turns, uint32_t number)
{
	uint64_t all = 2 * (turns->setups + turns->slices);
	uint64_t round = 2 * (1 + turns->per_setup);
	uint64_t within = number % round;
	struct turn turn = {
	    .setup = number / round,
	    .second = number % 2,
	};

	if (number >= all) {
		turn.kind = TURN_END;
		turn.setup = turns->setups;
		turn.role = turn.second;
		return turn;
	}
	if (within < 2) {
		turn.kind = TURN_SETUP;
		turn.role = turns->setup_first[turn.setup] ^ turn.second;
		return turn;
	}
	turn.kind = TURN_SLICE;
	turn.slice = turn.setup * turns->per_setup + (within - 2) / 2;
	turn.role = turns->slice_first[turn.slice] ^ turn.second;
	return turn;
}
