/*
 * JSON of a result's parts, for its writer, its reader and the journal.
 */
#ifndef MODEL_RESULT_JSON_H
#define MODEL_RESULT_JSON_H

#include "model/absence.h"
#include "model/result.h"

#define RESULT_MAX_ROUNDS    100000
#define RESULT_MAX_PLUGINS   10000
#define RESULT_MAX_PROCESSES 100000 /* of one case */
#define RESULT_MAX_RUN_ID    64
#define RESULT_MAX_METRICS   1000 /* of one case */
#define RESULT_MAX_COUNTED   1000 /* untimed processes of one case */

json_t *result_plugin_json(const struct result_plugin *plugin);
codec_item_fn result_plugin_item;

/* Without processes if SAMPLES is false. ABSENCES may be NULL. */
json_t *result_case_json(const struct result_case *result_case, bool samples,
			 const struct absences *absences);
/* Every member before "cases", in their order. */
json_t *result_head_json(const struct result *result, const char *schema);

/* Everything but "cases" and "outcome". */
int result_head_read(const struct json_at *at, struct result *ret,
		     struct err *err);
/* "cases", with their processes; sorted by id. */
int result_cases_read(const struct json_at *root, struct result *ret,
		      struct err *err);
/* The slices of each case and of all are within their limits: ERR_LIMIT. */
int result_check_slices(const struct result *result, const char *name,
			struct err *err);

#endif
