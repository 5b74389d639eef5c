/*
 * Where the kernel shows what it counts for a process or a thread. Each
 * source is asked only if one of its counters is wanted.
 */
#ifndef COUNTERS_OS_SOURCE_H
#define COUNTERS_OS_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "counters/counters.h"

/* In the order in which they are read. */
enum os_source {
	SOURCE_RUSAGE,
	SOURCE_SCHEDSTAT,
	SOURCE_IO,
	SOURCE_STATUS, /* levels only */
	SOURCE_CLOCK, /* next to the slice: it runs while the others are read */
};
#define OS_SOURCES 5

enum os_counter {
	OS_TASK_CLOCK,
	OS_MINOR_FAULTS,
	OS_MAJOR_FAULTS,
	OS_VOLUNTARY,
	OS_INVOLUNTARY,
	OS_RUN_QUEUE_WAIT,
	OS_PAGE_FAULTS,
	OS_CONTEXT_SWITCHES,
	OS_READ_BYTES,
	OS_WRITTEN_BYTES,
	OS_PEAK_RSS,
};
#define OS_COUNTERS 11

struct os_sources {
	const char *root; /* of /proc: "" but in tests */
	enum counters_scope scope;
	bool open[OS_SOURCES];
	int fd[OS_SOURCES]; /* -1: no file */
	/* The last value of run-queue-wait, and the switches until then. */
	uint64_t waited_ns, waited_switches;
	bool waited;
};

void os_sources_init(struct os_sources *sources, const char *root,
		     enum counters_scope scope);
/* 0, or the errno: the source is not there or shows nothing. */
int os_source_open(struct os_sources *sources, enum os_source source);
/* Its counters into VALUE. 0, or the errno. Allocates nothing. */
int os_source_read(struct os_sources *sources, enum os_source source,
		   uint64_t value[OS_COUNTERS]);
void os_sources_close(struct os_sources *sources);

#endif
