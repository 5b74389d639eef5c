#include <libgen.h>
#include <string.h>

#include "model/codec.h"
#include "model/suite_entry.h"

static const char *const suite_keys[] = {
    "$schema",      "schema", "name",       "plugins",     "benchmarks",
    "processes",    "slices", "slice_time", "time_budget", "timeout",
    "memory_limit", "limits", "gate",       "counters",
};

static const struct codec_items plugins = {
    "plugins",
    SUITE_MAX_LIST,
    sizeof(char *),
    codec_name_item,
};
static const struct codec_items entries = {
    "benchmarks",
    SUITE_MAX_ENTRIES,
    sizeof(struct suite_entry),
    suite_entry_read,
};

static int read_memory(const struct json_at *at, uint64_t *ret, struct err *err)
{
	struct json_at member = json_at_key(at, "memory_limit");
	const char *text = json_string_value(member.value);
	uint64_t bytes;

	if (!member.value)
		return 0;
	if (!(text ? str_to_bytes(text, &bytes)
		   : json_to_u64(member.value, &bytes)) ||
	    bytes < SUITE_MIN_MEMORY_BYTES || bytes > SUITE_MAX_MEMORY_BYTES)
		return json_at_fail(&member, err,
				    "expected a size from 16MiB to 4096GiB, "
				    "such as \"4GiB\"");
	*ret = bytes;
	return 0;
}

static int read_measuring(const struct json_at *at, struct suite *suite,
			  struct err *err)
{
	int64_t processes = (int64_t)suite->processes;
	int64_t slices = (int64_t)suite->slices;

	TRY(json_get_i64(at, "processes", false, 1, SUITE_MAX_PROCESSES,
			 &processes, err));
	TRY(json_get_i64(at, "slices", false, 1, SAMPLES_MAX_SLICES, &slices,
			 err));
	suite->processes = (uint64_t)processes;
	suite->slices = (uint64_t)slices;
	TRY(suite_duration(
	    at, "slice_time",
	    (struct suite_span){SUITE_MIN_SLICE_NS, SUITE_MAX_SLICE_NS},
	    &suite->slice_ns, err));
	TRY(suite_duration(
	    at, "time_budget",
	    (struct suite_span){SUITE_MIN_TIMEOUT_NS, SUITE_MAX_TIME_NS},
	    &suite->time_budget_ns, err));
	TRY(suite_duration(
	    at, "timeout",
	    (struct suite_span){SUITE_MIN_TIMEOUT_NS, SUITE_MAX_TIME_NS},
	    &suite->timeout_ns, err));
	return read_memory(at, &suite->memory_bytes, err);
}

/* Past the JSON value at AT, which is known to be well formed. */
static const char *skip_value(const char *at, unsigned *line)
{
	size_t depth = 0;
	bool string = false;

	for (; *at; at++) {
		if (*at == '\n')
			++*line;
		if (string && *at == '\\')
			at++;
		else if (*at == '"')
			string = !string;
		else if (!string && (*at == '{' || *at == '['))
			depth++;
		else if (!string && depth > 0 && (*at == '}' || *at == ']'))
			depth--;
		else if (!string && depth == 0 && (*at == ',' || *at == ']'))
			break;
	}
	return at;
}

/* Lines of all entries in one pass over the text. */
static void set_lines(const struct json_doc *doc, struct suite *suite)
{
	const char *at = doc->text;
	unsigned line = 1, first, column;
	size_t i;

	if (!json_doc_where(doc, "/benchmarks/0", false, &first, &column))
		return;
	for (; line < first && *at; at++)
		line += *at == '\n';
	at += column - 1;
	for (i = 0; i < suite->entry_count && *at; i++) {
		for (; *at && strchr(" \t\r\n,", *at); at++)
			line += *at == '\n';
		suite->entry[i].line = line;
		at = skip_value(at, &line);
	}
}

/* Left out, a list selects all there is; empty, it is a mistake. */
static int check_not_empty(const struct json_at *at, const char *key,
			   struct err *err)
{
	struct json_at list = json_at_key(at, key);

	if (!json_is_array(list.value) || json_array_size(list.value) > 0)
		return 0;
	return json_at_fail(
	    &list, err, "expected at least one; leave \"%s\" out for all", key);
}

static int read_suite(const struct json_at *at, struct suite *suite,
		      struct err *err)
{
	if (!json_is_object(at->value))
		return json_at_fail(at, err,
				    "a suite is an object: {\"benchmarks\": "
				    "[...]}");
	if (json_object_get(at->value, "schema"))
		TRY(codec_schema(at, SUITE_SCHEMA, err));
	TRY(json_only_keys(at, suite_keys, ARRAY_SIZE(suite_keys), err));
	TRY(check_not_empty(at, "plugins", err));
	TRY(check_not_empty(at, "benchmarks", err));
	TRY(codec_id(at, "name", false, &suite->arena, &suite->name, err));
	TRY(codec_items(at, &plugins, &suite->arena, &suite->plugin,
			&suite->plugin_count, err));
	TRY(read_measuring(at, suite, err));
	TRY(codec_id(at, "counters", false, &suite->arena, &suite->counters,
		     err));
	TRY(codec_items(at, &suite_limits, &suite->arena, &suite->limit,
			&suite->limit_count, err));
	TRY(codec_items(at, &entries, &suite->arena, &suite->entry,
			&suite->entry_count, err));
	set_lines(at->doc, suite);
	return suite_gate_read(at, &suite->arena, &suite->gate, err);
}

/* "benchmarks/default.suite.json": directory "benchmarks", "default". */
static int set_names(struct suite *suite, const char *path, struct err *err)
{
	char *copy CLEANUP(mem_free) = strdup(path);
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;

	if (!copy)
		return err_nomem(err, "suite");
	suite->path = arena_strdup(&suite->arena, path, err);
	suite->directory = arena_strdup(&suite->arena, dirname(copy), err);
	suite->name = arena_strndup(
	    &suite->arena, base,
	    *base == '.' ? strlen(base) : strcspn(base, "."), err);
	return suite->path && suite->directory && suite->name ? 0 : -ERR_NOMEM;
}

static int from_doc(struct suite *suite, const struct json_doc *doc,
		    const char *path, struct err *err)
{
	struct json_at root = json_at_root(doc, ERR_SUITE);
	struct suite fresh CLEANUP(suite_release) = {0};

	TRY(suite_init(&fresh, err));
	TRY(set_names(&fresh, path, err));
	TRY(read_suite(&root, &fresh, err));
	*suite = fresh;
	memset(&fresh, 0, sizeof(fresh));
	return 0;
}

int suite_read(struct suite *suite, const char *path, struct err *err)
{
	struct json_doc doc CLEANUP(json_doc_release) = {0};

	TRY(json_doc_read(&doc, path, SUITE_MAX_BYTES, ERR_SUITE, err));
	return from_doc(suite, &doc, path, err);
}

int suite_parse(struct suite *suite, const char *name, const char *text,
		size_t length, struct err *err)
{
	struct json_doc doc CLEANUP(json_doc_release) = {0};

	if (length > SUITE_MAX_BYTES)
		return err_set(err, ERR_LIMIT,
			       "%s: %zu bytes; a suite has at most %u", name,
			       length, SUITE_MAX_BYTES);
	TRY(json_doc_parse(&doc, name, text, length, ERR_SUITE, err));
	return from_doc(suite, &doc, name, err);
}
