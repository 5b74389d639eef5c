/* The trait itself: specs, the os and the fake provider. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "chaos.h"
#include "counters/counters.h"
#include "text.h"

#define PAGES 64

static struct counters *open_spec(const char *spec)
{
	struct counters *counters = NULL;
	struct err err = {0};
	int rc = counters_open(&counters, spec, 0, COUNTERS_PROCESS, &err);

	cr_assert(eq(int, rc, 0), "%s", err.text);
	rc = counters_start(counters, &err);
	cr_assert(eq(int, rc, 0), "%s", err.text);
	return counters;
}

static size_t find(const struct counters *counters, const char *name)
{
	for (size_t i = 0; i < counters_count(counters); i++)
		if (!strcmp(counters_info(counters, i)->name, name))
			return i;
	cr_fatal("no counter %s", name);
}

static void expect_refused(const char *spec, enum err_code code,
			   const char *part)
{
	struct counters *counters = NULL;
	struct err err = {0};

	int rc = counters_check_spec(spec, &err);
	cr_assert(eq(int, rc, -(int)code), "'%s': %s", spec, err.text);
	cr_assert(text_has(err.text, part), "'%s' lacks '%s'", err.text, part);
	rc = counters_open(&counters, spec, 0, COUNTERS_PROCESS, NULL);
	cr_assert(eq(int, rc, -(int)code));
	cr_assert(eq(ptr, counters, NULL));
}

Test(spec, unknown_names_get_the_nearest)
{
	expect_refused("cycle", ERR_USAGE, "did you mean 'cycles'?");
	expect_refused("os,brnches", ERR_USAGE, "did you mean 'branches'?");
	expect_refused("harware", ERR_USAGE, "did you mean 'hardware'?");
	expect_refused("nothing-like-it", ERR_USAGE,
		       "expected auto, none, os, hardware, simulated");
	expect_refused("", ERR_USAGE, "name is empty; expected words such");
	expect_refused("cycles,", ERR_USAGE, "name is empty");
	expect_refused("none,os", ERR_USAGE, "'none' stands alone");
	expect_refused("auto,none", ERR_USAGE, "'none' stands alone");
	expect_refused("AUTO", ERR_USAGE, "did you mean 'auto'?");
	expect_refused("sim.instr", ERR_USAGE,
		       "did you mean 'sim.instructions'?");
	expect_refused("\033[31mred", ERR_USAGE, "'?[31mred'");
}

Test(spec, names_of_any_length_are_refused)
{
	char name[300];

	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	expect_refused(name, ERR_USAGE, "unknown counter 'nnn");
}

Test(spec, good_ones_pass)
{
	const char *const good[] = {
	    "auto",
	    "none",
	    "os",
	    "hardware",
	    "cycles,page-faults",
	    "os,cycles",
	    "cycles,cycles",
	    "fake:a=1",
	    "fake:a=EPERM",
	    "fake:a=1,multiplex=0%",
	};
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		struct err err = {0};
		int rc = counters_check_spec(good[i], &err);
		cr_assert(eq(int, rc, 0), "'%s': %s", good[i], err.text);
	}
}

Test(spec, none_is_empty_and_readable)
{
	struct counters *counters = open_spec("none");
	struct counter_reading reading[1];

	cr_assert(eq(sz, counters_count(counters), 0));
	cr_assert(eq(int, counters_read(counters, reading), 0));
	counters_close(counters);
}

Test(spec, names_are_taken_once_and_by_their_provider)
{
	struct counters *counters =
	    open_spec("context-switches,cycles,context-switches");

	cr_assert(eq(sz, counters_count(counters), 2));
	size_t switches = find(counters, "context-switches");
	size_t cycles = find(counters, "cycles");
	cr_assert(eq(int, (int)counters_info(counters, switches)->provider,
		     PROVIDER_OS));
	cr_assert(eq(int, (int)counters_info(counters, cycles)->provider,
		     PROVIDER_HARDWARE));
	counters_close(counters);
}

Test(spec, auto_is_hardware_and_the_cheap_part_of_os)
{
	struct counters *counters = open_spec("auto");

	(void)find(counters, "cycles");
	(void)find(counters, "cache-misses");
	(void)find(counters, "task-clock");
	(void)find(counters, "run-queue-wait");
	for (size_t i = 0; i < counters_count(counters); i++) {
		const struct counter_info *info = counters_info(counters, i);
		cr_assert(not(text_has(info->name, "-bytes")));
		if (!info->available) {
			cr_assert(ne(chr, info->reason[0], '\0'));
			cr_assert(ne(chr, info->mend[0], '\0'));
		}
	}
	counters_close(counters);
}

static void touch_pages(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	volatile char *memory = mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	cr_assert(ne(ptr, (void *)memory, MAP_FAILED));
	(void)madvise((void *)memory, PAGES * page, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < PAGES; i++)
		memory[i * page] = 1;
	(void)munmap((void *)memory, PAGES * page);
}

static uint64_t spin(void)
{
	volatile uint64_t sum = 0;

	for (uint64_t i = 0; i < 3000000; i++)
		sum += i;
	return sum;
}

Test(os, counts_faults_and_time)
{
	struct counters *counters = open_spec("os,page-faults");
	struct counter_reading before[COUNTERS_MAX], after[COUNTERS_MAX];
	size_t minor = find(counters, "minor-faults");
	size_t all = find(counters, "page-faults");
	size_t clock = find(counters, "task-clock");

	cr_assert(eq(int, counters_read(counters, before), 0));
	touch_pages();
	(void)spin();
	cr_assert(eq(int, counters_read(counters, after), 0));
	cr_assert(ge(u64, after[minor].value - before[minor].value, PAGES));
	cr_assert(ge(u64, after[all].value - before[all].value, PAGES));
	cr_assert(gt(u64, after[clock].value, before[clock].value));
	cr_assert(gt(u64, after[clock].enabled_ns, before[clock].enabled_ns));
	cr_assert(eq(u64, after[clock].running_ns, after[clock].enabled_ns));
	char *unit = (char *)counters_info(counters, clock)->unit;
	cr_assert(eq(str, unit, (char *)"ns"));
	counters_close(counters);
}

Test(os, counts_voluntary_switches)
{
	struct counters *counters = open_spec("voluntary-switches");
	struct counter_reading before[1], after[1];

	cr_assert(eq(int, counters_read(counters, before), 0));
	for (int i = 0; i < 3; i++)
		(void)usleep(1000);
	cr_assert(eq(int, counters_read(counters, after), 0));
	cr_assert(ge(u64, after[0].value - before[0].value, 3));
	counters_close(counters);
}

static size_t open_descriptors(void)
{
	size_t n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

Test(os, closes_what_it_opened)
{
	size_t before = open_descriptors();

	counters_close(open_spec("auto,os"));
	cr_assert(eq(sz, open_descriptors(), before));
	counters_close(NULL);
}

Test(fake, each_read_adds_the_step)
{
	struct counters *counters = open_spec("fake:cycles=1000,hits=3");
	struct counter_reading before[2], after[2];

	cr_assert(eq(sz, counters_count(counters), 2));
	cr_assert(eq(int, counters_read(counters, before), 0));
	cr_assert(eq(int, counters_read(counters, after), 0));
	cr_assert(eq(u64, after[0].value - before[0].value, 1000));
	cr_assert(eq(u64, after[1].value - before[1].value, 3));
	cr_assert(eq(u64, after[0].running_ns, after[0].enabled_ns));
	cr_assert(
	    eq(int, (int)counters_info(counters, 0)->provider, PROVIDER_FAKE));
	counters_close(counters);
}

Test(fake, is_absent_by_errno)
{
	struct counters *counters = open_spec("fake:cycles=EACCES,hits=3");
	struct counter_reading reading[2];
	const struct counter_info *info = counters_info(counters, 0);
	char *name = (char *)info->errno_name;

	cr_assert(not(info->available));
	cr_assert(eq(str, name, (char *)"EACCES"));
	cr_assert(ne(int, info->reason[0], 0));
	cr_assert(ne(int, info->mend[0], 0));
	cr_assert(eq(int, counters_read(counters, reading), 0));
	cr_assert(eq(u64, reading[0].enabled_ns, 0));
	counters_close(counters);
}

Test(fake, multiplex_shows_in_the_times)
{
	struct counters *counters = open_spec("fake:multiplex=50%,cycles=10");
	struct counter_reading reading[1];

	cr_assert(eq(int, counters_read(counters, reading), 0));
	cr_assert(gt(u64, reading[0].enabled_ns, 0));
	cr_assert(eq(u64, reading[0].running_ns * 2, reading[0].enabled_ns));
	counters_close(counters);
}

Test(fake, malformed_items_are_named)
{
	const char *way = "expected NAME=NUMBER";

	expect_refused("fake:", ERR_USAGE, way);
	expect_refused("fake:cycles", ERR_USAGE, "'cycles'");
	expect_refused("fake:=3", ERR_USAGE, way);
	expect_refused("fake:cycles=-1", ERR_USAGE, way);
	expect_refused("fake:cycles=ESOMETHING", ERR_USAGE, way);
	expect_refused("fake:multiplex=50", ERR_USAGE, way);
	expect_refused("fake:multiplex=101%", ERR_USAGE, "'multiplex=101%'");
	expect_refused("fake:cycles=99999999999999999999", ERR_USAGE, way);
}

Test(fake, too_many_are_refused)
{
	char spec[COUNTERS_MAX * 8 + 16] = "fake:";

	for (int i = 0; i <= COUNTERS_MAX; i++)
		snprintf(spec + strlen(spec), sizeof(spec) - strlen(spec),
			 "%sn%d=1", i ? "," : "", i);
	expect_refused(spec, ERR_LIMIT, "more than 32");
}

Test(counters, every_failed_allocation_is_an_error)
{
	CHAOS_EACH(n)
	{
		struct counters *counters = NULL;
		struct err err = {0};
		int rc =
		    counters_open(&counters, "auto", 0, COUNTERS_PROCESS, &err);
		bool hit = chaos_stop();

		/* Reading a file of /proc may do without its buffer. */
		if (rc != 0) {
			cr_assert(hit);
			cr_assert(eq(int, rc, -ERR_NOMEM));
		}
		cr_assert(eq(int, rc == 0, counters != NULL));
		counters_close(counters);
	}
}
