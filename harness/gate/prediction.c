/*
 * Eight sessions or more: does the head's value lie where a further session
 * of the same build would? Prediction limit of a normal sample (Hahn and
 * Meeker 1991, section 4.7) on logarithms of session values.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "gate/rule.h"
#include "stats/stats.h"

/* The head against the sessions, for one of the two kinds of values. */
struct prediction {
	double mean, head, change;
	double sd;    /* of the difference: sd sqrt(1 + 1/k) */
	double theta; /* ln(1 + theta) */
	double df;
};

static size_t most_processes(const struct rule_input *input)
{
	size_t most = input->head->process_count;
	for (size_t i = 0; i < input->session_count; i++)
		if (input->session[i]->process_count > most)
			most = input->session[i]->process_count;
	return most;
}

static const double *values_of(const struct baseline_case *c, bool median)
{
	return median ? c->median_ns : c->lower_quartile_ns;
}

/* VALUE and SCRATCH: room for a number a session and a process. */
static struct prediction predict(const struct rule_input *input, bool median,
				 double *value, double *scratch)
{
	size_t k = input->session_count;

	for (size_t i = 0; i < k; i++) {
		const struct baseline_case *c = input->session[i];
		value[i] = rule_session_value(values_of(c, median),
					      c->process_count, scratch);
	}
	struct prediction p = {
	    .mean = stats_mean(value, k),
	    .head = rule_session_value(values_of(input->head, median),
				       input->head->process_count, scratch),
	    .sd = fmax(stats_sd(value, k), RULE_LEAST_SESSION_SD) *
		  sqrt(1 + 1 / (double)k),
	    .theta = log1p(input->theta),
	    .df = (double)(k - 1),
	};
	p.change = p.head - p.mean;
	return p;
}

static enum verdict_kind decide(const struct prediction *quartile,
				const struct prediction *median, double limit)
{
	double t = stats_t_quantile(1 - RULE_EQUIVALENCE, quartile->df);
	double theta = quartile->theta;

	if (quartile->change > limit && median->change > theta)
		return VERDICT_REGRESSED;
	if (quartile->change < -limit && median->change < -theta)
		return VERDICT_IMPROVED;
	if (fabs(quartile->change) + t * quartile->sd < theta)
		return VERDICT_EQUIVALENT;
	return VERDICT_INCONCLUSIVE;
}

static void explain(struct rule_answer *ret, double limit, size_t sessions)
{
	char change[32], bound[32];
	const char *way = ret->change > 0 ? "slower" : "faster";

	rule_percent(change, ret->change);
	rule_percent(bound, limit);
	if (fabs(ret->change) > limit)
		(void)snprintf(ret->reason, sizeof ret->reason,
			       "the lower quartiles are %s %s, the medians "
			       "are not",
			       change, way);
	else
		(void)snprintf(ret->reason, sizeof ret->reason,
			       "%s %s; by the spread of %zu sessions only "
			       "more than %s shows a change",
			       change, way, sessions, bound);
}

static void answer(const struct rule_input *input,
		   const struct prediction *quartile,
		   const struct prediction *median, struct rule_answer *ret)
{
	double df = quartile->df, sd = quartile->sd;
	double reach = stats_t_quantile(1 - input->alpha, df) * sd;
	double half = stats_t_quantile((1 + RULE_LEVEL) / 2, df) * sd;
	double limit = quartile->theta + reach;

	*ret = (struct rule_answer){
	    .kind = decide(quartile, median, limit),
	    .base_ns = exp(quartile->mean),
	    .head_ns = exp(quartile->head),
	    .change = quartile->change,
	    .low = quartile->change - half,
	    .high = quartile->change + half,
	    .level = RULE_LEVEL,
	    .mde = limit + stats_t_quantile(0.8, df) * sd,
	};
	if (ret->kind == VERDICT_INCONCLUSIVE)
		explain(ret, limit, input->session_count);
}

int rule_prediction(const struct rule_input *input, struct rule_answer *ret,
		    struct err *err)
{
	CLEANUP(mem_free)
	double *scratch = calloc(most_processes(input) + 1, sizeof *scratch);
	CLEANUP(mem_free)
	double *value = calloc(input->session_count, sizeof *value);
	if (!scratch || !value)
		return err_nomem(err, "prediction limit");
	struct prediction quartile = predict(input, false, value, scratch);
	struct prediction median = predict(input, true, value, scratch);
	answer(input, &quartile, &median, ret);
	return 0;
}
