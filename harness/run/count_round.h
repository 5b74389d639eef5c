/*
 * The processes of one case that count side by side: the same build twice, or
 * base and head.
 */
#ifndef RUN_COUNT_ROUND_H
#define RUN_COUNT_ROUND_H

#include "plan/plan.h"
#include "run/count_attempt.h"
#include "run/session.h"

/* What an untimed pass counts with. */
struct counts {
	struct session session;
	const struct plan *plan;
	const struct pair_plan *pairs; /* NULL: one build */
	enum count_pass pass;
	bool present;                /* what counts is there */
	struct counter_info absence; /* if not */
	struct simulator simulator;
	const char **environment;
};

/* The processes that run side by side: of one case. */
struct count_round {
	uint32_t case_index;
	const struct plan_case *of[COUNT_WORKERS];
	enum pair_side side[COUNT_WORKERS];
	uint64_t ops[COUNT_WORKERS]; /* 0: the worker finds out */
	struct process_samples samples[COUNT_WORKERS];
	struct count_samples counted[COUNT_WORKERS];
};

static inline bool counts_simulate(const struct counts *counts)
{
	return counts->pass == COUNT_SIMULATED;
}

/* Runs both, with as many operations as the first chose. */
int round_run_alike(struct counts *counts, struct count_round *round,
		    struct err *err);
/* Runs both, with the operations of ROUND. */
int round_run(struct counts *counts, struct count_round *round,
	      struct err *err);
/* Did both end well? */
bool round_counted(const struct count_round *round);

#endif
