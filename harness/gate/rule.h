/*
 * The rule for stored numbers: one test, from times to a verdict.
 * Formulas, sources and assumptions: docs/statistics.md.
 */
#ifndef GATE_RULE_H
#define GATE_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/baseline.h"
#include "model/verdict.h"

/* Sessions from which their own spread decides. */
#define RULE_MIN_SESSIONS 8
/*
 * With fewer sessions: standard deviation assumed between sessions of one
 * build, of the logarithm of a session's value.
 */
#define RULE_SESSION_SD 0.02
/*
 * With more: no less is believed. Clocks and frequencies that step make
 * sessions look equal that are not.
 */
#define RULE_LEAST_SESSION_SD 0.001
/* Level of each of the two tests that show equivalence. */
#define RULE_EQUIVALENCE 0.05
/* Level of the intervals that are shown: those that decide equivalence. */
#define RULE_LEVEL (1 - 2 * RULE_EQUIVALENCE)
/* One-sided level of the exact test between processes. */
#define RULE_RANK_TAIL 0.01

struct rule_input {
	const struct baseline_case *const *session; /* of the base, in order */
	size_t session_count;                       /* at least 1 */
	const struct baseline_case *head;
	double theta, floor;
	double alpha; /* of this one test */
};

/* All in logarithms of head / base. */
struct rule_answer {
	enum verdict_kind kind;
	bool advisory;
	double base_ns, head_ns;
	double change, low, high; /* low, high: NAN without an interval */
	double level;
	double mde;
	double session_sd; /* of the difference, beyond low .. high */
	char reason[256];  /* empty: none */
};

int rule_decide(const struct rule_input *input, struct rule_answer *ret,
		struct err *err);

/* The two forms; rule_decide() chooses. */
int rule_advisory(const struct rule_input *input, struct rule_answer *ret,
		  struct err *err);
int rule_prediction(const struct rule_input *input, struct rule_answer *ret,
		    struct err *err);

/* ln of the median over processes; changes neither. NAN without any. */
double rule_session_value(const double *ns, size_t count, double *scratch);
/* "8.2 %" of a change in logarithms, without its sign. */
const char *rule_percent(char buf[32], double log_change);

#endif
