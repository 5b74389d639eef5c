#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STR_FIRST 64

/* Room for COUNT more bytes and the NUL. */
static bool reserve(struct str *str, size_t count)
{
	size_t needed, capacity = str->capacity ? str->capacity : STR_FIRST;
	char *text;

	if (str->failed)
		return false;
	if (__builtin_add_overflow(str->length, count, &needed) ||
	    needed >= SIZE_MAX / 2) {
		str->failed = true;
		return false;
	}
	if (needed < str->capacity)
		return true;
	while (capacity <= needed)
		capacity *= 2;
	text = realloc(str->text, capacity);
	if (!text) {
		str->failed = true;
		return false;
	}
	str->text = text;
	str->capacity = capacity;
	return true;
}

void str_add_bytes(struct str *str, const char *bytes, size_t count)
{
	if (!reserve(str, count))
		return;
	if (count)
		memcpy(str->text + str->length, bytes, count);
	str->length += count;
	str->text[str->length] = '\0';
}

void str_add(struct str *str, const char *text)
{
	str_add_bytes(str, text, strlen(text));
}

void str_add_utf8(struct str *str, const char *text)
{
	const char *begin = text;

	text += str_plain(text);
	while (*text) {
		uint32_t c;
		size_t length = str_utf8(text, &c);

		if (length) {
			text += length;
			continue;
		}
		str_add_bytes(str, begin, (size_t)(text - begin));
		str_add(str, "\ufffd");
		begin = ++text;
	}
	str_add_bytes(str, begin, (size_t)(text - begin));
}

void str_addf(struct str *str, const char *fmt, ...)
{
	va_list args, again;
	int length;

	va_start(args, fmt);
	va_copy(again, args);
	length = vsnprintf(NULL, 0, fmt, args);
	if (length < 0) {
		str->failed = true;
	} else if (reserve(str, (size_t)length)) {
		vsnprintf(str->text + str->length, (size_t)length + 1, fmt,
			  again);
		str->length += (size_t)length;
	}
	va_end(again);
	va_end(args);
}

const char *str_text(const struct str *str)
{
	return str->text ? str->text : "";
}

void str_release(struct str *str)
{
	if (!str)
		return;
	free(str->text);
	*str = (struct str){0};
}
