#include "base/str.h"
#include "model/count_json.h"
#include "model/gate_json.h"

static json_t *change_json(const struct function_change *change)
{
	const struct function_change *c = change;
	json_t *object = json_object();
	bool ok = count_put_symbol(object, "name", c->name) &&
		  count_put_symbol(object, "object", c->object) &&
		  json_put(object, "base", json_number(c->base)) &&
		  json_put(object, "head", json_number(c->head)) &&
		  json_put(object, "base_calls", json_number(c->base_calls)) &&
		  json_put(object, "head_calls", json_number(c->head_calls));

	return codec_done(object, ok);
}

static bool put_changes(json_t *object, const struct metric_verdict *m)
{
	json_t *array;
	bool ok = true;

	if (m->function_count == 0)
		return true;
	array = json_array();
	for (size_t i = 0;
	     ok && i < m->function_count && i < VERDICT_MAX_FUNCTIONS; i++)
		ok = codec_push(array, change_json(&m->function[i]));
	return json_put(object, "functions", codec_done(array, ok));
}

static bool put_numbers(json_t *object, const struct metric_verdict *m)
{
	return json_put(object, "theta", json_number(m->theta)) &&
	       json_put(object, "base", json_number(m->base)) &&
	       json_put(object, "head", json_number(m->head)) &&
	       json_put(object, "ratio", json_number(m->ratio)) &&
	       json_put(object, "low", json_number(m->low)) &&
	       json_put(object, "high", json_number(m->high)) &&
	       json_put(object, "mde", json_number(m->mde)) &&
	       json_put(object, "pairs", json_u64(m->pairs));
}

static json_t *metric_json(const struct metric_verdict *metric)
{
	const struct metric_verdict *m = metric;
	json_t *object = json_object();
	bool ok =
	    json_put(object, "metric", json_text(m->metric)) &&
	    codec_put_text(object, "unit", m->unit) &&
	    codec_put_text(object, "provider", m->provider) &&
	    json_put(object, "verdict", json_text(verdict_name(m->kind))) &&
	    json_put(object, "exact", json_boolean(m->exact)) &&
	    json_put(object, "decides", json_boolean(m->decides)) &&
	    put_numbers(object, m) &&
	    codec_put_text(object, "reason", m->reason) &&
	    put_changes(object, m);

	return codec_done(object, ok);
}

bool verdict_put_metrics(json_t *object, const struct verdict *verdict)
{
	const struct verdict *v = verdict;
	json_t *array;
	bool ok = true;

	if (v->timed && !json_put(object, "time_verdict",
				  json_text(verdict_name(v->time_kind))))
		return false;
	if (v->metric_count == 0)
		return true;
	array = json_array();
	for (size_t i = 0; ok && i < v->metric_count; i++)
		ok = codec_push(array, metric_json(&v->metric[i]));
	return json_put(object, "metrics", codec_done(array, ok));
}

static int read_change(const struct json_at *at, struct arena *arena,
		       void *item, struct err *err)
{
	struct function_change *ret = item;

	TRY(count_symbol(at, "name", true, arena, &ret->name, err));
	TRY(count_symbol(at, "object", false, arena, &ret->object, err));
	TRY(json_get_double(at, "base", true, &ret->base, err));
	TRY(json_get_double(at, "head", true, &ret->head, err));
	TRY(json_get_double(at, "base_calls", true, &ret->base_calls, err));
	return json_get_double(at, "head_calls", true, &ret->head_calls, err);
}

static const struct codec_items changes = {
    "functions",
    VERDICT_MAX_FUNCTIONS,
    sizeof(struct function_change),
    read_change,
};

static int read_numbers(const struct json_at *at, struct metric_verdict *ret,
			struct err *err)
{
	TRY(codec_number(at, "theta", &ret->theta, err));
	TRY(codec_number(at, "base", &ret->base, err));
	TRY(codec_number(at, "head", &ret->head, err));
	TRY(codec_number(at, "ratio", &ret->ratio, err));
	TRY(codec_number(at, "low", &ret->low, err));
	TRY(codec_number(at, "high", &ret->high, err));
	TRY(codec_number(at, "mde", &ret->mde, err));
	return json_get_u64(at, "pairs", false, &ret->pairs, err);
}

static int read_kind(const struct json_at *at, const char *key,
		     struct arena *arena, enum verdict_kind *ret,
		     struct err *err)
{
	char *kind = NULL;

	TRY(codec_id(at, key, true, arena, &kind, err));
	if (!verdict_parse(kind, ret))
		return json_at_fail(at, err, "unknown verdict '%s'",
				    str_shown(kind).text);
	return 0;
}

static int read_metric(const struct json_at *at, struct arena *arena,
		       void *item, struct err *err)
{
	struct metric_verdict *ret = item;

	TRY(codec_id(at, "metric", true, arena, &ret->metric, err));
	TRY(codec_text(at, "unit", CODEC_MAX_ID, arena, &ret->unit, err));
	TRY(codec_id(at, "provider", false, arena, &ret->provider, err));
	TRY(read_kind(at, "verdict", arena, &ret->kind, err));
	TRY(json_get_bool(at, "exact", false, &ret->exact, err));
	TRY(json_get_bool(at, "decides", false, &ret->decides, err));
	TRY(read_numbers(at, ret, err));
	TRY(codec_text(at, "reason", CODEC_MAX_TEXT, arena, &ret->reason, err));
	return codec_items(at, &changes, arena, &ret->function,
			   &ret->function_count, err);
}

static const struct codec_items metrics = {
    "metrics",
    VERDICT_MAX_METRICS,
    sizeof(struct metric_verdict),
    read_metric,
};

int verdict_metrics_read(const struct json_at *at, struct arena *arena,
			 struct verdict *ret, struct err *err)
{
	ret->time_kind = ret->kind;
	ret->timed = json_object_get(at->value, "time_verdict") != NULL;
	if (ret->timed)
		TRY(read_kind(at, "time_verdict", arena, &ret->time_kind, err));
	return codec_items(at, &metrics, arena, &ret->metric,
			   &ret->metric_count, err);
}
