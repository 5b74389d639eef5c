#include "fake_perf_sys.h"

#include <errno.h>
#include <string.h>

#include "counters/perf_set.h"

#define FIRST_FD    100
#define FIRST_ID    7000
#define MAX_MEMBERS 32

static struct fake_perf_event *event_of(struct fake_perf *fake, int fd)
{
	return &fake->event[fd - FIRST_FD];
}

static size_t group_members(struct fake_perf *fake, int leader,
			    int member[MAX_MEMBERS])
{
	size_t n = 0;

	for (size_t i = 0; i < fake->opened && n < MAX_MEMBERS; i++) {
		int fd = FIRST_FD + (int)i;
		if (fake->event[i].open &&
		    (fd == leader || fake->event[i].group_fd == leader))
			member[n++] = fd;
	}
	return n;
}

static int pmu_open(void *ctx, struct perf_event_attr *attr, int group_fd)
{
	struct fake_perf *fake = ctx;
	int member[MAX_MEMBERS];

	if (fake->asked++ == 0)
		fake->first_asked = *attr;
	if (fake->interrupts > 0) {
		fake->interrupts--;
		return -EINTR;
	}
	if (fake->max_size && attr->size > fake->max_size) {
		attr->size = fake->max_size;
		return -E2BIG;
	}
	int refused = fake->refuse ? fake->refuse(attr) : 0;
	if (refused)
		return -refused;
	if (fake->validates && group_fd >= 0 &&
	    group_members(fake, group_fd, member) >= fake->counters)
		return -EINVAL;
	if (fake->opened == FAKE_PERF_EVENTS)
		return -EMFILE;
	fake->event[fake->opened] = (struct fake_perf_event){
	    .attr = *attr,
	    .group_fd = group_fd,
	    .open = true,
	};
	return FIRST_FD + (int)fake->opened++;
}

static int pmu_ioctl(void *ctx, int fd, unsigned long request, void *arg)
{
	struct fake_perf *fake = ctx;

	switch (request) {
	case PERF_EVENT_IOC_ID:
		*(uint64_t *)arg = FIRST_ID + 3 * (uint64_t)fd;
		return 0;
	case PERF_EVENT_IOC_ENABLE:
		fake->enables++;
		fake->enable_had_flags |= arg != NULL;
		event_of(fake, fd)->enabled = true;
		return -fake->enable_errno;
	default:
		fake->other_ioctls++;
		return 0;
	}
}

static uint32_t kind_of(const struct perf_event_attr *attr)
{
	return attr->type == PERF_TYPE_HARDWARE ||
		       attr->type == PERF_TYPE_HW_CACHE
		   ? (uint32_t)(attr->config >> 32)
		   : attr->type;
}

static bool group_runs(struct fake_perf *fake, const int *member, size_t count)
{
	const struct fake_perf_event *leader = event_of(fake, member[0]);

	if (!leader->enabled || count > fake->counters)
		return false;
	for (size_t i = 0; i < count; i++)
		if (fake->never_runs &&
		    fake->never_runs(&event_of(fake, member[i])->attr))
			return false;
	return fake->on_kind == 0 || kind_of(&leader->attr) == fake->on_kind;
}

/* NS of time in which each event counts COUNTS times FACTOR. */
static void pass(struct fake_perf *fake, int fd, uint64_t ns,
		 const uint64_t *counts, unsigned factor)
{
	int member[MAX_MEMBERS];
	size_t count = group_members(fake, fd, member);
	struct fake_perf_event *leader = event_of(fake, fd);

	if (!leader->enabled || fake->stopped)
		return;
	leader->enabled_ns += ns;
	if (!group_runs(fake, member, count))
		return;
	leader->running_ns += ns / 100 * fake->running_percent;
	for (size_t i = 0; i < count; i++) {
		struct fake_perf_event *event = event_of(fake, member[i]);
		event->value +=
		    factor * counts[event->attr.config % FAKE_PERF_CONFIGS];
	}
}

void fake_perf_work(struct fake_perf *fake, unsigned steps)
{
	for (size_t i = 0; i < fake->opened; i++)
		if (fake->event[i].open && fake->event[i].group_fd < 0)
			pass(fake, FIRST_FD + (int)i,
			     (uint64_t)steps * FAKE_PERF_STEP_NS,
			     fake->counts_a_step, steps);
}

static void pass_until_read(struct fake_perf *fake, int fd)
{
	struct fake_perf_event *leader = event_of(fake, fd);

	if (!leader->probed)
		pass(fake, fd, FAKE_PERF_STEP_NS, fake->counts_a_step, 1);
	leader->probed = true;
	pass(fake, fd, FAKE_PERF_READ_NS, fake->counts_a_read, 1);
}

static size_t fill(struct fake_perf *fake, const int *member, size_t count,
		   uint64_t *words)
{
	const struct fake_perf_event *leader = event_of(fake, member[0]);

	words[0] = count;
	words[1] = fake->zero_times ? 0 : leader->enabled_ns;
	words[2] = fake->zero_times ? 0 : leader->running_ns;
	for (size_t i = 0; i < count; i++) {
		int fd = member[fake->reversed ? count - 1 - i : i];
		int named = fake->same_ids ? member[0] : fd;
		words[3 + 2 * i] = event_of(fake, fd)->value;
		words[4 + 2 * i] = FIRST_ID + 3 * (uint64_t)named;
	}
	return (3 + 2 * count) * sizeof(words[0]);
}

static ssize_t pmu_read(void *ctx, int fd, void *buf, size_t bytes)
{
	struct fake_perf *fake = ctx;
	uint64_t words[3 + 2 * MAX_MEMBERS];
	int member[MAX_MEMBERS];

	if (fake->interrupts > 0) {
		fake->interrupts--;
		return -EINTR;
	}
	if (fake->read_errno)
		return -fake->read_errno;
	if (fake->cut_bytes < 0)
		return 0;
	size_t count = group_members(fake, fd, member);
	pass_until_read(fake, fd);
	size_t length = fill(fake, member, count, words);
	if (length > bytes)
		return -ENOSPC;
	memcpy(buf, words, length);
	return (ssize_t)length - fake->cut_bytes;
}

static void pmu_close(void *ctx, int fd)
{
	event_of(ctx, fd)->open = false;
}

void fake_perf_init(struct fake_perf *fake)
{
	*fake = (struct fake_perf){
	    .sys = {.open = pmu_open,
		    .ioctl = pmu_ioctl,
		    .read = pmu_read,
		    .close = pmu_close,
		    .ctx = fake},
	    .counters = 6,
	    .running_percent = 100,
	};
	for (uint64_t i = 0; i < FAKE_PERF_CONFIGS; i++)
		fake->counts_a_step[i] = 1000 + i;
	fake->counts_a_step[PERF_COUNT_HW_INSTRUCTIONS] =
	    PERF_PROBE_INSTRUCTIONS + 15;
}

size_t fake_perf_left_open(const struct fake_perf *fake)
{
	size_t n = 0;

	for (size_t i = 0; i < fake->opened; i++)
		n += fake->event[i].open;
	return n;
}
