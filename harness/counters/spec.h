/*
 * The text of --counters: auto | none | os | hardware | fake:... | a list
 * of such words and of counters' names.
 */
#ifndef COUNTERS_SPEC_H
#define COUNTERS_SPEC_H

#include "counters/provider.h"

#define SPEC_PROVIDERS 2

/* What each provider is to open; names point into its static table. */
struct counter_spec {
	const struct provider_name *chosen[SPEC_PROVIDERS][COUNTERS_MAX];
	size_t count[SPEC_PROVIDERS];
	const char *fake; /* text after "fake:", or NULL */
};

extern const struct provider *const spec_provider[SPEC_PROVIDERS];

int counter_spec_parse(struct counter_spec *ret, const char *text,
		       struct err *err);

#endif
