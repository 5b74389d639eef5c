/*
 * What the kernel counts for every process, whatever the machine and the
 * privileges: getrusage(), the CPU clock and files of /proc. Kernel work
 * included.
 */
#include "counters/os.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "counters/os_source.h"

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
    [OS_PEAK_RSS] = {COUNTER_PEAK_RSS, "bytes", true, true},
};

static const enum os_source os_source_of[OS_COUNTERS] = {
    [OS_TASK_CLOCK] = SOURCE_CLOCK, [OS_RUN_QUEUE_WAIT] = SOURCE_SCHEDSTAT,
    [OS_READ_BYTES] = SOURCE_IO,    [OS_WRITTEN_BYTES] = SOURCE_IO,
    [OS_PEAK_RSS] = SOURCE_STATUS,
};

static const struct {
	const char *reason, *mend;
} os_absence[OS_SOURCES] = {
    [SOURCE_RUSAGE] = {"getrusage(2) is refused here, or counts nothing",
		       "a kernel of Linux itself, where a sandbox answers in "
		       "its place, and a seccomp filter that lets getrusage "
		       "pass"},
    [SOURCE_SCHEDSTAT] = {"this kernel keeps no scheduler statistics of a "
			  "task (/proc/self/schedstat)",
			  "a kernel with CONFIG_SCHEDSTATS; involuntary-"
			  "switches tell much of the same"},
    [SOURCE_IO] = {"the bytes a process reads and writes are not shown here "
		   "(/proc/self/io)",
		   "a kernel with CONFIG_TASK_IO_ACCOUNTING, and a process "
		   "that did not give up its privileges"},
    [SOURCE_STATUS] = {"the most memory that a process had is not shown here "
		       "(VmHWM of /proc/self/status)",
		       "mount /proc"},
    [SOURCE_CLOCK] = {"the clock of CPU time is refused here "
		      "(CLOCK_PROCESS_CPUTIME_ID)",
		      "a seccomp filter that lets clock_gettime pass"},
};

struct os {
	struct os_sources sources;
	struct counter_info *info;
	enum os_counter counter[COUNTERS_MAX];
	size_t count;
};

static enum os_counter os_find(const char *name)
{
	enum os_counter c = 0;

	while (c < OS_COUNTERS - 1 && strcmp(os_name[c].name, name) != 0)
		c++;
	return c;
}

static void open_one(struct os *os, struct counter_info *info)
{
	enum os_counter counter = os_find(info->name);
	enum os_source source = os_source_of[counter];
	int errnum = os_source_open(&os->sources, source);

	os->counter[os->count++] = counter;
	info->user_only = false;
	info->level = source == SOURCE_STATUS;
	info->available = errnum == 0;
	if (errnum == 0)
		return;
	counter_absent(info, errnum);
	snprintf(info->reason, sizeof(info->reason), "%s",
		 os_absence[source].reason);
	snprintf(info->mend, sizeof(info->mend), "%s", os_absence[source].mend);
}

int os_open(struct os **ret, const char *root, struct counter_info *info,
	    size_t count, enum counters_scope scope, struct err *err)
{
	struct os *os = calloc(1, sizeof(*os));

	if (!os)
		return err_nomem(err, "counters");
	os->info = info;
	os_sources_init(&os->sources, root, scope);
	for (size_t i = 0; i < count; i++)
		open_one(os, &info[i]);
	/* It saves most of the reads of the dearer one. */
	if (os->sources.open[SOURCE_SCHEDSTAT])
		(void)os_source_open(&os->sources, SOURCE_RUSAGE);
	*ret = os;
	return 0;
}

/* What SOURCE counted is absent from now on. */
static void lose(struct os *os, enum os_source source, int errnum)
{
	os->sources.open[source] = false;
	for (size_t i = 0; i < os->count; i++) {
		struct counter_info *info = &os->info[i];
		if (!info->available || os_source_of[os->counter[i]] != source)
			continue;
		counter_absent(info, errnum);
		snprintf(info->reason, sizeof(info->reason),
			 "it could no longer be read while the benchmark ran");
		snprintf(info->mend, sizeof(info->mend),
			 "a benchmark that closes descriptors which it did not "
			 "open takes those of tare; otherwise, run again");
	}
}

static void read_sources(struct os *os, uint64_t value[OS_COUNTERS])
{
	for (size_t s = 0; s < OS_SOURCES; s++) {
		enum os_source source = (enum os_source)s;
		if (!os->sources.open[s] || source == SOURCE_STATUS)
			continue;
		int errnum = os_source_read(&os->sources, source, value);
		if (errnum)
			lose(os, source, errnum);
	}
}

int os_read(struct os *os, struct counter_reading *reading)
{
	uint64_t value[OS_COUNTERS] = {0};
	struct timespec t = {0};

	read_sources(os, value);
	/* Always counted: enabled and running are the same. */
	clock_gettime(CLOCK_MONOTONIC, &t);
	uint64_t now_ns =
	    (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
	for (size_t i = 0; i < os->count; i++) {
		reading[i] = (struct counter_reading){0};
		if (!os->info[i].available || os->info[i].level)
			continue;
		reading[i].value = value[os->counter[i]];
		reading[i].enabled_ns = reading[i].running_ns = now_ns;
	}
	return 0;
}

bool os_level(struct os *os, size_t i, uint64_t *ret)
{
	uint64_t value[OS_COUNTERS] = {0};
	enum os_source source = os_source_of[os->counter[i]];

	if (!os->info[i].available || !os->info[i].level)
		return false;
	int errnum = os_source_read(&os->sources, source, value);
	if (errnum)
		lose(os, source, errnum);
	else
		*ret = value[os->counter[i]];
	return errnum == 0;
}

void os_close(struct os *os)
{
	os_sources_close(&os->sources);
	free(os);
}

static int provider_open(void **ret_state, struct counter_info *info,
			 size_t count, uint32_t round,
			 enum counters_scope scope, struct err *err)
{
	struct os *os;
	(void)round;
	int rc = os_open(&os, "", info, count, scope, err);

	if (rc == 0)
		*ret_state = os;
	return rc;
}

static int provider_read(void *state, struct counter_reading *reading)
{
	return os_read(state, reading);
}

static bool provider_level(void *state, size_t i, uint64_t *ret)
{
	return os_level(state, i, ret);
}

static void provider_close(void *state)
{
	os_close(state);
}

const struct provider os_provider = {
    .kind = PROVIDER_OS,
    .name = os_name,
    .name_count = OS_COUNTERS,
    .open = provider_open,
    .read = provider_read,
    .level = provider_level,
    .close = provider_close,
};
