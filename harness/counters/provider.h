/*
 * What stands behind the counters trait: one provider opens some counters
 * and reads them all at once.
 */
#ifndef COUNTERS_PROVIDER_H
#define COUNTERS_PROVIDER_H

#include "counters/counters.h"

struct provider_name {
	const char *name;
	const char *unit;
	bool automatic; /* "auto" takes it */
	bool group;     /* the provider's own name takes it */
};

struct provider {
	enum counter_provider kind;
	const struct provider_name *name;
	size_t name_count;
	/*
	 * Opens the COUNT counters named in INFO and fills in the rest of
	 * it. A missing counter is not an error. INFO stays where it is until
	 * close: a counter that is lost later is marked in it.
	 */
	int (*open)(void **ret_state, struct counter_info *info, size_t count,
		    uint32_t round, enum counters_scope scope, struct err *err);
	/* Fills one reading a counter. 0 or -ERR_SYS; allocates nothing. */
	int (*read)(void *state, struct counter_reading *reading);
	/* NULL: no levels. Otherwise as counters_level(), I of INFO. */
	bool (*level)(void *state, size_t i, uint64_t *ret);
	void (*close)(void *state);
};

extern const struct provider perf_provider;
extern const struct provider os_provider;
extern const struct provider fake_provider; /* open: fake_open() */

/* Marks INFO as absent, with errno's name. */
void counter_absent(struct counter_info *info, int errnum);

/*
 * TEXT: "cycles=1000,page-faults=EACCES,multiplex=50%". fake_open() fills
 * INFO (room for COUNTERS_MAX), names included.
 */
int fake_check(const char *text, struct err *err);
int fake_open(void **ret_state, const char *text, struct counter_info *info,
	      size_t *ret_count, struct err *err);

#endif
