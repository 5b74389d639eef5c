/* Limits of a suite: absolute budgets and factors of the baseline. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "counters/passes.h"
#include "gate/compare.h"
#include "gate/estimate.h"
#include "gate/exact.h"
#include "gate/gate.h"
#include "stats/stats.h"

enum shown_as { AS_TIME, AS_SIZE, AS_RATIO, AS_NUMBER, AS_COUNT, AS_BYTES };

/* What a limit is held against. */
struct measured {
	double value, low, high; /* NAN: unknown */
	enum shown_as unit;
	bool none;
	const char *why;  /* there is no value or no interval */
	const char *mend; /* of `why`; or NULL */
	bool scaled;      /* the bound is a factor of `base` */
	double base;
};

/* Quantiles of slices that limits can name, and what they need. */
static const struct {
	const char *metric;
	double q;
	uint64_t slices; /* of all processes: ten beyond the quantile */
	const char *why;
} quantiles[] = {
    {"time", 0.5, 1, "nothing was measured"},
    {"min", 0, 1, "nothing was measured"},
    {"max", 1, 1, "nothing was measured"},
    {"p50", 0.5, 20, "needs 20 undisturbed slices"},
    {"p90", 0.9, 100, "needs 100 undisturbed slices, 10 in each process"},
    {"p95", 0.95, 200, "needs 200 undisturbed slices, 20 in each process"},
    {"p99", 0.99, 1000, "needs 1000 undisturbed slices, 100 in each process"},
};

static const char too_few_processes[] = "needs at least 6 processes";

static struct measured nothing(const char *why)
{
	return (struct measured){.none = true, .why = why};
}

static struct measured from_estimate(const struct estimate *e)
{
	return (struct measured){
	    .value = e->value,
	    .low = e->low,
	    .high = e->high,
	    .unit = AS_NUMBER,
	    .none = !e->available || !isfinite(e->value),
	    .why = too_few_processes,
	};
}

/* Every process must have a slice beyond the quantile. */
static double least_slices(double q)
{
	return q > 0 && q < 1 ? 1 / (1 - q) : 1;
}

uint64_t gate_limit_slices(const char *metric, uint64_t *ret_all)
{
	*ret_all = 0;
	for (size_t i = 0; i < ARRAY_SIZE(quantiles); i++)
		if (strcmp(metric, quantiles[i].metric) == 0) {
			*ret_all = quantiles[i].slices;
			return (uint64_t)llround(least_slices(quantiles[i].q));
		}
	return 0;
}

/* All processes together must have ten. */
static bool enough_slices(const struct result_case *c, size_t which,
			  double *scratch)
{
	double least = least_slices(quantiles[which].q);
	uint64_t sum = 0;

	for (size_t i = 0; i < c->process_count; i++) {
		size_t n = samples_clean_times(&c->process[i], scratch);
		if (n > 0 && (double)n < least - 0.5)
			return false;
		sum += n;
	}
	return sum >= quantiles[which].slices;
}

static int measure_quantile(const struct result_case *c, size_t which,
			    struct measured *ret, struct err *err)
{
	CLEANUP(mem_free)
	double *scratch = calloc(
	    estimate_room(c->process, c->process_count) + 1, sizeof *scratch);
	CLEANUP(mem_free)
	double *value = calloc(c->process_count + 1, sizeof *value);
	if (!scratch || !value)
		return err_nomem(err, "limits");
	if (!enough_slices(c, which, scratch)) {
		*ret = nothing(quantiles[which].why);
		return 0;
	}
	struct estimate e =
	    estimate_quantile(c, quantiles[which].q, scratch, value);
	*ret = from_estimate(&e);
	ret->unit = AS_TIME;
	return 0;
}

static const struct metric *find_metric(const struct result_case *c,
					const char *name)
{
	for (size_t i = 0; i < c->metric_count; i++)
		if (strcmp(c->metric[i].name, name) == 0)
			return &c->metric[i];
	return NULL;
}

static const char *why_unknown(const struct limits_context *context,
			       const char *name)
{
	if (pass_metric_find(name))
		return "it was not counted; --counters=auto counts "
		       "allocations, --counters=simulated what sim.* names";
	return context->paired
		   ? "the benchmark has no such metric; counters are counted "
		     "with --counters=auto, or by their names"
		   : "the benchmark has no such metric";
}

/* Exact counts are shown to the last digit. */
static enum shown_as count_unit(const char *unit)
{
	return unit && strcmp(unit, "bytes") == 0 ? AS_BYTES : AS_COUNT;
}

static struct measured measure_metric(const struct limits_context *context,
				      const struct result_case *c,
				      const char *name)
{
	const struct metric *m = find_metric(c, name);

	if (!m)
		return nothing(why_unknown(context, name));
	if (!m->available)
		return (struct measured){
		    .none = true,
		    .why = m->reason ? m->reason : "not available",
		    .mend = m->mend,
		};
	struct measured ret = from_estimate(&m->estimate);
	if (pass_metric_find(name))
		ret.unit = count_unit(m->unit);
	else if (m->unit && strcmp(m->unit, "ns") == 0)
		ret.unit = AS_TIME;
	else if (m->unit && strcmp(m->unit, "bytes") == 0)
		ret.unit = AS_SIZE;
	if (m->reason)
		ret.why = m->reason;
	return ret;
}

/* The ratio of times, its interval widened by what sessions differ. */
static struct measured measure_time(const struct limits_context *context,
				    const struct verdict *v)
{
	double z = stats_normal_quantile((1 + RULE_LEVEL) / 2);
	double change = log(v->ratio), sd = z * context->session_sd;

	if (!isfinite(v->ratio))
		return nothing("there is nothing to compare it with");
	return (struct measured){
	    .value = v->ratio,
	    .low = exp(change - hypot(change - log(v->low), sd)),
	    .high = exp(change + hypot(log(v->high) - change, sd)),
	    .unit = AS_RATIO,
	    .why =
		context->paired ? "needs more pairs" : "needs more processes",
	};
}

/* The head's count; the bound becomes one as well, so that a base may be 0. */
static struct measured measure_exact(const struct metric_verdict *row)
{
	bool certain = row->kind != VERDICT_INCONCLUSIVE;

	if (isnan(row->base) || isnan(row->head) || row->kind == VERDICT_BROKEN)
		return nothing(row->reason ? row->reason : "not available");
	return (struct measured){
	    .value = row->head,
	    .low = certain ? row->head : (double)NAN,
	    .high = certain ? row->head : (double)NAN,
	    .unit = count_unit(row->unit),
	    .why = row->reason,
	    .scaled = true,
	    .base = row->base,
	};
}

/* Rows are in cost direction, limits are not. */
static struct measured measure_noisy(const struct result_case *c,
				     const struct metric_verdict *row)
{
	const struct metric *m = find_metric(c, row->metric);
	struct measured ret = {
	    .value = row->ratio,
	    .low = row->low,
	    .high = row->high,
	    .unit = AS_RATIO,
	    .why = "needs more pairs",
	};

	if (!isfinite(row->ratio))
		return nothing(row->reason ? row->reason : "not available");
	if (m && !m->lower_is_better) {
		ret.value = 1 / row->ratio;
		ret.low = 1 / row->high;
		ret.high = 1 / row->low;
	}
	return ret;
}

/* A factor of what the base has. */
static struct measured measure_ratio(const struct limits_context *context,
				     const struct result_case *c,
				     const char *name, const struct verdict *v)
{
	uint64_t all;

	if (strcmp(name, "time") == 0)
		return measure_time(context, v);
	for (size_t i = 0; i < v->metric_count; i++)
		if (strcmp(v->metric[i].metric, name) == 0)
			return v->metric[i].exact
				   ? measure_exact(&v->metric[i])
				   : measure_noisy(c, &v->metric[i]);
	if (!context->paired)
		return nothing("a baseline keeps only the time and what "
			       "untimed passes count");
	return nothing(gate_limit_slices(name, &all)
			   ? "of times only the median is compared with the "
			     "base"
			   : "there is nothing to compare it with");
}

static int measure(const struct limits_context *context,
		   const struct result_case *c, const struct suite_limit *limit,
		   const struct verdict *v, struct measured *ret,
		   struct err *err)
{
	/* Processes that only count have a status of their own. */
	if (c->status != CASE_OK && !pass_metric_find(limit->metric)) {
		*ret = nothing(case_status_name(c->status));
		return 0;
	}
	if (limit->relative) {
		*ret = measure_ratio(context, c, limit->metric, v);
		return 0;
	}
	for (size_t i = 0; i < ARRAY_SIZE(quantiles); i++)
		if (strcmp(limit->metric, quantiles[i].metric) == 0)
			return measure_quantile(c, i, ret, err);
	*ret = measure_metric(context, c, limit->metric);
	return 0;
}

static bool holds(enum limit_op op, double value, double bound)
{
	switch (op) {
	case LIMIT_LT:
		return value < bound;
	case LIMIT_LE:
		return value <= bound;
	case LIMIT_GT:
		return value > bound;
	case LIMIT_GE:
		return value >= bound;
	}
	return false;
}

/* The bound; VALUE itself where only the product's rounding is between. */
static double bound_of(const struct suite_limit *limit,
		       const struct measured *m, double value)
{
	double bound = m->scaled ? m->base * limit->bound : limit->bound;
	bool rounded = m->scaled && limit->bound != 1 &&
		       fabs(value - bound) <= EXACT_ROUNDING * fabs(bound);

	return rounded ? value : bound;
}

static enum limit_state judge(const struct suite_limit *limit,
			      const struct measured *m)
{
	if (m->none)
		return LIMIT_NO_DATA;
	if (!isfinite(m->low) || !isfinite(m->high))
		return LIMIT_INCONCLUSIVE;
	bool low = holds(limit->op, m->low, bound_of(limit, m, m->low));
	bool high = holds(limit->op, m->high, bound_of(limit, m, m->high));
	if (low && high)
		return LIMIT_KEPT;
	return low || high ? LIMIT_INCONCLUSIVE : LIMIT_BROKEN;
}

static const char *show(char buf[48], const struct measured *m, double value)
{
	if (m->unit == AS_TIME)
		return str_time(buf, 48, value);
	if (m->unit == AS_SIZE)
		return str_size(buf, 48, value);
	if (m->unit == AS_NUMBER)
		return str_si(buf, 48, value);
	(void)snprintf(buf, 48,
		       m->unit == AS_COUNT   ? "%.15g"
		       : m->unit == AS_BYTES ? "%.15g bytes"
					     : "%.4f",
		       value);
	return buf;
}

static char *detail(struct arena *arena, const struct measured *m,
		    struct err *err)
{
	char value[160], low[48], high[48];

	if (m->none)
		return arena_printf(arena, err, "%s%s%s", m->why,
				    m->mend && *m->mend ? "; " : "",
				    m->mend ? m->mend : "");
	show(value, m, m->value);
	if (m->scaled)
		(void)snprintf(value, sizeof value, "%s, the base %s",
			       show(low, m, m->value), show(high, m, m->base));
	if (!isfinite(m->low) || !isfinite(m->high))
		return arena_printf(arena, err, "measured %s; %s", value,
				    m->why);
	if (m->unit == AS_COUNT || m->unit == AS_BYTES)
		return arena_printf(arena, err, "measured %s", value);
	return arena_printf(arena, err, "measured %s [%s, %s]", value,
			    show(low, m, m->low), show(high, m, m->high));
}

static int check(const struct limits_context *context,
		 const struct result_case *c, const struct suite_limit *limit,
		 const struct verdict *v, struct limit_check *ret,
		 struct err *err)
{
	struct arena *arena = context->arena;
	struct measured m = {0};
	int r = measure(context, c, limit, v, &m, err);

	if (r < 0)
		return r;
	ret->state = judge(limit, &m);
	ret->text = arena_strdup(arena, limit->text, err);
	ret->detail = detail(arena, &m, err);
	return ret->text && ret->detail ? 0 : -ERR_NOMEM;
}

int limits_check(const struct limits_context *context,
		 const struct result_case *c, struct verdict *v,
		 struct err *err)
{
	size_t n = 0;
	struct limit_check *checks = arena_array(
	    context->arena, c->limit_count + 1, sizeof *checks, err);

	if (!checks)
		return -ERR_NOMEM;
	for (size_t i = 0; i < c->limit_count; i++) {
		if (c->limit[i].relative && !context->relative)
			continue;
		int r = check(context, c, &c->limit[i], v, &checks[n++], err);
		if (r < 0)
			return r;
	}
	v->limit = n ? checks : NULL;
	v->limit_count = n;
	return 0;
}
