/*
 * What a baseline keeps of a result.
 */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H

#include "base/err.h"
#include "model/baseline.h"
#include "model/result.h"

/*
 * The valid cases of RESULT with one number a process, and the exact counts of
 * its head's untimed passes; everything in ARENA.
 * May have no case at all.
 */
int session_make(const struct result *result, struct arena *arena,
		 struct baseline_session *ret, struct err *err);

#endif
