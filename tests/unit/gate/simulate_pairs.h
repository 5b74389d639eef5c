/*
 * Simulated process pairs of one benchmark. A pair has two roles (first fork,
 * first turn, ...), each with its own noise and its own bias; a coin decides
 * which build plays which. Numbers are logarithms of times.
 */
#ifndef TEST_GATE_SIMULATE_PAIRS_H
#define TEST_GATE_SIMULATE_PAIRS_H

#include <math.h>

#include "simulate.h"

enum pair_noise {
	NOISE_NORMAL,
	NOISE_HEAVY,        /* Student's t with 2 or 3 degrees */
	NOISE_CONTAMINATED, /* a tenth of one role's slowed by Exp(10 %) */
	NOISE_DRIFT,        /* the second role gets slower and slower */
	NOISE_CORRELATED,   /* AR(1), 0.8 */
	NOISE_TWO_MODES,
	NOISE_THREE_MODES,
	NOISE_TIES, /* in steps of half a standard deviation */
	NOISE_TINY, /* 1e-5 of the time */
	NOISE_KINDS
};

struct pair_source {
	struct rng rng;
	enum pair_noise noise;
	double sd;     /* of a pair, if normal */
	double bias;   /* of the second role against the first, in sd */
	double effect; /* ln(head / base) */
	double memory; /* of AR(1) */
	size_t count;
};

static inline const char *pair_noise_name(enum pair_noise noise)
{
	static const char *const names[] = {
	    "normal",    "heavy tails", "contaminated", "drift", "correlated",
	    "two modes", "three modes", "ties",         "tiny"};
	return names[noise];
}

static inline double pair_heavy(struct rng *rng, int df)
{
	double squares = 0, z = sim_normal(rng);

	for (int i = 0; i < df; i++) {
		double x = sim_normal(rng);
		squares += x * x;
	}
	return z / sqrt(squares / df);
}

/* Noise of one role; 1 is the standard deviation of a normal one. */
static inline double pair_role_noise(struct pair_source *s, bool second)
{
	double z = sim_normal(&s->rng);

	switch (s->noise) {
	case NOISE_HEAVY:
		return pair_heavy(&s->rng, 2 + (s->sd > 0.01));
	case NOISE_CONTAMINATED:
		if (second && rng_unit(&s->rng) < 0.1)
			z -= 0.1 * M_SQRT2 / s->sd * log(1 - rng_unit(&s->rng));
		return z;
	case NOISE_DRIFT:
		return z + (second ? 0.05 * (double)s->count : 0);
	case NOISE_CORRELATED:
		if (second)
			return 0;
		s->memory = 0.8 * s->memory + 0.6 * z;
		return 1.4 * s->memory;
	case NOISE_TWO_MODES:
		return 0.3 * z + (rng_unit(&s->rng) < 0.5 ? 2 : 0);
	case NOISE_THREE_MODES:
		return 0.1 * z + 2 * (double)rng_below(&s->rng, 3);
	case NOISE_TIES:
	case NOISE_NORMAL:
	case NOISE_TINY:
	default:
		return z;
	}
}

/* Ln(head / base) of the next pair. */
static inline double pair_next(struct pair_source *s)
{
	double first = pair_role_noise(s, false);
	double second = pair_role_noise(s, true) + s->bias;
	double difference = second - first;

	if (s->noise == NOISE_TIES)
		difference = rint(2 * difference) / 2;
	s->count++;
	if (rng_next(&s->rng) >> 63)
		difference = -difference;
	return s->sd * M_SQRT1_2 * difference + s->effect;
}

#endif
