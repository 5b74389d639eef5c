/*
 * Estimates over processes: the median with its sign-test interval.
 */
#ifndef GATE_ESTIMATE_H
#define GATE_ESTIMATE_H

#include <stddef.h>

#include "model/result.h"

#define ESTIMATE_LEVEL 0.95

/* Sorts X. low and high are NAN where N is too small for the level. */
struct estimate estimate_make(double *x, size_t n);
/* As estimate_make, but an exact number needs no interval to be certain. */
struct estimate estimate_exact(double *x, size_t n);

/*
 * Quantile Q of the clean slices of each process, as an estimate over the
 * processes. SCRATCH: most slices of a process; VALUE: a number a process.
 */
struct estimate estimate_quantile(const struct result_case *c, double q,
				  double *scratch, double *value);
/* Most slices of a process. */
size_t estimate_room(const struct process_samples *process, size_t count);

#endif
