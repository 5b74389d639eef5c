/*
 * Fewer than eight sessions. A change must pass two tests: the exact rank
 * test shows that the processes of the head differ from those of the newest
 * session by more than the floor, whatever their distribution is; and the
 * change of session values is beyond what processes and sessions explain, of
 * which the spread between sessions has to be assumed.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "gate/rule.h"
#include "stats/stats.h"

enum { FEWEST_PROCESSES = 5 }; /* a side, for RULE_RANK_TAIL */

/* What is known about one case; logarithms throughout. */
struct evidence {
	struct stats_interval decisive; /* at RULE_RANK_TAIL */
	struct stats_interval shown;    /* at RULE_LEVEL: decides equivalence */
	double median_change;           /* of the processes' medians */
	double session_change;
	double session_sd; /* of session_change, beyond the processes' share */
	double process_sd; /* of that share */
	double floor, limit, theta;
	bool testable;
	size_t head_processes, base_processes;
	double head, base; /* session values; base: of the newest */
};

static double *logs(const double *ns, size_t count)
{
	double *y = calloc(count + 1, sizeof *y);
	for (size_t i = 0; y && i < count; i++)
		y[i] = log(ns[i]);
	return y;
}

/* Smallest one-sided tail of the rank test: 1 / C(m + n, n). */
static double smallest_tail(size_t m, size_t n)
{
	double tail = 1;
	for (size_t i = 1; i <= n; i++)
		tail *= (double)i / (double)(m + i);
	return tail;
}

static int compare_quartiles(const struct rule_input *input,
			     const struct baseline_case *base,
			     struct evidence *e, struct err *err)
{
	size_t m = e->base_processes, n = e->head_processes;
	CLEANUP(mem_free) double *x = logs(base->lower_quartile_ns, m);
	CLEANUP(mem_free) double *y = logs(input->head->lower_quartile_ns, n);
	if (!x || !y)
		return err_nomem(err, "comparison");

	e->testable = smallest_tail(m, n) <= RULE_RANK_TAIL;
	int r =
	    stats_shift(x, m, y, n, 1 - 2 * RULE_RANK_TAIL, &e->decisive, err);
	if (r == 0)
		r = stats_shift(x, m, y, n, RULE_LEVEL, &e->shown, err);
	return r;
}

static int compare_medians(const struct rule_input *input,
			   const struct baseline_case *base, struct evidence *e,
			   struct err *err)
{
	size_t m = e->base_processes, n = e->head_processes;
	struct stats_interval shift;
	CLEANUP(mem_free) double *x = logs(base->median_ns, m);
	CLEANUP(mem_free) double *y = logs(input->head->median_ns, n);
	if (!x || !y)
		return err_nomem(err, "comparison");
	int r = stats_shift(x, m, y, n, RULE_LEVEL, &shift, err);
	if (r == 0)
		e->median_change = shift.estimate;
	return r;
}

static int session_value(const struct baseline_case *c, double *ret,
			 struct err *err)
{
	CLEANUP(mem_free)
	double *scratch = calloc(c->process_count + 1, sizeof *scratch);
	if (!scratch)
		return err_nomem(err, "comparison");
	*ret =
	    rule_session_value(c->lower_quartile_ns, c->process_count, scratch);
	return 0;
}

static int compare_sessions(const struct rule_input *input, struct evidence *e,
			    struct err *err)
{
	double value[RULE_MIN_SESSIONS];
	size_t k = input->session_count;
	int r = session_value(input->head, &e->head, err);

	for (size_t i = 0; i < k && r == 0; i++)
		r = session_value(input->session[i], &value[i], err);
	if (r < 0)
		return r;
	double sd = k < 2 ? 0 : stats_sd(value, k);
	/* K > 0. NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign) */
	e->base = value[k - 1];
	e->session_change = e->head - stats_mean(value, k);
	e->session_sd = fmax(sd, RULE_SESSION_SD) * sqrt(1 + 1 / (double)k);
	return 0;
}

/* Of the estimate, from the width of its interval; NAN without one. */
static double standard_error(const struct stats_interval *i)
{
	if (!i->bounded)
		return NAN;
	return (i->high - i->low) /
	       (2 * stats_normal_quantile((1 + i->level) / 2));
}

static int gather(const struct rule_input *input, struct evidence *e,
		  struct err *err)
{
	const struct baseline_case *newest =
	    input->session[input->session_count - 1];

	e->head_processes = input->head->process_count;
	e->base_processes = newest->process_count;
	int r = compare_quartiles(input, newest, e, err);
	if (r == 0)
		r = compare_medians(input, newest, e, err);
	if (r == 0)
		r = compare_sessions(input, e, err);
	if (r < 0)
		return r;
	e->process_sd = standard_error(&e->shown);
	double sd = hypot(e->process_sd, e->session_sd);
	double z = stats_normal_quantile(1 - input->alpha);
	e->theta = log1p(input->theta);
	e->floor = log1p(fmax(input->floor, input->theta));
	e->limit = fmax(e->floor, log1p(input->theta) + z * sd);
	return 0;
}

/* A change to hear about, also if the floor lets it through. */
static bool beyond_theta(const struct evidence *e)
{
	return e->shown.low > e->theta || e->shown.high < -e->theta;
}

static bool within_floor(const struct evidence *e)
{
	return e->shown.low > -e->floor && e->shown.high < e->floor &&
	       fabs(e->median_change) < e->floor;
}

static enum verdict_kind decide(const struct evidence *e)
{
	if (e->testable && e->decisive.low > e->floor &&
	    e->session_change > e->limit && e->median_change > e->floor)
		return VERDICT_REGRESSED;
	if (e->testable && e->decisive.high < -e->floor &&
	    e->session_change < -e->limit && e->median_change < -e->floor)
		return VERDICT_IMPROVED;
	if (within_floor(e) && !beyond_theta(e))
		return VERDICT_EQUIVALENT;
	return VERDICT_INCONCLUSIVE;
}

/* NAN where the processes are too few to show anything. */
static double detectable(const struct evidence *e)
{
	double power = stats_normal_quantile(0.8);
	double reach = e->decisive.estimate - e->decisive.low;

	if (!e->testable)
		return NAN;
	double by_rank = e->floor + reach + power * e->process_sd;
	double by_session =
	    e->limit + power * hypot(e->process_sd, e->session_sd);
	return fmax(by_rank, by_session);
}

static bool agree(double a, double b, double beyond)
{
	return (a > beyond && b > beyond) || (a < -beyond && b < -beyond);
}

static void explain(const struct evidence *e, struct rule_answer *ret)
{
	char change[32], bound[32];
	const char *way = ret->change > 0 ? "slower" : "faster";
	double beyond = ret->change > 0 ? ret->low : -ret->high;

	rule_percent(change, ret->change);
	rule_percent(bound, e->limit);
	if (!e->testable)
		(void)snprintf(ret->reason, sizeof ret->reason,
			       "needs more processes: %zu in the base, %zu in "
			       "head, at least %d each",
			       e->base_processes, e->head_processes,
			       FEWEST_PROCESSES);
	else if (within_floor(e))
		(void)snprintf(ret->reason, sizeof ret->reason,
			       "%s by more than theta, but less than the %s "
			       "that stored numbers can tell; gate with the "
			       "base's build (--base DIR, or a baseline with "
			       "its artefacts)",
			       way, rule_percent(bound, e->floor));
	else if (fabs(ret->change) > e->floor &&
		 !agree(ret->change, e->median_change, e->floor))
		(void)snprintf(ret->reason, sizeof ret->reason,
			       "the lower quartiles are %s %s, the medians "
			       "are not",
			       change, way);
	else if (fabs(ret->change) <= e->floor &&
		 fabs(e->median_change) >= e->floor)
		(void)snprintf(ret->reason, sizeof ret->reason,
			       "the medians moved by %s, the lower quartiles "
			       "did not",
			       rule_percent(change, e->median_change));
	else if (beyond > e->floor && fabs(e->session_change) <= e->limit)
		(void)snprintf(ret->reason, sizeof ret->reason,
			       "%s %s, but sessions of one build may differ "
			       "by %s; save more sessions",
			       change, way, bound);
	else
		(void)snprintf(ret->reason, sizeof ret->reason,
			       "the spread between processes hides changes "
			       "below %s; use more processes",
			       rule_percent(bound, ret->mde));
}

int rule_advisory(const struct rule_input *input, struct rule_answer *ret,
		  struct err *err)
{
	struct evidence e = {0};
	int r = gather(input, &e, err);

	if (r < 0)
		return r;
	*ret = (struct rule_answer){
	    .kind = decide(&e),
	    .advisory = true,
	    .base_ns = exp(e.base),
	    .head_ns = exp(e.head),
	    .change = e.decisive.estimate,
	    .low = e.shown.bounded ? e.shown.low : (double)NAN,
	    .high = e.shown.bounded ? e.shown.high : (double)NAN,
	    .level = e.shown.bounded ? e.shown.level : (double)NAN,
	    .mde = detectable(&e),
	    .session_sd = e.session_sd,
	};
	if (ret->kind == VERDICT_INCONCLUSIVE)
		explain(&e, ret);
	return 0;
}
