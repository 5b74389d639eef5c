/*
 * Cases of a paired gate whose pairs have log ratios that a test chooses.
 */
#ifndef SUPPORT_MAKE_RATIOS_H
#define SUPPORT_MAKE_RATIOS_H

#include "model/result.h"

/* Zero fields get the defaults behind them. */
struct make_ratios {
	const double *log_ratio; /* head / base, one a pair */
	size_t count;
	double ns;        /* of the base, an operation: 100 */
	double order;     /* ln: second / first */
	double noise;     /* sd of a slice's log time */
	uint64_t slices;  /* slice pairs: 50 */
	uint64_t setups;  /* 10 */
	uint64_t ops;     /* an operation's ns are seen to 1 / OPS: 10^6 */
	size_t disturbed; /* first slices of the head, of each pair */
	bool alone;
	uint64_t seed;
};

/* Adds the case, in the order of ids. MAKE_RATIOS is read only now. */
struct result_case *make_ratios(struct result *result, const char *id,
				const struct make_ratios *ratios);
/* COUNT normal numbers with MEAN and SD, seeded. */
void make_normal(double *ret, size_t count, double mean, double sd,
		 uint64_t seed);

#endif
