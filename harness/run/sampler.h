/*
 * The course of a measurement as a state machine without clock, threads or
 * input and output: warm-up, calibration, then slices into columns that were
 * allocated and touched before. A scheduler drives it:
 *
 *	while ((ops = sampler_next(s))) {
 *		run OPS operations;
 *		sampler_record(s, &slice);
 *	}
 */
#ifndef RUN_SAMPLER_H
#define RUN_SAMPLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "counters/counters.h"
#include "model/samples.h"
#include "run/calibrate.h"
#include "run/probe.h"
#include "run/scheduler.h"
#include "run/team_counters.h"

enum sampler_phase {
	SAMPLER_WARM,      /* one operation, for caches and lazy set-up */
	SAMPLER_CALIBRATE, /* how many operations fill a slice */
	SAMPLER_MEASURE,
	SAMPLER_DONE,
};

struct sampler_config {
	uint64_t slices; /* 1 .. SAMPLES_MAX_SLICES */
	bool paired;     /* keeps order and set-up; see run/course.h */
	double slice_ns;
	double budget_ns;     /* stop after so much; 0: no budget */
	double resolution_ns; /* of the clock */
	const struct clock *clock;
};

enum sampler_column {
	SAMPLER_OPS,
	SAMPLER_NS,
	SAMPLER_INVOLUNTARY,
	SAMPLER_MIGRATIONS,
	SAMPLER_DISTURBED,
	SAMPLER_SECOND, /* this and the next: paired only */
	SAMPLER_SETUP,
	SAMPLER_FIXED_COLUMNS,
};

struct sampler {
	struct sampler_config config;
	enum sampler_phase phase;
	struct calibrator calibrator;
	double spent_ns;
	uint64_t count; /* slices recorded */
	size_t counter_count;
	uint64_t *column[SAMPLER_FIXED_COLUMNS + COUNTERS_MAX];
	uint64_t *memory;
	/* Sums over the slices, for coverage. */
	double enabled_ns[COUNTERS_MAX], running_ns[COUNTERS_MAX];
	bool stopped[COUNTERS_MAX]; /* a slice in which no time was enabled */
	bool counters_lost;
	const char *failure; /* why there is no measurement; or NULL */
};

/* Allocates every column and touches its pages. */
int sampler_init(struct sampler *sampler, const struct sampler_config *config,
		 size_t counter_count, struct err *err);
/* Operations of the next slice, for each thread; 0: the end. */
uint64_t sampler_next(const struct sampler *sampler);
/* Takes what was seen of the slice that sampler_next() asked for. */
void sampler_record(struct sampler *sampler, const struct slice *slice);
/* Keeps SLICE, while there is room. */
void sampler_store(struct sampler *sampler, const struct slice *slice);
/* What asks SAMPLER between two slices. */
struct scheduler sampler_scheduler(struct sampler *sampler);
/*
 * Puts columns and counters into SAMPLES, whose arrays come from ARENA.
 * COUNTERS tells what they are, after the last thread has left it.
 */
int sampler_collect(struct sampler *sampler,
		    const struct team_counters *counters, struct arena *arena,
		    struct process_samples *samples, struct err *err);
void sampler_release(struct sampler *sampler);

#endif
