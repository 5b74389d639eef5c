/*
 * Parts of the paired gate: its state, and how rows come from it.
 */
#ifndef GATE_PAIRED_GATE_H
#define GATE_PAIRED_GATE_H

#include <string.h>

#include "gate/compare.h"
#include "gate/paired.h"
#include "gate/paired_test.h"

/* What running second may cost before the order counts as a disturbance. */
#define PAIRED_ORDER_EFFECT 0.01

/*
 * Tests of all cases at most: what stored results may ask for has to fit in
 * memory.
 */
#define PAIRED_MAX_TESTS 20000

/* What is asked about one metric of a case. */
struct case_question {
	const char *metric; /* "time", or of the policy or a limit */
	double theta;
	bool decides; /* in the policy's list */
	/*
	 * It shares the error, and its case is not done before it. Otherwise
	 * its numbers are only shown.
	 */
	bool tested;
	bool done;
	struct paired_test test;
	size_t missed; /* pairs that count, but have no number of it */
	bool given_up; /* for want of numbers */
	char *why;     /* of the first pair missed; or NULL */
};

struct paired_case {
	bool paired; /* both sides have it */
	bool alone, done;
	bool disturbed_out;         /* ended: too few slices were undisturbed */
	struct build_facts *builds; /* NULL: nothing to say */
	double budget_ns;           /* 0: none */
	struct case_question *question; /* the first is of the time */
	size_t question_count, test_count;
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
	/* The theta that a stored row has; 0: none. May be NULL. */
	double (*stored_theta)(const void *ctx, size_t case_index,
			       const char *metric);
	const void *ctx;
	const char *const *removed; /* outlives the gate */
	size_t removed_count;
};
int paired_gate_make(const struct result *result,
		     const struct paired_cases *cases,
		     const struct suite_gate *policy, uint64_t seed,
		     struct paired_gate **ret, struct err *err);

/* Most pairs of a set; a stored policy may hold anything. */
size_t paired_set_pairs(const struct suite_gate *policy);
/* Bonferroni's share of the error; Holm's after the first reds. */
double paired_level(const struct suite_gate *policy, uint64_t tests,
		    uint64_t reds);
/*
 * The questions of a case whose limits are those of OF, into C: the time, the
 * noisy metrics of the policy, and those of limits that need pairs.
 */
int paired_questions(struct paired_gate *gate, struct paired_case *c,
		     size_t index, const struct result_case *of,
		     const struct paired_cases *cases, struct err *err);
/* Forgets its pairs. */
void paired_question_begin(const struct paired_gate *gate,
			   struct case_question *q);
/* Takes a pair whose time is E. LEVEL as in paired_test_take(). */
int paired_question_take(struct paired_gate *gate, struct case_question *q,
			 const struct process_samples *base,
			 const struct process_samples *head,
			 const struct pair_estimate *e, struct err *err);
/* The case's question about METRIC, or NULL. */
const struct case_question *paired_question_of(const struct paired_case *c,
					       const char *metric);
static inline bool metric_is_time(const char *metric)
{
	return strcmp(metric, "time") == 0;
}

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
/*
 * The rows of metrics beside the time, into V; what RESULT counted and tested.
 */
int paired_metrics(const struct paired_gate *gate, size_t index,
		   struct result *result, struct verdict *v, struct err *err);
/* A question of a case, as it stands. */
struct paired_view {
	const struct paired_case *c;
	const struct case_question *q;
	const struct result *result;
	const struct paired_numbers *numbers;
};
/* Why it has no verdict, or a word beside it; "" for none. */
void paired_reason(const struct paired_view *view, char *buf, size_t size);
/* Wall time that a verdict at theta takes, all in all; 0: unknown. */
double paired_needs_ns(const struct paired_view *view);

/*
 * Marks rows of OUTCOME that WAIVERS, or NULL, hold for, and notes the other
 * ones: OUTCOME has room for a note of each.
 */
int waive(struct gate_outcome *outcome, const struct waivers *waivers,
	  struct arena *arena, struct err *err);

#endif
