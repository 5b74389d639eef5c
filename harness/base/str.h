/*
 * Text: a growable buffer, parsing of numbers and quantities, globs, and
 * making foreign text harmless before it is shown.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* A growable text. Zero it to begin; text is NULL until first used. */
struct str {
	char *text; /* NUL-terminated */
	size_t length, capacity;
	bool failed; /* an allocation failed; text is what fitted */
};

void str_add(struct str *str, const char *text);
void str_add_bytes(struct str *str, const char *bytes, size_t count);
/* Broken UTF-8 is replaced by U+FFFD. */
void str_add_utf8(struct str *str, const char *text);
void str_addf(struct str *str, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* text or "" */
const char *str_text(const struct str *str);
void str_release(struct str *str);

/* A decimal number at *TEXT, which moves behind it. */
bool str_take_u64(const char **text, uint64_t *ret);
/* Whole string is a decimal number, no sign for u64, no blanks. */
bool str_to_u64(const char *text, uint64_t *ret);
bool str_to_i64(const char *text, int64_t *ret);
/* Whole string is a finite number; '.' is the decimal point always. */
bool str_to_double(const char *text, double *ret);
/* "250ns" "1.5us" "0.2ms" "60s" "2min" (a bare number: seconds) -> ns */
bool str_to_ns(const char *text, double *ret_ns);
/* "64" "4k" "4KiB" "1MiB" "2G" -> bytes (powers of 1024) */
bool str_to_bytes(const char *text, uint64_t *ret_bytes);

/* Shell glob over the whole TEXT; '*' crosses '/'. */
bool str_glob(const char *pattern, const char *text);
/* As strcmp(), but runs of digits by number: n=64 before n=4096. */
int str_natural(const char *a, const char *b);
/* Nearest of N words by edit distance <= 3, or NULL: for "did you mean". */
const char *str_nearest(const char *word, const char *const *words, size_t n);
/*
 * The same of names that are long, or have capitals: WORD in another case
 * comes first, one that WORD begins last.
 */
const char *str_meant(const char *word, const char *const *words, size_t n);

/*
 * Decodes one UTF-8 character at TEXT. Returns its bytes, 0 if it is broken
 * or the end.
 */
size_t str_utf8(const char *text, uint32_t *ret);

/* Bytes of printable ASCII that TEXT begins with. */
size_t str_plain(const char *text);

/*
 * Copies TEXT into BUF (SIZE bytes), control characters and broken UTF-8
 * replaced by '?', cut with "..." where it does not fit. Returns BUF.
 */
char *str_printable(char *buf, size_t size, const char *text);
/* The same into a value, for messages: str_shown(path).text */
struct str_shown {
	char text[256];
};
struct str_shown str_shown(const char *text);
/* PATH without the slashes in front that change nothing. */
const char *str_bare_path(const char *path);

/* Columns that printable UTF-8 TEXT takes on a terminal. */
size_t str_columns(const char *text);

/* "12.30 ns" "1.200 us" "2.100 s": four significant figures. */
char *str_time(char *buf, size_t size, double ns);
/* "4.00 KiB" */
char *str_size(char *buf, size_t size, double bytes);
/* "1.23 G" : SI prefix, for rates and counts */
char *str_si(char *buf, size_t size, double value);

#endif
