/*
 * Room for the process pairs of a case, whose number nobody knows before.
 */
#ifndef RUN_PAIR_ROOM_H
#define RUN_PAIR_ROOM_H

#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/result.h"

/*
 * Makes room for one more pair in both arrays of INTO, *CAPACITY pairs long (0
 * at first, whatever the arrays are), by doubling in ARENA.
 */
int pair_room(struct result_case *into, size_t *capacity, struct arena *arena,
	      struct err *err);

#endif
