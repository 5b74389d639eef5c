#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "simulate.h"
#include "text.h"

enum { ROUNDS = 10000 };

/* 120 tests, 10 processes, 2 % between sessions, heavy tails. */
static const struct sim_model usual = {
    .process_sd = 0.01,
    .drift_sd = 0.02,
    .contaminated = 0.1,
    .processes = 10,
    .sessions = 1,
    .tests = 120,
};

static void promise_at_most(const char *name, const struct sim_model *model,
			    double rate)
{
	size_t reds = sim_count(name, model, VERDICT_REGRESSED, ROUNDS, 1);
	double upper = binomial_upper(reds, ROUNDS, 0.005);
	cr_assert(lt(dbl, upper, rate), "%s: %zu reds", name, reds);
}

static void promise_at_least(const char *name, const struct sim_model *model,
			     double rate)
{
	size_t reds = sim_count(name, model, VERDICT_REGRESSED, 2000, 2);
	double lower = binomial_lower(reds, 2000, 0.005);
	cr_assert(gt(dbl, lower, rate), "%s: %zu reds", name, reds);
}

Test(rule_simulated, unchanged_code_is_rarely_red)
{
	struct sim_model model = usual;
	promise_at_most("unchanged, sd 1 %", &model, 0.001);
	model.process_sd = 0.05;
	promise_at_most("unchanged, sd 5 %", &model, 0.001);
	model.process_sd = 0.1;
	promise_at_most("unchanged, sd 10 %", &model, 0.001);
	model.processes = 5;
	promise_at_most("unchanged, sd 10 %, 5 processes", &model, 0.001);
}

Test(rule_simulated, sessions_with_heavy_tails_are_red_more_often)
{
	struct sim_model model = usual;
	model.drift_df = 4;
	promise_at_most("unchanged, sessions t(4)", &model, 0.003);
}

Test(rule_simulated, thirty_percent_is_found)
{
	struct sim_model model = usual;
	model.effect = 0.3;
	promise_at_least("+30 %, sd 1 %", &model, 0.98);
	model.process_sd = 0.05;
	promise_at_least("+30 %, sd 5 %", &model, 0.95);
	model.process_sd = 0.01;
	model.processes = 5;
	promise_at_least("+30 %, sd 1 %, 5 processes", &model, 0.8);
	model.contaminated = 0;
	promise_at_least("+30 %, sd 1 %, 5 quiet processes", &model, 0.98);
}

Test(rule_simulated, eight_sessions_hold_their_level)
{
	struct sim_model model = usual;
	model.sessions = 8;
	model.tests = 1;
	promise_at_most("unchanged, 8 sessions, one test at 1 %", &model, 0.01);
	model.tests = 120;
	promise_at_most("unchanged, 8 sessions", &model, 0.001);
	model.drift_sd = 0.005;
	model.effect = 0.15;
	promise_at_least("+15 %, 8 sessions of sd 0.5 %", &model, 0.95);
}

/* One case by hand: PROCESSES times around LEVEL, STEP apart. */
struct by_hand {
	double lower[20], median[20];
	struct baseline_case c;
};

static void fill(struct by_hand *ret, double level, double step, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		ret->lower[i] = level * (1 + step * (double)i);
		ret->median[i] = ret->lower[i] * 1.02;
	}
	ret->c = (struct baseline_case){.process_count = n,
					.median_ns = ret->median,
					.lower_quartile_ns = ret->lower};
}

static struct rule_answer decide(const struct by_hand *base, size_t sessions,
				 const struct by_hand *head)
{
	const struct baseline_case *session[SIM_MAX_SESSIONS];
	struct rule_answer answer;
	struct err err = {0};
	for (size_t i = 0; i < sessions; i++)
		session[i] = &base[i].c;
	struct rule_input input = {
	    .session = session,
	    .session_count = sessions,
	    .head = &head->c,
	    .theta = 0.02,
	    .floor = 0.05,
	    .alpha = 0.0001,
	};
	cr_assert(zero(int, rule_decide(&input, &answer, &err)));
	return answer;
}

Test(rule, same_numbers_are_equivalent)
{
	struct by_hand base, head;
	fill(&base, 100, 0.001, 10);
	fill(&head, 100, 0.001, 10);
	struct rule_answer a = decide(&base, 1, &head);
	cr_assert(eq(int, a.kind, VERDICT_EQUIVALENT));
	cr_assert(a.advisory);
	cr_assert(epsilon_eq(dbl, a.change, 0.0, 1e-12));
	cr_assert(epsilon_eq(dbl, a.base_ns, a.head_ns, 1e-9));
	cr_assert(ge(dbl, a.level, 0.9));
	cr_assert(zero(int, a.reason[0]));
}

/* Seen, but sessions of one build may differ as much. */
Test(rule, between_theta_and_floor_is_inconclusive)
{
	struct by_hand base, head;
	fill(&base, 100, 0.001, 10);
	fill(&head, 104.2, 0.001, 10);
	struct rule_answer a = decide(&base, 1, &head);
	cr_assert(eq(int, a.kind, VERDICT_INCONCLUSIVE));
	cr_assert(text_has(a.reason, "slower by more than theta, but less than "
				     "the 5.0 % that stored numbers can tell"),
		  "%s", a.reason);
	a = decide(&head, 1, &base);
	cr_assert(eq(int, a.kind, VERDICT_INCONCLUSIVE));
	cr_assert(text_has(a.reason, "faster by more than theta"));
	fill(&head, 101.5, 0.001, 10);
	a = decide(&base, 1, &head);
	cr_assert(eq(int, a.kind, VERDICT_EQUIVALENT));
}

Test(rule, ties_do_not_stop_a_verdict)
{
	struct by_hand base, head;
	fill(&base, 100, 0, 10);
	fill(&head, 130, 0, 10);
	struct rule_answer a = decide(&base, 1, &head);
	cr_assert(eq(int, a.kind, VERDICT_REGRESSED));
	cr_assert(epsilon_eq(dbl, exp(a.change), 1.3, 1e-12));
	fill(&head, 100, 0, 10);
	a = decide(&base, 1, &head);
	cr_assert(eq(int, a.kind, VERDICT_EQUIVALENT));
}

Test(rule, improvement_mirrors_regression)
{
	struct by_hand slow, fast;
	fill(&fast, 100, 0.002, 10);
	fill(&slow, 140, 0.002, 10);
	struct rule_answer worse = decide(&fast, 1, &slow);
	struct rule_answer better = decide(&slow, 1, &fast);
	cr_assert(eq(int, worse.kind, VERDICT_REGRESSED));
	cr_assert(eq(int, better.kind, VERDICT_IMPROVED));
	cr_assert(epsilon_eq(dbl, worse.change, -better.change, 1e-12));
	cr_assert(epsilon_eq(dbl, worse.low, -better.high, 1e-12));
}

Test(rule, one_process_says_what_it_needs)
{
	struct by_hand base, head;
	fill(&base, 100, 0, 1);
	fill(&head, 200, 0, 1);
	struct rule_answer a = decide(&base, 1, &head);
	cr_assert(eq(int, a.kind, VERDICT_INCONCLUSIVE));
	cr_assert(isnan(a.low) && isnan(a.mde));
	char *reason = a.reason,
	     *expected = "needs more processes: 1 in the base, 1 in "
			 "head, at least 5 each";
	cr_assert(eq(str, reason, expected));
}

Test(rule, change_within_the_sessions_spread_is_named)
{
	struct by_hand base, head;
	fill(&base, 100, 0.0001, 10);
	fill(&head, 109, 0.0001, 10);
	struct rule_answer a = decide(&base, 1, &head);
	cr_assert(eq(int, a.kind, VERDICT_INCONCLUSIVE));
	cr_assert(text_has(a.reason, "9.0 % slower, but sessions of one build "
				     "may differ by 13 %"),
		  "%s", a.reason);
}

Test(rule, wide_spread_is_named)
{
	struct by_hand base, head;
	fill(&base, 100, 0.1, 10);
	fill(&head, 100, 0.1, 10);
	struct rule_answer a = decide(&base, 1, &head);
	cr_assert(eq(int, a.kind, VERDICT_INCONCLUSIVE));
	cr_assert(text_begins(a.reason, "the spread between processes hides"));
}

Test(rule, quartiles_and_medians_must_agree)
{
	struct by_hand base, head;
	fill(&base, 100, 0.001, 10);
	fill(&head, 130, 0.001, 10);
	memcpy(head.median, base.median, sizeof head.median);
	struct rule_answer a = decide(&base, 1, &head);
	cr_assert(eq(int, a.kind, VERDICT_INCONCLUSIVE));
	cr_assert(text_has(a.reason, "slower, the medians are not"));
	fill(&head, 100, 0.001, 10);
	for (size_t i = 0; i < 10; i++)
		head.median[i] *= 1.3;
	a = decide(&base, 1, &head);
	cr_assert(eq(int, a.kind, VERDICT_INCONCLUSIVE));
	cr_assert(text_has(a.reason, "the medians moved by 30 %"));
}

static void fill_sessions(struct by_hand *session, size_t count, double step)
{
	for (size_t i = 0; i < count; i++)
		fill(&session[i], 100 * exp(step * ((double)(i % 3) - 1)), 0,
		     3);
}

Test(rule, eight_sessions_use_the_prediction_limit)
{
	struct by_hand session[9], head;
	fill_sessions(session, 9, 0.005);
	/* Values -s, 0, s three times: sd = s sqrt(6/8). */
	double sd = 0.005 * sqrt(6.0 / 8) * sqrt(1 + 1.0 / 9);
	double limit = log(1.02) + stats_t_quantile(1 - 0.0001, 8) * sd;

	fill(&head, 100 * exp(limit + 1e-6), 0, 3);
	struct rule_answer a = decide(session, 9, &head);
	cr_assert(eq(int, a.kind, VERDICT_REGRESSED));
	cr_assert(not(a.advisory));
	double half = stats_t_quantile(0.95, 8) * sd;
	cr_assert(epsilon_eq(dbl, a.high - a.low, 2 * half, 1e-9));
	double mde = limit + stats_t_quantile(0.8, 8) * sd;
	cr_assert(epsilon_eq(dbl, a.mde, mde, 1e-9));
	fill(&head, 100 * exp(limit - 1e-6), 0, 3);
	a = decide(session, 9, &head);
	cr_assert(eq(int, a.kind, VERDICT_INCONCLUSIVE));
	cr_assert(text_has(a.reason, "by the spread of 9 sessions only more "
				     "than"));
	fill(&head, 100 * exp(-limit - 1e-6), 0, 3);
	a = decide(session, 9, &head);
	cr_assert(eq(int, a.kind, VERDICT_IMPROVED));
}

Test(rule, eight_equal_sessions_are_not_believed)
{
	struct by_hand session[8], head;
	fill_sessions(session, 8, 0);
	double sd = 0.001 * sqrt(1 + 1.0 / 8);
	double limit = log(1.02) + stats_t_quantile(1 - 0.0001, 7) * sd;

	fill(&head, 100 * exp(limit - 1e-6), 0, 3);
	struct rule_answer a = decide(session, 8, &head);
	cr_assert(eq(int, a.kind, VERDICT_INCONCLUSIVE));
	fill(&head, 100 * exp(limit + 1e-6), 0, 3);
	a = decide(session, 8, &head);
	cr_assert(eq(int, a.kind, VERDICT_REGRESSED));
}

Test(rule, eight_quiet_sessions_show_equivalence)
{
	struct by_hand session[8], head;
	fill_sessions(session, 8, 0.001);
	fill(&head, 100.2, 0, 3);
	struct rule_answer a = decide(session, 8, &head);
	cr_assert(eq(int, a.kind, VERDICT_EQUIVALENT));
	cr_assert(not(a.advisory));
}
