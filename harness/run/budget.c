#include "run/budget.h"

int budget_init(struct budget *budget, const struct plan *plan,
		struct arena *arena, struct err *err)
{
	struct budget_case *cases =
	    arena_array(arena, plan->case_count + 1, sizeof(*cases), err);

	if (!cases)
		return -ERR_NOMEM;
	for (size_t i = 0; i < plan->job_count; i++)
		cases[plan->job[i].case_index].left++;
	*budget = (struct budget){
	    .plan = plan,
	    .limit_ns = plan->time_budget_ns,
	    .budget_case = cases,
	};
	if (plan->job_count > 0)
		budget->guess_ns = plan->expected_ns / (double)plan->job_count;
	return 0;
}

void budget_spent(struct budget *budget, uint32_t case_index, double ns)
{
	struct budget_case *spent = &budget->budget_case[case_index];

	spent->ns = ns;
	if (spent->left > 0)
		spent->left--;
}

void budget_drop(struct budget *budget, uint32_t case_index)
{
	budget->budget_case[case_index].left = 0;
}

static double job_ns(const struct budget *budget, size_t i)
{
	double ns = budget->budget_case[i].ns;

	return ns > 0 ? ns : budget->guess_ns;
}

double budget_round_ns(const struct budget *budget)
{
	double sum = 0;

	for (size_t i = 0; i < budget->plan->case_count; i++)
		if (budget->budget_case[i].left > 0)
			sum += job_ns(budget, i);
	return sum;
}

bool budget_allows(const struct budget *budget, uint64_t round,
		   double elapsed_ns)
{
	double limit = budget->limit_ns;

	if (limit <= 0 || round == 0)
		return true;
	if (round < BUDGET_MIN_ROUNDS)
		limit *= BUDGET_GRACE;
	return elapsed_ns + budget_round_ns(budget) <= limit;
}

double budget_remaining_ns(const struct budget *budget, double elapsed_ns)
{
	double all = 0, limit = budget->limit_ns;

	for (size_t i = 0; i < budget->plan->case_count; i++)
		all += budget->budget_case[i].left * job_ns(budget, i);
	if (limit <= 0 || all <= limit - elapsed_ns)
		return all;
	/* Past the budget only what the first rounds still owe is left. */
	double round = budget_round_ns(budget);
	double least = round < all ? round : all;
	return limit - elapsed_ns > least ? limit - elapsed_ns : least;
}
