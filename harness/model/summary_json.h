/*
 * JSON of estimates, summaries and metrics.
 */
#ifndef MODEL_SUMMARY_JSON_H
#define MODEL_SUMMARY_JSON_H

#include "model/absence.h"
#include "model/result.h"

json_t *summary_json(const struct summary *summary);
/* ABSENCES may be NULL. */
json_t *metrics_json(const struct metric *metric, size_t count,
		     const struct absences *absences);

/* "summary" of AT. */
int summary_read(const struct json_at *at, struct summary *ret,
		 struct err *err);
/* "metrics" and "base_metrics" of AT. */
int metrics_read(const struct json_at *at, struct arena *arena,
		 const struct absences *absences, struct result_case *ret,
		 struct err *err);

#endif
