/*
 * Seeded random numbers: xoshiro256** (Blackman and Vigna 2018) seeded by
 * splitmix64. The same seed gives the same run on every machine.
 */
#ifndef STATS_RNG_H
#define STATS_RNG_H

#include <stddef.h>
#include <stdint.h>

struct rng {
	uint64_t state[4];
};

void rng_init(struct rng *rng, uint64_t seed);
uint64_t rng_next(struct rng *rng);
/* Uniform in 0 .. bound - 1, without modulo bias; bound >= 1. */
uint64_t rng_below(struct rng *rng, uint64_t bound);
/* Uniform in [0, 1). */
double rng_unit(struct rng *rng);
/* Fisher-Yates on COUNT indices. */
void rng_shuffle(struct rng *rng, uint32_t *items, size_t count);
/* An independent seed from SEED and up to two numbers that name its use. */
uint64_t rng_derive(uint64_t seed, uint64_t a, uint64_t b);

#endif
