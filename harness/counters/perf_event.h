/*
 * Events of the PMU: the table of names, and opening one of them.
 */
#ifndef COUNTERS_PERF_EVENT_H
#define COUNTERS_PERF_EVENT_H

#include "counters/perf_sys.h"
#include "counters/provider.h"

#define PERF_EVENTS 18

extern const struct provider_name perf_event_name[PERF_EVENTS];

/* How one event opens on this machine, once that is known. */
struct perf_event {
	size_t index;                /* into perf_event_name */
	struct perf_event_attr attr; /* what was accepted last */
	int errnum;                  /* 0: it opens */
};

/*
 * Finds what the kernel accepts for event INDEX, from the least privileged
 * and most exact meaning (user space only) downwards. RET->errnum is that of
 * the last attempt, the only one that names the cause.
 */
void perf_event_find(const struct perf_sys *sys, size_t index,
		     struct perf_event *ret);
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
