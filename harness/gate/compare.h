/*
 * A comparison under way: parts of gate_compare() and gate_confirm().
 */
#ifndef GATE_COMPARE_H
#define GATE_COMPARE_H

#include "base/err.h"
#include "gate/rule.h"
#include "model/baseline.h"
#include "model/result.h"

struct comparison {
	struct arena *arena; /* of texts in verdicts: the head's */
	const struct result *head;
	const struct baseline *base; /* NULL: absolute limits only */
	size_t first_session;        /* older ones are another level */
	struct baseline_session mine;
	struct arena scratch; /* of mine */
	double theta, floor, alpha;
	const struct suite_gate *policy; /* NULL: the time alone */
	bool other_machine; /* times of the base are not compared */
};

/* The sessions of BASE that count: from the last accepted one on. */
size_t comparison_first_session(const struct baseline *base);
/* BASE may be NULL. */
int comparison_init(struct comparison *cmp, const struct result *head,
		    const struct baseline *base, struct err *err);
void comparison_release(struct comparison *cmp);

/* True if the base has times of the case, in any session that counts. */
bool comparison_in_base(const struct comparison *cmp, const char *id);
/* True if it has times or counts. */
bool comparison_knows(const struct comparison *cmp, const char *id);
/* Does the time decide? */
bool comparison_timed(const struct comparison *cmp);
/* True if C has times on both sides and comparable builds. */
bool comparison_testable(const struct comparison *cmp,
			 const struct result_case *c);
/* Whether times alone, of any build, say that case ID of MINE regressed. */
int comparison_slower(const struct comparison *cmp, const char *id, bool *ret,
		      struct err *err);
/* The verdict of a case of the head; false: it needs no row. */
int comparison_verdict(const struct comparison *cmp,
		       const struct result_case *c, struct verdict *ret,
		       bool *ret_row, struct err *err);

/*
 * The rows of metrics of C into V: exact counts against the newest session
 * that has them, what else the policy lists as inconclusive.
 */
int comparison_metrics(const struct comparison *cmp,
		       const struct result_case *c, struct verdict *v,
		       struct err *err);

/* Why the builds of two plugins cannot be compared, or what to beware of. */
struct build_facts {
	bool refused;
	double below;   /* a caution for changes smaller than this, in ln */
	char text[512]; /* empty: nothing to say */
};
void build_compare(const struct result_plugin *base,
		   const struct result_plugin *head, struct build_facts *ret);
/* The same of the plugin of C, in SESSION and in the head. */
void comparison_builds(const struct comparison *cmp,
		       const struct result_case *c,
		       const struct baseline_session *session,
		       struct build_facts *ret);

/* What limits are held against beside a case and its verdict. */
struct limits_context {
	struct arena *arena; /* of texts */
	bool relative;       /* there is a base: its factors are checked */
	bool paired;
	double session_sd; /* widens the interval of relative ones */
};
/* The checks of a case's limits, into V. */
int limits_check(const struct limits_context *context,
		 const struct result_case *c, struct verdict *v,
		 struct err *err);

/* A row of case ID without any number. */
int row_init(struct verdict *row, struct arena *arena, const char *id,
	     struct err *err);
/*
 * The kind of V from that of its time, if it was tested, and those of the
 * metrics that decide: the worst in the order broken, regressed, inconclusive,
 * improved, equivalent.
 */
void verdict_conclude(struct verdict *v);
/* A metric that decides has no number on a side: that never passes. */
bool verdict_lacks_data(const struct metric_verdict *metric);
/* Does POLICY ask about the time? */
bool policy_decides_time(const struct suite_gate *policy);
/* The policy's metric NAME, or NULL. */
const struct suite_metric *policy_metric(const struct suite_gate *policy,
					 const char *name);
/* Sorts the rows by id and gives HEAD and its cases OUTCOME's. */
void outcome_attach(struct result *head, struct gate_outcome *outcome);
/*
 * Level of each of TESTS: Bonferroni's share of the error, of which a shard has
 * its part only.
 */
double policy_level(const struct suite_gate *policy, uint64_t tests);
/* Counts the rows of OUTCOME and sets its exit code; `unfit` is set. */
void policy_apply_outcome(struct gate_outcome *outcome,
			  enum inconclusive_policy inconclusive);

#endif
