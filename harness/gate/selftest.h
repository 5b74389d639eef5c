/*
 * Does the gate keep what it promises? From decisions with known effects to
 * shares, readings and contradictions. Pure but for memory.
 */
#ifndef GATE_SELFTEST_H
#define GATE_SELFTEST_H

#include "base/err.h"
#include "model/selftest.h"

#define SELFTEST_LEVEL 0.95 /* of every interval */
/* An estimate may be that far from the truth: 0.5 points. */
#define SELFTEST_READS_WITHIN 0.005
/* The level of "equivalent", for changes of theta and more. */
#define SELFTEST_EQUIVALENT_ERROR 0.05

/*
 * Fills in what SELFTEST's decisions say: cells, false alarms over all
 * benchmarks, contradictions. A contradiction needs an interval that excludes
 * the promise: the error of the policy for false alarms and false
 * improvements, 5 % for "equivalent" beyond theta; and for readings a median
 * that is more than SELFTEST_READS_WITHIN off as well. ERR_NOMEM.
 */
int selftest_summarise(struct selftest *selftest, struct err *err);

#endif
