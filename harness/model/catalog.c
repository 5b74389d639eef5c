#include "model/catalog.h"

#include <stdlib.h>
#include <string.h>

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

static json_t *bench_json(const struct catalog_bench *bench)
{
	json_t *object = json_object();
	bool ok = json_put(object, "id", json_text(bench->id)) &&
		  codec_put_text(object, "summary", bench->summary) &&
		  json_put(object, "unit", json_text(bench->unit)) &&
		  codec_put_text(object, "params", bench->params) &&
		  codec_put_text(object, "threads", bench->threads) &&
		  codec_put_text(object, "tags", bench->tags) &&
		  codec_put_text(object, "file", bench->file) &&
		  json_put(object, "line", json_integer(bench->line)) &&
		  json_put(object, "batch", json_boolean(bench->batch));

	return codec_done(object, ok);
}

static json_t *benches_json(const struct catalog_plugin *plugin)
{
	json_t *array = json_array();
	size_t i;
	bool ok = true;

	for (i = 0; ok && i < plugin->bench_count; i++)
		ok = codec_push(array, bench_json(&plugin->bench[i]));
	return codec_done(array, ok);
}

char *catalog_plugin_encode(const struct catalog_plugin *plugin,
			    struct err *err)
{
	json_t *object = json_object();
	bool ok = codec_put_text(object, "path", plugin->path) &&
		  json_put(object, "id", json_text(plugin->id)) &&
		  json_put(object, "name", json_text(plugin->name)) &&
		  json_put(object, "version", json_text(plugin->version)) &&
		  codec_put_text(object, "build_info", plugin->build_info) &&
		  codec_put_text(object, "build_id", plugin->build_id) &&
		  json_put(object, "abi", json_integer(plugin->abi)) &&
		  json_put(object, "build_flags",
			   json_integer(plugin->build_flags)) &&
		  json_put(object, "benchmarks", benches_json(plugin));

	return codec_finish(codec_done(object, ok), err);
}

static int read_bench(const struct json_at *at, struct arena *arena, void *item,
		      struct err *err)
{
	struct catalog_bench *bench = item;
	size_t max = CODEC_MAX_TEXT;

	TRY(codec_id(at, "id", true, arena, &bench->id, err));
	if (strlen(bench->id) > CATALOG_MAX_NAME)
		return json_at_fail(at, err, "id of more than %d bytes",
				    CATALOG_MAX_NAME);
	TRY(codec_text(at, "summary", max, arena, &bench->summary, err));
	TRY(codec_id(at, "unit", true, arena, &bench->unit, err));
	TRY(codec_text(at, "params", max, arena, &bench->params, err));
	TRY(codec_text(at, "threads", max, arena, &bench->threads, err));
	TRY(codec_text(at, "tags", max, arena, &bench->tags, err));
	TRY(codec_text(at, "file", max, arena, &bench->file, err));
	TRY(codec_u32(at, "line", &bench->line, err));
	return json_get_bool(at, "batch", false, &bench->batch, err);
}

static int compare_benches(const void *a, const void *b)
{
	const struct catalog_bench *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static const struct codec_items benches = {
    "benchmarks",
    CATALOG_MAX_BENCHES,
    sizeof(struct catalog_bench),
    read_bench,
};

static int read_plugin(const struct json_at *at, struct arena *arena,
		       struct catalog_plugin *ret, struct err *err)
{
	size_t max = CODEC_MAX_TEXT;

	TRY(codec_text(at, "path", max, arena, &ret->path, err));
	TRY(codec_id(at, "id", true, arena, &ret->id, err));
	TRY(codec_id(at, "name", true, arena, &ret->name, err));
	TRY(codec_id(at, "version", true, arena, &ret->version, err));
	TRY(codec_text(at, "build_info", max, arena, &ret->build_info, err));
	TRY(codec_text(at, "build_id", max, arena, &ret->build_id, err));
	TRY(codec_u32(at, "abi", &ret->abi, err));
	TRY(codec_u32(at, "build_flags", &ret->build_flags, err));
	TRY(codec_items(at, &benches, arena, &ret->bench, &ret->bench_count,
			err));
	if (ret->bench_count)
		qsort(ret->bench, ret->bench_count, sizeof(*ret->bench),
		      compare_benches);
	return 0;
}

int catalog_plugin_decode(struct catalog *catalog, const char *text,
			  size_t length, struct err *err)
{
	struct json_doc doc CLEANUP(json_doc_release) = {0};
	struct catalog_plugin plugin = {0}, *slot;
	struct json_at root;
	int status = json_doc_parse(&doc, "description", text, length,
				    ERR_PROTOCOL, err);

	if (status < 0)
		return status;
	root = json_at_root(&doc, ERR_PROTOCOL);
	if (!json_is_object(root.value))
		return json_at_fail(&root, err, "expected an object");
	status = read_plugin(&root, &catalog->arena, &plugin, err);
	if (status < 0)
		return status;
	slot = catalog_add(catalog, err);
	if (!slot)
		return -ERR_NOMEM;
	*slot = plugin;
	return 0;
}
