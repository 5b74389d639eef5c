#include <string.h>

#include "model/suite_entry.h"

static const char *const gate_keys[] = {
    "theta",         "error",         "floor",       "inconclusive",
    "pairs",         "budget",        "case_budget", "max_steal",
    "max_throttled", "max_disturbed", "metrics",
};
static const char *const metric_keys[] = {"name", "theta"};

static int read_inconclusive(const struct json_at *at, struct suite_gate *ret,
			     struct err *err)
{
	struct json_at member = json_at_key(at, "inconclusive");
	const char *text = json_string_value(member.value);

	if (!member.value)
		return 0;
	if (text && strcmp(text, "fail") == 0)
		ret->inconclusive = INCONCLUSIVE_FAIL;
	else if (text && strcmp(text, "warn") == 0)
		ret->inconclusive = INCONCLUSIVE_WARN;
	else
		return json_at_fail(&member, err,
				    "expected \"fail\" or \"warn\"");
	return 0;
}

static int read_paired(const struct json_at *gate, struct suite_gate *ret,
		       struct err *err)
{
	const struct suite_span span = {SUITE_MIN_TIMEOUT_NS,
					SUITE_MAX_TIME_NS};
	int64_t pairs = (int64_t)ret->pairs;

	TRY(json_get_i64(gate, "pairs", false, GATE_MIN_PAIRS, GATE_MAX_PAIRS,
			 &pairs, err));
	ret->pairs = (uint64_t)pairs;
	TRY(suite_duration(gate, "budget", span, &ret->budget_ns, err));
	TRY(suite_duration(gate, "case_budget", span, &ret->case_budget_ns,
			   err));
	TRY(suite_ratio(gate, "max_steal", 0, &ret->max_steal, err));
	TRY(suite_ratio(gate, "max_throttled", 0, &ret->max_throttled, err));
	return suite_ratio(gate, "max_disturbed", 0, &ret->max_disturbed, err);
}

/* "sim.instructions" or {"name": "sim.instructions", "theta": "0.1%"} */
static int read_metric(const struct json_at *at, struct arena *arena,
		       void *item, struct err *err)
{
	struct suite_metric *ret = item;

	ret->theta = -1;
	if (json_is_string(at->value))
		return codec_name_item(at, arena, &ret->name, err);
	if (!json_is_object(at->value))
		return json_at_fail(at, err,
				    "expected a metric's name, such as "
				    "\"allocs\", or {\"name\": "
				    "\"sim.instructions\", \"theta\": "
				    "\"0.1%%\"}");
	TRY(json_only_keys(at, metric_keys, ARRAY_SIZE(metric_keys), err));
	TRY(codec_id(at, "name", true, arena, &ret->name, err));
	return suite_ratio(at, "theta", 0, &ret->theta, err);
}

static const struct codec_items metrics = {
    "metrics",
    SUITE_MAX_METRICS,
    sizeof(struct suite_metric),
    read_metric,
};

static int check_distinct(const struct json_at *list,
			  const struct suite_gate *gate, struct err *err)
{
	for (size_t i = 1; i < gate->metric_count; i++)
		for (size_t k = 0; k < i; k++) {
			struct json_at at = json_at_index(list, i);

			if (strcmp(gate->metric[i].name,
				   gate->metric[k].name) == 0)
				return json_at_fail(
				    &at, err,
				    "the metric '%s' is there twice; expected "
				    "each once",
				    str_shown(gate->metric[i].name).text);
		}
	return 0;
}

static int read_metrics(const struct json_at *gate, struct arena *arena,
			struct suite_gate *ret, struct err *err)
{
	struct json_at list = json_at_key(gate, "metrics");

	if (!list.value)
		return 0;
	TRY(codec_items(gate, &metrics, arena, &ret->metric, &ret->metric_count,
			err));
	if (ret->metric_count == 0)
		return json_at_fail(&list, err,
				    "expected at least one metric; leave "
				    "\"metrics\" out to decide by the time "
				    "alone");
	return check_distinct(&list, ret, err);
}

int suite_gate_read(const struct json_at *at, struct arena *arena,
		    struct suite_gate *ret, struct err *err)
{
	struct json_at gate;
	bool present;

	TRY(codec_object(at, "gate", &gate, &present, err));
	if (!present)
		return 0;
	TRY(json_only_keys(&gate, gate_keys, ARRAY_SIZE(gate_keys), err));
	TRY(suite_ratio(&gate, "theta", SUITE_MIN_THETA, &ret->theta, err));
	TRY(suite_ratio(&gate, "error", SUITE_MIN_ERROR, &ret->error, err));
	TRY(suite_ratio(&gate, "floor", 0, &ret->floor, err));
	TRY(read_inconclusive(&gate, ret, err));
	TRY(read_paired(&gate, ret, err));
	return read_metrics(&gate, arena, ret, err);
}

int suite_gate_copy(const struct suite_gate *gate, struct arena *arena,
		    struct suite_gate *ret, struct err *err)
{
	struct suite_gate copy = *gate;

	copy.metric = NULL;
	if (gate->metric_count > 0) {
		copy.metric = arena_array(arena, gate->metric_count,
					  sizeof(*copy.metric), err);
		if (!copy.metric)
			return -ERR_NOMEM;
	}
	for (size_t i = 0; i < gate->metric_count; i++) {
		copy.metric[i].theta = gate->metric[i].theta;
		TRY(arena_copy_text(arena, gate->metric[i].name,
				    &copy.metric[i].name, err));
	}
	*ret = copy;
	return 0;
}
