#include "run/count_course.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "counters/allocations.h"
#include "run/requests.h"

/* callgrind's "totals:" line, whose first number is that of instructions. */
#define TOTALS      "\ntotals: "
#define CHUNK_BYTES 4096

static const char *const part_label[COUNT_PARTS] = {"1", "2", "3"};

static bool simulated(const struct count_course *course)
{
	return course->count->pass == COUNT_SIMULATED;
}

void count_course_edge(void)
{
	(void)request(REQUEST_TOGGLE, NULL);
}

uint64_t count_ops(double one, double whole, uint64_t most)
{
	uint64_t ops = 1;

	while (ops < most && (double)ops * 2 * one <= whole)
		ops *= 2;
	return ops;
}

/* How much of TOTALS has passed with BYTE, after MATCHED bytes of it. */
static size_t match(size_t matched, char byte)
{
	if (byte == TOTALS[matched])
		return matched + 1;
	return byte == TOTALS[0];
}

/* Where this process's callgrind writes. */
static const char *callgrind_file(const struct count_course *course,
				  char path[PATH_MAX])
{
	(void)snprintf(path, PATH_MAX, "%s.%d", course->count->out_path,
		       (int)getpid());
	return path;
}

/*
 * What the operation took, from the file that callgrind wrote. Nothing is
 * allocated: its length differs from run to run.
 */
static uint64_t read_instructions(const char *path)
{
	CLEANUP(file_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	static char chunk[CHUNK_BYTES];
	const size_t whole = sizeof(TOTALS) - 1;
	uint64_t instructions = 0;
	size_t matched = 0;
	ssize_t count;

	while (fd >= 0 && (count = read(fd, chunk, sizeof(chunk))) > 0)
		for (ssize_t i = 0; i < count; i++) {
			if (matched < whole)
				matched = match(matched, chunk[i]);
			else if (chunk[i] >= '0' && chunk[i] <= '9')
				instructions = instructions * 10 +
					       (uint64_t)(chunk[i] - '0');
			else
				return instructions;
		}
	return 0;
}

/*
 * The most operations that make a part. The callgrind that is asked for one
 * must be there.
 */
static void choose_by_instructions(struct count_course *course)
{
	char path[PATH_MAX];
	uint64_t one = read_instructions(callgrind_file(course, path));

	if (one == 0)
		course->failure = "callgrind wrote no counts of an operation";
	course->most_ops =
	    count_ops((double)one, COUNT_PART_INSTRUCTIONS, COUNT_PART_OPS);
}

static void choose_by_time(struct count_course *course)
{
	double ns = course->probe_ns;

	if (course->ops > 0)
		return;
	course->ops = course->most_ops;
	if (!simulated(course))
		course->ops =
		    count_ops(ns, COUNT_ALLOCATION_NS, COUNT_ALLOCATION_OPS);
	else if (ns >= COUNT_DEAR_NS)
		course->ops = count_ops(ns, COUNT_PART_NS, course->most_ops);
}

static bool starts_instrumentation(const struct count_course *course)
{
	return (course->phase == COUNT_PROBE && course->probes <= 1) ||
	       course->phase == COUNT_SETTLE ||
	       (course->phase == COUNT_PART && course->alone);
}

static void begin_phase(struct count_course *course)
{
	if (simulated(course)) {
		/* Caches and predictors are then as at first. */
		if (starts_instrumentation(course))
			(void)request(REQUEST_START, NULL);
		if (course->phase == COUNT_PART)
			(void)request(REQUEST_ZERO, NULL);
	} else if (course->phase == COUNT_PART) {
		allocations_read(course->before);
	}
}

static uint64_t next(void *ctx)
{
	struct count_course *course = ctx;

	if (course->failure || course->phase == COUNT_DONE)
		return 0;
	begin_phase(course);
	switch (course->phase) {
	case COUNT_SETTLE:
		return course->ops;
	case COUNT_PART:
		return course->ops * (course->parts + 1);
	case COUNT_WARM:
	case COUNT_PROBE:
	case COUNT_DONE:
	default:
		return 1;
	}
}

/*
 * One operation that fills a part is the first part itself; otherwise what is
 * written as this replaces it.
 */
static void end_first_probe(struct count_course *course,
			    const struct slice *slice)
{
	(void)request(REQUEST_DUMP_AT, part_label[0]);
	(void)request(REQUEST_STOP, NULL);
	choose_by_instructions(course);
	if (course->most_ops > 1)
		return;
	course->alone = course->ops <= 1;
	if (!course->alone) {
		course->phase = COUNT_SETTLE;
		return;
	}
	course->ops = 1;
	course->phase = COUNT_PART;
	course->part_ops[course->parts++] = slice->ops;
}

static void end_probe(struct count_course *course, const struct slice *slice)
{
	double ns = (double)slice->wall_ns;

	if (course->probes == 0 && simulated(course))
		end_first_probe(course, slice);
	if (course->probes == 1 || ns < course->probe_ns)
		course->probe_ns = ns;
	if (++course->probes < COUNT_PROBES || course->phase != COUNT_PROBE)
		return;
	if (simulated(course))
		(void)request(REQUEST_STOP, NULL);
	choose_by_time(course);
	course->phase = COUNT_SETTLE;
}

static void end_part(struct count_course *course, const struct slice *slice)
{
	uint32_t part = course->parts;

	if (simulated(course)) {
		(void)request(REQUEST_DUMP_AT, part_label[part]);
		if (course->alone)
			(void)request(REQUEST_STOP, NULL);
	} else {
		allocations_read(course->allocated[part]);
		for (int i = 0; i < 2; i++)
			course->allocated[part][i] -= course->before[i];
	}
	course->part_ops[part] = slice->ops;
	course->parts++;
}

/* What callgrind writes as the process ends is not wanted. */
static void hand_in(const struct count_course *course)
{
	char path[PATH_MAX];

	(void)request(REQUEST_STOP, NULL);
	(void)rename(callgrind_file(course, path), course->count->out_path);
}

static void record(void *ctx, const struct slice *slice)
{
	struct count_course *course = ctx;

	switch (course->phase) {
	case COUNT_WARM:
		course->phase = COUNT_PROBE;
		break;
	case COUNT_PROBE:
		end_probe(course, slice);
		break;
	case COUNT_SETTLE:
		course->phase = COUNT_PART;
		break;
	case COUNT_PART:
		end_part(course, slice);
		if (course->parts < COUNT_PARTS)
			break;
		if (simulated(course))
			hand_in(course);
		course->phase = COUNT_DONE;
		break;
	case COUNT_DONE:
		break;
	}
}

void count_course_init(struct count_course *course,
		       const struct wire_count *count)
{
	*course = (struct count_course){.count = count, .ops = count->ops};
	if (!simulated(course) && !allocations_present())
		course->phase = COUNT_DONE;
	if (simulated(course) && !request(REQUEST_RUNNING, NULL))
		course->failure = "it does not run under valgrind";
}

struct scheduler count_course_scheduler(struct count_course *course)
{
	return (struct scheduler){next, record, course};
}
