/*
 * What the untimed passes of a case say about one metric.
 */
#ifndef GATE_COUNTED_H
#define GATE_COUNTED_H

#include <stdbool.h>

#include "base/err.h"
#include "counters/passes.h"
#include "model/result.h"

/* One metric on one side, over all processes that counted it. */
struct counted {
	bool found;              /* a process of the pass was there */
	enum case_status status; /* the worst of them */
	const char *reason;      /* of the status, or why not exact; or NULL */
	/* All of them gave a number; the first one's. */
	bool available;
	double value;
	bool exact; /* and it was the same in each */
	/* Describes the number or its absence; NULL without any. */
	const struct counter_value *counter;
	const struct count_samples *samples; /* the first, if it is CASE_OK */
};

/* Is SAMPLES of the base; otherwise it is of the head, the only side. */
static inline bool counted_is_base(const struct count_samples *samples)
{
	return samples->side == PAIR_SIDE_BASE;
}

/* METRIC of one side of C. The texts are those of C. */
struct counted counted_find(const struct result_case *c, bool base,
			    const struct pass_metric *metric);
/* "crashed: WHY" or "WHY"; "" if there is a number. */
void counted_explain(const struct counted *counted, char *buf, size_t size);
/* COUNTED as a metric. */
int counted_metric(const struct pass_metric *from,
		   const struct counted *counted, struct arena *arena,
		   struct metric *ret, struct err *err);

#endif
