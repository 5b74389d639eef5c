/*
 * From a suite and a catalog to a plan.
 */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/catalog.h"
#include "model/plan.h"
#include "model/suite.h"

/* What the command line narrows and overrides. Zero: nothing. */
struct plan_options {
	const char *const *filter; /* globs over case ids; any matches */
	size_t filter_count;
	const char *const *tag; /* all must be there */
	size_t tag_count;
	const char *const *param; /* "n=64": cases with that argument only */
	size_t param_count;
	uint64_t processes, slices;        /* 0: the suite's */
	double time_budget_ns;             /* 0: the suite's */
	uint64_t seed;                     /* used as it is */
	uint32_t shard_index, shard_count; /* 1 .. count; count 0: all */
	/*
	 * The catalog is older than the suite: an entry that selects nothing
	 * is left out, and so is a benchmark without a param of its entry.
	 */
	bool lenient;
	/*
	 * Of the other side: an entry that selects nothing here, but something
	 * there, is left out. NULL: none.
	 */
	const struct catalog *other;
	bool may_be_empty; /* a plan without cases is no error */
};

/*
 * Expands and orders. SUITE and CATALOG must outlive the plan.
 * ERR_NO_MATCH says what there was to choose from; ERR_SUITE names an entry
 * that selects nothing, a param that the benchmark does not have, two cases
 * of one id; ERR_LIMIT above PLAN_MAX_CASES.
 */
int plan_make(struct plan *plan, const struct suite *suite,
	      const struct catalog *catalog, const struct plan_options *options,
	      struct err *err);
void plan_release(struct plan *plan);

/*
 * Matches the cases of builds: BASE and HEAD are plans of one suite with one
 * set of options, several of a side being layout variants. Every variant of
 * a side must have the cases of its first. The plans must outlive RET.
 * It may be that no case is on both sides. ERR_USAGE if variants differ.
 */
int plan_match(struct pair_plan *ret, const struct plan *base,
	       size_t base_count, const struct plan *head, size_t head_count,
	       struct err *err);
void pair_plan_release(struct pair_plan *plan);

#endif
