/*
 * Metrics by their names: what a gate decides by, and what counts it.
 */
#ifndef CLI_METRICS_H
#define CLI_METRICS_H

#include <argp.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/plan.h"
#include "model/suite.h"

/*
 * Refuses, with ERR_USAGE and the nearest name, what is no metric: words for
 * several counters, unknown names of simulated ones, mistyped ones. Authors
 * may name their numbers as they like, so other names are taken.
 */
int metric_check(const char *name, struct err *err);
/*
 * What metric NAME is counted in, "ns" for times and "" for plain counts;
 * NULL: only whoever measures it knows.
 */
const char *metric_unit(const char *name);
/* Exact metrics are counted in passes, the others in timed processes. */
bool metric_is_exact(const char *name);
/* "NAME" or "NAME=THETA"; cuts ARG in two. Usage errors. */
struct suite_metric option_metric(char *arg, struct argp_state *state);
/* "counters" and "metrics" of SUITE. ERR_SUITE. */
int metrics_check_suite(const struct suite *suite, struct err *err);
/*
 * The limits of SUITE: names as metric_check() has them, bounds in the unit of
 * what they hold. ERR_SUITE names the place, and what was expected.
 */
int metrics_check_limits(const struct suite *suite, struct err *err);

/*
 * The untimed passes (count_pass_bit()) that a run of PLAN needs: those of
 * SPEC, of its limits and of what GATE decides by.
 */
unsigned metrics_passes(const char *spec, const struct plan *plan,
			const struct suite_gate *gate);
/*
 * Of a time budget, for what PASSES count after the timed part: half if the
 * simulated pass is among them, a tenth for allocations; 0 without passes.
 */
double metrics_reserve_ns(double budget_ns, unsigned passes);
/* What is left of it SINCE_NS; 0: there was no budget. */
double metrics_left_ns(double budget_ns, uint64_t since_ns);
/* Nothing that GATE decides by, and no limit of PLAN, needs timed processes. */
bool metrics_exact_only(const struct plan *plan, const struct suite_gate *gate);
/*
 * SPEC ("none", ...) with the counters in it that GATE decides by, or that
 * limits of PLAN hold, and timed processes count; in ARENA. ERR_LIMIT for too
 * many.
 */
int metrics_counters(const char *spec, const struct plan *plan,
		     const struct suite_gate *gate, struct arena *arena,
		     char **ret, struct err *err);

#endif
