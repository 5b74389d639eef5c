/* Builds what `tare selftest gate` decided, in memory. */
#ifndef SUPPORT_MAKE_SELFTEST_H
#define SUPPORT_MAKE_SELFTEST_H

#include "model/selftest.h"

/* A self-test without decisions; selftest_release() frees it. */
void make_selftest(struct selftest *t);
/*
 * N decisions KIND of BENCH, whose estimates are 1 + READS and up to 0.04
 * points about it.
 */
void make_decisions(struct selftest *t, const char *bench, double effect,
		    enum verdict_kind kind, size_t n, double reads);
/* Four benchmarks, four effects, 40 decisions each; all as promised. */
void make_good_selftest(struct selftest *t);

#endif
