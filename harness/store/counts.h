/*
 * What a baseline keeps of untimed passes.
 */
#ifndef STORE_COUNTS_H
#define STORE_COUNTS_H

#include "base/err.h"
#include "model/baseline.h"
#include "model/result.h"

/*
 * The counts an operation that every process of FROM agrees on and that are
 * exact, and what each function counted; of the head, where there are two
 * sides. Into RET's counts and functions, in ARENA. ERR_NOMEM.
 */
int counts_make(const struct result_case *from, struct arena *arena,
		struct baseline_case *ret, struct err *err);

#endif
