/* The os provider: what it counts of a thread, and what may be missing. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "counters/os.h"
#include "text.h"
#include "tmpdir.h"

#define PAGES 64

/*
 * Instead of the C library's, while a test says so: errno, or counts that
 * stay as they are.
 */
static int rusage_errnum, clock_errnum;
static bool rusage_scripted;
static struct rusage rusage_script;

int getrusage(__rusage_who_t who, struct rusage *usage)
{
	if (rusage_errnum) {
		errno = rusage_errnum;
		return -1;
	}
	if (!rusage_scripted)
		return (int)syscall(SYS_getrusage, who, usage);
	*usage = rusage_script;
	return 0;
}

int clock_gettime(clockid_t id, struct timespec *time)
{
	if (clock_errnum && id != CLOCK_MONOTONIC) {
		errno = clock_errnum;
		return -1;
	}
	return (int)syscall(SYS_clock_gettime, id, time);
}

static struct tmpdir dir;
static struct counter_info info[8];
static struct counter_reading reading[8];
static struct os *os;

static void make(void)
{
	dir = tmpdir_make();
}

static void drop(void)
{
	if (os)
		os_close(os);
	tmpdir_remove(&dir);
}

TestSuite(os_source, .init = make, .fini = drop);

/* Opens the counters of NAMES, with /proc below ROOT. */
static void open_names(const char *names, const char *root,
		       enum counters_scope scope)
{
	char copy[256], *rest = copy, *name;
	size_t count = 0;
	struct err err = {0};

	snprintf(copy, sizeof(copy), "%s", names);
	while ((name = strsep(&rest, ",")))
		snprintf(info[count++].name, sizeof(info[0].name), "%s", name);
	cr_assert(eq(int, os_open(&os, root, info, count, scope, &err), 0));
}

static void expect_absent(size_t i, const char *errno_name, const char *reason)
{
	char *name = info[i].errno_name;

	cr_assert(not(info[i].available), "%s", info[i].name);
	cr_assert(eq(str, name, (char *)errno_name), "%s", info[i].name);
	cr_assert(text_has(info[i].reason, reason), "%s", info[i].reason);
	cr_assert(ne(chr, info[i].mend[0], '\0'));
	cr_assert(eq(int, os_read(os, reading), 0));
	cr_assert(eq(u64, reading[i].value, 0));
	cr_assert(eq(u64, reading[i].enabled_ns, 0));
}

static void write_proc(const char *name, const char *text)
{
	char path[64];

	(void)mkdir(tmpdir_path(&dir, "proc"), 0755);
	(void)mkdir(tmpdir_path(&dir, "proc/self"), 0755);
	(void)mkdir(tmpdir_path(&dir, "proc/thread-self"), 0755);
	snprintf(path, sizeof(path), "proc/%s", name);
	tmpdir_write(&dir, path, text);
}

Test(os_source, without_proc_its_counters_are_absent_and_others_are_not)
{
	open_names("run-queue-wait,read-bytes,peak-rss,minor-faults", dir.path,
		   COUNTERS_PROCESS);
	expect_absent(0, "ENOENT", "/proc/self/schedstat");
	expect_absent(1, "ENOENT", "/proc/self/io");
	expect_absent(2, "ENODATA", "VmHWM");
	cr_assert(info[3].available);
	cr_assert(gt(u64, reading[3].value, 0));
	cr_assert(eq(u64, reading[3].running_ns, reading[3].enabled_ns));
}

Test(os_source, zeros_of_a_kernel_without_statistics_are_no_wait_of_0)
{
	write_proc("self/schedstat", "0 0 0\n");
	open_names("run-queue-wait", dir.path, COUNTERS_PROCESS);
	expect_absent(0, "ENODATA", "scheduler statistics");
}

Test(os_source, files_are_read_as_the_kernel_writes_them)
{
	write_proc("self/schedstat", "4000 1234 7\n");
	write_proc("self/io", "rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\n"
			      "read_bytes: 4096\nwrite_bytes: 8192\n"
			      "cancelled_write_bytes: 5\n");
	write_proc("self/status", "Name:\tx\nVmHWM:\t    5120 kB\n");
	open_names("run-queue-wait,read-bytes,written-bytes,peak-rss", dir.path,
		   COUNTERS_PROCESS);
	cr_assert(eq(int, os_read(os, reading), 0));
	cr_assert(eq(u64, reading[0].value, 1234));
	cr_assert(eq(u64, reading[1].value, 4096));
	cr_assert(eq(u64, reading[2].value, 8192));
}

Test(os_source, a_level_is_no_matter_of_a_slice)
{
	uint64_t level = 0;

	write_proc("self/status", "VmHWM:\t    5120 kB\n");
	open_names("peak-rss,minor-faults", dir.path, COUNTERS_PROCESS);
	cr_assert(info[0].level);
	cr_assert(not(info[1].level));
	cr_assert(eq(int, os_read(os, reading), 0));
	cr_assert(eq(u64, reading[0].value, 0));
	cr_assert(eq(u64, reading[0].enabled_ns, 0));
	cr_assert(os_level(os, 0, &level));
	cr_assert(eq(u64, level, 5120 * 1024));
	cr_assert(not(os_level(os, 1, &level)));
	/* It is a level of the process, in a thread too. */
	write_proc("self/status", "Name:\tx\n");
	cr_assert(not(os_level(os, 0, &level)));
	expect_absent(0, "ENODATA", "no longer");
}

Test(os_source, a_thread_has_files_of_its_own)
{
	write_proc("self/schedstat", "1 10 1\n");
	write_proc("thread-self/schedstat", "1 20 1\n");
	open_names("run-queue-wait", dir.path, COUNTERS_THREAD);
	cr_assert(eq(int, os_read(os, reading), 0));
	cr_assert(eq(u64, reading[0].value, 20));
}

/* Without a switch there was no wait, so the file is not read. */
Test(os_source, the_wait_is_read_again_after_a_switch)
{
	rusage_scripted = true;
	rusage_script = (struct rusage){.ru_minflt = 1, .ru_nvcsw = 5};
	write_proc("self/schedstat", "1 10 1\n");
	open_names("run-queue-wait", dir.path, COUNTERS_PROCESS);
	cr_assert(eq(int, os_read(os, reading), 0));
	write_proc("self/schedstat", "1 30 1\n");
	cr_assert(eq(int, os_read(os, reading), 0));
	cr_assert(eq(u64, reading[0].value, 10));
	rusage_script.ru_nivcsw++;
	cr_assert(eq(int, os_read(os, reading), 0));
	cr_assert(eq(u64, reading[0].value, 30));
	write_proc("self/schedstat", "1 50 1\n");
	rusage_script.ru_nvcsw++;
	cr_assert(eq(int, os_read(os, reading), 0));
	cr_assert(eq(u64, reading[0].value, 50));
}

Test(os_source, without_rusage_the_wait_is_read_each_time)
{
	rusage_errnum = EPERM;
	write_proc("self/schedstat", "1 10 1\n");
	open_names("run-queue-wait,minor-faults", dir.path, COUNTERS_PROCESS);
	expect_absent(1, "EPERM", "getrusage");
	cr_assert(eq(u64, reading[0].value, 10));
	write_proc("self/schedstat", "1 30 1\n");
	cr_assert(eq(int, os_read(os, reading), 0));
	cr_assert(eq(u64, reading[0].value, 30));
}

Test(os_source, a_process_without_a_page_fault_is_not_believed)
{
	rusage_scripted = true;
	open_names("minor-faults,voluntary-switches", "", COUNTERS_THREAD);
	expect_absent(0, "ENODATA", "counts nothing");
	expect_absent(1, "ENODATA", "counts nothing");
}

Test(os_source, a_refused_clock_is_absent)
{
	clock_errnum = EPERM;
	open_names("task-clock", "", COUNTERS_THREAD);
	expect_absent(0, "EPERM", "clock of CPU time");
}

static bool fd_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

Test(os_source, what_is_lost_while_it_counts_is_absent_and_others_go_on)
{
	bool before[256];

	for (int fd = 0; fd < 256; fd++)
		before[fd] = fd_open(fd);
	rusage_scripted = true;
	rusage_script = (struct rusage){.ru_minflt = 1};
	open_names("run-queue-wait,read-bytes,minor-faults", "",
		   COUNTERS_PROCESS);
	cr_assert(info[0].available);
	cr_assert(info[1].available);
	for (int fd = 0; fd < 256; fd++)
		if (fd_open(fd) && !before[fd])
			(void)close(fd);
	rusage_script.ru_nvcsw++;
	rusage_script.ru_minflt = 8;
	cr_assert(eq(int, os_read(os, reading), 0));
	expect_absent(0, "EBADF", "no longer be read");
	expect_absent(1, "EBADF", "no longer be read");
	cr_assert(text_has(info[1].mend, "closes descriptors"));
	cr_assert(eq(u64, reading[2].value, 8));
}

static void touch_pages(size_t count)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	volatile char *memory = mmap(NULL, count * page, PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	cr_assert(ne(ptr, (void *)memory, MAP_FAILED));
	(void)madvise((void *)memory, count * page, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < count; i++)
		memory[i * page] = 1;
	(void)munmap((void *)memory, count * page);
}

static void spin(uint64_t ns)
{
	struct timespec from, now;

	syscall(SYS_clock_gettime, CLOCK_THREAD_CPUTIME_ID, &from);
	do
		syscall(SYS_clock_gettime, CLOCK_THREAD_CPUTIME_ID, &now);
	while ((uint64_t)(now.tv_sec - from.tv_sec) * 1000000000u +
		   (uint64_t)now.tv_nsec - (uint64_t)from.tv_nsec <
	       ns);
}

static void *busy(void *arg)
{
	touch_pages(PAGES);
	spin(3000000);
	return arg;
}

/* What another thread does meanwhile, by the counters of SCOPE. */
static void count_other_thread(enum counters_scope scope, uint64_t ret[2])
{
	struct counter_reading before[8];
	pthread_t other;

	open_names("minor-faults,task-clock", "", scope);
	cr_assert(eq(int, os_read(os, before), 0));
	cr_assert(eq(int, pthread_create(&other, NULL, busy, NULL), 0));
	pthread_join(other, NULL);
	cr_assert(eq(int, os_read(os, reading), 0));
	for (size_t i = 0; i < 2; i++)
		ret[i] = reading[i].value - before[i].value;
}

Test(os_source, a_process_has_the_work_of_all_its_threads)
{
	uint64_t counted[2];

	count_other_thread(COUNTERS_PROCESS, counted);
	cr_assert(ge(u64, counted[0], PAGES));
	cr_assert(ge(u64, counted[1], 3000000));
}

Test(os_source, a_thread_has_its_own_work_only)
{
	uint64_t counted[2];

	count_other_thread(COUNTERS_THREAD, counted);
	cr_assert(lt(u64, counted[0], PAGES));
	cr_assert(lt(u64, counted[1], 3000000));
}

Test(os_source, a_thread_counts_itself)
{
	struct counter_reading before[8];

	open_names("minor-faults,task-clock", "", COUNTERS_THREAD);
	cr_assert(eq(int, os_read(os, before), 0));
	touch_pages(PAGES);
	spin(1000000);
	cr_assert(eq(int, os_read(os, reading), 0));
	cr_assert(ge(u64, reading[0].value - before[0].value, PAGES));
	cr_assert(ge(u64, reading[1].value - before[1].value, 1000000));
}

Test(os_source, the_peak_of_memory_grows_with_it)
{
	uint64_t before = 0, after = 0;

	open_names("peak-rss", "", COUNTERS_PROCESS);
	cr_assert(os_level(os, 0, &before));
	touch_pages(8192);
	cr_assert(os_level(os, 0, &after));
	cr_assert(ge(u64, after - before, (uint64_t)7000 * 4096));
}
