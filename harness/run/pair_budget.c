#include "run/pair_budget.h"

#include <math.h>

int pair_budget_init(struct pair_budget *budget, size_t count,
		     struct arena *arena, struct err *err)
{
	struct pair_budget_case *cases =
	    arena_array(arena, count + 1, sizeof(*cases), err);

	if (!cases)
		return -ERR_NOMEM;
	*budget = (struct pair_budget){
	    .budget_case = cases,
	    .case_count = count,
	};
	return 0;
}

void pair_budget_spent(struct pair_budget *budget, uint32_t case_index,
		       double ns)
{
	struct pair_budget_case *of = &budget->budget_case[case_index];

	of->spent_ns += ns;
	of->least_ns = of->pairs > 0 ? fmin(of->least_ns, ns) : ns;
	of->pairs++;
	budget->spent_ns += ns;
	budget->pairs++;
}

void pair_budget_close(struct pair_budget *budget, uint32_t case_index,
		       bool decided)
{
	struct pair_budget_case *of = &budget->budget_case[case_index];

	of->open = false;
	if (decided) {
		budget->decided++;
		budget->decided_pairs += of->pairs;
	}
}

/* What a pair of a case takes that has had none. */
static double guess_ns(const struct pair_budget *budget)
{
	return budget->pairs > 0 ? budget->spent_ns / (double)budget->pairs
				 : PAIR_BUDGET_GUESS_NS;
}

static double usual_ns(const struct pair_budget *budget,
		       const struct pair_budget_case *of)
{
	return of->pairs > 0 ? of->spent_ns / of->pairs : guess_ns(budget);
}

static double least_ns(const struct pair_budget *budget,
		       const struct pair_budget_case *of)
{
	return of->pairs > 0 ? of->least_ns : guess_ns(budget);
}

bool pair_budget_case_allows(const struct pair_budget *budget,
			     uint32_t case_index)
{
	const struct pair_budget_case *of = &budget->budget_case[case_index];

	if (of->limit_ns <= 0 || of->pairs == 0)
		return true;
	if (of->pairs == 1)
		return of->spent_ns < of->limit_ns;
	return of->spent_ns + of->least_ns <= of->limit_ns &&
	       of->least_ns * (double)budget->least_pairs <= of->limit_ns;
}

bool pair_budget_allows(const struct pair_budget *budget, uint32_t case_index,
			double elapsed_ns)
{
	const struct pair_budget_case *of = &budget->budget_case[case_index];

	return budget->limit_ns <= 0 ||
	       elapsed_ns + least_ns(budget, of) <= budget->limit_ns;
}

/* What is undecided for long is so for half as long again. */
static double pairs_left(const struct pair_budget *budget,
			 const struct pair_budget_case *of)
{
	double usual = budget->decided > 0 ? (double)budget->decided_pairs /
						 (double)budget->decided
					   : PAIR_BUDGET_GUESS;

	return fmax(usual - of->pairs, fmax(1, of->pairs / 2.0));
}

double pair_budget_remaining_ns(const struct pair_budget *budget,
				double elapsed_ns)
{
	double all = 0;

	for (size_t i = 0; i < budget->case_count; i++) {
		const struct pair_budget_case *of = &budget->budget_case[i];
		double left = pairs_left(budget, of) * usual_ns(budget, of);

		if (!of->open)
			continue;
		if (of->limit_ns > 0)
			left = fmin(left, of->limit_ns - of->spent_ns);
		all += fmax(left, 0);
	}
	if (budget->limit_ns > 0)
		all = fmin(all, fmax(0, budget->limit_ns - elapsed_ns));
	return all;
}
