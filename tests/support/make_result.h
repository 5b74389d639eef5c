/*
 * Builds results in memory, as a run and a comparison would leave them:
 * seeded slices with a skewed body, spread between processes and disturbed
 * slices; summaries are computed from them.
 */
#ifndef SUPPORT_MAKE_RESULT_H
#define SUPPORT_MAKE_RESULT_H

#include "model/result.h"

#define MAKE_MAX_CASES   256
#define MAKE_MAX_METRICS 16
#define MAKE_MAX_COUNTED 8

/* What is measured; zero fields get the defaults behind them. */
struct make_spec {
	double ns;          /* time an operation: 100 */
	double noise;       /* relative, within a process: 0.004 */
	double spread;      /* relative, between processes: 0.003 */
	double disturbed;   /* share of slices: 0.04; 1: all; < 0: none */
	uint64_t processes; /* 10 */
	uint64_t slices;    /* 50 */
};

/* An empty, complete result with fixed texts; result_release() frees it. */
void make_result(struct result *result);
/* Adds a measured case; add in the order of ids. Params come from ID. */
struct result_case *make_case(struct result *result, const char *id,
			      const struct make_spec *spec);
/* Adds a case without valid timing. */
struct result_case *make_bad_case(struct result *result, const char *id,
				  enum case_status status, const char *reason);
/* Adds a metric with VALUE to a case. */
struct metric *make_metric(struct result *result, struct result_case *c,
			   const char *name, const char *unit, double value);
/*
 * Adds an untimed process that counted PER_OP exactly: "allocs", or
 * "sim.instructions" with all of them in the function "work" of "lib.so".
 */
struct count_samples *make_counted(struct result *result, struct result_case *c,
				   enum count_pass pass, enum pair_side side,
				   double per_op);
/* Compares a case with a base: ratio within [low, high]. */
struct verdict *make_verdict(struct result *result, const char *id,
			     enum verdict_kind kind, double ratio,
			     double half_width);

#endif
