#include <errno.h>
#include <string.h>

#include "counters/perf_group.h"

#define EINTR_RETRIES 5

/* nr, time enabled, time running; then value and id of each. */
#define READ_HEAD  3
#define READ_WORDS (READ_HEAD + 2 * COUNTERS_MAX)

static size_t find_named(const struct perf_event *event, size_t count,
			 const char *name)
{
	size_t i = 0;

	while (i < count &&
	       strcmp(perf_event_name[event[i].index].name, name) != 0)
		i++;
	return i;
}

/* Events that every group of this split carries: a common check. */
static size_t shared_events(const struct perf_event *event, size_t count,
			    enum perf_split split, size_t shared[2])
{
	size_t cycles = find_named(event, count, "cycles");
	size_t instructions = find_named(event, count, "instructions");
	size_t n = 0;

	if (split == SPLIT_SINGLES)
		return 0;
	if (split == SPLIT_FOURS && cycles < count)
		shared[n++] = cycles;
	if (instructions < count)
		shared[n++] = instructions;
	return n;
}

static size_t split_width(enum perf_split split, size_t count)
{
	switch (split) {
	case SPLIT_NONE:
		return count;
	case SPLIT_FOURS:
		return 2;
	case SPLIT_PAIRS:
	case SPLIT_SINGLES:
		break;
	}
	return 1;
}

static bool contains(const size_t *list, size_t count, size_t item)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == item)
			return true;
	return false;
}

size_t perf_group_choose(const struct perf_event *event, size_t count,
			 enum perf_split split, uint32_t round,
			 size_t member[COUNTERS_MAX], size_t *ret_members)
{
	size_t n = shared_events(event, count, split, member);
	size_t shared = n, others = count - n;
	size_t width = split_width(split, count);
	size_t groups = others ? (others + width - 1) / width : 1;
	size_t first = round % groups * width, seen = 0;

	for (size_t i = 0; i < count; i++) {
		if (contains(member, shared, i))
			continue;
		if (seen >= first && seen < first + width)
			member[n++] = i;
		seen++;
	}
	*ret_members = n;
	return groups;
}

/* PERF_PROBE_INSTRUCTIONS instructions, but for some before and after. */
static void probe_loop(void)
{
	unsigned long n = PERF_PROBE_INSTRUCTIONS / 2;

#if defined(__x86_64__)
	__asm__ volatile("1: sub $1, %0\n\tjnz 1b" : "+r"(n) : : "cc");
#elif defined(__aarch64__)
	__asm__ volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(n) : : "cc");
#elif defined(__riscv)
	__asm__ volatile("1: addi %0, %0, -1\n\tbnez %0, 1b" : "+r"(n));
#else
	while (n--)
		__asm__ volatile("" : : : "memory");
#endif
}

static int open_members(struct perf_group *group,
			const struct perf_event *event)
{
	const struct perf_sys *sys = group->sys;

	for (size_t i = 0; i < group->count; i++) {
		int leader = i ? group->fd[0] : -1;
		int fd =
		    perf_event_open_in(sys, &event[group->member[i]], leader);
		if (fd < 0)
			return fd;
		group->fd[i] = fd;
		int rc =
		    sys->ioctl(sys->ctx, fd, PERF_EVENT_IOC_ID, &group->id[i]);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/*
 * Opening proves nothing: only time spent running does. A thousandth is
 * lost when the scheduler comes in between.
 */
static int check_fits(const struct perf_group *group,
		      struct counter_reading *reading)
{
	int rc = perf_group_read(group, reading);

	if (rc < 0)
		return rc;
	if (reading[0].enabled_ns == 0)
		return -EIO;
	if (reading[0].running_ns < reading[0].enabled_ns / 1000 * 999)
		return -ENOSPC;
	return 0;
}

static int open_and_probe(struct perf_group *group,
			  const struct perf_event *event,
			  struct counter_reading *reading)
{
	const struct perf_sys *sys = group->sys;
	int rc = open_members(group, event);

	/* Each opened alone: together they were too many. */
	if (rc == -EINVAL && group->count > 1)
		return -ENOSPC;
	if (rc < 0)
		return rc;
	/* The leader alone: PERF_IOC_FLAG_GROUP breaks some kernels. */
	rc = sys->ioctl(sys->ctx, group->fd[0], PERF_EVENT_IOC_ENABLE, NULL);
	if (rc < 0)
		return rc;
	probe_loop();
	return check_fits(group, reading);
}

int perf_group_open(struct perf_group *group, const struct perf_event *event,
		    struct counter_reading *reading)
{
	for (size_t i = 0; i < COUNTERS_MAX; i++)
		group->fd[i] = -1;
	int rc = open_and_probe(group, event, reading);
	if (rc < 0)
		perf_group_close(group);
	return rc;
}

static int find_id(const struct perf_group *group, uint64_t id)
{
	for (size_t i = 0; i < group->count; i++)
		if (group->id[i] == id)
			return (int)i;
	return -1;
}

static int decode(const struct perf_group *group, const uint64_t *words,
		  struct counter_reading *reading)
{
	const uint64_t nr = words[0], enabled = words[1], running = words[2];
	uint64_t seen = 0;

	if (nr != group->count || running > enabled)
		return -EIO;
	for (size_t k = 0; k < group->count; k++) {
		const uint64_t *pair = words + READ_HEAD + 2 * k;
		int i = find_id(group, pair[1]);
		if (i < 0 || seen & UINT64_C(1) << i)
			return -EIO;
		seen |= UINT64_C(1) << i;
		reading[i] = (struct counter_reading){
		    .value = pair[0],
		    .enabled_ns = enabled,
		    .running_ns = running,
		};
	}
	return 0;
}

int perf_group_read(const struct perf_group *group,
		    struct counter_reading *reading)
{
	uint64_t words[READ_WORDS];
	size_t bytes = (READ_HEAD + 2 * group->count) * sizeof(words[0]);
	ssize_t n = -EINTR;

	for (int i = 0; i <= EINTR_RETRIES && n == -EINTR; i++)
		n = group->sys->read(group->sys->ctx, group->fd[0], words,
				     sizeof(words));
	if (n < 0)
		return (int)n;
	/* End of file: the group lost its counters for good. */
	if ((size_t)n != bytes)
		return -EIO;
	return decode(group, words, reading);
}

void perf_group_close(struct perf_group *group)
{
	for (size_t i = group->count; i-- > 0;) {
		if (group->fd[i] >= 0)
			group->sys->close(group->sys->ctx, group->fd[i]);
		group->fd[i] = -1;
	}
}
