/*
 * Parts of the paired gate: its state, and how rows come from it.
 */
#ifndef GATE_PAIRED_GATE_H
#define GATE_PAIRED_GATE_H

#include "gate/compare.h"
#include "gate/paired.h"
#include "gate/paired_test.h"

/* What running second may cost before the order counts as a disturbance. */
#define PAIRED_ORDER_EFFECT 0.01

struct paired_case {
	bool paired; /* both sides have it */
	bool alone, done;
	bool disturbed_out;         /* ended: too few slices were undisturbed */
	struct build_facts *builds; /* NULL: nothing to say */
	double budget_ns;           /* 0: none */
	struct paired_test test;
	double order[2 * SWAP_MAX_PAIRS]; /* effects, of valid pairs */
	size_t order_count;
	size_t pairs, invalid;      /* since the last beginning */
	uint64_t slices, disturbed; /* slice pairs, of all pairs */
	size_t measured;            /* pairs, with those forgotten */
	double spent_ns;
};

struct paired_gate {
	struct arena arena;
	struct suite_gate policy;
	struct swap_group group, coarse_group;
	struct paired_case *paired_case;
	size_t count;
	const char *const *removed; /* ids */
	size_t removed_count;
	uint64_t tests, reds;
};

/* What a case has instead of the policy's; 0: nothing. */
struct paired_own {
	double theta, budget_ns;
};

/* Which cases are paired, and what only the base has. */
struct paired_cases {
	bool (*paired)(const void *ctx, size_t case_index);
	struct paired_own (*own)(const void *ctx, size_t case_index);
	const void *ctx;
	const char *const *removed; /* outlives the gate */
	size_t removed_count;
};
int paired_gate_make(const struct result *result,
		     const struct paired_cases *cases,
		     const struct suite_gate *policy, uint64_t seed,
		     struct paired_gate **ret, struct err *err);

/* Median over the pairs of what running second costs, in ln; or NAN. */
double paired_order_effect(const struct paired_case *c);
/*
 * The order matters: PAIRED_ORDER_EFFECT is exceeded, and the sign test says
 * that it is no noise. Neither changes when labels are swapped, so a decision
 * by it leaves the coins fair.
 */
bool paired_order_matters(const struct paired_case *c);

/* The row of case INDEX; *RET_ROW: false if it needs none. */
int paired_row(const struct paired_gate *gate, size_t index,
	       struct result *result, struct verdict *ret, bool *ret_row,
	       struct err *err);
/* Why the case of C has no verdict, or a word beside it; "" for none. */
void paired_reason(const struct paired_case *c, const struct result *result,
		   const struct paired_numbers *numbers, char *buf,
		   size_t size);
/* Wall time that a verdict at theta takes, all in all; 0: unknown. */
double paired_needs_ns(const struct paired_case *c,
		       const struct paired_numbers *numbers);

/*
 * Marks rows of OUTCOME that WAIVERS, or NULL, hold for, and notes the other
 * ones: OUTCOME has room for a note of each.
 */
int waive(struct gate_outcome *outcome, const struct waivers *waivers,
	  struct arena *arena, struct err *err);
/*
 * *RET: why the machine that measured RESULT was unfit, by the limits of
 * POLICY; or NULL. SLICES: those of a process, or slice pairs.
 */
int unfit_reason(struct result *result, const struct suite_gate *policy,
		 struct slice_count slices, char **ret, struct err *err);

#endif
