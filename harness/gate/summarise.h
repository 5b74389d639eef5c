/*
 * Parts of gate_summarise().
 */
#ifndef GATE_SUMMARISE_H
#define GATE_SUMMARISE_H

#include "base/err.h"
#include "model/result.h"

/* Slices that a pooled percentile needs: ten beyond it. */
#define SUMMARISE_MIN_P99 1000

int summarise_times(struct result_case *c, struct err *err);
int summarise_metrics(struct result_case *c, struct arena *arena,
		      struct err *err);
int summarise_status(struct result_case *c, struct arena *arena,
		     struct err *err);
/* Unit, provider and, if it is absent, why: those of FROM. */
int metric_describe(struct metric *metric, const struct counter_value *from,
		    struct arena *arena, struct err *err);
/* How much a status says about its case; more is worse. */
int summarise_severity(enum case_status status);
/* The process whose status says most about a case; NULL without any. */
const struct process_samples *
summarise_worst(const struct process_samples *process, size_t count);

#endif
