#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "report/chart.h"

#define HASH_CHARS 8

static bool stem_taken(const struct chart_set *set, const char *stem)
{
	for (size_t i = 0; i < set->count; i++)
		if (strcmp(set->chart[i].stem, stem) == 0)
			return true;
	return false;
}

static char stem_char(char c)
{
	char lower = (char)tolower((unsigned char)c);

	if (c == '/')
		return '.';
	if (c == '=')
		return '-';
	if (strchr("abcdefghijklmnopqrstuvwxyz0123456789_-", lower))
		return lower;
	return '_';
}

/* Returns false where NAME had to be shortened. */
static bool make_stem(char stem[CHART_MAX_STEM + 1], const char *name)
{
	size_t length = 0;

	for (; *name && length < CHART_MAX_STEM; name++) {
		char c = stem_char(*name);

		if (length == 0 && (c == '.' || c == '-'))
			c = '_';
		stem[length++] = c;
	}
	stem[length] = '\0';
	return *name == '\0' && length > 0;
}

static void add_hash(char stem[CHART_MAX_STEM + 1], const char *name)
{
	char hex[HASH_HEX_SIZE];
	size_t keep = strlen(stem);

	if (keep > CHART_MAX_STEM - HASH_CHARS - 1)
		keep = CHART_MAX_STEM - HASH_CHARS - 1;
	hash_bytes(name, strlen(name), hex);
	hex[HASH_CHARS] = '\0';
	stem[keep] = '-';
	memcpy(stem + keep + 1, hex, HASH_CHARS + 1);
}

const char *chart_add(struct chart_set *set, const char *name,
		      const char *sentence, struct err *err)
{
	char stem[CHART_MAX_STEM + 1];
	struct chart *chart;

	if (!make_stem(stem, name) || stem_taken(set, stem))
		add_hash(stem, name);
	if (vec_reserve(&set->chart, &set->capacity, set->count,
			sizeof(*set->chart), err) < 0)
		return NULL;
	chart = &set->chart[set->count];
	chart->stem = arena_strdup(&set->arena, stem, err);
	chart->sentence = arena_strdup(&set->arena, sentence, err);
	if (!chart->stem || !chart->sentence)
		return NULL;
	set->count++;
	return chart->stem;
}

FILE *chart_open(const struct chart_set *set, const char *folder,
		 const char *stem, struct err *err)
{
	CLEANUP(str_release) struct str path = {0};
	FILE *out;

	str_addf(&path, "%s/%s/%s.tsv", set->dir, folder, stem);
	if (path.failed) {
		err_nomem(err, "path of a chart");
		return NULL;
	}
	out = fopen(path.text, "we");
	if (!out)
		err_sys(err, ERR_IO, errno, "%s: cannot be written",
			str_shown(path.text).text);
	return out;
}

int chart_close(const struct chart_set *set, FILE *out, struct err *err)
{
	bool failed;

	errno = 0;
	failed = fflush(out) != 0 || ferror(out);
	failed |= fclose(out) != 0;
	if (failed)
		return err_sys(err, ERR_IO, errno ? errno : EIO,
			       "%s: the charts' data could not be written",
			       str_shown(set->dir).text);
	return 0;
}

/* Start of the last COLUMNS columns of TEXT. */
static const char *tail_of(const char *text, size_t columns)
{
	uint32_t c = 0;

	while (*text && str_columns(text) > columns) {
		size_t bytes = str_utf8(text, &c);

		text += bytes ? bytes : 1;
	}
	return text;
}

/* Writes at most COLUMNS columns of TEXT. */
static void put_field(FILE *out, const char *text, size_t columns)
{
	size_t used = 0;

	while (*text) {
		char one[8] = "";
		uint32_t c = 0;
		size_t bytes = str_utf8(text, &c);

		bytes = bytes ? bytes : 1;
		memcpy(one, text, bytes);
		used += str_columns(one);
		if (used > columns)
			return;
		if (c == '"') /* would quote the field's end away */
			fputs("\u2033", out);
		else if (c == '\\') /* would begin an escape */
			fputs("\\\\", out);
		else
			fputs(one, out);
		text += bytes;
	}
}

void chart_text(FILE *out, const char *text, size_t columns)
{
	char buf[1024];
	size_t head;

	str_printable(buf, sizeof(buf), text);
	if (str_columns(buf) <= columns) {
		put_field(out, buf, columns);
		return;
	}
	head = columns / 2;
	put_field(out, buf, head);
	fputs("\u2026", out);
	put_field(out, tail_of(buf, columns - head - 1), columns);
}
