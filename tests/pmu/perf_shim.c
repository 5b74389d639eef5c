/*
 * Preloaded (LD_PRELOAD), it gives a machine without a PMU one that counts:
 * events of the hardware become software events of the kernel, so that groups,
 * ids, times and reads are the kernel's own. PERF_SHIM, a list of words with
 * blanks, says how it misbehaves:
 *	errno=NUMBER   opening an event of the hardware fails so
 *	opens=N        only after so many were opened, in each process
 *	first=N        only that many fail
 *	ends=N         reads give end of file after so many
 *	idle=1         events never run
 * Instructions begin with those of the loop that tare tries a group with, and
 * then go by the clock.
 */
#include <dlfcn.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "counters/perf_set.h"

#define MAX_FD 1024

static struct {
	bool ours, instructions;
	uint64_t id, reads, first;
} event[MAX_FD];

static long opened, failed;

static long setting(const char *name)
{
	const char *text = getenv("PERF_SHIM");
	const char *at = text ? strstr(text, name) : NULL;

	return at ? strtol(at + strlen(name), NULL, 10) : 0;
}

/* A software event for each: those that any process has are cheap. */
static void become_software(struct perf_event_attr *attr)
{
	static const uint64_t config[] = {
	    [PERF_COUNT_HW_CPU_CYCLES] = PERF_COUNT_SW_TASK_CLOCK,
	    [PERF_COUNT_HW_INSTRUCTIONS] = PERF_COUNT_SW_TASK_CLOCK,
	    [PERF_COUNT_HW_CACHE_REFERENCES] = PERF_COUNT_SW_PAGE_FAULTS,
	    [PERF_COUNT_HW_CACHE_MISSES] = PERF_COUNT_SW_PAGE_FAULTS_MAJ,
	    [PERF_COUNT_HW_BRANCH_INSTRUCTIONS] = PERF_COUNT_SW_CPU_CLOCK,
	    [PERF_COUNT_HW_BRANCH_MISSES] = PERF_COUNT_SW_PAGE_FAULTS_MIN,
	};
	bool common = attr->type == PERF_TYPE_HARDWARE &&
		      attr->config < sizeof(config) / sizeof(config[0]);

	attr->config = common ? config[attr->config] : PERF_COUNT_SW_TASK_CLOCK;
	attr->type = PERF_TYPE_SOFTWARE;
}

static bool is_hardware(const struct perf_event_attr *attr)
{
	return attr->type == PERF_TYPE_HARDWARE ||
	       attr->type == PERF_TYPE_HW_CACHE || attr->type == PERF_TYPE_RAW;
}

static bool must_fail(void)
{
	long first = setting("first=");

	if (!setting("errno=") || opened < setting("opens="))
		return false;
	return !first || failed++ < first;
}

static void remember(int fd, bool instructions)
{
	if (fd < 0 || fd >= MAX_FD)
		return;
	opened++;
	event[fd].ours = true;
	event[fd].instructions = instructions;
	event[fd].reads = event[fd].first = 0;
	ioctl(fd, PERF_EVENT_IOC_ID, &event[fd].id);
}

long syscall(long number, ...)
{
	long (*next)(long, ...) =
	    (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
	long word[6];
	va_list args;

	va_start(args, number);
	for (size_t i = 0; i < 6; i++)
		word[i] = va_arg(args, long);
	va_end(args);
	/* NOLINTNEXTLINE(performance-no-int-to-ptr): the kernel's words */
	struct perf_event_attr *attr = (struct perf_event_attr *)word[0];
	bool ours = number == SYS_perf_event_open && is_hardware(attr);
	if (!ours)
		return next(number, word[0], word[1], word[2], word[3], word[4],
			    word[5]);
	if (must_fail()) {
		errno = (int)setting("errno=");
		return -1;
	}
	struct perf_event_attr changed = *attr;
	become_software(&changed);
	long fd = next(number, &changed, word[1], word[2], word[3], word[4]);
	remember((int)fd, attr->type == PERF_TYPE_HARDWARE &&
			      attr->config == PERF_COUNT_HW_INSTRUCTIONS);
	return fd;
}

/* What ID has counted, where that is to be instructions. */
static uint64_t count_of(uint64_t id, uint64_t value)
{
	for (size_t fd = 0; fd < MAX_FD; fd++) {
		if (!event[fd].instructions || event[fd].id != id)
			continue;
		if (event[fd].first == 0)
			event[fd].first = value;
		return PERF_PROBE_INSTRUCTIONS + value - event[fd].first;
	}
	return value;
}

/* nr, enabled, running, then value and id of each. */
static void change(uint64_t *words, size_t count)
{
	if (setting("idle="))
		words[2] = 0;
	for (size_t i = 3; i + 1 < count; i += 2)
		words[i] = count_of(words[i + 1], words[i]);
}

ssize_t read(int fd, void *buffer, size_t size)
{
	ssize_t (*next)(int, void *, size_t) =
	    (ssize_t(*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
	ssize_t n = next(fd, buffer, size);

	if (fd < 0 || fd >= MAX_FD || !event[fd].ours || n < 24)
		return n;
	event[fd].reads++;
	long ends = setting("ends=");
	if (ends && (long)event[fd].reads > ends)
		return 0;
	change(buffer, (size_t)n / sizeof(uint64_t));
	return n;
}

int close(int fd)
{
	int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, "close");

	if (fd >= 0 && fd < MAX_FD)
		event[fd].ours = event[fd].instructions = false;
	return next(fd);
}
