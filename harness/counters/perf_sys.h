/*
 * The system calls of perf_event_open(2), as a table that tests replace.
 * Each returns a negative errno on failure.
 */
#ifndef COUNTERS_PERF_SYS_H
#define COUNTERS_PERF_SYS_H

#include <linux/perf_event.h>
#include <stddef.h>
#include <sys/types.h>

struct perf_sys {
	/* Event of this process on any CPU. */
	int (*open)(void *ctx, struct perf_event_attr *attr, int group_fd);
	int (*ioctl)(void *ctx, int fd, unsigned long request, void *arg);
	ssize_t (*read)(void *ctx, int fd, void *buf, size_t bytes);
	void (*close)(void *ctx, int fd);
	void *ctx;
};

extern const struct perf_sys perf_sys_real;

#endif
