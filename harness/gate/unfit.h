/*
 * The one rule that makes a machine unfit, for runs and for pairs.
 */
#ifndef GATE_UNFIT_H
#define GATE_UNFIT_H

#include "base/err.h"
#include "model/result.h"

/*
 * *RET, owned by RESULT: why the machine that measured RESULT was unfit, by the
 * limits of POLICY; or NULL. SLICES: those of processes, or slice pairs.
 */
int unfit_reason(struct result *result, const struct suite_gate *policy,
		 struct slice_count slices, char **ret, struct err *err);
/* Of a run without pairs, into its `unfit`. */
int summarise_unfit(struct result *result, struct err *err);

#endif
