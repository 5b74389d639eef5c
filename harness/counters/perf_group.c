#include <errno.h>
#include <string.h>

#include "counters/perf_group.h"

#define EINTR_RETRIES 5

/* nr, time enabled, time running; then value and id of each. */
#define READ_HEAD  3
#define READ_WORDS (READ_HEAD + 2 * COUNTERS_MAX)

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

static int open_and_enable(struct perf_group *group,
			   const struct perf_event *event)
{
	const struct perf_sys *sys = group->sys;
	int rc = open_members(group, event);

	/* Each opened alone: together they were too many. */
	if (rc == -EINVAL && group->count > 1)
		return -ENOSPC;
	if (rc < 0)
		return rc;
	/* The leader alone: PERF_IOC_FLAG_GROUP breaks some kernels. */
	return sys->ioctl(sys->ctx, group->fd[0], PERF_EVENT_IOC_ENABLE, NULL);
}

int perf_group_open(struct perf_group *group, const struct perf_event *event)
{
	for (size_t i = 0; i < COUNTERS_MAX; i++)
		group->fd[i] = -1;
	int rc = open_and_enable(group, event);
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

	if (nr != group->count || running > enabled || enabled == 0)
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
	if (n == 0)
		return -ENODATA;
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
