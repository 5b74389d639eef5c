#include <stdio.h>
#include <string.h>

#include "counters/counters.h"

static void line_none(const struct counter_info *info, char *buf, size_t size)
{
	const char *name = info->errno_name;

	/* The first clause: the line stands below a table. */
	snprintf(buf, size, "hardware counters: none (%s%s%.*s)", name,
		 name[0] ? ": " : "", (int)strcspn(info->reason, ";"),
		 info->reason);
}

void counters_hardware_line(char *buf, size_t size)
{
	struct counters *counters = NULL;
	const struct counter_info *missing = NULL;
	size_t here = 0, user_only = 0;
	struct err err = {0};

	if (counters_open(&counters, "hardware", 0, &err) < 0) {
		snprintf(buf, size, "hardware counters: none (%s)", err.text);
		return;
	}
	size_t count = counters_count(counters);
	for (size_t i = 0; i < count; i++) {
		const struct counter_info *info = counters_info(counters, i);
		here += info->available;
		user_only += info->available && info->user_only;
		if (!info->available && !missing)
			missing = info;
	}
	if (here == 0 && missing)
		line_none(missing, buf, size);
	else if (missing)
		snprintf(buf, size, "hardware counters: %zu of %zu (%s: %s)",
			 here, count, missing->name, missing->reason);
	else
		snprintf(buf, size, "hardware counters: all %zu%s", count,
			 user_only == here ? ", user space only" : "");
	counters_close(counters);
}
