#include "model/samples.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "model/codec.h"
#include "model/counter_json.h"

static const char *const status_names[] = {
    [CASE_OK] = "ok",           [CASE_SKIPPED] = "skipped",
    [CASE_FAILED] = "failed",   [CASE_CRASHED] = "crashed",
    [CASE_TIMEOUT] = "timeout", [CASE_LIMIT] = "limit",
    [CASE_BROKEN] = "broken",   [CASE_NOT_RUN] = "not-run",
};

static const char *const provider_names[] = {
    [PROVIDER_HARDWARE] = "hardware",   [PROVIDER_OS] = "os",
    [PROVIDER_SIMULATED] = "simulated", [PROVIDER_FAKE] = "fake",
    [PROVIDER_OTHER] = "other",
};

static const char *const side_names[] = {
    [PAIR_SIDE_NONE] = NULL,
    [PAIR_SIDE_BASE] = "base",
    [PAIR_SIDE_HEAD] = "head",
};

const char *case_status_name(enum case_status status)
{
	return status_names[status];
}

bool case_status_parse(const char *name, enum case_status *ret)
{
	size_t i = codec_find(status_names, ARRAY_SIZE(status_names), name);

	if (i == ARRAY_SIZE(status_names))
		return false;
	*ret = (enum case_status)i;
	return true;
}

const char *counter_provider_name(enum counter_provider provider)
{
	return provider_names[provider];
}

bool counter_provider_parse(const char *name, enum counter_provider *ret)
{
	size_t i = codec_find(provider_names, ARRAY_SIZE(provider_names), name);

	if (i == ARRAY_SIZE(provider_names))
		return false;
	*ret = (enum counter_provider)i;
	return true;
}

const char *pair_side_name(enum pair_side side)
{
	return side_names[side];
}

bool pair_side_parse(const char *name, enum pair_side *ret)
{
	size_t i = codec_find(side_names + PAIR_SIDE_BASE, 2, name);

	if (i == 2)
		return false;
	*ret = (enum pair_side)(PAIR_SIDE_BASE + i);
	return true;
}

const struct column *samples_column(const struct process_samples *samples,
				    const char *name)
{
	size_t i;

	for (i = 0; i < samples->column_count; i++)
		if (strcmp(samples->column[i].name, name) == 0)
			return &samples->column[i];
	return NULL;
}

static bool column_is_constant(const struct column *column, uint64_t count)
{
	uint64_t i;

	for (i = 1; !column->constant && i < count; i++)
		if (column->value[i] != column->value[0])
			return false;
	return count > 0;
}

/* One value in SPARSE_SHARE or fewer is not 0: most switches and faults. */
#define SPARSE_SHARE 8

static bool column_is_sparse(const struct column *column, uint64_t count)
{
	uint64_t i, others = 0;

	for (i = 0; i < count; i++)
		others += column->value[i] != 0;
	return others <= count / SPARSE_SHARE;
}

static json_t *sparse_json(const struct column *column, uint64_t count)
{
	json_t *object = json_object();
	char index[24];
	uint64_t i;
	bool ok = true;

	for (i = 0; ok && i < count; i++) {
		if (column->value[i] == 0)
			continue;
		snprintf(index, sizeof(index), "%llu", (unsigned long long)i);
		ok = json_put(object, index, json_u64(column->value[i]));
	}
	return codec_done(object, ok);
}

static json_t *column_json(const struct column *column, uint64_t count)
{
	json_t *array;
	uint64_t i;
	bool ok = true;

	if (column_is_constant(column, count))
		return json_u64(column->value[0]);
	if (column_is_sparse(column, count))
		return sparse_json(column, count);
	array = json_array();
	for (i = 0; ok && i < count; i++)
		ok = codec_push(array, json_u64(column->value[i]));
	return codec_done(array, ok);
}

static json_t *columns_json(const struct process_samples *samples)
{
	json_t *object = json_object();
	const struct column *column = samples->column;
	size_t i;
	bool ok = true;

	for (i = 0; ok && i < samples->column_count; i++)
		ok = json_put(object, column[i].name,
			      column_json(&column[i], samples->slice_count));
	return codec_done(object, ok);
}

static json_t *value_json(const struct named_value *value)
{
	json_t *object = json_object();
	bool ok = json_put(object, "name", json_text(value->name)) &&
		  codec_put_text(object, "unit", value->unit) &&
		  json_put(object, "value", json_number(value->value)) &&
		  json_put(object, "lower_is_better",
			   json_boolean(value->lower_is_better));

	return codec_done(object, ok);
}

static json_t *values_json(const struct named_value *value, size_t count)
{
	json_t *array = json_array();
	size_t i;
	bool ok = true;

	for (i = 0; ok && i < count; i++)
		ok = codec_push(array, value_json(&value[i]));
	return codec_done(array, ok);
}

static bool put_lists(json_t *object, const struct process_samples *samples,
		      const struct absences *absences)
{
	const struct process_samples *s = samples;

	return (s->column_count == 0 ||
		json_put(object, "columns", columns_json(s))) &&
	       (s->counter_count == 0 ||
		json_put(object, "counters",
			 counter_list_json(s->counter, s->counter_count,
					   absences))) &&
	       (s->rate_count == 0 ||
		json_put(object, "rates",
			 values_json(s->rate, s->rate_count))) &&
	       (s->metric_count == 0 ||
		json_put(object, "metrics",
			 values_json(s->metric, s->metric_count)));
}

static bool put_texts(json_t *object, const struct process_samples *samples)
{
	return codec_put_clipped(object, "reason", samples->reason,
				 SAMPLES_MAX_TEXT) &&
	       codec_put_clipped(object, "output", samples->output,
				 SAMPLES_MAX_TEXT) &&
	       codec_put_clipped(object, "note", samples->note,
				 SAMPLES_MAX_TEXT);
}

/* Nothing for a process of `tare run`. */
static bool put_side(json_t *object, const struct process_samples *s)
{
	return codec_put_text(object, "side", pair_side_name(s->side)) &&
	       (s->variant == 0 ||
		json_put(object, "variant", json_integer(s->variant))) &&
	       (!s->alone || json_put(object, "alone", json_true()));
}

json_t *samples_json(const struct process_samples *samples,
		     const struct absences *absences)
{
	const struct process_samples *s = samples;
	const char *status = case_status_name(s->status);
	json_t *object = json_object();
	bool ok =
	    json_put(object, "case", json_integer(s->case_index)) &&
	    json_put(object, "process", json_integer(s->process)) &&
	    put_side(object, s) &&
	    json_put(object, "seed", json_u64(s->seed)) &&
	    json_put(object, "status", json_text(status)) &&
	    json_put(object, "cpu", json_integer(s->cpu)) &&
	    json_put(object, "slices", json_u64(s->slice_count)) &&
	    put_lists(object, s, absences) &&
	    json_put(object, "wall_ns", json_u64(s->wall_ns)) &&
	    json_put(object, "setup_ns", json_u64(s->setup_ns)) &&
	    json_put(object, "peak_rss_bytes", json_u64(s->peak_rss_bytes)) &&
	    put_texts(object, s);

	return codec_done(object, ok);
}

char *samples_encode(const struct process_samples *samples, struct err *err)
{
	return codec_finish(samples_json(samples, NULL), err);
}
