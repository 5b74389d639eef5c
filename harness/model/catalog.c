#include "model/catalog.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "model/codec.h"

void catalog_release(struct catalog *catalog)
{
	if (!catalog)
		return;
	arena_release(&catalog->arena);
	memset(catalog, 0, sizeof(*catalog));
}

struct catalog_plugin *catalog_add(struct catalog *catalog, struct err *err)
{
	size_t capacity = catalog->plugin_capacity;
	struct catalog_plugin *plugin;

	if (catalog->plugin_count == capacity) {
		capacity = capacity ? capacity * 2 : 8;
		plugin = arena_array(&catalog->arena, capacity, sizeof(*plugin),
				     err);
		if (!plugin)
			return NULL;
		if (catalog->plugin_count)
			memcpy(plugin, catalog->plugin,
			       catalog->plugin_count * sizeof(*plugin));
		catalog->plugin = plugin;
		catalog->plugin_capacity = capacity;
	}
	plugin = &catalog->plugin[catalog->plugin_count++];
	memset(plugin, 0, sizeof(*plugin));
	return plugin;
}

/*
 * A description: a line a field, "=TEXT", or an empty one for none; first the
 * fields of the plugin, then those of each benchmark. JSON would take longer
 * than all else that it takes to list a thousand benchmarks.
 */
#define FIELDS_OF_BENCH 9

static void put(struct str *to, const char *text)
{
	size_t i;

	if (text) {
		str_add(to, "=");
		i = to->length;
		str_add_utf8(to, text);
		for (; i < to->length; i++)
			if (to->text[i] == '\n')
				to->text[i] = ' ';
	}
	str_add(to, "\n");
}

static void put_number(struct str *to, size_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%zu", number);
	put(to, text);
}

static void put_bench(struct str *to, const struct catalog_bench *bench)
{
	put(to, bench->id);
	put(to, bench->summary);
	put(to, bench->unit);
	put(to, bench->params);
	put(to, bench->threads);
	put(to, bench->tags);
	put(to, bench->file);
	put_number(to, bench->line);
	put(to, bench->batch ? "batch" : NULL);
}

char *catalog_plugin_encode(const struct catalog_plugin *plugin,
			    struct err *err)
{
	struct str to CLEANUP(str_release) = {0};

	put(&to, plugin->path);
	put(&to, plugin->id);
	put(&to, plugin->name);
	put(&to, plugin->version);
	put(&to, plugin->build_info);
	put(&to, plugin->build_id);
	put_number(&to, plugin->abi);
	put_number(&to, plugin->build_flags);
	put_number(&to, plugin->bench_count);
	for (size_t i = 0; i < plugin->bench_count; i++)
		put_bench(&to, &plugin->bench[i]);
	if (to.failed) {
		err_nomem(err, "description");
		return NULL;
	}
	return TAKE(to.text);
}

/* A description while it is read: its lines become the texts. */
struct lines {
	char *next, *end;
	unsigned number; /* of the line last read */
	struct err *err;
};

static int refuse(const struct lines *lines, const char *why)
{
	return err_set(lines->err, ERR_PROTOCOL, "description, line %u: %s",
		       lines->number, why);
}

/* The end of TEXT, or of the part of it that is UTF-8. */
static const char *utf8_end(const char *text)
{
	uint32_t c;
	size_t length;

	text += str_plain(text);
	while ((length = str_utf8(text, &c)) > 0)
		text += length;
	return text;
}

static int get(struct lines *lines, char **ret)
{
	char *line = lines->next;
	char *stop = memchr(line, '\n', (size_t)(lines->end - line));

	lines->number++;
	if (!stop)
		return refuse(lines, "it is cut short");
	*stop = '\0';
	lines->next = stop + 1;
	if (stop == line)
		return 0;
	if (*line != '=' || utf8_end(line + 1) != stop)
		return refuse(lines, "expected '=' and a text in UTF-8");
	if (stop - line > CODEC_MAX_TEXT)
		return refuse(lines, "the text is too long");
	*ret = line + 1;
	return 0;
}

static int get_name(struct lines *lines, size_t max, char **ret)
{
	char *name = NULL;

	TRY(get(lines, &name));
	if (!name || !*name || strlen(name) > max)
		return err_set(lines->err, ERR_PROTOCOL,
			       "description, line %u: expected a name of 1 to "
			       "%zu bytes",
			       lines->number, max);
	if (codec_has_control(name))
		return refuse(lines, "a name must not hold control characters");
	*ret = name;
	return 0;
}

static int get_u32(struct lines *lines, uint32_t *ret)
{
	char *text = NULL;
	uint64_t number;

	TRY(get(lines, &text));
	if (!text || !str_to_u64(text, &number) || number > UINT32_MAX)
		return refuse(lines, "expected a number of 32 bits");
	*ret = (uint32_t)number;
	return 0;
}

static int get_bench(struct lines *lines, struct catalog_bench *ret)
{
	char *batch = NULL;

	TRY(get_name(lines, CATALOG_MAX_NAME, &ret->id));
	TRY(get(lines, &ret->summary));
	TRY(get_name(lines, CODEC_MAX_ID, &ret->unit));
	TRY(get(lines, &ret->params));
	TRY(get(lines, &ret->threads));
	TRY(get(lines, &ret->tags));
	TRY(get(lines, &ret->file));
	TRY(get_u32(lines, &ret->line));
	TRY(get(lines, &batch));
	ret->batch = batch != NULL;
	return 0;
}

static int compare_benches(const void *a, const void *b)
{
	const struct catalog_bench *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static void reverse(struct catalog_bench *bench, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct catalog_bench swapped = bench[i];

		bench[i] = bench[count - 1 - i];
		bench[count - 1 - i] = swapped;
	}
}

/* Compilers like to lay them out in reverse. */
static void sort_benches(struct catalog_bench *bench, size_t count)
{
	if (compare_benches(&bench[0], &bench[count - 1]) > 0)
		reverse(bench, count);
	for (size_t i = 1; i < count; i++)
		if (compare_benches(&bench[i - 1], &bench[i]) > 0) {
			qsort(bench, count, sizeof(*bench), compare_benches);
			return;
		}
}

static int get_benches(struct lines *lines, struct arena *arena,
		       struct catalog_plugin *ret)
{
	uint32_t count;

	TRY(get_u32(lines, &count));
	if (count > CATALOG_MAX_BENCHES ||
	    count > (size_t)(lines->end - lines->next) / FIELDS_OF_BENCH)
		return refuse(lines, "more benchmarks than it has lines");
	if (count == 0)
		return 0;
	ret->bench = arena_array(arena, count, sizeof(*ret->bench), lines->err);
	if (!ret->bench)
		return -ERR_NOMEM;
	for (uint32_t i = 0; i < count; i++)
		TRY(get_bench(lines, &ret->bench[i]));
	ret->bench_count = count;
	sort_benches(ret->bench, count);
	return 0;
}

static int get_plugin(struct lines *lines, struct arena *arena,
		      struct catalog_plugin *ret)
{
	TRY(get(lines, &ret->path));
	TRY(get_name(lines, CODEC_MAX_ID, &ret->id));
	TRY(get_name(lines, CODEC_MAX_ID, &ret->name));
	TRY(get_name(lines, CODEC_MAX_ID, &ret->version));
	TRY(get(lines, &ret->build_info));
	TRY(get(lines, &ret->build_id));
	TRY(get_u32(lines, &ret->abi));
	TRY(get_u32(lines, &ret->build_flags));
	TRY(get_benches(lines, arena, ret));
	if (lines->next != lines->end)
		return refuse(lines, "more follows the last benchmark");
	return 0;
}

int catalog_plugin_decode(struct catalog *catalog, const char *text,
			  size_t length, struct err *err)
{
	struct catalog_plugin plugin = {0}, *slot;
	struct err own = {0};
	struct lines lines = {.err = err ? err : &own};

	lines.next = arena_array(&catalog->arena, length + 1, 1, lines.err);
	if (!lines.next)
		return -ERR_NOMEM;
	memcpy(lines.next, text, length);
	lines.end = lines.next + length;
	TRY(get_plugin(&lines, &catalog->arena, &plugin));
	slot = catalog_add(catalog, lines.err);
	if (!slot)
		return -ERR_NOMEM;
	*slot = plugin;
	return 0;
}
