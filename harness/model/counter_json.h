/*
 * JSON of counters, as processes and untimed passes have them.
 */
#ifndef MODEL_COUNTER_JSON_H
#define MODEL_COUNTER_JSON_H

#include "model/absence.h"

/* ABSENCES may be NULL. */
json_t *counter_list_json(const struct counter_value *counter, size_t count,
			  const struct absences *absences);
/* The list "counters" of AT, into ARENA. ABSENCES may be NULL. */
int counter_list_read(const struct json_at *at, struct arena *arena,
		      const struct absences *absences,
		      struct counter_value **ret, size_t *ret_count,
		      struct err *err);

#endif
