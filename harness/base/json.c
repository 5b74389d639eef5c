/*
 * JSON documents: bounded, strict reading; writing.
 */
#include "base/json.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"

/* Doubles hold every integer below this one. */
#define EXACT_MAX 0x1p53

struct place {
	unsigned line, column;
};

/* Of the byte at OFFSET; columns count bytes from 1. */
static struct place place_of(const char *text, size_t offset)
{
	struct place place = {1, 1};

	for (size_t i = 0; i < offset; i++) {
		place.column++;
		if (text[i] == '\n')
			place = (struct place){place.line + 1, 1};
	}
	return place;
}

/* Offset of the first bracket that is too deep, or LENGTH. */
static size_t too_deep(const char *text, size_t length)
{
	bool in_string = false;
	unsigned depth = 0;

	for (size_t i = 0; i < length; i++) {
		char c = text[i];

		if (in_string && c == '\\')
			i++;
		else if (c == '"')
			in_string = !in_string;
		else if (in_string)
			continue;
		else if ((c == '[' || c == '{') && ++depth > JSON_MAX_DEPTH)
			return i;
		else if ((c == ']' || c == '}') && depth)
			depth--;
	}
	return length;
}

/* What to do about a parser's error, in words, or "". */
static const char *mend(const json_error_t *error, char c)
{
	switch ((int)json_error_code(error)) {
	case json_error_premature_end_of_input:
		return "; the file is cut short";
	case json_error_duplicate_key:
		return "; keep one of the two";
	case json_error_invalid_utf8:
		return "; save the file as UTF-8";
	case json_error_end_of_input_expected:
		return "; remove what follows the end";
	case json_error_null_character:
		return "; \\u0000 is not allowed in a text";
	default:
		break;
	}
	if (c == '/' || c == '#')
		return "; JSON has no comments";
	if (c == '\'')
		return "; texts stand in double quotes";
	if (c == 'N' || c == 'I' || c == 'n')
		return "; JSON has no NaN or Infinity, use null";
	if (c == '}' || c == ']')
		return "; is there a comma or a value too many or missing?";
	return "";
}

/*
 * Offset of what did not fit. jansson's position is behind its last byte, and
 * its text ends in "near 'TOKEN'" where the token is short.
 */
static size_t offender(const struct json_doc *doc, const json_error_t *error)
{
	static const char near[] = " near '";
	const char *token = strstr(error->text, near);
	size_t end = error->position > 0 ? (size_t)error->position : 0, length;

	length = token ? strlen(token + sizeof(near) - 1) - 1 : 1;
	if (end > doc->length)
		end = doc->length;
	return end > length ? end - length : 0;
}

/*
 * Did an allocation of jansson fail? It takes most of these for errors in
 * the text, and overlooks some: a token that could not grow has lost its end,
 * and would be copied beyond it. So none succeeds after one that failed.
 */
static _Thread_local bool parsing, starved;

static void *noting_malloc(size_t bytes)
{
	void *got = parsing && starved ? NULL : malloc(bytes);

	starved = starved || !got;
	return got;
}

static int refuse(const struct json_doc *doc, const json_error_t *error,
		  enum err_code code, struct err *err)
{
	size_t offset = offender(doc, error);
	struct place place = place_of(doc->text, offset);

	return err_set(err, code, "%s:%u:%u: not valid JSON: %s%s", doc->name,
		       place.line, place.column, str_shown(error->text).text,
		       mend(error, doc->text[offset]));
}

/* Parses doc->text, which DOC owns already. */
static int parse(struct json_doc *doc, enum err_code code, struct err *err)
{
	size_t deep = too_deep(doc->text, doc->length);
	json_error_t error;

	if (deep < doc->length) {
		struct place place = place_of(doc->text, deep);

		return err_set(err, code,
			       "%s:%u:%u: nested more than %d levels deep; "
			       "expected at most %d, flatten the file",
			       doc->name, place.line, place.column,
			       JSON_MAX_DEPTH, JSON_MAX_DEPTH);
	}
	json_set_alloc_funcs(noting_malloc, free);
	starved = false;
	parsing = true;
	doc->root =
	    json_loadb(doc->text, doc->length, JSON_REJECT_DUPLICATES, &error);
	parsing = false;
	if (starved)
		return err_nomem(err, doc->name);
	return doc->root ? 0 : refuse(doc, &error, code, err);
}

int json_doc_read(struct json_doc *doc, const char *path, size_t max_bytes,
		  enum err_code code, struct err *err)
{
	CLEANUP(json_doc_release) struct json_doc read = {0};
	int failed;

	str_printable(read.name, sizeof(read.name),
		      strcmp(path, "-") ? path : "<stdin>");
	failed = file_read(path, max_bytes, &read.text, &read.length, err);
	if (!failed)
		failed = parse(&read, code, err);
	if (failed)
		return failed;
	*doc = read;
	read = (struct json_doc){0};
	return 0;
}

int json_doc_parse(struct json_doc *doc, const char *name, const char *text,
		   size_t length, enum err_code code, struct err *err)
{
	CLEANUP(json_doc_release) struct json_doc read = {.length = length};
	int failed;

	str_printable(read.name, sizeof(read.name), name);
	read.text = malloc(length + 1);
	if (!read.text)
		return err_nomem(err, read.name);
	memcpy(read.text, text, length);
	read.text[length] = '\0';
	failed = parse(&read, code, err);
	if (failed)
		return failed;
	*doc = read;
	read = (struct json_doc){0};
	return 0;
}

void json_doc_release(struct json_doc *doc)
{
	if (!doc)
		return;
	json_decref(doc->root);
	free(doc->text);
	*doc = (struct json_doc){0};
}

bool json_put(json_t *object, const char *key, json_t *value)
{
	return !json_object_set_new(object, key, value);
}

json_t *json_text(const char *text)
{
	CLEANUP(str_release) struct str clean = {0};

	if (!text)
		return json_null();
	str_add_utf8(&clean, text);
	return clean.failed ? NULL : json_string(str_text(&clean));
}

json_t *json_number(double value)
{
	if (!isfinite(value))
		return json_null();
	if (fabs(value) < EXACT_MAX && value == trunc(value))
		return json_integer((json_int_t)value);
	return json_real(value);
}

json_t *json_u64(uint64_t value)
{
	if (value <= INT64_MAX)
		return json_integer((json_int_t)value);
	return json_sprintf("%llu", (unsigned long long)value);
}

bool json_to_u64(const json_t *value, uint64_t *ret)
{
	if (json_is_string(value))
		return str_to_u64(json_string_value(value), ret);
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return false;
	*ret = (uint64_t)json_integer_value(value);
	return true;
}

/* json_dumps() overlooks some failed allocations and loses text. */
char *json_compact(const json_t *value)
{
	const size_t flags = JSON_COMPACT | JSON_ENCODE_ANY;
	size_t size = json_dumpb(value, NULL, 0, flags);
	char *text = size ? malloc(size + 1) : NULL;

	if (text && json_dumpb(value, text, size, flags) != size) {
		free(text);
		return NULL;
	}
	if (text)
		text[size] = '\0';
	return text;
}

int json_write_line(FILE *out, const json_t *value, struct err *err)
{
	CLEANUP(mem_free) char *text = json_compact(value);

	if (!text)
		return err_nomem(err, "JSON line");
	if (fputs(text, out) < 0 || fputc('\n', out) == EOF)
		return err_sys(err, ERR_IO, errno, "cannot write a line");
	return 0;
}
