/*
 * Files of /proc and /sys. ROOT is "" for the real machine; tests give a
 * folder with proc/ and sys/ in it. False: the file or the line is absent.
 */
#ifndef BASE_SYSFILE_H
#define BASE_SYSFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Content without blanks at its end, cut to SIZE - 1 bytes. */
bool sysfile_text(const char *root, const char *path, char *buf, size_t size);

/*
 * The rest of the first line that begins with the word KEY, without the
 * blanks and the colon between them.
 */
bool sysfile_value(const char *root, const char *path, const char *key,
		   char *buf, size_t size);

/* The number that begins the text, or that line's rest (KEY not NULL). */
bool sysfile_u64(const char *root, const char *path, const char *key,
		 uint64_t *ret);

#endif
