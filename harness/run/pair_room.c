#include "run/pair_room.h"

#include <string.h>

#define LEAST_PAIRS 16

static struct process_samples *grown(struct arena *arena,
				     const struct process_samples *from,
				     size_t count, size_t capacity,
				     struct err *err)
{
	struct process_samples *to =
	    arena_array(arena, capacity, sizeof(*to), err);

	if (to && count > 0)
		memcpy(to, from, count * sizeof(*to));
	return to;
}

int pair_room(struct result_case *into, size_t *capacity, struct arena *arena,
	      struct err *err)
{
	size_t count = into->process_count;
	size_t more = *capacity > 0 ? 2 * *capacity : LEAST_PAIRS;

	if (count < *capacity)
		return 0;
	struct process_samples *base =
	    grown(arena, into->base_process, count, more, err);
	struct process_samples *head =
	    grown(arena, into->process, count, more, err);
	if (!base || !head)
		return -ERR_NOMEM;
	into->base_process = base;
	into->process = head;
	*capacity = more;
	return 0;
}
