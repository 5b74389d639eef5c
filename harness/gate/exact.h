/*
 * Verdicts by arithmetic: counts that are the same in every run.
 */
#ifndef GATE_EXACT_H
#define GATE_EXACT_H

#include "gate/counted.h"
#include "model/verdict.h"

/* One metric of both sides; names say which is which in messages. */
struct exact_input {
	const struct pass_metric *metric;
	double theta; /* a change beyond it is one */
	struct counted base, head;
};

/*
 * The row of INPUT; `decides` is left to the caller. Beyond theta: regressed
 * or improved; otherwise equivalent. A side that broke: broken. What is
 * absent, not exact, or counted by different providers: inconclusive. The
 * reason names the side. Everything goes into ARENA.
 */
int exact_judge(const struct exact_input *input, struct arena *arena,
		struct metric_verdict *ret, struct err *err);
/* A product of doubles that is no further away is the same number. */
#define EXACT_ROUNDING 1e-12
/* HEAD against BASE: regressed or improved beyond THETA; else equivalent. */
enum verdict_kind exact_kind(double base, double head, double theta);
/* head / base; 1 if both are 0, NAN if only the base is. */
double exact_ratio(double base, double head);

/*
 * Functions whose own instructions differ, the greatest change first, into
 * ROW. A list of COUNT_MAX_FUNCTIONS may have been cut: what it lacks counts
 * as its least, if that is less than on the other side.
 */
struct function_list {
	const struct count_function *function;
	size_t count;
};
int exact_functions(const struct function_list *base,
		    const struct function_list *head, struct arena *arena,
		    struct metric_verdict *row, struct err *err);

#endif
