/*
 * The plugins of a result: each file that a case of a plan comes from, once.
 */
#ifndef RUN_PREPARE_PLUGINS_H
#define RUN_PREPARE_PLUGINS_H

#include "base/err.h"
#include "model/plan.h"
#include "model/result.h"

int prepare_plugins(const struct plan *plan, struct result *result,
		    struct err *err);
/* Of every build of the base, and of every build of the head. */
int prepare_pair_plugins(const struct pair_plan *plan, struct result *result,
			 struct err *err);

#endif
