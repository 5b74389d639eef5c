/*
 * What the kernel counts for every process, whatever the machine and the
 * privileges: getrusage(), the CPU clock and two files of /proc. Whole
 * process, kernel work included.
 *
 * A source is read only if one of its counters was asked for. /proc/self/io
 * is the dearest and takes part only when named or with "os".
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "counters/provider.h"

enum os_source { SOURCE_RUSAGE, SOURCE_CLOCK, SOURCE_SCHEDSTAT, SOURCE_IO };
#define OS_SOURCES 4

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
	OS_COUNTERS
};

static const struct provider_name os_name[OS_COUNTERS] = {
    [OS_TASK_CLOCK] = {"task-clock", "ns", true, true},
    [OS_MINOR_FAULTS] = {"minor-faults", "", true, true},
    [OS_MAJOR_FAULTS] = {"major-faults", "", true, true},
    [OS_VOLUNTARY] = {"voluntary-switches", "", true, true},
    [OS_INVOLUNTARY] = {"involuntary-switches", "", true, true},
    [OS_RUN_QUEUE_WAIT] = {"run-queue-wait", "ns", true, true},
    [OS_PAGE_FAULTS] = {"page-faults", "", false, false},
    [OS_CONTEXT_SWITCHES] = {"context-switches", "", false, false},
    [OS_READ_BYTES] = {"read-bytes", "bytes", false, true},
    [OS_WRITTEN_BYTES] = {"written-bytes", "bytes", false, true},
};

static const enum os_source os_source_of[OS_COUNTERS] = {
    [OS_TASK_CLOCK] = SOURCE_CLOCK,
    [OS_RUN_QUEUE_WAIT] = SOURCE_SCHEDSTAT,
    [OS_READ_BYTES] = SOURCE_IO,
    [OS_WRITTEN_BYTES] = SOURCE_IO,
};

struct os_file {
	const char *path, *reason, *mend;
};

static const struct os_file os_file[OS_SOURCES] = {
    [SOURCE_SCHEDSTAT] = {"/proc/self/schedstat",
			  "this kernel keeps no scheduler statistics of a "
			  "task (/proc/self/schedstat)",
			  "a kernel with CONFIG_SCHED_INFO; involuntary-"
			  "switches tell much of the same"},
    [SOURCE_IO] = {"/proc/self/io",
		   "the bytes a process reads and writes are not shown here "
		   "(/proc/self/io)",
		   "a kernel with CONFIG_TASK_IO_ACCOUNTING, and a process "
		   "that did not give up its privileges"},
};

struct os_state {
	enum os_counter counter[COUNTERS_MAX];
	bool available[COUNTERS_MAX];
	size_t count;
	bool wanted[OS_SOURCES];
	int fd[OS_SOURCES]; /* -1: not open */
};

static enum os_counter os_find(const char *name)
{
	enum os_counter c = 0;

	while (c < OS_COUNTERS - 1 && strcmp(os_name[c].name, name) != 0)
		c++;
	return c;
}

/* Text of an open file of /proc from its start; false if there is none. */
static bool os_text(int fd, char *buf, size_t size)
{
	ssize_t n;

	do
		n = pread(fd, buf, size - 1, 0);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return false;
	buf[n] = '\0';
	return true;
}

/* 0, or errno. */
static int os_open_file(struct os_state *os, enum os_source source)
{
	char text[512];

	if (os->fd[source] >= 0 || !os_file[source].path)
		return 0;
	int fd = open(os_file[source].path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	/* Some files open for all and refuse when they are read. */
	errno = ENODATA;
	if (!os_text(fd, text, sizeof(text))) {
		int errnum = errno;
		close(fd);
		return errnum;
	}
	os->fd[source] = fd;
	return 0;
}

static void os_open_one(struct os_state *os, struct counter_info *info)
{
	enum os_counter counter = os_find(info->name);
	enum os_source source = os_source_of[counter];
	int errnum = os_open_file(os, source);

	info->user_only = false;
	info->available = errnum == 0;
	if (errnum) {
		counter_absent(info, errnum);
		snprintf(info->reason, sizeof(info->reason), "%s",
			 os_file[source].reason);
		snprintf(info->mend, sizeof(info->mend), "%s",
			 os_file[source].mend);
	}
	os->counter[os->count] = counter;
	os->available[os->count++] = info->available;
	os->wanted[source] |= info->available;
}

static int os_open(void **ret_state, struct counter_info *info, size_t count,
		   uint32_t round, enum counters_scope scope, struct err *err)
{
	struct os_state *os = calloc(1, sizeof(*os));

	(void)round;
	(void)scope;
	if (!os)
		return err_nomem(err, "counters");
	for (size_t i = 0; i < OS_SOURCES; i++)
		os->fd[i] = -1;
	for (size_t i = 0; i < count; i++)
		os_open_one(os, &info[i]);
	*ret_state = os;
	return 0;
}

static uint64_t timespec_ns(const struct timespec *t)
{
	return (uint64_t)t->tv_sec * 1000000000u + (uint64_t)t->tv_nsec;
}

static int os_read_rusage(uint64_t value[OS_COUNTERS])
{
	struct rusage usage;

	if (getrusage(RUSAGE_SELF, &usage) != 0)
		return -ERR_SYS;
	value[OS_MINOR_FAULTS] = (uint64_t)usage.ru_minflt;
	value[OS_MAJOR_FAULTS] = (uint64_t)usage.ru_majflt;
	value[OS_PAGE_FAULTS] = (uint64_t)(usage.ru_minflt + usage.ru_majflt);
	value[OS_VOLUNTARY] = (uint64_t)usage.ru_nvcsw;
	value[OS_INVOLUNTARY] = (uint64_t)usage.ru_nivcsw;
	value[OS_CONTEXT_SWITCHES] =
	    (uint64_t)(usage.ru_nvcsw + usage.ru_nivcsw);
	return 0;
}

static int os_read_clock(uint64_t value[OS_COUNTERS])
{
	struct timespec t;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) != 0)
		return -ERR_SYS;
	value[OS_TASK_CLOCK] = timespec_ns(&t);
	return 0;
}

/* "ON-CPU-NS WAIT-NS SLICES" of the main thread. */
static int os_read_schedstat(int fd, uint64_t value[OS_COUNTERS])
{
	char text[128], *end;

	if (!os_text(fd, text, sizeof(text)))
		return -ERR_SYS;
	(void)strtoull(text, &end, 10);
	value[OS_RUN_QUEUE_WAIT] = strtoull(end, NULL, 10);
	return 0;
}

static int os_read_io(int fd, uint64_t value[OS_COUNTERS])
{
	char text[512];

	if (!os_text(fd, text, sizeof(text)))
		return -ERR_SYS;
	const char *in = strstr(text, "\nread_bytes: ");
	const char *out = strstr(text, "\nwrite_bytes: ");
	if (!in || !out)
		return -ERR_SYS;
	value[OS_READ_BYTES] =
	    strtoull(in + strlen("\nread_bytes: "), NULL, 10);
	value[OS_WRITTEN_BYTES] =
	    strtoull(out + strlen("\nwrite_bytes: "), NULL, 10);
	return 0;
}

static int os_read_sources(struct os_state *os, uint64_t value[OS_COUNTERS])
{
	int rc = 0;

	if (os->wanted[SOURCE_SCHEDSTAT])
		rc |= os_read_schedstat(os->fd[SOURCE_SCHEDSTAT], value);
	if (os->wanted[SOURCE_IO])
		rc |= os_read_io(os->fd[SOURCE_IO], value);
	if (os->wanted[SOURCE_RUSAGE])
		rc |= os_read_rusage(value);
	if (os->wanted[SOURCE_CLOCK])
		rc |= os_read_clock(value);
	return rc ? -ERR_SYS : 0;
}

static int os_read(void *state, struct counter_reading *reading)
{
	struct os_state *os = state;
	uint64_t value[OS_COUNTERS] = {0};
	int rc = os_read_sources(os, value);
	struct timespec now = {0};

	/* Always counted: enabled and running are the same. */
	clock_gettime(CLOCK_MONOTONIC, &now);
	for (size_t i = 0; i < os->count; i++) {
		reading[i] = (struct counter_reading){0};
		if (rc < 0 || !os->available[i])
			continue;
		reading[i].value = value[os->counter[i]];
		reading[i].enabled_ns = timespec_ns(&now);
		reading[i].running_ns = reading[i].enabled_ns;
	}
	return rc;
}

static void os_close(void *state)
{
	struct os_state *os = state;

	for (size_t i = 0; i < OS_SOURCES; i++)
		if (os->fd[i] >= 0)
			close(os->fd[i]);
	free(os);
}

const struct provider os_provider = {
    .kind = PROVIDER_OS,
    .name = os_name,
    .name_count = OS_COUNTERS,
    .open = os_open,
    .read = os_read,
    .close = os_close,
};
