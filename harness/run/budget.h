/*
 * The time budget of a run and the time that is left, from what jobs really
 * took.
 *
 * The first round always runs: without it there is no data. Rounds up to
 * BUDGET_MIN_ROUNDS, below which the spread between processes is a guess,
 * may overrun the budget by BUDGET_GRACE. A later round starts only if it is
 * expected to end inside the budget.
 */
#ifndef RUN_BUDGET_H
#define RUN_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/plan.h"

#define BUDGET_MIN_ROUNDS 3
#define BUDGET_GRACE      1.25

struct budget_case {
	double ns;     /* of its last job; 0: none has run */
	uint32_t left; /* jobs to come */
};

struct budget {
	const struct plan *plan;
	double limit_ns; /* 0: none */
	double guess_ns; /* of a job of a case that has not run yet */
	struct budget_case *budget_case;
};

int budget_init(struct budget *budget, const struct plan *plan,
		struct arena *arena, struct err *err);
/* A job of the case took NS. */
void budget_spent(struct budget *budget, uint32_t case_index, double ns);
/* The case does not run again. */
void budget_drop(struct budget *budget, uint32_t case_index);
/* Expected time of one job of every case that has jobs left. */
double budget_round_ns(const struct budget *budget);
/* Whether to start round number ROUND (from 0) after ELAPSED_NS. */
bool budget_allows(const struct budget *budget, uint64_t round,
		   double elapsed_ns);
/* Expected time until the run ends, with the budget in mind. */
double budget_remaining_ns(const struct budget *budget, double elapsed_ns);

#endif
