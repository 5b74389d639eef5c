#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/sysfile.h"

static void close_stream(FILE **stream)
{
	if (*stream)
		fclose(*stream);
}

static FILE *sysfile_open(const char *root, const char *path)
{
	char full[PATH_MAX];
	int n = snprintf(full, sizeof(full), "%s%s", root, path);

	if (n < 0 || (size_t)n >= sizeof(full))
		return NULL;
	return fopen(full, "re");
}

static void trim_end(char *text)
{
	size_t n = strlen(text);

	while (n > 0 && isspace((unsigned char)text[n - 1]))
		n--;
	text[n] = '\0';
}

bool sysfile_text(const char *root, const char *path, char *buf, size_t size)
{
	CLEANUP(close_stream) FILE *in = sysfile_open(root, path);

	if (!in)
		return false;
	size_t n = fread(buf, 1, size - 1, in);
	if (ferror(in))
		return false;
	buf[n] = '\0';
	trim_end(buf);
	return true;
}

/* The value in LINE if it begins with the word KEY, or NULL. */
static char *value_of(char *line, const char *key)
{
	size_t n = strlen(key);

	if (strncmp(line, key, n) != 0)
		return NULL;
	if (line[n] && line[n] != ':' && !isspace((unsigned char)line[n]))
		return NULL;
	trim_end(line);
	return line + n + strspn(line + n, ": \t");
}

bool sysfile_value(const char *root, const char *path, const char *key,
		   char *buf, size_t size)
{
	CLEANUP(close_stream) FILE *in = sysfile_open(root, path);
	CLEANUP(mem_free) char *line = NULL;
	size_t capacity = 0;

	if (!in)
		return false;
	while (getline(&line, &capacity, in) >= 0) {
		const char *value = value_of(line, key);
		if (value) {
			snprintf(buf, size, "%s", value);
			return true;
		}
	}
	return false;
}

bool sysfile_u64(const char *root, const char *path, const char *key,
		 uint64_t *ret)
{
	char text[128], *end;

	if (!(key ? sysfile_value(root, path, key, text, sizeof(text))
		  : sysfile_text(root, path, text, sizeof(text))))
		return false;
	errno = 0;
	unsigned long long value = strtoull(text, &end, 10);
	if (end == text || errno || text[0] == '-')
		return false;
	*ret = value;
	return true;
}
