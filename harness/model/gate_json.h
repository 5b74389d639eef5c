/*
 * JSON of policies, limits and verdicts.
 */
#ifndef MODEL_GATE_JSON_H
#define MODEL_GATE_JSON_H

#include "model/codec.h"
#include "model/suite.h"
#include "model/verdict.h"

/* Metrics that a verdict may show. */
#define VERDICT_MAX_METRICS 1000
/* Each waiver may have one, and a few more. */
#define OUTCOME_MAX_NOTES 2000

json_t *gate_policy_json(const struct suite_gate *gate);
json_t *limits_json(const struct suite_limit *limit, size_t count);
json_t *gate_outcome_json(const struct gate_outcome *outcome);

/* "gate" of AT; absent leaves *RET. */
int gate_policy_read(const struct json_at *at, struct arena *arena,
		     struct suite_gate *ret, struct err *err);
/* "metrics" and "time_verdict" of a verdict. */
bool verdict_put_metrics(json_t *object, const struct verdict *verdict);
int verdict_metrics_read(const struct json_at *at, struct arena *arena,
			 struct verdict *ret, struct err *err);
/* "outcome" of AT; absent leaves *RET NULL. Verdicts come sorted by id. */
int gate_outcome_read(const struct json_at *at, struct arena *arena,
		      struct gate_outcome **ret, struct err *err);

#endif
