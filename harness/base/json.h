/*
 * JSON text: bounded, strict reading with places, and atomic or streamed
 * writing. Only base/json and the codecs in model/ see jansson.
 *
 * Reading refuses duplicate keys, NaN and infinity, more than
 * JSON_MAX_DEPTH levels, and files above the caller's limit.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "base/mem.h"

#define JSON_MAX_DEPTH 64

/* A parsed document and its text, kept so that places can be named. */
struct json_doc {
	json_t *root;
	char *text;
	size_t length;
	char name[256]; /* file name for messages */
};

/* Errors: ERR_IO, ERR_LIMIT, or CODE with "NAME:LINE:COLUMN: ...". */
int json_doc_read(struct json_doc *doc, const char *path, size_t max_bytes,
		  enum err_code code, struct err *err);
/* TEXT is copied. */
int json_doc_parse(struct json_doc *doc, const char *name, const char *text,
		   size_t length, enum err_code code, struct err *err);
void json_doc_release(struct json_doc *doc);

/*
 * Line and column (from 1) of the value at PATH, a JSON pointer such as
 * "/benchmarks/3/params"; with KEY true, of the member's name instead.
 * False if there is none.
 */
bool json_doc_where(const struct json_doc *doc, const char *path, bool key,
		    unsigned *ret_line, unsigned *ret_column);

/*
 * A place in a document while it is read: the value and its JSON pointer.
 * Errors about it come as "NAME:LINE:COLUMN: KEY: ...".
 */
struct json_at {
	const struct json_doc *doc;
	enum err_code code; /* of errors found here */
	const json_t *value;
	char path[512];
};

struct json_at json_at_root(const struct json_doc *doc, enum err_code code);
/* Member KEY of an object (value NULL if absent), element I of an array. */
struct json_at json_at_key(const struct json_at *at, const char *key);
struct json_at json_at_index(const struct json_at *at, size_t i);
/* "NAME:LINE:COLUMN: `/path`: message" */
int json_at_fail(const struct json_at *at, struct err *err, const char *fmt,
		 ...) __attribute__((format(printf, 3, 4)));

/*
 * Typed members of an object. `require` false: absent or null leaves *ret as
 * it is.
 * Strings are copied into the arena. Wrong type or range: error with place,
 * what was expected and what was found.
 */
int json_get_string(const struct json_at *at, const char *key, bool require,
		    struct arena *arena, char **ret, struct err *err);
int json_get_i64(const struct json_at *at, const char *key, bool require,
		 int64_t min, int64_t max, int64_t *ret, struct err *err);
int json_get_u64(const struct json_at *at, const char *key, bool require,
		 uint64_t *ret, struct err *err);
int json_get_double(const struct json_at *at, const char *key, bool require,
		    double *ret, struct err *err);
int json_get_bool(const struct json_at *at, const char *key, bool require,
		  bool *ret, struct err *err);
/* Refuses keys that are not among N; names the nearest one. */
int json_only_keys(const struct json_at *at, const char *const *keys, size_t n,
		   struct err *err);

/* Building: NULL members and failures are caught in one place at the end. */
/* Sets KEY to VALUE (stolen). False, and VALUE released, on failure. */
bool json_put(json_t *object, const char *key, json_t *value);
/* String, or null for NULL; broken UTF-8 is replaced. */
json_t *json_text(const char *text);
/* Real, or null for NaN and infinity; whole numbers come as integers. */
json_t *json_number(double value);
/* u64 as an integer; above INT64_MAX as a decimal string. */
json_t *json_u64(uint64_t value);
bool json_to_u64(const json_t *value, uint64_t *ret);

/* One line of compact JSON with sorted keys off, and '\n'. */
int json_write_line(FILE *out, const json_t *value, struct err *err);
/* Compact text, malloc'ed, or NULL. */
char *json_compact(const json_t *value);

#endif
