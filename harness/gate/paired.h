/*
 * The paired gate: process pairs in, verdicts out. Pure but for memory.
 *
 * A case goes through at most two sets of pairs. In the first one each look
 * asks three questions: regressed, improved, equivalent (docs/statistics.md).
 * What regressed or improved is asked again on a second set of pairs, with
 * both levels chosen so that their product is the level of the case.
 */
#ifndef GATE_PAIRED_H
#define GATE_PAIRED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/plan.h"
#include "model/result.h"
#include "model/waivers.h"

/* One process pair as one number. */
struct pair_estimate {
	bool valid;          /* enough slice pairs were undisturbed */
	double log_ratio;    /* head / base, time an operation */
	double order_effect; /* ln: second / first, of both sides */
	/* Slice pairs, and those left out; 0 where a slice is one operation. */
	uint64_t slices, disturbed;
};
/*
 * Median log ratio of the slice pairs that count. Exchanging the sides
 * changes the sign, no more. ERR_NOMEM.
 */
int pair_estimate(const struct process_samples *base,
		  const struct process_samples *head, struct pair_estimate *ret,
		  struct err *err);

/* What a pair's case wants next. */
enum pair_advice {
	PAIR_MORE,
	/* The order matters too much: begin again with two execs. */
	PAIR_MORE_ALONE,
	PAIR_DONE,
};

struct paired_gate;

/*
 * For the cases of RESULT that PLAN has on both sides (result and plan have
 * the same cases). POLICY is copied; theta and budgets of entries come from
 * the plan. SEED draws the swaps: give RESULT's own, so that
 * gate_paired_again() draws the same. RESULT has its plugins. GATE outlives
 * neither. NULL with *ERR set; ERR_USAGE if POLICY has so few pairs that no
 * case could ever be red.
 */
struct paired_gate *paired_gate_new(const struct result *result,
				    const struct pair_plan *plan,
				    const struct suite_gate *policy,
				    uint64_t seed, struct err *err);
void paired_gate_free(struct paired_gate *gate);
/*
 * Why a case's builds cannot be compared, so that it need not be measured; or
 * NULL. The gate owns the text.
 */
const char *paired_gate_refuses(const struct paired_gate *gate,
				size_t case_index);
/* Cases that are tested: paired, and not refused. */
size_t paired_gate_tests(const struct paired_gate *gate);
/*
 * Takes a process pair of a case: both sides CASE_OK. WALL_NS: what it took.
 * A pair without a valid estimate counts as time only.
 */
int paired_gate_take(struct paired_gate *gate, size_t case_index,
		     const struct process_samples *base,
		     const struct process_samples *head, double wall_ns,
		     enum pair_advice *ret, struct err *err);
/*
 * Summarises RESULT, decides what is open as inconclusive and puts the outcome
 * into RESULT: verdicts, removed and added cases, limits, waivers (may be
 * NULL), whether the machine was unfit, exit code. The outcome's base_name is
 * left to the caller.
 */
int paired_gate_finish(struct paired_gate *gate, struct result *result,
		       const struct waivers *waivers, struct err *err);

/*
 * The pairs that a stored paired RESULT holds, judged again by POLICY; each
 * case by the theta of its verdict, or with ONE_THETA all by POLICY's. The
 * order of pairs within a round is not stored, so that with Holm's levels a
 * verdict may differ from the first. The name of the base stays. ERR_NO_DATA
 * if it holds no pairs.
 */
int gate_paired_again(struct result *result, const struct suite_gate *policy,
		      bool one_theta, const struct waivers *waivers,
		      struct err *err);

/*
 * Least number of pairs at which a case of TESTS can be decided, for budgets
 * that are too small.
 */
size_t paired_first_look(const struct suite_gate *policy, size_t tests);

#endif
