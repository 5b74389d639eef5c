#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

#define LINE_SIZE 2048

/* Each line is made printable: a message may hold foreign text. */
static void print(const char *level, const char *text)
{
	char line[LINE_SIZE], shown[LINE_SIZE];
	const char *indent = "";

	flockfile(stderr);
	fprintf(stderr, "tare: %s", level);
	do {
		size_t length = strcspn(text, "\n");

		snprintf(line, sizeof(line), "%.*s", (int)length, text);
		str_printable(shown, sizeof(shown), line);
		fprintf(stderr, "%s%s\n", indent, shown);
		indent = "  ";
		text += length + (text[length] == '\n');
	} while (*text);
	funlockfile(stderr);
}

#define PRINT(level)                                                           \
	do {                                                                   \
		char text_[LINE_SIZE];                                         \
		va_list args_;                                                 \
		va_start(args_, fmt);                                          \
		vsnprintf(text_, sizeof(text_), fmt, args_);                   \
		va_end(args_);                                                 \
		print(level, text_);                                           \
	} while (0)

void log_error(const char *fmt, ...)
{
	PRINT("error: ");
}

void log_warn(const char *fmt, ...)
{
	PRINT("warning: ");
}

void log_note(const char *fmt, ...)
{
	PRINT("note: ");
}

void log_err(const struct err *err)
{
	print("error: ", err->text[0] ? err->text : err_meaning(err->code));
}
