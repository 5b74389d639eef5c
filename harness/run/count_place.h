/*
 * A process of an untimed pass, from its job to what it counted; and the pass
 * that it is part of.
 */
#ifndef RUN_COUNT_PLACE_H
#define RUN_COUNT_PLACE_H

#include <stdbool.h>

#include "base/mem.h"
#include "run/count_attempt.h"
#include "run/run.h"
#include "run/session.h"

/* Processes that a case has in a pass, at most. */
#define COUNT_MAX_PROCESSES (2 * COUNT_WORKERS)

struct counts {
	struct session session;
	const struct plan *plan;
	const struct pair_plan *pairs; /* NULL: one build */
	enum count_pass pass;
	bool present;                /* what counts is there */
	struct counter_info absence; /* if not */
	struct simulator simulator;
	const char **environment;
	uint64_t deadline_ns; /* of the system's clock; 0: none */
};

struct place {
	uint32_t case_index;
	const struct plan_case *of;
	enum pair_side side;
	uint64_t ops;       /* 0: the worker finds out */
	bool late;          /* the deadline ended it, or came before it */
	struct arena arena; /* of the job */
	struct wire_job wire;
	struct process_samples samples;
	struct count_samples counted;
};

bool counts_simulate(const struct counts *counts);
/* Is the deadline over? */
bool counts_late(const struct counts *counts);
/* Is the case worth the pass? Not if it did not end well by itself. */
bool counts_want(const struct counts *counts, uint32_t case_index);
/* Room for what the case counts in this pass. */
int counts_make_room(struct counts *counts, uint32_t case_index,
		     struct err *err);
/* Into the case, and the journal. */
void counts_keep(struct counts *counts, const struct place *place);

void place_release(struct place *place);
/* The job of PLACE in worker I. */
int place_prepare(struct counts *counts, struct place *place, size_t i,
		  struct count_task *ret, struct err *err);
/* What an attempt of this pass has in common with the others. */
struct count_spec place_spec(const struct counts *counts);
/*
 * From the worker's answer in PLACE, with texts kept by the run. If the
 * deadline ended it, its counters are absent.
 */
int place_evaluate(struct counts *counts, struct place *place, size_t i,
		   struct err *err);
/* Runs it as worker I, with nobody beside it. */
int place_run_alone(struct counts *counts, struct place *place, size_t i,
		    struct err *err);
/* What counts, or the time, is not there: that is told in PLACE, and kept. */
int place_tell_absent(struct counts *counts, struct place *place,
		      struct err *err);

#endif
