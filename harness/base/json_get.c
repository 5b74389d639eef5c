/*
 * Typed members, and errors with their place.
 */
#include "base/json.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/str.h"

struct json_at json_at_root(const struct json_doc *doc, enum err_code code)
{
	return (struct json_at){.doc = doc, .code = code, .value = doc->root};
}

/* Appends "/SEGMENT" where it fits; else the parent's place must do. */
static void add_segment(struct json_at *at, const char *segment)
{
	size_t begin = strlen(at->path), used = begin;
	size_t last = sizeof(at->path) - 3;

	if (used > last)
		return;
	at->path[used++] = '/';
	for (; *segment && used < last; segment++) {
		char c = *segment;

		if (c == '~' || c == '/') {
			at->path[used++] = '~';
			c = (char)(c == '~' ? '0' : '1');
		}
		at->path[used++] = c;
	}
	at->path[*segment ? begin : used] = '\0';
}

struct json_at json_at_key(const struct json_at *at, const char *key)
{
	struct json_at member = *at;

	member.value = json_object_get(at->value, key);
	add_segment(&member, key);
	return member;
}

struct json_at json_at_index(const struct json_at *at, size_t i)
{
	struct json_at element = *at;
	char segment[32];

	snprintf(segment, sizeof(segment), "%zu", i);
	element.value = json_array_get(at->value, i);
	add_segment(&element, segment);
	return element;
}

/* The place of AT, or of the nearest thing around it that exists. */
static void nearest_place(const struct json_at *at, bool key, unsigned *line,
			  unsigned *column)
{
	char path[sizeof(at->path)];

	memcpy(path, at->path, sizeof(path));
	while (!json_doc_where(at->doc, path, key, line, column)) {
		char *slash = strrchr(path, '/');

		if (!slash) {
			*line = *column = 1;
			return;
		}
		*slash = '\0';
	}
}

static int fail(const struct json_at *at, bool key, const char *text,
		struct err *err)
{
	unsigned line, column;

	if (err && err->code != ERR_NONE)
		return -(int)at->code;
	nearest_place(at, key, &line, &column);
	if (!*at->path)
		return err_set(err, at->code, "%s:%u:%u: %s", at->doc->name,
			       line, column, text);
	return err_set(err, at->code, "%s:%u:%u: `%s`: %s", at->doc->name, line,
		       column, str_shown(at->path).text, text);
}

int json_at_fail(const struct json_at *at, struct err *err, const char *fmt,
		 ...)
{
	char text[sizeof(err->text)];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return fail(at, false, text, err);
}

/* "an integer", "a string", ... */
static const char *found(const json_t *value)
{
	if (!value)
		return "nothing";
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "an array";
	case JSON_STRING:
		return "a string";
	case JSON_INTEGER:
		return "an integer";
	case JSON_REAL:
		return "a real number";
	case JSON_TRUE:
		return "true";
	case JSON_FALSE:
		return "false";
	case JSON_NULL:
		break;
	}
	return "null";
}

static int wrong_type(const struct json_at *at, const char *expected,
		      struct err *err)
{
	return json_at_fail(at, err, "expected %s, found %s", expected,
			    found(at->value));
}

/*
 * 1: MEMBER holds a value to look at; 0: absent (or null) and not required;
 * negative: error.
 */
static int find(const struct json_at *at, const char *key, bool require,
		const char *expected, struct json_at *member, struct err *err)
{
	*member = json_at_key(at, key);
	if (!json_is_object(at->value))
		return wrong_type(at, "an object", err);
	if (!member->value && require)
		return json_at_fail(at, err, "missing key '%s'; expected %s",
				    key, expected);
	if (!require && (!member->value || json_is_null(member->value)))
		return 0;
	return 1;
}

int json_get_string(const struct json_at *at, const char *key, bool require,
		    struct arena *arena, char **ret, struct err *err)
{
	static const char expected[] = "a string";
	struct json_at member;
	int found_it = find(at, key, require, expected, &member, err);
	char *copy;

	if (found_it <= 0)
		return found_it;
	if (!json_is_string(member.value))
		return wrong_type(&member, expected, err);
	copy = arena_strndup(arena, json_string_value(member.value),
			     json_string_length(member.value), err);
	if (!copy)
		return err ? -(int)err->code : -ERR_NOMEM;
	*ret = copy;
	return 0;
}

int json_get_i64(const struct json_at *at, const char *key, bool require,
		 int64_t min, int64_t max, int64_t *ret, struct err *err)
{
	struct json_at member;
	int found_it = find(at, key, require, "an integer", &member, err);
	int64_t value;

	if (found_it <= 0)
		return found_it;
	if (!json_is_integer(member.value))
		return wrong_type(&member, "an integer", err);
	value = json_integer_value(member.value);
	if (value < min || value > max)
		return json_at_fail(&member, err,
				    "expected an integer from %" PRId64
				    " to %" PRId64 ", found %" PRId64,
				    min, max, value);
	*ret = value;
	return 0;
}

int json_get_u64(const struct json_at *at, const char *key, bool require,
		 uint64_t *ret, struct err *err)
{
	static const char expected[] = "an integer from 0 to 2^64-1";
	struct json_at member;
	int found_it = find(at, key, require, expected, &member, err);

	if (found_it <= 0)
		return found_it;
	if (json_to_u64(member.value, ret))
		return 0;
	if (json_is_integer(member.value))
		return json_at_fail(&member, err,
				    "expected %s, found %" JSON_INTEGER_FORMAT,
				    expected, json_integer_value(member.value));
	return wrong_type(&member, expected, err);
}

int json_get_double(const struct json_at *at, const char *key, bool require,
		    double *ret, struct err *err)
{
	struct json_at member;
	int found_it = find(at, key, require, "a number", &member, err);

	if (found_it <= 0)
		return found_it;
	if (!json_is_number(member.value))
		return wrong_type(&member, "a number", err);
	*ret = json_number_value(member.value);
	return 0;
}

int json_get_bool(const struct json_at *at, const char *key, bool require,
		  bool *ret, struct err *err)
{
	struct json_at member;
	int found_it = find(at, key, require, "true or false", &member, err);

	if (found_it <= 0)
		return found_it;
	if (!json_is_boolean(member.value))
		return wrong_type(&member, "true or false", err);
	*ret = json_is_true(member.value);
	return 0;
}

static bool among(const char *key, const char *const *keys, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(key, keys[i]))
			return true;
	return false;
}

static int unknown_key(const struct json_at *at, const char *key,
		       const char *const *keys, size_t n, struct err *err)
{
	CLEANUP(str_release) struct str text = {0};
	const char *nearest = str_nearest(key, keys, n);
	struct json_at member = json_at_key(at, key);
	bool has_path = strcmp(member.path, at->path) != 0;

	str_addf(&text, "unknown key '%s' (", str_shown(key).text);
	if (nearest)
		str_addf(&text, "did you mean '%s'?; ", nearest);
	str_add(&text, "known:");
	for (size_t i = 0; i < n; i++)
		str_addf(&text, "%s %s", i ? "," : "", keys[i]);
	str_add(&text, ")");
	return fail(&member, has_path, str_text(&text), err);
}

int json_only_keys(const struct json_at *at, const char *const *keys, size_t n,
		   struct err *err)
{
	json_t *object = (json_t *)(uintptr_t)at->value;
	const char *key;
	json_t *value;

	if (!json_is_object(object))
		return wrong_type(at, "an object", err);
	json_object_foreach(
	    object, key,
	    value) if (!among(key, keys, n)) return unknown_key(at, key, keys,
								n, err);
	return 0;
}
