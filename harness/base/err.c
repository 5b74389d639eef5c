#include "base/err.h"

#include <ctype.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Of clang's analyzer. */
#undef err_set
#undef err_sys
#undef err_wrap
#undef err_nomem

#define NAME_SIZE 24

static const struct {
	const char *name, *text;
	enum exit_code exit;
} table[ERR_COUNT] = {[ERR_NONE] = {"NONE", "no error", EXIT_PASS},
#define ERR_ROW(name, exit_code, text) [ERR_##name] = {#name, text, exit_code},
		      ERR_TABLE(ERR_ROW)
#undef ERR_ROW
};

static bool known(enum err_code code)
{
	return (unsigned)code < ERR_COUNT;
}

int err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list args;

	if (!err || err->code != ERR_NONE)
		return -(int)code;
	err->code = code;
	va_start(args, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	return -(int)code;
}

int err_sys(struct err *err, enum err_code code, int errnum, const char *fmt,
	    ...)
{
	char reason[128];
	size_t used;
	va_list args;

	if (!err || err->code != ERR_NONE)
		return -(int)code;
	err->code = code;
	va_start(args, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	used = strlen(err->text);
	snprintf(err->text + used, sizeof(err->text) - used, ": %s",
		 strerror_r(errnum, reason, sizeof(reason)));
	return -(int)code;
}

int err_wrap(struct err *err, const char *fmt, ...)
{
	char context[sizeof(err->text)];
	size_t room = sizeof(err->text) - 1, length, kept;
	va_list args;

	if (!err)
		return -ERR_INTERNAL;
	va_start(args, fmt);
	vsnprintf(context, sizeof(context) - 2, fmt, args);
	va_end(args);
	strcat(context, ": ");
	length = strlen(context);
	kept = strlen(err->text);
	if (kept > room - length)
		kept = room - length;
	memmove(err->text + length, err->text, kept);
	memcpy(err->text, context, length);
	err->text[length + kept] = '\0';
	return -(int)err->code;
}

int err_nomem(struct err *err, const char *what)
{
	return err_set(err, ERR_NOMEM, "out of memory (%s)", what);
}

void err_clear(struct err *err)
{
	if (!err)
		return;
	err->code = ERR_NONE;
	err->text[0] = '\0';
}

static char names[ERR_COUNT][NAME_SIZE];

/* NO_BASELINE -> no-baseline */
static void make_names(void)
{
	for (size_t i = 0; i < ERR_COUNT; i++) {
		const char *from = table[i].name;

		for (size_t k = 0; k < NAME_SIZE - 1 && from[k]; k++) {
			int c = tolower((unsigned char)from[k]);

			names[i][k] = (char)(c == '_' ? '-' : c);
		}
	}
}

const char *err_name(enum err_code code)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, make_names);
	return known(code) ? names[code] : "unknown";
}

const char *err_meaning(enum err_code code)
{
	return known(code) ? table[code].text : "unknown error";
}

enum exit_code err_exit(enum err_code code)
{
	return known(code) ? table[code].exit : EXIT_BROKEN;
}

/* From the worst to the best. */
static const struct {
	enum exit_code code;
	const char *name;
} exits[] = {
    {EXIT_TERMINATED, "terminated"},
    {EXIT_INTERRUPTED, "interrupted"},
    {EXIT_USAGE, "usage"},
    {EXIT_BROKEN, "broken"},
    {EXIT_REGRESSED, "regressed"},
    {EXIT_UNFIT, "unfit"},
    {EXIT_NOTHING, "nothing-to-compare"},
    {EXIT_INCONCLUSIVE, "inconclusive"},
    {EXIT_PASS, "pass"},
};

#define EXITS_COUNT (sizeof(exits) / sizeof(exits[0]))

const char *exit_name(enum exit_code code)
{
	for (size_t i = 0; i < EXITS_COUNT; i++)
		if (exits[i].code == code)
			return exits[i].name;
	return "unknown";
}

enum exit_code exit_worst(enum exit_code a, enum exit_code b)
{
	for (size_t i = 0; i < EXITS_COUNT; i++)
		if (exits[i].code == a || exits[i].code == b)
			return exits[i].code;
	return a;
}
