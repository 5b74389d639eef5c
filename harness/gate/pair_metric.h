/*
 * A metric of one process pair: a counter, a rate or the author's number.
 */
#ifndef GATE_PAIR_METRIC_H
#define GATE_PAIR_METRIC_H

#include <stdbool.h>
#include <stddef.h>

#include "model/samples.h"

/*
 * What 0 on one side counts as, ln(head / base): twice as much, in either
 * direction. 0 on both sides is no change.
 */
#define PAIR_METRIC_ZERO 0.69314718055994531

/* Why a pair has no number of a metric. */
enum pair_lack {
	PAIR_LACKS_NOTHING,
	PAIR_LACKS_METRIC,   /* a side does not know its name */
	PAIR_LACKS_COUNTER,  /* a side could not count it */
	PAIR_LACKS_COVERAGE, /* it did not count all the time */
	PAIR_LACKS_SIGN,     /* a negative number has no ratio */
	PAIR_LACKS_KIND,     /* the sides counted something else */
};

struct pair_metric {
	enum pair_lack lack;
	double log_ratio; /* head / base in cost direction, if it has one */
	/* The sides that lack it, base and head; if counters, these. */
	bool side[2];
	const struct counter_value *counter[2];
};

/*
 * Metric NAME of a pair whose time has the log ratio TIME. Exchanging the
 * sides changes the sign, no more; whether there is a number does not depend
 * on which side is which. The result points into the samples.
 */
struct pair_metric pair_metric(const struct process_samples *base,
			       const struct process_samples *head,
			       const char *name, double time);
/* What METRIC lacks, in words. */
void pair_metric_explain(const struct pair_metric *metric, char *buf,
			 size_t size);

#endif
