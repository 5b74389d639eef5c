/*
 * JSON of what untimed passes counted, for results, journals and baselines.
 */
#ifndef MODEL_COUNT_JSON_H
#define MODEL_COUNT_JSON_H

#include "model/absence.h"
#include "model/count.h"

/* A key that only lines of untimed passes have. */
#define COUNT_KEY "pass"

/* ABSENCES may be NULL. */
json_t *count_json(const struct count_samples *samples,
		   const struct absences *absences);
int count_from_json(const struct json_at *at, struct arena *arena,
		    const struct absences *absences, struct count_samples *ret,
		    struct err *err);

/* "pass" of AT, required. */
int count_read_pass(const struct json_at *at, enum count_pass *ret,
		    struct err *err);
/* "ops" of AT, required: 0 or a power of two up to COUNT_MAX_OPS. */
int count_read_ops(const struct json_at *at, uint64_t *ret, struct err *err);

/* At most COUNT_MAX_FUNCTIONS of them. */
json_t *functions_json(const struct count_function *function, size_t count);
/* The list "functions" of AT, into ARENA. */
int functions_read(const struct json_at *at, struct arena *arena,
		   struct count_function **ret, size_t *ret_count,
		   struct err *err);

/*
 * Names of functions and files: longer than other names are, and whatever a
 * symbol table holds. Cut to SAMPLES_MAX_TEXT bytes and without control
 * characters. NULL text is left out.
 */
bool count_put_symbol(json_t *object, const char *key, const char *name);
int count_symbol(const struct json_at *at, const char *key, bool require,
		 struct arena *arena, char **ret, struct err *err);

#endif
