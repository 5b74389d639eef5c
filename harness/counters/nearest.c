#include <string.h>

#include "base/str.h"
#include "counters/passes.h"
#include "counters/spec.h"

#define NAMES_MAX 160

static size_t all_names(const char *names[NAMES_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < pass_metric_count && n < NAMES_MAX; i++)
		names[n++] = pass_metric[i].name;
	for (size_t p = 0; p < SPEC_PROVIDERS; p++)
		for (size_t i = 0;
		     i < spec_provider[p]->name_count && n < NAMES_MAX; i++)
			names[n++] = spec_provider[p]->name[i].name;
	return n;
}

const char *counters_unit(const char *name)
{
	const struct pass_metric *metric = pass_metric_find(name);

	if (metric)
		return metric->unit;
	for (size_t p = 0; p < SPEC_PROVIDERS; p++)
		for (size_t i = 0; i < spec_provider[p]->name_count; i++)
			if (strcmp(name, spec_provider[p]->name[i].name) == 0)
				return spec_provider[p]->name[i].unit;
	return NULL;
}

const char *counters_nearest(const char *name)
{
	const char *names[NAMES_MAX];

	size_t count = all_names(names);

	/* Other names may be of authors, and only begin like these. */
	return strncmp(name, "sim.", 4) == 0 ? str_meant(name, names, count)
					     : str_nearest(name, names, count);
}
