/*
 * A PMU by script, behind the table of system calls of counters/: what it
 * refuses, how many counters it has, what it counts, how it misbehaves; and
 * a log of what was asked of it.
 */
#ifndef SUPPORT_FAKE_PERF_SYS_H
#define SUPPORT_FAKE_PERF_SYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "counters/perf_sys.h"

#define FAKE_PERF_EVENTS  1024
#define FAKE_PERF_STEP_NS 1000000u
#define FAKE_PERF_READ_NS 1000u
#define FAKE_PERF_CONFIGS 16

struct fake_perf_event {
	struct perf_event_attr attr;
	int group_fd; /* -1: leader */
	bool open, enabled;
	bool probed; /* the loop that follows enabling was counted */
	uint64_t value, enabled_ns, running_ns;
};

struct fake_perf {
	struct perf_sys sys;
	/* Script. */
	int (*refuse)(const struct perf_event_attr *attr); /* errno or 0 */
	/* It opens, but no group that it is in runs. */
	bool (*never_runs)(const struct perf_event_attr *attr);
	size_t counters; /* at once; larger groups never run */
	bool validates;  /* larger groups are EINVAL at opening */
	uint64_t counts_a_step[FAKE_PERF_CONFIGS]; /* by attr.config */
	uint64_t counts_a_read[FAKE_PERF_CONFIGS]; /* what reading adds */
	/* Type of the PMU that the process is on; 0: there is one kind. */
	uint32_t on_kind;
	unsigned running_percent;
	int interrupts;    /* next opens and reads that end in EINTR */
	uint32_t max_size; /* of the attr, else E2BIG; 0: any */
	bool reversed;     /* members come in reverse order */
	bool same_ids;     /* every member claims the first one's id */
	int read_errno;
	bool stopped; /* no time passes any more */
	bool zero_times;
	long cut_bytes; /* left out at a read's end; -1: end of file */
	int enable_errno;
	/* Log. */
	struct fake_perf_event event[FAKE_PERF_EVENTS];
	size_t opened; /* successful opens */
	size_t asked;  /* calls of open */
	struct perf_event_attr first_asked;
	size_t enables, other_ioctls;
	bool enable_had_flags;
};

/* A well-behaved PMU of six counters. SYS.ctx points to it: do not move. */
void fake_perf_init(struct fake_perf *fake);
/*
 * STEPS of work pass. One step follows each enabling by itself: the probe. A
 * read takes time, but is no work.
 */
void fake_perf_work(struct fake_perf *fake, unsigned steps);
/* Descriptors that were not closed. */
size_t fake_perf_left_open(const struct fake_perf *fake);

#endif
