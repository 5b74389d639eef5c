#include <string.h>

#include "counters/overhead.h"

bool overhead_init(struct overhead *overhead, const struct counter_info *info,
		   size_t count)
{
	bool any = false;

	memset(overhead, 0, sizeof(*overhead));
	for (size_t i = 0; i < count; i++) {
		overhead->of[i] = info[i].provider == PROVIDER_HARDWARE &&
				  info[i].available &&
				  (!strcmp(info[i].name, "instructions") ||
				   !strcmp(info[i].name, "branches"));
		overhead->least[i] = UINT64_MAX;
		any |= overhead->of[i];
	}
	return any;
}

void overhead_learn(struct overhead *overhead,
		    const struct counter_reading *reading, size_t count,
		    bool first)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t more = reading[i].value - overhead->raw[i];
		if (!first && more < overhead->least[i])
			overhead->least[i] = more;
		overhead->raw[i] = reading[i].value;
	}
}

void overhead_take_off(struct overhead *overhead,
		       struct counter_reading *reading, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		/* Less than before: it was lost. */
		if (!overhead->of[i] || reading[i].value < overhead->raw[i])
			continue;
		uint64_t more = reading[i].value - overhead->raw[i];
		overhead->raw[i] = reading[i].value;
		if (more > overhead->least[i])
			overhead->net[i] += more - overhead->least[i];
		reading[i].value = overhead->net[i];
	}
}
