#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "run/budget.h"

#define CASES  3
#define ROUNDS 10

static struct plan_case cases[CASES];
static struct plan_job jobs[CASES * ROUNDS];
static struct plan plan;
static struct arena arena;
static struct budget budget;

/* Three cases in ten rounds; a job is expected to take 10 ns. */
static void setup(void)
{
	struct err err = {0};

	for (uint32_t i = 0; i < CASES * ROUNDS; i++) {
		jobs[i].case_index = i % CASES;
		jobs[i].process = i / CASES;
	}
	plan = (struct plan){
	    .plan_case = cases,
	    .case_count = CASES,
	    .job = jobs,
	    .job_count = CASES * ROUNDS,
	    .expected_ns = CASES * ROUNDS * 10,
	};
	cr_assert(eq(int, budget_init(&budget, &plan, &arena, &err), 0));
}

static void release(void)
{
	arena_release(&arena);
}

TestSuite(budget, .init = setup, .fini = release);

Test(budget, before_the_first_job_the_plan_is_believed)
{
	cr_assert(epsilon_eq(dbl, budget_round_ns(&budget), 30, 1e-9));
	cr_assert(epsilon_eq(dbl, budget_remaining_ns(&budget, 0), 300, 1e-9));
}

Test(budget, what_jobs_took_replaces_the_guess)
{
	budget_spent(&budget, 0, 100);

	cr_assert(epsilon_eq(dbl, budget_round_ns(&budget), 120, 1e-9));
	cr_assert(epsilon_eq(dbl, budget_remaining_ns(&budget, 100),
			     9 * 100 + 20 * 10, 1e-9));
}

Test(budget, a_dropped_case_costs_nothing)
{
	budget_spent(&budget, 1, 1000);
	budget_drop(&budget, 1);

	cr_assert(epsilon_eq(dbl, budget_round_ns(&budget), 20, 1e-9));
	cr_assert(epsilon_eq(dbl, budget_remaining_ns(&budget, 0), 200, 1e-9));
}

Test(budget, no_budget_allows_every_round)
{
	cr_assert(budget_allows(&budget, 9, 1e18));
}

Test(budget, the_first_round_always_runs)
{
	budget.limit_ns = 1;
	cr_assert(budget_allows(&budget, 0, 1e18));
}

Test(budget, early_rounds_have_grace)
{
	/* A round takes 30, so it ends at 120: 1.2 times the budget. */
	budget.limit_ns = 100;

	cr_assert(budget_allows(&budget, 1, 90));
	cr_assert(budget_allows(&budget, 2, 95));
	cr_assert(not(budget_allows(&budget, 2, 96)));
}

Test(budget, later_rounds_must_end_inside)
{
	budget.limit_ns = 100;

	cr_assert(budget_allows(&budget, 3, 70));
	cr_assert(not(budget_allows(&budget, 3, 71)));
}

Test(budget, remaining_time_is_cut_by_the_budget)
{
	budget.limit_ns = 200;

	cr_assert(epsilon_eq(dbl, budget_remaining_ns(&budget, 50), 150, 1e-9));
	/* Past it, a round that was begun is still finished. */
	cr_assert(epsilon_eq(dbl, budget_remaining_ns(&budget, 250), 30, 1e-9));
}

Test(budget, nothing_is_left_after_the_last_job)
{
	for (size_t i = 0; i < plan.job_count; i++)
		budget_spent(&budget, jobs[i].case_index, 10);
	cr_assert(epsilon_eq(dbl, budget_remaining_ns(&budget, 300), 0, 1e-9));
	/* One too many does not wrap. */
	budget_spent(&budget, 0, 10);
	cr_assert(epsilon_eq(dbl, budget_remaining_ns(&budget, 300), 0, 1e-9));
}
