#include <string.h>

#include "base/str.h"
#include "model/baseline.h"
#include "model/count_json.h"
#include "model/machine_json.h"
#include "model/result_json.h"

/* Times: above 0 and finite, so that ratios of them are. */
static int read_time(const struct json_at *at, struct arena *arena, void *item,
		     struct err *err)
{
	double value = json_number_value(at->value);

	(void)arena;
	if (!json_is_number(at->value) || !(value > 0 && value < 1e30))
		return json_at_fail(at, err, "expected a time in ns above 0");
	memcpy(item, &value, sizeof(value));
	return 0;
}

static const struct codec_items medians = {
    "median_ns",
    RESULT_MAX_PROCESSES,
    sizeof(double),
    read_time,
};
static const struct codec_items quartiles = {
    "lower_quartile_ns",
    RESULT_MAX_PROCESSES,
    sizeof(double),
    read_time,
};

static int read_count(const struct json_at *at, struct arena *arena, void *item,
		      struct err *err)
{
	struct baseline_count *ret = item;
	char *provider = NULL;

	TRY(codec_id(at, "name", true, arena, &ret->name, err));
	TRY(codec_id(at, "unit", false, arena, &ret->unit, err));
	TRY(codec_id(at, "provider", true, arena, &provider, err));
	if (!counter_provider_parse(provider, &ret->provider))
		ret->provider = PROVIDER_OTHER;
	return json_get_double(at, "per_op", true, &ret->per_op, err);
}

static const struct codec_items counts = {
    "counts",
    SAMPLES_MAX_COLUMNS,
    sizeof(struct baseline_count),
    read_count,
};

static int read_case(const struct json_at *at, struct arena *arena, void *item,
		     struct err *err)
{
	struct baseline_case *ret = item;
	size_t n, m;

	if (!json_is_object(at->value))
		return json_at_fail(at, err, "expected an object");
	TRY(codec_id(at, "id", true, arena, &ret->id, err));
	TRY(codec_items(at, &medians, arena, &ret->median_ns, &n, err));
	TRY(codec_items(at, &quartiles, arena, &ret->lower_quartile_ns, &m,
			err));
	TRY(codec_items(at, &counts, arena, &ret->count, &ret->count_count,
			err));
	TRY(functions_read(at, arena, &ret->function, &ret->function_count,
			   err));
	if ((n == 0 && ret->count_count == 0) || m != n)
		return json_at_fail(at, err,
				    "%zu medians and %zu quartiles: expected "
				    "one of each a process",
				    n, m);
	ret->process_count = n;
	return 0;
}

static const struct codec_items cases = {
    "cases",
    PLAN_MAX_CASES,
    sizeof(struct baseline_case),
    read_case,
};

static int compare_cases(const void *a, const void *b)
{
	const struct baseline_case *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static int sort_cases(const struct json_at *at, struct baseline_session *ret,
		      struct err *err)
{
	size_t i;

	if (ret->case_count == 0)
		return 0;
	qsort(ret->baseline_case, ret->case_count, sizeof(*ret->baseline_case),
	      compare_cases);
	for (i = 1; i < ret->case_count; i++)
		if (strcmp(ret->baseline_case[i].id,
			   ret->baseline_case[i - 1].id) == 0)
			return json_at_fail(
			    at, err, "the case '%s' is there twice",
			    str_shown(ret->baseline_case[i].id).text);
	return 0;
}

/* KEY/FILE: it comes from another machine and names what is loaded. */
static bool artefact_path_valid(const char *path)
{
	size_t key = strspn(path, "0123456789:-"
				  "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	const char *file = path + key + 1;

	return key > 0 && path[key] == '/' && *file && !strchr(file, '/') &&
	       strcmp(file, ".") != 0 && strcmp(file, "..") != 0;
}

static int read_plugin(const struct json_at *at, struct arena *arena,
		       void *item, struct err *err)
{
	const struct result_plugin *plugin = item;
	struct json_at path = json_at_key(at, "path");

	TRY(result_plugin_item(at, arena, item, err));
	if (plugin->path && !artefact_path_valid(plugin->path))
		return json_at_fail(&path, err,
				    "'%s' is not the place of an artefact; "
				    "expected KEY/FILE, such as "
				    "\"0123abcd/memory.so\"",
				    str_shown(plugin->path).text);
	return 0;
}

static const struct codec_items plugins = {
    "plugins",
    RESULT_MAX_PLUGINS,
    sizeof(struct result_plugin),
    read_plugin,
};

static int read_session(const struct json_at *at, struct arena *arena,
			void *item, struct err *err)
{
	struct baseline_session *ret = item;
	size_t max = CODEC_MAX_TEXT;

	if (!json_is_object(at->value))
		return json_at_fail(at, err, "expected an object");
	TRY(codec_id(at, "run_id", true, arena, &ret->run_id, err));
	TRY(codec_id(at, "started_utc", true, arena, &ret->started_utc, err));
	TRY(codec_id(at, "git_commit", false, arena, &ret->git_commit, err));
	TRY(codec_id(at, "tare_version", false, arena, &ret->tare_version,
		     err));
	TRY(codec_id(at, "simulator", false, arena, &ret->simulator, err));
	TRY(codec_text(at, "accepted", max, arena, &ret->accepted, err));
	TRY(codec_items(at, &plugins, arena, &ret->plugin, &ret->plugin_count,
			err));
	TRY(codec_items(at, &cases, arena, &ret->baseline_case,
			&ret->case_count, err));
	return sort_cases(at, ret, err);
}

static const struct codec_items sessions = {
    "sessions",
    BASELINE_MAX_SESSIONS,
    sizeof(struct baseline_session),
    read_session,
};

static int from_doc(const struct json_doc *doc, struct baseline *ret,
		    struct err *err)
{
	struct json_at root = json_at_root(doc, ERR_FORMAT);

	TRY(codec_schema(&root, BASELINE_SCHEMA, err));
	TRY(codec_id(&root, "name", true, &ret->arena, &ret->name, err));
	TRY(machine_identity_read(&root, &ret->machine, err));
	if (!*ret->machine.id)
		return json_at_fail(&root, err,
				    "the key \"machine\" with its \"id\" is "
				    "missing");
	return codec_items(&root, &sessions, &ret->arena, &ret->session,
			   &ret->session_count, err);
}

static int take(struct baseline *ret, const struct json_doc *doc,
		struct err *err)
{
	struct baseline fresh CLEANUP(baseline_release) = {0};

	TRY(from_doc(doc, &fresh, err));
	*ret = fresh;
	memset(&fresh, 0, sizeof(fresh));
	return 0;
}

int baseline_parse(struct baseline *baseline, const char *name,
		   const char *text, size_t length, struct err *err)
{
	struct json_doc doc CLEANUP(json_doc_release) = {0};

	if (length > BASELINE_MAX_BYTES)
		return err_set(err, ERR_LIMIT,
			       "%s: %zu bytes; a baseline has at most %u", name,
			       length, BASELINE_MAX_BYTES);
	TRY(json_doc_parse(&doc, name, text, length, ERR_FORMAT, err));
	return take(baseline, &doc, err);
}

int baseline_read(struct baseline *baseline, const char *path, struct err *err)
{
	struct json_doc doc CLEANUP(json_doc_release) = {0};

	TRY(json_doc_read(&doc, path, BASELINE_MAX_BYTES, ERR_FORMAT, err));
	return take(baseline, &doc, err);
}
