#include "chaos.h"

#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More allocations than this in one body mean an endless loop. */
#define CHAOS_MAX 10000

static size_t countdown; /* 0: never fail */
static bool failed;

static bool fails_now(void)
{
	if (!countdown || --countdown)
		return false;
	failed = true;
	errno = ENOMEM;
	return true;
}

/* Weak: binaries that are linked without --wrap can hold this file too. */
#define REAL(name) __real_##name
#define WRAP(name) __wrap_##name
void *REAL(malloc)(size_t size) __attribute__((weak));
void *REAL(calloc)(size_t count, size_t size) __attribute__((weak));
void *REAL(realloc)(void *old, size_t size) __attribute__((weak));
char *REAL(strdup)(const char *text) __attribute__((weak));
char *REAL(strndup)(const char *text, size_t length) __attribute__((weak));
void *WRAP(malloc)(size_t size);
void *WRAP(calloc)(size_t count, size_t size);
void *WRAP(realloc)(void *old, size_t size);
char *WRAP(strdup)(const char *text);
char *WRAP(strndup)(const char *text, size_t length);
int WRAP(asprintf)(char **ret, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

void *WRAP(malloc)(size_t size)
{
	return fails_now() ? NULL : REAL(malloc)(size);
}

void *WRAP(calloc)(size_t count, size_t size)
{
	return fails_now() ? NULL : REAL(calloc)(count, size);
}

void *WRAP(realloc)(void *old, size_t size)
{
	return fails_now() ? NULL : REAL(realloc)(old, size);
}

char *WRAP(strdup)(const char *text)
{
	return fails_now() ? NULL : REAL(strdup)(text);
}

char *WRAP(strndup)(const char *text, size_t length)
{
	return fails_now() ? NULL : REAL(strndup)(text, length);
}

int WRAP(asprintf)(char **ret, const char *fmt, ...)
{
	va_list args;
	int length;

	if (fails_now())
		return -1;
	va_start(args, fmt);
	length = vasprintf(ret, fmt, args);
	va_end(args);
	return length;
}

static void *jansson_malloc(size_t size)
{
	return malloc(size); /* counted there */
}

void chaos_fail_nth(size_t n)
{
	json_set_alloc_funcs(jansson_malloc, free);
	failed = false;
	countdown = n;
}

bool chaos_stop(void)
{
	countdown = 0;
	return failed;
}

bool chaos_next(size_t n)
{
	if (n > 1 && !chaos_stop())
		return false;
	if (n > CHAOS_MAX) {
		fprintf(stderr, "chaos: more than %d allocations\n", CHAOS_MAX);
		abort();
	}
	chaos_fail_nth(n);
	return true;
}
