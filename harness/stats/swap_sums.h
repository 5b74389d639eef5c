/* Parts of the label-swap tests, of this room only. */
#ifndef STATS_SWAP_SUMS_H
#define STATS_SWAP_SUMS_H

#include <stddef.h>
#include <stdint.h>

#include "stats/swap.h"

/*
 * Weights of D for TEST: direction (d - shift), clipped at three times the
 * median of |d - shift|, in units of 2^-24 of the clip. All 0 where the
 * median is 0, infinite or no number. RET has room for N.
 */
void swap_weights(const struct swap_test *test, const double *d, size_t n,
		  int32_t *ret);
/*
 * Three times the median of |d - shift|: where values are clipped. N is at
 * most SWAP_MAX_PAIRS.
 */
double swap_clip(const double *d, size_t n, double shift);

/*
 * Dimensions that N pairs of GROUP need: swaps that differ in higher ones
 * only treat those pairs alike. At least SWAP_BLOCK_BITS + 1.
 */
unsigned swap_dimensions(const struct swap_group *group, size_t n);
#define SWAP_BLOCK_BITS 5u

/*
 * Sums under half of the 2^DIMENSIONS swaps, those of even number: SUM[v] is
 * that of swap 2 v, and -SUM[v] that of swap 2 v + 1, which exchanges the
 * other pairs.
 */
void swap_sums(const struct swap_group *group, unsigned dimensions,
	       const int32_t *weight, size_t n, int32_t *sum);

/*
 * May the look of index LOOK reject? Most answers are sure without knowing
 * which swaps crossed before. ERR_NOMEM.
 */
enum swap_answer { SWAP_NO, SWAP_YES, SWAP_MAYBE };
int swap_ask(const struct swap_test *test, const double *d, size_t look,
	     enum swap_answer *ret, struct err *err);
/* *RET: one of the first LOOKS looks of TEST rejects, in full. ERR_NOMEM. */
int swap_replay(const struct swap_test *test, const double *d, size_t looks,
		bool *ret, struct err *err);

#endif
