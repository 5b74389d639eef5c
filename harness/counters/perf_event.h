/*
 * Opening one event of the PMU.
 */
#ifndef COUNTERS_PERF_EVENT_H
#define COUNTERS_PERF_EVENT_H

#include "counters/counters.h"
#include "counters/perf_pmu.h"
#include "counters/perf_sys.h"

/* How one event opens on this machine, once that is known. */
struct perf_event {
	const char *name;            /* the counter's */
	struct perf_event_attr attr; /* what was accepted last */
	int errnum;                  /* 0: it opens */
};

/*
 * Finds what the kernel accepts for counter NAME, from the least privileged
 * and most exact meaning (user space only) downwards. KIND: on that kind of
 * CPU; NULL: there is but one. RET->errnum is that of the last attempt, the
 * only one that names the cause; -ENODEV: the event is another kind's.
 */
void perf_event_find(const struct perf_sys *sys, const char *name,
		     const struct counter_code *code,
		     const struct perf_kind *kind, struct perf_event *ret);
/*
 * Opens a found event: as a disabled leader (GROUP_FD -1) or a member.
 * Descriptor, or a negative errno.
 */
int perf_event_open_in(const struct perf_sys *sys,
		       const struct perf_event *event, int group_fd);
static inline bool perf_event_user_only(const struct perf_event *event)
{
	return event->attr.exclude_kernel;
}

#endif
