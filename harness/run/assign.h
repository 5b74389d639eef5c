/*
 * What a case of a plan asks of its workers.
 */
#ifndef RUN_ASSIGN_H
#define RUN_ASSIGN_H

#include "model/plan.h"
#include "model/wire.h"
#include "run/placement.h"

/* The time-out of a process, or process pair, of the case. */
double assign_timeout_ns(const struct plan *plan, const struct plan_case *of);
/*
 * A worker's job, but for what makes it one of many: number, seed, side, pair
 * and budget. Points into its arguments.
 */
struct wire_job assign_job(const struct plan *plan, const struct plan_case *of,
			   const struct placement *placement, char *counters);

#endif
