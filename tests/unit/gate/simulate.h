/*
 * Simulated sessions of one case: what the rule is tried on. Numbers are
 * logarithms of times, spreads are standard deviations of them.
 */
#ifndef TEST_GATE_SIMULATE_H
#define TEST_GATE_SIMULATE_H

#include <math.h>
#include <stdio.h>

#include "binomial.h"
#include "gate/rule.h"
#include "stats/rng.h"
#include "stats/stats.h"

enum { SIM_MAX_PROCESSES = 20, SIM_MAX_SESSIONS = 12 };

struct sim_model {
	double process_sd;   /* between processes; heavy tails on top */
	double drift_sd;     /* between sessions of one build */
	double drift_df;     /* of Student's t; 0: normal */
	double contaminated; /* share of processes slowed by Exp(10 %) */
	size_t processes;
	size_t sessions; /* of the base */
	double effect;   /* of head, as a ratio: 0.30 */
	size_t tests;    /* of the suite: the error is divided by it */
};

struct sim_side {
	struct baseline_case c;
	double median_ns[SIM_MAX_PROCESSES], lower_ns[SIM_MAX_PROCESSES];
};

static inline double sim_normal(struct rng *rng)
{
	double u = 1 - rng_unit(rng), v = rng_unit(rng);
	return sqrt(-2 * log(u)) * cos(2 * M_PI * v);
}

/* Student's t with DF degrees of freedom, scaled to variance 1; DF > 2. */
static inline double sim_heavy(struct rng *rng, double df)
{
	double squares = 0, z = sim_normal(rng);
	for (int i = 0; i < (int)df; i++) {
		double x = sim_normal(rng);
		squares += x * x;
	}
	return z / sqrt(squares / df) * sqrt((df - 2) / df);
}

static inline void sim_session(struct rng *rng, const struct sim_model *model,
			       double effect, struct sim_side *ret)
{
	double drift = model->drift_sd * (model->drift_df > 2
					      ? sim_heavy(rng, model->drift_df)
					      : sim_normal(rng));
	double level = log(100) + log1p(effect) + drift;

	for (size_t i = 0; i < model->processes; i++) {
		double y = level + model->process_sd * sim_heavy(rng, 3);
		if (rng_unit(rng) < model->contaminated)
			y += -0.1 * log(1 - rng_unit(rng));
		double above = 2 * model->process_sd * fabs(sim_normal(rng));
		ret->lower_ns[i] = exp(y);
		ret->median_ns[i] = exp(y + above);
	}
	ret->c = (struct baseline_case){
	    .process_count = model->processes,
	    .median_ns = ret->median_ns,
	    .lower_quartile_ns = ret->lower_ns,
	};
}

static inline int sim_verdict(struct rng *rng, const struct sim_model *model)
{
	struct sim_side base[SIM_MAX_SESSIONS], head;
	const struct baseline_case *session[SIM_MAX_SESSIONS];
	struct rule_answer answer;

	for (size_t i = 0; i < model->sessions; i++) {
		sim_session(rng, model, 0, &base[i]);
		session[i] = &base[i].c;
	}
	sim_session(rng, model, model->effect, &head);
	struct rule_input input = {
	    .session = session,
	    .session_count = model->sessions,
	    .head = &head.c,
	    .theta = 0.02,
	    .floor = 0.05,
	    .alpha = 0.01 / (double)model->tests,
	};
	return rule_decide(&input, &answer, NULL) < 0 ? -1 : (int)answer.kind;
}

/* Verdicts of KIND among TRIALS, printed with their exact 99 % interval. */
static inline size_t sim_count(const char *name, const struct sim_model *model,
			       enum verdict_kind kind, size_t trials,
			       uint64_t seed)
{
	struct rng rng;
	size_t count = 0;

	rng_init(&rng, seed);
	for (size_t i = 0; i < trials; i++)
		count += sim_verdict(&rng, model) == (int)kind;
	(void)fprintf(stderr, "%-44s %-12s %6zu of %zu, %.3g %% [%.3g, %.3g]\n",
		      name, verdict_name(kind), count, trials,
		      100 * (double)count / (double)trials,
		      100 * binomial_lower(count, trials, 0.005),
		      100 * binomial_upper(count, trials, 0.005));
	return count;
}

#endif
