/*
 * Time budgets of a paired gate and the time that is left, from what pairs
 * really took.
 *
 * A pair starts only if it can end inside the budgets, as the quickest of its
 * case would; but in its own budget a case has a first pair whatever that
 * takes, without which nobody could say what it needs, and as long as there is
 * time a second one, as the first may have been held up.
 */
#ifndef RUN_PAIR_BUDGET_H
#define RUN_PAIR_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"

/* A verdict takes about so many pairs, until cases tell. */
#define PAIR_BUDGET_GUESS 15
/* A pair of a case that has had none takes this, until others tell. */
#define PAIR_BUDGET_GUESS_NS 100e6

struct pair_budget_case {
	double limit_ns; /* 0: none */
	double spent_ns; /* all its pairs, also those forgotten */
	double least_ns; /* of one; 0: none yet */
	uint32_t pairs;
	bool open;
};

struct pair_budget {
	double limit_ns;    /* 0: none */
	size_t least_pairs; /* of a case, for any verdict; 0: unknown */
	struct pair_budget_case *budget_case;
	size_t case_count;
	double spent_ns; /* sums over cases */
	uint64_t pairs, decided_pairs, decided;
};

/* COUNT cases, all closed and without limits. */
int pair_budget_init(struct pair_budget *budget, size_t count,
		     struct arena *arena, struct err *err);
/* A pair of the case took NS. */
void pair_budget_spent(struct pair_budget *budget, uint32_t case_index,
		       double ns);
/* The case needs no more pairs. DECIDED: because it has its answer. */
void pair_budget_close(struct pair_budget *budget, uint32_t case_index,
		       bool decided);
/*
 * Whether a pair of the case can end inside the case's budget, and, once two
 * have told what they take, the least number of pairs.
 */
bool pair_budget_case_allows(const struct pair_budget *budget,
			     uint32_t case_index);
/* The same for the budget of all, of which ELAPSED_NS are gone. */
bool pair_budget_allows(const struct pair_budget *budget, uint32_t case_index,
			double elapsed_ns);
/* Expected time until the last case is closed. */
double pair_budget_remaining_ns(const struct pair_budget *budget,
				double elapsed_ns);

#endif
