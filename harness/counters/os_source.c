#include "counters/os_source.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/sysfile.h"

/* Below "proc/self" or, of a thread, "proc/thread-self". */
static const char *const file_name[OS_SOURCES] = {
    [SOURCE_SCHEDSTAT] = "schedstat",
    [SOURCE_IO] = "io",
};

void os_sources_init(struct os_sources *sources, const char *root,
		     enum counters_scope scope)
{
	*sources = (struct os_sources){.root = root, .scope = scope};
	for (size_t i = 0; i < OS_SOURCES; i++)
		sources->fd[i] = -1;
}

void os_sources_close(struct os_sources *sources)
{
	for (size_t i = 0; i < OS_SOURCES; i++)
		if (sources->fd[i] >= 0)
			(void)close(sources->fd[i]);
}

static int take_rusage(int who, uint64_t value[OS_COUNTERS])
{
	struct rusage usage;

	if (getrusage(who, &usage) != 0)
		return errno;
	value[OS_MINOR_FAULTS] = (uint64_t)usage.ru_minflt;
	value[OS_MAJOR_FAULTS] = (uint64_t)usage.ru_majflt;
	value[OS_PAGE_FAULTS] = (uint64_t)(usage.ru_minflt + usage.ru_majflt);
	value[OS_VOLUNTARY] = (uint64_t)usage.ru_nvcsw;
	value[OS_INVOLUNTARY] = (uint64_t)usage.ru_nivcsw;
	value[OS_CONTEXT_SWITCHES] =
	    (uint64_t)(usage.ru_nvcsw + usage.ru_nivcsw);
	return 0;
}

static int read_rusage(const struct os_sources *sources,
		       uint64_t value[OS_COUNTERS])
{
	return take_rusage(sources->scope == COUNTERS_THREAD ? RUSAGE_THREAD
							     : RUSAGE_SELF,
			   value);
}

static int read_clock(const struct os_sources *sources,
		      uint64_t value[OS_COUNTERS])
{
	struct timespec t;

	if (clock_gettime(sources->scope == COUNTERS_THREAD
			      ? CLOCK_THREAD_CPUTIME_ID
			      : CLOCK_PROCESS_CPUTIME_ID,
			  &t) != 0)
		return errno;
	value[OS_TASK_CLOCK] =
	    (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
	return 0;
}

/* Text of an open file of /proc from its start. 0, or errno. */
static int read_text(int fd, char *buf, size_t size)
{
	ssize_t n;

	do
		n = pread(fd, buf, size - 1, 0);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return n < 0 ? errno : ENODATA;
	buf[n] = '\0';
	return 0;
}

/*
 * "ON-CPU-NS WAIT-NS SLICES". A kernel that keeps no statistics shows zeros,
 * also for the slices, of which whoever reads this has had one.
 */
static int read_schedstat_file(int fd, uint64_t *ret_ns)
{
	char text[128], *wait, *slices, *end;
	int errnum = read_text(fd, text, sizeof(text));

	if (errnum)
		return errnum;
	(void)strtoull(text, &wait, 10);
	uint64_t ns = strtoull(wait, &slices, 10);
	if (strtoull(slices, &end, 10) == 0 || *end != '\n')
		return ENODATA;
	*ret_ns = ns;
	return 0;
}

/*
 * The wait grows only where the thread was switched out before. While the
 * number of switches, which was read before this, is as it was, so is the
 * wait; to read the file takes longer than all other sources of "auto".
 */
static int read_schedstat(struct os_sources *sources,
			  uint64_t value[OS_COUNTERS])
{
	uint64_t switches = value[OS_CONTEXT_SWITCHES];

	if (!sources->waited || !sources->open[SOURCE_RUSAGE] ||
	    switches != sources->waited_switches) {
		int errnum = read_schedstat_file(sources->fd[SOURCE_SCHEDSTAT],
						 &sources->waited_ns);
		if (errnum)
			return errnum;
		sources->waited_switches = switches;
		sources->waited = true;
	}
	value[OS_RUN_QUEUE_WAIT] = sources->waited_ns;
	return 0;
}

/* The number of the line that begins with KEY, "\nkey: ". */
static bool line_number(const char *text, const char *key, uint64_t *ret)
{
	const char *at = strstr(text, key);

	if (at)
		*ret = strtoull(at + strlen(key), NULL, 10);
	return at;
}

static int read_io(const struct os_sources *sources,
		   uint64_t value[OS_COUNTERS])
{
	char text[512];
	int errnum = read_text(sources->fd[SOURCE_IO], text, sizeof(text));

	if (errnum)
		return errnum;
	if (!line_number(text, "\nread_bytes: ", &value[OS_READ_BYTES]) ||
	    !line_number(text, "\nwrite_bytes: ", &value[OS_WRITTEN_BYTES]))
		return ENODATA;
	return 0;
}

static int read_status(const struct os_sources *sources,
		       uint64_t value[OS_COUNTERS])
{
	uint64_t kib = 0;

	if (!sysfile_u64(sources->root, "/proc/self/status", "VmHWM", &kib) ||
	    kib == 0)
		return ENODATA;
	value[OS_PEAK_RSS] = kib * 1024;
	return 0;
}

int os_source_read(struct os_sources *sources, enum os_source source,
		   uint64_t value[OS_COUNTERS])
{
	switch (source) {
	case SOURCE_RUSAGE:
		return read_rusage(sources, value);
	case SOURCE_SCHEDSTAT:
		return read_schedstat(sources, value);
	case SOURCE_IO:
		return read_io(sources, value);
	case SOURCE_STATUS:
		return read_status(sources, value);
	case SOURCE_CLOCK:
		return read_clock(sources, value);
	}
	return EINVAL;
}

static int open_file(struct os_sources *sources, enum os_source source)
{
	const char *self =
	    sources->scope == COUNTERS_THREAD ? "thread-self" : "self";
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/proc/%s/%s", sources->root, self,
		       file_name[source]);
	sources->fd[source] = open(path, O_RDONLY | O_CLOEXEC);
	return sources->fd[source] < 0 ? errno : 0;
}

/* Every process had page faults before it came here: 0 is not counted. */
static int prove_rusage(void)
{
	uint64_t value[OS_COUNTERS] = {0};
	int errnum = take_rusage(RUSAGE_SELF, value);

	if (errnum)
		return errnum;
	return value[OS_PAGE_FAULTS] ? 0 : ENODATA;
}

static int prove(struct os_sources *sources, enum os_source source)
{
	uint64_t value[OS_COUNTERS] = {0};
	int errnum = 0;

	if (file_name[source])
		errnum = open_file(sources, source);
	if (!errnum && source == SOURCE_RUSAGE)
		errnum = prove_rusage();
	/* Some files open for all and refuse when they are read. */
	return errnum ? errnum : os_source_read(sources, source, value);
}

int os_source_open(struct os_sources *sources, enum os_source source)
{
	if (sources->open[source])
		return 0;
	int errnum = prove(sources, source);
	if (errnum && sources->fd[source] >= 0) {
		(void)close(sources->fd[source]);
		sources->fd[source] = -1;
	}
	sources->open[source] = !errnum;
	return errnum;
}
