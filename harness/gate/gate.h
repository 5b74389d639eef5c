/*
 * From samples to summaries, from two sides to verdicts.
 * Method and sources: docs/statistics.md.
 */
#ifndef GATE_GATE_H
#define GATE_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/baseline.h"
#include "model/result.h"

/*
 * Fills summary, metrics, status and reason of every case, and without pairs
 * why the machine was unfit.
 */
int gate_summarise(struct result *result, struct err *err);

/*
 * Compares HEAD, a summarised result, with the sessions of BASE and puts
 * the outcome into HEAD (outcome, and verdict of each case): ratio with
 * interval, MDE, verdict, limits, exit code. ERR_OTHER_MACHINE names the
 * differing fields; ERR_NO_DATA if no case is on both sides.
 */
int gate_compare(struct result *head, const struct baseline *base,
		 const struct suite_gate *policy, struct err *err);

/*
 * Confirmation of reds: CONFIRM measured them again. A regression or a
 * broken limit that it does not repeat becomes inconclusive. Recomputes the
 * exit code.
 */
int gate_confirm(struct result *head, const struct result *confirm,
		 const struct baseline *base, const struct suite_gate *policy,
		 struct err *err);

/*
 * Ids of what is red in a compared HEAD, cases that regressed or broke a
 * limit, into RET, which has room for a number a case.
 */
size_t gate_reds(const struct result *head, const char **ret);
/*
 * The same of a stored session, which has times alone, against BASE by the
 * default policy.
 */
int gate_session_reds(const struct baseline_session *session,
		      const struct baseline *base, const char **ret,
		      size_t *ret_count, struct err *err);

/*
 * Slices that a limit on METRIC needs in each process, and in *RET_ALL those of
 * all processes; 0 if METRIC is no quantile of slices.
 */
uint64_t gate_limit_slices(const char *metric, uint64_t *ret_all);

/* Absolute limits only, when there is no base: fills outcome and exit. */
int gate_limits(struct result *head, struct err *err);

#endif
