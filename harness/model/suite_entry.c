#include "model/suite_entry.h"

#include <ctype.h>
#include <string.h>

#include "model/params.h"

static const char *const entry_keys[] = {
    "select", "as",     "params",  "threads", "config",
    "tags",   "limits", "timeout", "theta",   "gate_budget",
};

int suite_duration(const struct json_at *at, const char *key,
		   struct suite_span span, double *ret_ns, struct err *err)
{
	struct json_at member = json_at_key(at, key);
	const char *text = json_string_value(member.value);
	char low[32], high[32];
	double ns = -1;

	if (!member.value)
		return 0;
	if (json_is_number(member.value))
		ns = json_number_value(member.value) * 1e9;
	else if (text && !str_to_ns(text, &ns))
		ns = -1;
	if (!(ns >= span.min_ns && ns <= span.max_ns))
		return json_at_fail(
		    &member, err,
		    "expected a duration from %s to %s, such as \"250us\" or "
		    "\"60s\"",
		    str_time(low, sizeof(low), span.min_ns),
		    str_time(high, sizeof(high), span.max_ns));
	*ret_ns = ns;
	return 0;
}

int suite_ratio(const struct json_at *at, const char *key, double min,
		double *ret, struct err *err)
{
	struct json_at member = json_at_key(at, key);
	const char *text = json_string_value(member.value);
	char buf[32] = "";
	double value = 0;
	size_t length = text ? strlen(text) : 0;
	bool ok = json_is_number(member.value);

	if (!member.value)
		return 0;
	if (ok)
		value = json_number_value(member.value);
	if (length > 1 && length < sizeof(buf) && text[length - 1] == '%') {
		memcpy(buf, text, length - 1);
		ok = str_to_double(buf, &value);
		value /= 100;
	}
	if (!ok || value < min || value > 1)
		return json_at_fail(&member, err,
				    "expected a ratio from %g to 1, such as "
				    "0.02 or \"2%%\"",
				    min);
	*ret = value;
	return 0;
}

static int read_limit(const struct json_at *at, struct arena *arena, void *item,
		      struct err *err)
{
	struct err detail = {0};
	char *text;
	int status;

	TRY(codec_name_item(at, arena, &text, err));
	status = limit_parse(arena, text, item, &detail);
	if (status == -ERR_SUITE)
		return json_at_fail(at, err, "%s", detail.text);
	return status < 0 ? err_set(err, detail.code, "%s", detail.text) : 0;
}

const struct codec_items suite_limits = {
    "limits",
    SUITE_MAX_LIST,
    sizeof(struct suite_limit),
    read_limit,
};

static int read_integer_text(const struct json_at *at, struct arena *arena,
			     int64_t **ret, size_t *ret_count, struct err *err)
{
	const char *text = json_string_value(at->value);
	struct err detail = {0};
	int status = params_values(text, arena, ret, ret_count, &detail);

	if (status == -ERR_NOMEM)
		return err_set(err, ERR_NOMEM, "%s", detail.text);
	return status < 0 ? json_at_fail(at, err, "%s", detail.text) : 0;
}

static int read_integer_list(const struct json_at *at, struct arena *arena,
			     int64_t **ret, size_t *ret_count, struct err *err)
{
	size_t i, count = json_array_size(at->value);
	struct json_at item;
	int64_t *value;

	if (count == 0)
		return json_at_fail(at, err, "expected at least one value");
	value = arena_array(arena, count, sizeof(*value), err);
	if (!value)
		return -ERR_NOMEM;
	for (i = 0; i < count; i++) {
		item = json_at_index(at, i);
		if (!json_is_integer(item.value))
			return json_at_fail(&item, err, "expected an integer");
		value[i] = json_integer_value(item.value);
	}
	*ret = value;
	*ret_count = count;
	return 0;
}

static int read_one_integer(const struct json_at *at, struct arena *arena,
			    int64_t **ret, size_t *ret_count, struct err *err)
{
	int64_t *value;

	if (!json_is_integer(at->value))
		return json_at_fail(at, err,
				    "expected a list of integers, a range such "
				    "as \"64..4096*4\", or an integer");
	value = arena_alloc(arena, sizeof(*value), err);
	if (!value)
		return -ERR_NOMEM;
	*value = json_integer_value(at->value);
	*ret = value;
	*ret_count = 1;
	return 0;
}

/* "64..4096*4", or a list of integers, or one. */
static int read_integers(const struct json_at *at, struct arena *arena,
			 int64_t **ret, size_t *ret_count, struct err *err)
{
	struct json_at place = *at;

	if (json_array_size(at->value) > SUITE_MAX_PARAM_VALUES) {
		place.code = ERR_LIMIT;
		return json_at_fail(&place, err,
				    "%zu values; at most %d "
				    "(SUITE_MAX_PARAM_VALUES)",
				    json_array_size(at->value),
				    SUITE_MAX_PARAM_VALUES);
	}
	if (json_is_string(at->value))
		return read_integer_text(at, arena, ret, ret_count, err);
	if (json_is_array(at->value))
		return read_integer_list(at, arena, ret, ret_count, err);
	return read_one_integer(at, arena, ret, ret_count, err);
}

static int read_params(const struct json_at *entry, struct arena *arena,
		       struct suite_entry *ret, struct err *err)
{
	struct json_at at, value;
	bool present;
	void *iter;

	TRY(codec_object(entry, "params", &at, &present, err));
	if (!present || json_object_size(at.value) == 0)
		return 0;
	if (json_object_size(at.value) > PARAMS_MAX)
		return json_at_fail(&at, err,
				    "%zu params; at most %d "
				    "(PARAMS_MAX)",
				    json_object_size(at.value), PARAMS_MAX);
	ret->param = arena_array(arena, PARAMS_MAX, sizeof(*ret->param), err);
	if (!ret->param)
		return -ERR_NOMEM;
	for (iter = codec_first(at.value); iter;
	     iter = codec_next(at.value, iter)) {
		struct suite_param *param = &ret->param[ret->param_count++];

		value = json_at_key(&at, json_object_iter_key(iter));
		TRY(codec_check_name(&value, json_object_iter_key(iter), err));
		param->name =
		    arena_strdup(arena, json_object_iter_key(iter), err);
		if (!param->name)
			return -ERR_NOMEM;
		TRY(read_integers(&value, arena, &param->value,
				  &param->value_count, err));
	}
	return 0;
}

static int read_threads(const struct json_at *entry, struct arena *arena,
			struct suite_entry *ret, struct err *err)
{
	struct json_at at = json_at_key(entry, "threads");
	size_t i;

	if (!at.value)
		return 0;
	TRY(read_integers(&at, arena, &ret->threads, &ret->threads_count, err));
	for (i = 0; i < ret->threads_count; i++)
		if (ret->threads[i] < 1 || ret->threads[i] > SUITE_MAX_THREADS)
			return json_at_fail(
			    &at, err, "%lld threads; expected 1 to %d",
			    (long long)ret->threads[i], SUITE_MAX_THREADS);
	return 0;
}

static int read_text(const struct json_at *at, struct arena *arena, void *item,
		     struct err *err)
{
	const char *text = json_string_value(at->value);
	char *copy;

	if (!text)
		return json_at_fail(at, err,
				    "expected a string or a list of strings");
	if (json_string_length(at->value) > SUITE_MAX_TEXT)
		return json_at_fail(at, err, "%zu bytes; at most %d",
				    json_string_length(at->value),
				    SUITE_MAX_TEXT);
	copy = arena_strdup(arena, text, err);
	memcpy(item, &copy, sizeof(copy));
	return copy ? 0 : -ERR_NOMEM;
}

static int read_config_value(const struct json_at *config, const char *key,
			     struct arena *arena, struct suite_config *ret,
			     struct err *err)
{
	const struct codec_items list = {key, SUITE_MAX_LIST, sizeof(char *),
					 read_text};
	struct json_at at = json_at_key(config, key);

	TRY(codec_check_name(&at, key, err));
	ret->key = arena_strdup(arena, key, err);
	if (!ret->key)
		return -ERR_NOMEM;
	ret->list = json_is_array(at.value);
	if (!ret->list) {
		ret->value = arena_alloc(arena, sizeof(*ret->value), err);
		ret->value_count = 1;
		return ret->value ? read_text(&at, arena, ret->value, err)
				  : -ERR_NOMEM;
	}
	if (json_array_size(at.value) == 0)
		return json_at_fail(&at, err, "expected at least one string");
	return codec_items(config, &list, arena, &ret->value, &ret->value_count,
			   err);
}

static int read_config(const struct json_at *entry, struct arena *arena,
		       struct suite_entry *ret, struct err *err)
{
	struct json_at at;
	bool present;
	void *iter;

	TRY(codec_object(entry, "config", &at, &present, err));
	if (!present || json_object_size(at.value) == 0)
		return 0;
	if (json_object_size(at.value) > SUITE_MAX_LIST)
		return json_at_fail(&at, err, "%zu keys; at most %d",
				    json_object_size(at.value), SUITE_MAX_LIST);
	ret->config = arena_array(arena, json_object_size(at.value),
				  sizeof(*ret->config), err);
	if (!ret->config)
		return -ERR_NOMEM;
	for (iter = codec_first(at.value); iter;
	     iter = codec_next(at.value, iter))
		TRY(read_config_value(&at, json_object_iter_key(iter), arena,
				      &ret->config[ret->config_count++], err));
	return 0;
}

static const struct codec_items tags = {
    "tags",
    SUITE_MAX_LIST,
    sizeof(char *),
    codec_name_item,
};

/* "as" becomes a part of the case's id. */
static int check_as(const struct json_at *entry, const char *as,
		    struct err *err)
{
	struct json_at at = json_at_key(entry, "as");
	size_t i, length = as ? strlen(as) : 0;

	if (!as)
		return 0;
	if (length > 200 || as[0] == '/' || as[length - 1] == '/')
		return json_at_fail(&at, err,
				    "expected at most 200 bytes, no '/' at "
				    "either end");
	for (i = 0; i < length; i++)
		if (!isalnum((unsigned char)as[i]) && !strchr("_.-/", as[i]))
			return json_at_fail(&at, err,
					    "expected letters, digits, '_', "
					    "'.', '-' and '/'");
	return 0;
}

int suite_entry_read(const struct json_at *at, struct arena *arena, void *item,
		     struct err *err)
{
	const struct suite_span span = {SUITE_MIN_TIMEOUT_NS,
					SUITE_MAX_TIME_NS};
	struct suite_entry *ret = item;

	if (json_is_string(at->value))
		return codec_name_item(at, arena, &ret->select, err);
	if (!json_is_object(at->value))
		return json_at_fail(at, err,
				    "expected an object or a glob, such as "
				    "{\"select\": \"memory/copy*\"} or "
				    "\"memory/*\"");
	TRY(json_only_keys(at, entry_keys, ARRAY_SIZE(entry_keys), err));
	TRY(codec_id(at, "select", true, arena, &ret->select, err));
	TRY(codec_id(at, "as", false, arena, &ret->as, err));
	TRY(check_as(at, ret->as, err));
	TRY(read_params(at, arena, ret, err));
	TRY(read_threads(at, arena, ret, err));
	TRY(read_config(at, arena, ret, err));
	TRY(codec_items(at, &tags, arena, &ret->tag, &ret->tag_count, err));
	TRY(codec_items(at, &suite_limits, arena, &ret->limit,
			&ret->limit_count, err));
	TRY(suite_duration(at, "timeout", span, &ret->timeout_ns, err));
	TRY(suite_ratio(at, "theta", SUITE_MIN_THETA, &ret->theta, err));
	return suite_duration(at, "gate_budget", span, &ret->gate_budget_ns,
			      err);
}
