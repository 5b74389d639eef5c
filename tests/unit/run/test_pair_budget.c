#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "run/pair_budget.h"

#define CASES 3

static struct arena arena;
static struct pair_budget budget;

static void setup(void)
{
	struct err err = {0};

	cr_assert(eq(int, pair_budget_init(&budget, CASES, &arena, &err), 0));
	for (size_t i = 0; i < CASES; i++)
		budget.budget_case[i].open = true;
}

static void release(void)
{
	arena_release(&arena);
}

TestSuite(pair_budget, .init = setup, .fini = release);

static void spend(uint32_t index, int pairs, double ns)
{
	for (int i = 0; i < pairs; i++)
		pair_budget_spent(&budget, index, ns);
}

Test(pair_budget, without_limits_there_is_always_time)
{
	spend(0, 100, 1e15);

	cr_assert(pair_budget_case_allows(&budget, 0));
	cr_assert(pair_budget_allows(&budget, 0, 1e18));
}

Test(pair_budget, the_first_pair_of_a_case_may_take_longer_than_its_budget)
{
	budget.budget_case[0].limit_ns = 10;
	spend(1, 1, 1000);

	cr_assert(pair_budget_case_allows(&budget, 0));
	spend(0, 1, 20);
	cr_assert(not(pair_budget_case_allows(&budget, 0)));
	cr_assert(pair_budget_case_allows(&budget, 1));
}

Test(pair_budget, a_pair_must_end_inside_its_case_s_budget)
{
	budget.budget_case[0].limit_ns = 100;

	spend(0, 4, 20);
	cr_assert(pair_budget_case_allows(&budget, 0));
	spend(0, 1, 20);
	cr_assert(not(pair_budget_case_allows(&budget, 0)));
}

Test(pair_budget, a_budget_without_room_for_a_verdict_is_not_spent)
{
	budget.least_pairs = 8;
	budget.budget_case[0].limit_ns = 100;

	spend(0, 1, 20);
	cr_assert(pair_budget_case_allows(&budget, 0), "one may be slow");
	spend(0, 1, 20);
	cr_assert(not(pair_budget_case_allows(&budget, 0)));
	budget.budget_case[0].limit_ns = 160;
	cr_assert(pair_budget_case_allows(&budget, 0));
}

Test(pair_budget, a_pair_that_was_held_up_does_not_end_its_case)
{
	budget.budget_case[0].limit_ns = 100;

	spend(0, 1, 70);
	cr_assert(pair_budget_case_allows(&budget, 0));
	spend(0, 1, 10);
	cr_assert(pair_budget_case_allows(&budget, 0));
	spend(0, 1, 11);
	cr_assert(not(pair_budget_case_allows(&budget, 0)));
}

Test(pair_budget, a_pair_must_end_inside_the_budget_of_all)
{
	budget.limit_ns = 1000;

	spend(0, 1, 200);
	spend(1, 1, 20);
	cr_assert(pair_budget_allows(&budget, 0, 800));
	cr_assert(not(pair_budget_allows(&budget, 0, 801)));
	/* A quick case still has time where a slow one has none. */
	cr_assert(pair_budget_allows(&budget, 1, 980));
	/* One that nothing is known of takes what others take. */
	cr_assert(pair_budget_allows(&budget, 2, 890));
	cr_assert(not(pair_budget_allows(&budget, 2, 891)));
}

Test(pair_budget, before_the_first_pair_there_is_a_guess)
{
	double pair = PAIR_BUDGET_GUESS * PAIR_BUDGET_GUESS_NS;

	cr_assert(epsilon_eq(dbl, pair_budget_remaining_ns(&budget, 0),
			     CASES * pair, 1e-3));
}

Test(pair_budget, what_cases_needed_replaces_the_guess)
{
	spend(0, 20, 10);
	pair_budget_close(&budget, 0, true);
	spend(1, 5, 30);

	/* 15 pairs more of the one, 20 of the average pair of the other. */
	cr_assert(epsilon_eq(dbl, pair_budget_remaining_ns(&budget, 0),
			     15 * 30 + 20 * 350.0 / 25, 1e-9));
}

Test(pair_budget, what_broke_says_nothing_about_the_others)
{
	spend(0, 1, 10);
	pair_budget_close(&budget, 0, false);
	pair_budget_close(&budget, 1, false);

	cr_assert(epsilon_eq(dbl, pair_budget_remaining_ns(&budget, 0),
			     PAIR_BUDGET_GUESS * 10, 1e-9));
}

Test(pair_budget, what_takes_longer_than_usual_goes_on_for_a_while)
{
	spend(0, 40, 10);
	pair_budget_close(&budget, 1, false);
	pair_budget_close(&budget, 2, false);

	cr_assert(epsilon_eq(dbl, pair_budget_remaining_ns(&budget, 0), 20 * 10,
			     1e-9));
}

Test(pair_budget, remaining_time_is_cut_by_the_budgets)
{
	spend(0, 1, 10);
	pair_budget_close(&budget, 1, false);
	pair_budget_close(&budget, 2, false);
	budget.budget_case[0].limit_ns = 35;
	cr_assert(
	    epsilon_eq(dbl, pair_budget_remaining_ns(&budget, 10), 25, 1e-9));
	budget.limit_ns = 20;
	cr_assert(
	    epsilon_eq(dbl, pair_budget_remaining_ns(&budget, 10), 10, 1e-9));
	cr_assert(
	    epsilon_eq(dbl, pair_budget_remaining_ns(&budget, 50), 0, 1e-9));
}

Test(pair_budget, nothing_is_left_after_the_last_case)
{
	for (uint32_t i = 0; i < CASES; i++)
		pair_budget_close(&budget, i, true);

	cr_assert(
	    epsilon_eq(dbl, pair_budget_remaining_ns(&budget, 0), 0, 1e-9));
}
