/*
 * What the codecs of this room share: bounded lists, ids without control
 * characters, optional members.
 */
#ifndef MODEL_CODEC_H
#define MODEL_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/mem.h"
#include "model/samples.h"

#define CODEC_MAX_ID   1024
#define CODEC_MAX_TEXT 65536

/* Returns from the calling function with the status, if it is a failure. */
#define TRY(call)                                                              \
	do {                                                                   \
		int try_ = (call);                                             \
		if (try_ < 0)                                                  \
			return try_;                                           \
	} while (0)

/* Reads the value at AT into ITEM (zeroed). */
typedef int codec_item_fn(const struct json_at *at, struct arena *arena,
			  void *item, struct err *err);

/* A member that is a list of items of one kind. */
struct codec_items {
	const char *key;
	size_t max, size; /* number of items; bytes of one */
	codec_item_fn *read;
};

/*
 * Reads the list into *(T **)RET_ITEMS. Absent: 0 items and *RET_ITEMS as
 * it was. Above max: ERR_LIMIT; ERR_PROTOCOL in what a worker sends.
 */
int codec_items(const struct json_at *at, const struct codec_items *kind,
		struct arena *arena, void *ret_items, size_t *ret_count,
		struct err *err);
/* C0, DEL or, in UTF-8, C1 in it? */
bool codec_has_control(const char *text);
/* NAME, the value or key at AT, is a name: see codec_id. */
int codec_check_name(const struct json_at *at, const char *name,
		     struct err *err);
/* Item reader: a string without control characters, into a `char *`. */
codec_item_fn codec_name_item;

/* A string without control characters, 1 to CODEC_MAX_ID bytes. */
int codec_id(const struct json_at *at, const char *key, bool require,
	     struct arena *arena, char **ret, struct err *err);
/* As json_get_string; absent or null leaves *RET. At most MAX bytes. */
int codec_text(const struct json_at *at, const char *key, size_t max,
	       struct arena *arena, char **ret, struct err *err);
/* Absent leaves *RET. */
int codec_u32(const struct json_at *at, const char *key, uint32_t *ret,
	      struct err *err);
/* Absent or null: NAN. */
int codec_number(const struct json_at *at, const char *key, double *ret,
		 struct err *err);
/* "status": required. */
int codec_status(const struct json_at *at, enum case_status *ret,
		 struct err *err);
/* "side" of a process pair; absent or null: PAIR_SIDE_NONE. */
int codec_side(const struct json_at *at, enum pair_side *ret, struct err *err);
/* An object or absent (then *RET_PRESENT is false). */
int codec_object(const struct json_at *at, const char *key, struct json_at *ret,
		 bool *ret_present, struct err *err);
/* The document is a tare.KIND of a version this tare reads. */
int codec_schema(const struct json_at *root, const char *schema,
		 struct err *err);

/* As json_put, but NULL text is left out. */
bool codec_put_text(json_t *object, const char *key, const char *text);
/* As codec_put_text, cut to MAX bytes, not within a character. */
bool codec_put_clipped(json_t *object, const char *key, const char *text,
		       size_t max);
bool codec_push(json_t *array, json_t *value);
/* OBJECT if OK, else NULL and OBJECT is released. */
json_t *codec_done(json_t *object, bool ok);
/* json_compact and release of VALUE; ERR_NOMEM when it is NULL. */
char *codec_finish(json_t *value, struct err *err);

/* Index of NAME among COUNT names, or COUNT. */
size_t codec_find(const char *const *names, size_t count, const char *name);
/* Members of an object, in order; jansson's iterators take no const. */
static inline void *codec_first(const json_t *object)
{
	return json_object_iter((json_t *)(uintptr_t)object);
}
static inline void *codec_next(const json_t *object, void *iter)
{
	return json_object_iter_next((json_t *)(uintptr_t)object, iter);
}

/* For CLEANUP. */
static inline void codec_decref(json_t **value)
{
	json_decref(*value);
}

/*
 * Writes `"KEY":VALUE` (VALUE stolen) after a comma, unless FIRST, and a
 * line break.
 */
int codec_write_member(FILE *out, bool first, const char *key, json_t *value,
		       struct err *err);
/* Writes the item of a list (stolen) after a comma, unless FIRST. */
int codec_write_item(FILE *out, bool first, json_t *value, struct err *err);
int codec_write_text(FILE *out, const char *text, struct err *err);

struct absences;

/* One process, with its case index and number. ABSENCES may be NULL. */
json_t *samples_json(const struct process_samples *samples,
		     const struct absences *absences);
int samples_from_json(const struct json_at *at, struct arena *arena,
		      const struct absences *absences,
		      struct process_samples *ret, struct err *err);

#endif
