/* What a read costs, in instructions. */
#include <inttypes.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "check.h"

#define READS 1000

enum side { USER, KERNEL };

static int count_side(enum side side)
{
	struct perf_event_attr attr = {
	    .size = sizeof(attr),
	    .type = PERF_TYPE_HARDWARE,
	    .config = PERF_COUNT_HW_INSTRUCTIONS,
	    .exclude_user = side == KERNEL,
	    .exclude_kernel = side == USER,
	};

	return (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1,
			    PERF_FLAG_FD_CLOEXEC);
}

static uint64_t value_of(int fd)
{
	uint64_t value = 0;

	CHECK(read(fd, &value, sizeof(value)) == (ssize_t)sizeof(value),
	      "no value");
	return value;
}

/* Instructions of one counters_read() of SPEC. */
static void measure(const char *what, const char *spec)
{
	struct counter_reading reading[COUNTERS_MAX];
	uint64_t value[2], each[2];
	int fd[2] = {count_side(USER), count_side(KERNEL)};
	struct counters *counters = open_spec(spec, 0, COUNTERS_PROCESS);

	if (!counters || fd[0] < 0 || fd[1] < 0) {
		CHECK(counters == NULL, "instructions do not open");
		return;
	}
	for (int side = USER; side <= KERNEL; side++)
		value[side] = value_of(fd[side]);
	for (int i = 0; i < READS; i++)
		counters_read(counters, reading);
	for (int side = USER; side <= KERNEL; side++) {
		each[side] = (value_of(fd[side]) - value[side]) / READS;
		close(fd[side]);
	}
	CHECK(each[USER] > 0, "a read of no instructions");
	printf("cost: counters_read() of %s: %" PRIu64
	       " instructions in user space, %" PRIu64 " in the kernel\n",
	       what, each[USER], each[KERNEL]);
	counters_close(counters);
}

/* Names of what "auto" takes from the operating system. */
static void automatic_names(char *ret, size_t size)
{
	struct counters *counters = open_spec("auto", 0, COUNTERS_PROCESS);
	size_t used = 0;

	ret[0] = '\0';
	for (size_t i = 0; counters && i < counters_count(counters); i++) {
		const struct counter_info *info = counters_info(counters, i);
		if (info->provider == PROVIDER_OS && used < size)
			used +=
			    (size_t)snprintf(ret + used, size - used, "%s%s",
					     used ? "," : "", info->name);
	}
	counters_close(counters);
}

static void read_costs_instructions(void)
{
	char names[512], byte;

	if (!needs_emulated_root() || !needs_full())
		return;
	/* Until it has entropy the kernel takes longer over each call. */
	(void)getrandom(&byte, 1, 0);
	automatic_names(names, sizeof(names));
	measure("cycles and instructions", "cycles,instructions");
	measure("the default counters of the operating system", names);
	measure("all counters of the operating system", "os");
	measure("the default", "auto");
}

const struct pmu_test cost_tests[] = {
    {"read_costs_instructions", read_costs_instructions},
    {0},
};
