/*
 * The text of --counters: auto | none | os | hardware | fake:... |
 * simulated | allocations | a list of such words and of counters' names.
 */
#ifndef COUNTERS_SPEC_H
#define COUNTERS_SPEC_H

#include "counters/provider.h"

#define SPEC_PROVIDERS 2

/* One counter that is to be opened. */
struct counter_choice {
	char name[96];
	const char *unit; /* static */
	struct counter_code code;
};

/* What each provider is to open. */
struct counter_spec {
	struct counter_choice chosen[SPEC_PROVIDERS][COUNTERS_MAX];
	size_t count[SPEC_PROVIDERS];
	const char *fake; /* text after "fake:", or NULL */
};

extern const struct provider *const spec_provider[SPEC_PROVIDERS];

int counter_spec_parse(struct counter_spec *ret, const char *text,
		       struct err *err);
/* As counters_open(), from other providers than spec_provider. */
int counters_open_from(struct counters **ret,
		       const struct provider *const *provider, const char *spec,
		       uint32_t round, enum counters_scope scope,
		       struct err *err);

#endif
