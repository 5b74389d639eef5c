/*
 * Makes results of make_result.h those of a paired gate.
 */
#ifndef SUPPORT_MAKE_PAIRS_H
#define SUPPORT_MAKE_PAIRS_H

#include "model/result.h"

/*
 * The case's processes become heads of process pairs whose bases took 1 /
 * RATIO of the time; every other slice pair had the head second, and each
 * pair set up twice.
 */
void make_pairs(struct result *result, struct result_case *c, double ratio);

#endif
