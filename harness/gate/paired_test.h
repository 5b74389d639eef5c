/*
 * The sequential test of one case of a paired gate: log ratios of process
 * pairs in, a verdict out. Method and sources: docs/statistics.md.
 *
 * The first set asks at each look whether the case regressed, improved or is
 * equivalent. What regressed or improved is asked again on a second set. In
 * either set the coins of its own pairs bound the chance of a false red by
 * sqrt(level), whatever the noise is. The coins of both sets are independent,
 * so the chance that both say red is at most the product: exactly LEVEL.
 */
#ifndef GATE_PAIRED_TEST_H
#define GATE_PAIRED_TEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/verdict.h"
#include "stats/swap.h"

struct paired_test_config {
	/* Swaps for reds, and for RULE_EQUIVALENCE; both outlive the test. */
	const struct swap_group *group, *coarse_group;
	double theta;     /* ratio: 0.02 */
	size_t max_pairs; /* of a set, 1 .. SWAP_MAX_PAIRS */
};

enum paired_stage { PAIRED_FIRST, PAIRED_SECOND, PAIRED_DECIDED };

/* How a test ended, or where it stands. */
enum paired_end {
	PAIRED_OPEN,
	PAIRED_CLEAR,        /* a verdict, as it is */
	PAIRED_REAL_SMALL,   /* equivalent, and beyond theta / 2 as well */
	PAIRED_NOT_REPEATED, /* the second set did not say the same */
	PAIRED_EXHAUSTED,    /* the first set ended without an answer */
};

struct paired_set {
	double d[SWAP_MAX_PAIRS];
	size_t count, looks; /* looks: taken of paired_test.look */
};

/* What is asked of a set. */
enum paired_question {
	PAIRED_ASK_SLOWER,     /* "shift <= floor" rejected */
	PAIRED_ASK_FASTER,     /* "shift >= -floor" rejected */
	PAIRED_ASK_NOT_SLOWER, /* "shift >= ln(1 + theta)" rejected */
	PAIRED_ASK_NOT_FASTER, /* the mirror image */
	PAIRED_ASK_AGAIN,      /* second set: the candidate's question */
	PAIRED_ASK_HOPELESS,   /* second set: "shift >= floor" rejected */
	PAIRED_QUESTIONS,
};

struct paired_test {
	struct paired_test_config config;
	enum paired_stage stage;
	enum paired_end end;
	enum verdict_kind kind; /* of a decided one; else inconclusive */
	int direction;          /* of the candidate: +1 slower, -1 faster */
	double level;           /* the largest one given */
	struct paired_set set[2];
	size_t look[SWAP_MAX_LOOKS], look_count; /* of each set */
	struct swap_test question[PAIRED_QUESTIONS];
};

/* The test holds no memory: nothing to release. */
void paired_test_init(struct paired_test *test,
		      const struct paired_test_config *config);
/*
 * Takes the next pair's ln(head / base), a finite number. LEVEL: the error of
 * a red that this case may have now; it may grow, not shrink, while the test
 * is open. *RET: the test is decided, and takes no more. ERR_NOMEM.
 */
int paired_test_take(struct paired_test *test, double log_ratio, double level,
		     bool *ret, struct err *err);

/* The level that either set may use up for a red. */
double paired_set_level(double level);

/* What pairs resolve; formulas and source: docs/statistics.md. */
struct paired_reach {
	double mde;         /* ln; found 4 times in 5 by two sets of PAIRS */
	double needs_pairs; /* of both sets, for a verdict at theta */
};
/*
 * THETA: a ratio, 0.02; LEVEL: the error of a red of this test; SD: of the
 * pairs' log ratios, as swap_standard_error() has it; PAIRS: of a set, not 0.
 */
struct paired_reach paired_reach(double theta, double level, double sd,
				 size_t pairs);

/* What a row shows; logarithms of head / base. NAN where unknown. */
struct paired_numbers {
	size_t pairs;       /* that the estimate comes from */
	size_t first_pairs; /* of the first set, where a second decided */
	double change, low, high;
	double sd;          /* robust, of the pairs */
	double mde;         /* found with 80 % power */
	double needs_pairs; /* of both sets, for a verdict at theta */
};
/*
 * Of a confirmed verdict from the second set alone, because the first was
 * chosen for being large; otherwise from the first set. ERR_NOMEM.
 */
int paired_test_numbers(const struct paired_test *test,
			struct paired_numbers *ret, struct err *err);

#endif
