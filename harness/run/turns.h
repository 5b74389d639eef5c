/*
 * Whose turn it is in a process pair: pure, and the same for both sides.
 *
 * A pair has a number of set-ups. Each begins with a turn of both sides for
 * it, who first by coin, but role 0 at the first one, where it calibrates;
 * then come its slice pairs, in either order, each order as often as the
 * other. At last both have a turn to end.
 */
#ifndef RUN_TURNS_H
#define RUN_TURNS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum turn_kind { TURN_SETUP, TURN_SLICE, TURN_END };

struct turn {
	enum turn_kind kind;
	uint32_t role;  /* whose it is */
	bool second;    /* the other side had its turn of this pair before */
	uint64_t setup; /* its number */
	uint64_t slice; /* number of the slice pair; TURN_SLICE */
};

struct turns {
	uint64_t slices, setups;
	uint64_t per_setup;   /* slice pairs, but the last may have less */
	uint8_t *setup_first; /* role that sets up first; one a set-up */
	uint8_t *slice_first; /* one a slice pair */
};

/* SETUPS may become less, so that each has slices. ERR_NOMEM. */
int turns_init(struct turns *turns, uint64_t slices, uint64_t setups,
	       uint64_t seed, struct err *err);
void turns_release(struct turns *turns);
struct turn turns_at(const struct turns *turns, uint32_t number);

#endif
