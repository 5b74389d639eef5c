#include <errno.h>
#include <string.h>

#include "counters/perf_event.h"

#define EINTR_RETRIES 5

#define CACHE(cache, op, result)                                               \
	(PERF_COUNT_HW_CACHE_##cache | PERF_COUNT_HW_CACHE_OP_##op << 8 |      \
	 PERF_COUNT_HW_CACHE_RESULT_##result << 16)

/*
 * name, kind, config, taken by "auto" and "hardware". Software events have
 * no place here: with exclude_kernel, switches and migrations read 0.
 */
#define EVENTS(X)                                                              \
	X("cycles", HARDWARE, PERF_COUNT_HW_CPU_CYCLES, true)                  \
	X("instructions", HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, true)          \
	X("branches", HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS, true)       \
	X("branch-misses", HARDWARE, PERF_COUNT_HW_BRANCH_MISSES, true)        \
	X("cache-references", HARDWARE, PERF_COUNT_HW_CACHE_REFERENCES, true)  \
	X("cache-misses", HARDWARE, PERF_COUNT_HW_CACHE_MISSES, true)          \
	X("ref-cycles", HARDWARE, PERF_COUNT_HW_REF_CPU_CYCLES, false)         \
	X("bus-cycles", HARDWARE, PERF_COUNT_HW_BUS_CYCLES, false)             \
	X("stalled-cycles-frontend", HARDWARE,                                 \
	  PERF_COUNT_HW_STALLED_CYCLES_FRONTEND, false)                        \
	X("stalled-cycles-backend", HARDWARE,                                  \
	  PERF_COUNT_HW_STALLED_CYCLES_BACKEND, false)                         \
	X("L1-dcache-loads", HW_CACHE, CACHE(L1D, READ, ACCESS), false)        \
	X("L1-dcache-load-misses", HW_CACHE, CACHE(L1D, READ, MISS), false)    \
	X("L1-icache-load-misses", HW_CACHE, CACHE(L1I, READ, MISS), false)    \
	X("LLC-loads", HW_CACHE, CACHE(LL, READ, ACCESS), false)               \
	X("LLC-load-misses", HW_CACHE, CACHE(LL, READ, MISS), false)           \
	X("dTLB-loads", HW_CACHE, CACHE(DTLB, READ, ACCESS), false)            \
	X("dTLB-load-misses", HW_CACHE, CACHE(DTLB, READ, MISS), false)        \
	X("iTLB-load-misses", HW_CACHE, CACHE(ITLB, READ, MISS), false)

#define EVENT_NAME(name, type, config, common) {name, "", common, common},
#define EVENT_KIND(name, type, config, common) {PERF_TYPE_##type, config},

const struct provider_name perf_event_name[PERF_EVENTS] = {EVENTS(EVENT_NAME)};

static const struct {
	uint32_t type;
	uint64_t config;
} event_kind[PERF_EVENTS] = {EVENTS(EVENT_KIND)};

static int open_attr(const struct perf_sys *sys, struct perf_event_attr *attr,
		     int group_fd)
{
	int fd = -EINTR;

	for (int i = 0; i <= EINTR_RETRIES && fd == -EINTR; i++)
		fd = sys->open(sys->ctx, attr, group_fd);
	if (fd == -E2BIG) {
		/* A kernel older than the header: its first size has all. */
		attr->size = PERF_ATTR_SIZE_VER0;
		fd = sys->open(sys->ctx, attr, group_fd);
	}
	return fd;
}

static void attr_init(struct perf_event_attr *attr, size_t index)
{
	memset(attr, 0, sizeof(*attr));
	attr->size = sizeof(*attr);
	attr->type = event_kind[index].type;
	attr->config = event_kind[index].config;
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

void perf_event_find(const struct perf_sys *sys, size_t index,
		     struct perf_event *ret)
{
	int fd;

	*ret = (struct perf_event){.index = index};
	attr_init(&ret->attr, index);
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
