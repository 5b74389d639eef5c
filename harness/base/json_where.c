/*
 * Finds the place of a value in JSON text by its JSON pointer (RFC 6901).
 * jansson keeps no places; the text was parsed before, so it is valid.
 */
#include <string.h>

#include "base/json.h"

struct scan {
	const char *at, *end;
};

static void skip_blanks(struct scan *scan)
{
	while (scan->at < scan->end && strchr(" \t\r\n", *scan->at))
		scan->at++;
}

/* From the opening quote to behind the closing one. */
static void skip_string(struct scan *scan)
{
	for (scan->at++; scan->at < scan->end && *scan->at != '"'; scan->at++)
		scan->at += *scan->at == '\\';
	scan->at++;
}

static void skip_value(struct scan *scan)
{
	unsigned depth = 0;

	do {
		char c;

		skip_blanks(scan);
		if (scan->at >= scan->end)
			return;
		c = *scan->at;
		if (c == '"') {
			skip_string(scan);
			continue;
		}
		depth += c == '{' || c == '[';
		depth -= c == '}' || c == ']';
		if (strchr("{}[],:", c))
			scan->at++;
		else
			while (scan->at < scan->end &&
			       !strchr(" \t\r\n,:]}", *scan->at))
				scan->at++;
	} while (depth);
}

/* Is the JSON string of LENGTH bytes with its quotes the name SEGMENT? */
static bool same_name(const char *quoted, size_t length, const char *segment)
{
	json_t *name;
	bool same;

	if (!memchr(quoted, '\\', length))
		return length - 2 == strlen(segment) &&
		       !memcmp(quoted + 1, segment, length - 2);
	name = json_loadb(quoted, length, JSON_DECODE_ANY, NULL);
	same = name && !strcmp(json_string_value(name), segment);
	json_decref(name);
	return same;
}

/* Moves from '{' to the value named SEGMENT; *RET_KEY is its name. */
static bool enter_object(struct scan *scan, const char *segment,
			 const char **ret_key)
{
	for (scan->at++;; scan->at++) {
		const char *key;
		size_t length;

		skip_blanks(scan);
		if (scan->at >= scan->end || *scan->at != '"')
			return false;
		key = scan->at;
		skip_string(scan);
		length = (size_t)(scan->at - key);
		skip_blanks(scan);
		scan->at++;
		skip_blanks(scan);
		if (same_name(key, length, segment)) {
			*ret_key = key;
			return true;
		}
		skip_value(scan);
		skip_blanks(scan);
		if (scan->at >= scan->end || *scan->at != ',')
			return false;
	}
}

static bool enter_array(struct scan *scan, const char *segment)
{
	size_t index = 0, wanted;
	char *end;

	wanted = strtoul(segment, &end, 10);
	if (end == segment || *end)
		return false;
	for (scan->at++;; scan->at++, index++) {
		skip_blanks(scan);
		if (scan->at >= scan->end || *scan->at == ']')
			return false;
		if (index == wanted)
			return true;
		skip_value(scan);
		skip_blanks(scan);
		if (scan->at >= scan->end || *scan->at != ',')
			return false;
	}
}

/* Copies one segment of PATH unescaped; returns what is behind it. */
static const char *next_segment(const char *path, char *ret, size_t size)
{
	size_t used = 0;

	for (; *path && *path != '/'; path++) {
		char c = *path;

		if (c == '~' && (path[1] == '0' || path[1] == '1'))
			c = *++path == '0' ? '~' : '/';
		if (used + 1 < size)
			ret[used++] = c;
	}
	ret[used] = '\0';
	return path;
}

static void count_lines(const char *text, const char *at, unsigned *ret_line,
			unsigned *ret_column)
{
	unsigned line = 1, column = 1;

	for (; text < at; text++) {
		column++;
		if (*text == '\n') {
			line++;
			column = 1;
		}
	}
	*ret_line = line;
	*ret_column = column;
}

bool json_doc_where(const struct json_doc *doc, const char *path, bool key,
		    unsigned *ret_line, unsigned *ret_column)
{
	struct scan scan = {doc->text, doc->text + doc->length};
	char segment[sizeof(((struct json_at *)0)->path)];
	const char *name = NULL;

	skip_blanks(&scan);
	while (*path) {
		bool found = false;

		name = NULL;
		if (*path++ != '/' || scan.at >= scan.end)
			return false;
		path = next_segment(path, segment, sizeof(segment));
		if (*scan.at == '{')
			found = enter_object(&scan, segment, &name);
		else if (*scan.at == '[')
			found = enter_array(&scan, segment);
		if (!found)
			return false;
	}
	count_lines(doc->text, key && name ? name : scan.at, ret_line,
		    ret_column);
	return true;
}
