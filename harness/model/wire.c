#include "model/wire.h"

#include <limits.h>

#include "model/codec.h"
#include "model/count_json.h"

#define HASH_SEED 1

void wire_fix_hashes(void)
{
	json_object_seed(HASH_SEED);
}

/* Appends ITEM (stolen) to *LIST; on failure *LIST becomes NULL. */
static void append(json_t **list, json_t *item)
{
	if (!*list) {
		json_decref(item);
	} else if (json_array_append_new(*list, item)) {
		json_decref(*list);
		*list = NULL;
	}
}

static json_t *args_to_json(const struct wire_job *job)
{
	json_t *list = json_array();
	for (size_t i = 0; i < job->arg_count; i++) {
		json_t *pair = json_array();
		append(&pair, json_text(job->arg[i].name));
		append(&pair, json_integer(job->arg[i].value));
		append(&list, pair);
	}
	return list;
}

static json_t *config_to_json(const struct wire_job *job)
{
	json_t *list = json_array();
	for (size_t i = 0; i < job->config_count; i++) {
		const struct suite_config *config = &job->config[i];
		json_t *strings = json_array();
		append(&strings, json_text(config->key));
		for (size_t k = 0; k < config->value_count; k++)
			append(&strings, json_text(config->value[k]));
		append(&list, strings);
	}
	return list;
}

static json_t *pair_to_json(const struct wire_pair *pair)
{
	json_t *to = json_object();
	bool ok = json_put(to, "role", json_integer(pair->role)) &&
		  json_put(to, "seed", json_u64(pair->seed)) &&
		  json_put(to, "setups", json_u64(pair->setups)) &&
		  json_put(to, "time_ns", json_number(pair->time_ns));

	return codec_done(to, ok);
}

static json_t *count_to_json(const struct wire_count *count)
{
	json_t *to = json_object();
	bool ok =
	    json_put(to, COUNT_KEY, json_text(count_pass_name(count->pass))) &&
	    json_put(to, "ops", json_u64(count->ops)) &&
	    codec_put_text(to, "out", count->out_path);

	return codec_done(to, ok);
}

static bool put_pair(json_t *to, const struct wire_job *job)
{
	return codec_put_text(to, "side", pair_side_name(job->side)) &&
	       (!job->pair || json_put(to, "pair", pair_to_json(job->pair)));
}

static bool job_to_json(json_t *to, const struct wire_job *job)
{
	return json_put(to, "plugin", json_text(job->plugin_path)) &&
	       json_put(to, "bench", json_text(job->bench_id)) &&
	       json_put(to, "build_id", json_text(job->build_id)) &&
	       json_put(to, "args", args_to_json(job)) &&
	       json_put(to, "config", config_to_json(job)) &&
	       json_put(to, "case", json_u64(job->case_index)) &&
	       json_put(to, "process", json_u64(job->process)) &&
	       json_put(to, "threads", json_u64(job->threads)) &&
	       json_put(to, "seed", json_u64(job->seed)) &&
	       json_put(to, "slices", json_u64(job->slices)) &&
	       json_put(to, "slice_ns", json_number(job->slice_ns)) &&
	       json_put(to, "budget_ns", json_number(job->budget_ns)) &&
	       json_put(to, "counters", json_text(job->counters)) &&
	       json_put(to, "cpu", json_integer(job->cpu)) &&
	       json_put(to, "stack_offset_bytes",
			json_u64(job->stack_offset_bytes)) &&
	       json_put(to, "heap_offset_bytes",
			json_u64(job->heap_offset_bytes)) &&
	       put_pair(to, job) &&
	       (!job->count ||
		json_put(to, "count", count_to_json(job->count)));
}

char *wire_job_encode(const struct wire_job *job, struct err *err)
{
	json_t *object = json_object();
	char *text = NULL;
	if (object && job_to_json(object, job))
		text = json_compact(object);
	json_decref(object);
	if (!text)
		err_nomem(err, "job");
	return text;
}

/* List KEY of AT with at most MAX elements. */
static int get_list(const struct json_at *at, const char *key, size_t max,
		    struct json_at *ret, struct err *err)
{
	*ret = json_at_key(at, key);
	if (!json_is_array(ret->value))
		return json_at_fail(ret, err, "expected a list");
	if (json_array_size(ret->value) > max)
		return json_at_fail(ret, err, "more than %zu elements", max);
	return 0;
}

static int read_arg(const struct json_at *at, struct arena *arena,
		    struct plan_arg *ret, struct err *err)
{
	const json_t *name = json_array_get(at->value, 0);
	const json_t *value = json_array_get(at->value, 1);
	if (!json_is_string(name) || !json_is_integer(value))
		return json_at_fail(at, err, "expected [name, number]");

	ret->value = json_integer_value(value);
	ret->name = arena_strdup(arena, json_string_value(name), err);
	return ret->name ? 0 : -ERR_NOMEM;
}

static int read_args(const struct json_at *job, struct arena *arena,
		     struct wire_job *ret, struct err *err)
{
	struct json_at list;
	int rc = get_list(job, "args", WIRE_MAX_ARGS, &list, err);
	if (rc)
		return rc;

	size_t count = json_array_size(list.value);
	ret->arg = arena_array(arena, count + 1, sizeof(*ret->arg), err);
	if (!ret->arg)
		return -ERR_NOMEM;
	for (size_t i = 0; !rc && i < count; i++) {
		struct json_at at = json_at_index(&list, i);
		rc = read_arg(&at, arena, &ret->arg[i], err);
	}
	ret->arg_count = count;
	return rc;
}

/* ["key", "value", ...]; the values end with a NULL for the plugin. */
static int read_config(const struct json_at *at, struct arena *arena,
		       struct suite_config *ret, struct err *err)
{
	size_t count = json_array_size(at->value);
	if (count < 1)
		return json_at_fail(at, err, "expected [key, value, ...]");

	char **text = arena_array(arena, count + 1, sizeof(*text), err);
	if (!text)
		return -ERR_NOMEM;
	for (size_t i = 0; i < count; i++) {
		const json_t *item = json_array_get(at->value, i);
		if (!json_is_string(item))
			return json_at_fail(at, err, "expected strings only");
		text[i] = arena_strdup(arena, json_string_value(item), err);
		if (!text[i])
			return -ERR_NOMEM;
	}
	ret->key = text[0];
	ret->value = text + 1;
	ret->value_count = count - 1;
	return 0;
}

static int read_configs(const struct json_at *job, struct arena *arena,
			struct wire_job *ret, struct err *err)
{
	struct json_at list;
	int rc = get_list(job, "config", WIRE_MAX_CONFIG, &list, err);
	if (rc)
		return rc;

	size_t count = json_array_size(list.value);
	ret->config = arena_array(arena, count + 1, sizeof(*ret->config), err);
	if (!ret->config)
		return -ERR_NOMEM;
	for (size_t i = 0; !rc && i < count; i++) {
		struct json_at at = json_at_index(&list, i);
		rc = read_config(&at, arena, &ret->config[i], err);
	}
	ret->config_count = count;
	return rc;
}

static int read_numbers(const struct json_at *at, struct wire_job *ret,
			struct err *err)
{
	int64_t number[7];
	const struct {
		const char *key;
		int64_t min, max;
	} field[] = {
	    {"case", 0, UINT32_MAX},
	    {"process", 0, UINT32_MAX},
	    {"threads", 1, WIRE_MAX_THREADS},
	    {"slices", 1, SAMPLES_MAX_SLICES},
	    {"cpu", -1, INT_MAX},
	    {"stack_offset_bytes", 0, WIRE_MAX_OFFSET_BYTES},
	    {"heap_offset_bytes", 0, WIRE_MAX_OFFSET_BYTES},
	};
	for (size_t i = 0; i < ARRAY_SIZE(field); i++) {
		int rc = json_get_i64(at, field[i].key, true, field[i].min,
				      field[i].max, &number[i], err);
		if (rc)
			return rc;
	}
	ret->case_index = (uint32_t)number[0];
	ret->process = (uint32_t)number[1];
	ret->threads = (uint32_t)number[2];
	ret->slices = (uint64_t)number[3];
	ret->cpu = (int)number[4];
	ret->stack_offset_bytes = (uint64_t)number[5];
	ret->heap_offset_bytes = (uint64_t)number[6];
	return json_get_u64(at, "seed", true, &ret->seed, err);
}

/* Number KEY from MIN to WIRE_MAX_NS. */
static int read_ns(const struct json_at *job, const char *key, double min,
		   double *ret, struct err *err)
{
	int rc = json_get_double(job, key, true, ret, err);
	if (rc || (*ret >= min && *ret <= WIRE_MAX_NS))
		return rc;
	struct json_at at = json_at_key(job, key);
	return json_at_fail(&at, err, "expected %g to %g ns, found %g", min,
			    WIRE_MAX_NS, *ret);
}

static int read_pair(const struct json_at *job, struct arena *arena,
		     struct wire_pair **ret, struct err *err)
{
	struct json_at at;
	bool present;
	int64_t role = 0, setups = 0;
	TRY(codec_object(job, "pair", &at, &present, err));
	if (!present)
		return 0;

	struct wire_pair *pair = arena_alloc(arena, sizeof(*pair), err);
	if (!pair)
		return -ERR_NOMEM;
	TRY(json_get_i64(&at, "role", true, 0, 1, &role, err));
	TRY(json_get_i64(&at, "setups", true, 1, SAMPLES_MAX_SLICES, &setups,
			 err));
	TRY(json_get_u64(&at, "seed", true, &pair->seed, err));
	TRY(read_ns(&at, "time_ns", 0, &pair->time_ns, err));
	pair->role = (uint32_t)role;
	pair->setups = (uint64_t)setups;
	*ret = pair;
	return 0;
}

static int read_count(const struct json_at *job, struct arena *arena,
		      struct wire_count **ret, struct err *err)
{
	struct json_at at;
	bool present;
	TRY(codec_object(job, "count", &at, &present, err));
	if (!present)
		return 0;

	struct wire_count *count = arena_alloc(arena, sizeof(*count), err);
	if (!count)
		return -ERR_NOMEM;
	TRY(count_read_pass(&at, &count->pass, err));
	TRY(count_read_ops(&at, &count->ops, err));
	TRY(codec_text(&at, "out", PATH_MAX, arena, &count->out_path, err));
	*ret = count;
	return 0;
}

static int read_job(const struct json_at *at, struct arena *arena,
		    struct wire_job *ret, struct err *err)
{
	int rc =
	    json_get_string(at, "plugin", true, arena, &ret->plugin_path, err);
	if (!rc)
		rc = json_get_string(at, "bench", true, arena, &ret->bench_id,
				     err);
	if (!rc)
		rc = json_get_string(at, "build_id", false, arena,
				     &ret->build_id, err);
	if (!rc)
		rc = json_get_string(at, "counters", true, arena,
				     &ret->counters, err);
	if (!rc)
		rc = read_numbers(at, ret, err);
	if (!rc)
		rc = read_ns(at, "slice_ns", 1, &ret->slice_ns, err);
	if (!rc)
		rc = read_ns(at, "budget_ns", 0, &ret->budget_ns, err);
	if (!rc)
		rc = read_args(at, arena, ret, err);
	if (!rc)
		rc = read_configs(at, arena, ret, err);
	if (!rc)
		rc = codec_side(at, &ret->side, err);
	if (!rc)
		rc = read_pair(at, arena, &ret->pair, err);
	if (!rc)
		rc = read_count(at, arena, &ret->count, err);
	return rc;
}

int wire_job_decode(struct wire_job *ret, struct arena *arena, const char *text,
		    size_t length, struct err *err)
{
	CLEANUP(json_doc_release) struct json_doc doc = {0};
	int rc = json_doc_parse(&doc, "job", text, length, ERR_PROTOCOL, err);
	if (rc)
		return rc;

	struct wire_job job = {0};
	struct json_at at = json_at_root(&doc, ERR_PROTOCOL);
	rc = read_job(&at, arena, &job, err);
	if (!rc)
		*ret = job;
	return rc;
}
