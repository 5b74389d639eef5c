/*
 * Looking into texts. cr_assert() wants an int, so strstr() needs this.
 */
#ifndef SUPPORT_TEXT_H
#define SUPPORT_TEXT_H

#include <stdbool.h>
#include <string.h>

static inline bool text_has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

static inline bool text_begins(const char *text, const char *part)
{
	return !strncmp(text, part, strlen(part));
}

#endif
