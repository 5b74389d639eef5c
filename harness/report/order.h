/*
 * The order in which cases are shown: by id, numbers in it by their value.
 * Results and plans themselves are sorted by bytes, for bsearch().
 */
#ifndef REPORT_ORDER_H
#define REPORT_ORDER_H

#include "base/err.h"
#include "base/mem.h"
#include "model/plan.h"
#include "model/result.h"

/* RESULT with its cases in order. It owns nothing; not for result_find(). */
int order_result(const struct result *result, struct arena *arena,
		 struct result *ret, struct err *err);
/* The cases of PLAN in order. */
int order_plan(const struct plan *plan, struct arena *arena,
	       const struct plan_case ***ret, struct err *err);

#endif
