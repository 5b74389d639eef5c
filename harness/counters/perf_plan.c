#include <string.h>

#include "counters/perf_plan.h"

static size_t find_named(const struct perf_event *event, size_t count,
			 const char *name)
{
	size_t i = 0;

	while (i < count && strcmp(event[i].name, name) != 0)
		i++;
	return i;
}

/* Events that every group of this split carries: a common check. */
static size_t shared_events(const struct perf_event *event, size_t count,
			    enum perf_split split, size_t shared[2])
{
	size_t cycles = find_named(event, count, "cycles");
	size_t instructions = find_named(event, count, "instructions");
	size_t n = 0;

	if (split == SPLIT_NONE || split == SPLIT_SINGLES)
		return 0;
	if (split != SPLIT_PAIRS && cycles < count)
		shared[n++] = cycles;
	if (instructions < count)
		shared[n++] = instructions;
	return n;
}

/* Members of a group beside the shared ones. */
static size_t split_width(enum perf_split split, size_t count)
{
	switch (split) {
	case SPLIT_NONE:
		return count;
	case SPLIT_SIXES:
		return 4;
	case SPLIT_FOURS:
		return 2;
	case SPLIT_PAIRS:
	case SPLIT_SINGLES:
		break;
	}
	return 1;
}

/* "branch-misses" of "branches", "LLC-load-misses" of "LLC-loads". */
static bool are_partners(const char *whole, const char *part)
{
	static const char suffix[] = "-misses";
	size_t n = strlen(part);

	if (n < sizeof(suffix) || strcmp(part + n - 7, suffix) != 0)
		return false;
	n -= sizeof(suffix) - 1;
	if (strncmp(whole, part, n) != 0)
		return false;
	return !strcmp(whole + n, "s") || !strcmp(whole + n, "es") ||
	       !strcmp(whole + n, "-references");
}

static bool contains(const size_t *list, size_t count, size_t item)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == item)
			return true;
	return false;
}

/* The partner of event I among those that are not in ORDER, or COUNT. */
static size_t partner_of(const struct perf_event *event, size_t count, size_t i,
			 const size_t *order, size_t ordered)
{
	for (size_t k = 0; k < count; k++)
		if (!contains(order, ordered, k) &&
		    (are_partners(event[i].name, event[k].name) ||
		     are_partners(event[k].name, event[i].name)))
			return k;
	return count;
}

/* The shared ones first, then pairs, each whole and its part; then others. */
static void put_in_order(const struct perf_event *event, size_t count,
			 size_t shared, size_t order[COUNTERS_MAX])
{
	size_t n = shared;

	for (size_t i = 0; i < count; i++) {
		if (contains(order, n, i))
			continue;
		size_t partner = partner_of(event, count, i, order, n);
		if (partner == count)
			continue;
		bool is_part = are_partners(event[partner].name, event[i].name);
		order[n++] = is_part ? partner : i;
		order[n++] = is_part ? i : partner;
	}
	for (size_t i = 0; i < count; i++)
		if (!contains(order, n, i))
			order[n++] = i;
}

size_t perf_plan_choose(const struct perf_event *event, size_t count,
			enum perf_split split, uint32_t round,
			size_t member[COUNTERS_MAX], size_t *ret_members)
{
	size_t order[COUNTERS_MAX] = {0};
	size_t shared = shared_events(event, count, split, order);
	size_t others = count - shared, width = split_width(split, count);
	size_t groups = others ? (others + width - 1) / width : 1;
	size_t first = round % groups * width, n = 0;

	put_in_order(event, count, shared, order);
	for (size_t i = 0; i < shared; i++)
		member[n++] = order[i];
	/* All groups are equally large: what fits must not depend on ROUND. */
	for (size_t i = 0; i < width && i < others; i++)
		member[n++] = order[shared + (first + i) % others];
	*ret_members = n;
	return groups;
}
