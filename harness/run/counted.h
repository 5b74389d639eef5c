/*
 * From what the workers of an untimed pass answered to counts an operation.
 */
#ifndef RUN_COUNTED_H
#define RUN_COUNTED_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"
#include "counters/counters.h"
#include "model/count.h"

/*
 * Fills *RET's counters, functions, status, reason and note from SAMPLES of
 * one worker of PASS; *RET's ops is set. An answer without the three parts is
 * CASE_BROKEN. OUT: what callgrind wrote (simulated). Everything is in
 * ARENA, or SAMPLES'. What callgrind wrote is broken: the counters are absent.
 */
int counted_from(const struct process_samples *samples, enum count_pass pass,
		 const char *out, struct arena *arena,
		 struct count_samples *ret, struct err *err);
/* The counters of PASS are absent, for the reason in ABSENCE. */
int counted_absent(enum count_pass pass, const struct counter_info *absence,
		   struct arena *arena, struct count_samples *ret,
		   struct err *err);
/*
 * Do both have the same number of operations, and the same exact count, or
 * none, of each counter that matters? MATTERS NULL: all do.
 */
bool counted_settled(const struct count_samples *a,
		     const struct count_samples *b,
		     bool (*matters)(const void *ctx, const char *name),
		     const void *ctx);
/*
 * A and B are of one build, of a case of THREADS: what differs is not exact,
 * in both, and says so, in ARENA.
 */
int counted_compare(struct count_samples *a, struct count_samples *b,
		    uint32_t threads, struct arena *arena, struct err *err);
/* No number of A is exact any more, because of REASON, which stays. */
void counted_doubt(struct count_samples *a, const char *reason);
/*
 * The same of a gate's side, which ran the operations of the other one: what
 * repeats itself is exact, although its operations are not alike.
 */
int counted_confirm(struct count_samples *a, struct count_samples *b,
		    uint32_t threads, struct arena *arena, struct err *err);

#endif
