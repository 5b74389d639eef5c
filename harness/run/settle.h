/*
 * Status and reason of a case, from those of its processes.
 */
#ifndef RUN_SETTLE_H
#define RUN_SETTLE_H

#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/result.h"

/*
 * The worst status, with the first reason for it and how many processes
 * of those PLANNED were not well. A case without processes was not run.
 */
int settle_case(struct result_case *of, uint64_t planned, struct arena *arena,
		struct err *err);

#endif
