/*
 * The course of a worker that only counts, as a scheduler of slices: one
 * operation for caches and lazy set-up, some that tell how many make a part,
 * as many as that, then the parts of n, 2n and 3n operations. Where one
 * operation makes a simulated part, the one that told this is the first part,
 * and each part begins with empty caches, as it did.
 *
 * In the simulated pass the parts are marked by client requests, and written
 * by callgrind; set-up and warm-up run without instrumentation. Allocations
 * are read around each part.
 */
#ifndef RUN_COUNT_COURSE_H
#define RUN_COUNT_COURSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "model/count.h"
#include "model/wire.h"
#include "run/scheduler.h"

/* A part of the simulated pass has about so many instructions at least. */
#define COUNT_PART_INSTRUCTIONS (256 * 1024)
#define COUNT_PART_OPS          (UINT64_C(1) << 20)
/*
 * Unless an operation takes so long that this is the work of others, of the
 * kernel or of processes that it starts: then a part has about this time.
 */
#define COUNT_DEAR_NS 1e6
#define COUNT_PART_NS 50e6
/* A part of the allocations' pass: operations, and time it may take. */
#define COUNT_ALLOCATION_OPS 64
#define COUNT_ALLOCATION_NS  50e6
/* Operations that are looked at; the first has to be translated, too. */
#define COUNT_PROBES 4

enum count_phase {
	COUNT_WARM,
	COUNT_PROBE,
	COUNT_SETTLE,
	COUNT_PART,
	COUNT_DONE,
};

struct count_course {
	const struct wire_count *count;
	enum count_phase phase;
	uint64_t ops;   /* n, for each thread; 0: not known yet */
	uint32_t parts; /* that are counted */
	uint32_t probes;
	uint64_t most_ops; /* that n may be, simulated */
	bool alone;        /* simulated, n is 1: each part has caches anew */
	double probe_ns;   /* the fastest but the first */
	/* By part; allocations only in their pass. */
	uint64_t part_ops[COUNT_PARTS];
	uint64_t allocated[COUNT_PARTS][2];
	uint64_t before[2];
	const char *failure; /* why it cannot count; or NULL */
};

/* COUNT_DONE at once: there is nothing that counts allocations. */
void count_course_init(struct count_course *course,
		       const struct wire_count *count);
struct scheduler count_course_scheduler(struct count_course *course);
/*
 * Called by each thread right before and right after its operations of a
 * slice: what it does besides is not collected. Simulated pass only.
 */
void count_course_edge(void);
/*
 * The power of two from 1 to MOST that makes WHOLE of ONE, at most twice too
 * little.
 */
uint64_t count_ops(double one, double whole, uint64_t most);

#endif
