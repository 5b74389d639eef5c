#include <errno.h>
#include <string.h>

#include "counters/perf_event.h"

#define EINTR_RETRIES 5
/* linux/perf_event.h of before 5.13 has no name for it. */
#define KIND_SHIFT 32

static int open_patiently(const struct perf_sys *sys,
			  struct perf_event_attr *attr, int group_fd)
{
	int fd = -EINTR;

	for (int i = 0; i <= EINTR_RETRIES && fd == -EINTR; i++)
		fd = sys->open(sys->ctx, attr, group_fd);
	return fd;
}

static int open_attr(const struct perf_sys *sys, struct perf_event_attr *attr,
		     int group_fd)
{
	int fd = open_patiently(sys, attr, group_fd);

	/* A kernel older than the header: its first size has all but this. */
	if (fd == -E2BIG && attr->config2 == 0) {
		attr->size = PERF_ATTR_SIZE_VER0;
		fd = open_patiently(sys, attr, group_fd);
	}
	return fd;
}

/* False: the code is an event of another kind of CPU. */
static bool set_kind(struct perf_event_attr *attr, const struct perf_kind *kind)
{
	switch (attr->type) {
	case PERF_TYPE_HARDWARE:
	case PERF_TYPE_HW_CACHE:
		attr->config |= (uint64_t)kind->type << KIND_SHIFT;
		return true;
	case PERF_TYPE_RAW:
		attr->type = kind->type;
		return true;
	default:
		return attr->type == kind->type;
	}
}

static void attr_init(struct perf_event_attr *attr,
		      const struct counter_code *code)
{
	memset(attr, 0, sizeof(*attr));
	attr->size = sizeof(*attr);
	attr->type = code->type;
	attr->config = code->config;
	attr->config1 = code->config1;
	attr->config2 = code->config2;
	attr->read_format = PERF_FORMAT_GROUP | PERF_FORMAT_ID |
			    PERF_FORMAT_TOTAL_TIME_ENABLED |
			    PERF_FORMAT_TOTAL_TIME_RUNNING;
	attr->inherit = 1;
	attr->disabled = 1;
	attr->exclude_kernel = 1;
	attr->exclude_hv = 1;
}

/* The next thing to ask for after ERRNUM; false: nothing is left. */
static bool attr_relax(struct perf_event_attr *attr, int errnum)
{
	if (errnum == EOPNOTSUPP && !attr->exclude_guest) {
		attr->exclude_guest = 1;
		return true;
	}
	if (errnum != EINVAL)
		return false;
	if (attr->exclude_hv) {
		attr->exclude_hv = 0;
		return true;
	}
	/* PMUs that know no privilege levels refuse every exclude bit. */
	if (attr->exclude_kernel) {
		attr->exclude_kernel = 0;
		attr->exclude_guest = 0;
		return true;
	}
	return false;
}

void perf_event_find(const struct perf_sys *sys, const char *name,
		     const struct counter_code *code,
		     const struct perf_kind *kind, struct perf_event *ret)
{
	int fd;

	*ret = (struct perf_event){.name = name};
	attr_init(&ret->attr, code);
	if (kind && !set_kind(&ret->attr, kind)) {
		ret->errnum = ENODEV;
		return;
	}
	do
		fd = open_attr(sys, &ret->attr, -1);
	while (fd < 0 && attr_relax(&ret->attr, -fd));
	if (fd < 0)
		ret->errnum = -fd;
	else
		sys->close(sys->ctx, fd);
}

int perf_event_open_in(const struct perf_sys *sys,
		       const struct perf_event *event, int group_fd)
{
	struct perf_event_attr attr = event->attr;

	attr.disabled = group_fd < 0;
	return open_attr(sys, &attr, group_fd);
}
