#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "model/codec.h"
#include "model/counter_json.h"
#include "model/samples.h"

/* Broken UTF-8 was replaced by 3 bytes each on the way. */
#define MAX_TEXT (3 * SAMPLES_MAX_TEXT)

static int column_fail(const struct json_at *column, size_t i, struct err *err)
{
	struct json_at item = json_at_index(column, i);

	return json_at_fail(json_is_array(column->value) ? &item : column, err,
			    "expected a whole number from 0 to 2^64 - 1");
}

static int read_list(const struct json_at *at, uint64_t slices,
		     struct arena *arena, struct column *ret, struct err *err)
{
	size_t i, count = json_array_size(at->value);

	if (count != slices)
		return json_at_fail(at, err,
				    "%zu values for %llu slices: all columns "
				    "must be of one length",
				    count, (unsigned long long)slices);
	ret->value = arena_array(arena, count, sizeof(*ret->value), err);
	if (!ret->value)
		return -ERR_NOMEM;
	for (i = 0; i < count; i++)
		if (!json_to_u64(json_array_get(at->value, i), &ret->value[i]))
			return column_fail(at, i, err);
	return 0;
}

/* {"INDEX": value}; the others are 0. */
static int read_sparse(const struct json_at *at, uint64_t slices,
		       struct arena *arena, struct column *ret, struct err *err)
{
	uint64_t index;
	void *iter;

	ret->value = arena_array(arena, slices, sizeof(*ret->value), err);
	if (!ret->value)
		return -ERR_NOMEM;
	for (iter = codec_first(at->value); iter;
	     iter = codec_next(at->value, iter)) {
		const char *key = json_object_iter_key(iter);

		if (!str_to_u64(key, &index) || index >= slices)
			return json_at_fail(at, err,
					    "'%s' is not the index of one of "
					    "%llu slices",
					    str_shown(key).text,
					    (unsigned long long)slices);
		if (!json_to_u64(json_object_iter_value(iter),
				 &ret->value[index]))
			return column_fail(at, index, err);
	}
	return 0;
}

static int read_column(const struct json_at *at, uint64_t slices,
		       struct arena *arena, struct column *ret, struct err *err)
{
	if (json_is_array(at->value))
		return read_list(at, slices, arena, ret, err);
	if (json_is_object(at->value))
		return read_sparse(at, slices, arena, ret, err);
	ret->constant = true;
	ret->value = arena_alloc(arena, sizeof(*ret->value), err);
	if (!ret->value)
		return -ERR_NOMEM;
	if (!json_to_u64(at->value, ret->value))
		return column_fail(at, 0, err);
	return 0;
}

static int read_named_column(const struct json_at *columns, const char *name,
			     struct arena *arena, struct process_samples *ret,
			     struct err *err)
{
	struct column *column = &ret->column[ret->column_count];
	struct json_at at = json_at_key(columns, name);

	TRY(codec_check_name(&at, name, err));
	column->name = arena_strdup(arena, name, err);
	if (!column->name)
		return -ERR_NOMEM;
	TRY(read_column(&at, ret->slice_count, arena, column, err));
	ret->column_count++;
	return 0;
}

static int read_columns(const struct json_at *at, struct arena *arena,
			struct process_samples *ret, struct err *err)
{
	struct json_at columns;
	size_t count;
	bool present;
	void *iter;

	TRY(codec_object(at, "columns", &columns, &present, err));
	count = present ? json_object_size(columns.value) : 0;
	if (count == 0)
		return 0;
	if (count > SAMPLES_MAX_COLUMNS)
		return json_at_fail(&columns, err, "%zu columns; at most %d",
				    count, SAMPLES_MAX_COLUMNS);
	ret->column = arena_array(arena, count, sizeof(*ret->column), err);
	if (!ret->column)
		return -ERR_NOMEM;
	for (iter = codec_first(columns.value); iter;
	     iter = codec_next(columns.value, iter))
		TRY(read_named_column(&columns, json_object_iter_key(iter),
				      arena, ret, err));
	return 0;
}

static int read_value(const struct json_at *at, struct arena *arena, void *item,
		      struct err *err)
{
	struct named_value *ret = item;

	TRY(codec_id(at, "name", true, arena, &ret->name, err));
	TRY(codec_text(at, "unit", CODEC_MAX_ID, arena, &ret->unit, err));
	TRY(codec_number(at, "value", &ret->value, err));
	return json_get_bool(at, "lower_is_better", false,
			     &ret->lower_is_better, err);
}

static const struct codec_items rates = {
    "rates",
    SAMPLES_MAX_COLUMNS,
    sizeof(struct named_value),
    read_value,
};
static const struct codec_items metrics = {
    "metrics",
    SAMPLES_MAX_COLUMNS,
    sizeof(struct named_value),
    read_value,
};

/* What arithmetic on valid timing relies on. */
static int check_timing(const struct json_at *at,
			const struct process_samples *samples, struct err *err)
{
	const struct column *ops = samples_column(samples, COLUMN_OPS);
	uint64_t i, n = samples->slice_count;

	if (samples->status != CASE_OK || n == 0)
		return 0;
	if (!ops || !samples_column(samples, COLUMN_NS))
		return json_at_fail(at, err,
				    "status \"ok\" without the "
				    "columns \"ops\" and \"ns\"");
	for (i = 0; i < (ops->constant ? 1 : n); i++)
		if (ops->value[i] == 0)
			return json_at_fail(at, err,
					    "slice %llu has 0 operations",
					    (unsigned long long)i);
	return 0;
}

static int read_sizes(const struct json_at *at, struct process_samples *ret,
		      struct err *err)
{
	int64_t slices = 0, cpu = -1;

	TRY(json_get_i64(at, "slices", false, 0, SAMPLES_MAX_SLICES, &slices,
			 err));
	TRY(json_get_i64(at, "cpu", false, -1, INT_MAX, &cpu, err));
	TRY(json_get_u64(at, "wall_ns", false, &ret->wall_ns, err));
	TRY(json_get_u64(at, "setup_ns", false, &ret->setup_ns, err));
	TRY(json_get_u64(at, "peak_rss_bytes", false, &ret->peak_rss_bytes,
			 err));
	ret->slice_count = (uint64_t)slices;
	ret->cpu = (int)cpu;
	return 0;
}

static int read_status(const struct json_at *at, struct arena *arena,
		       struct process_samples *ret, struct err *err)
{
	TRY(codec_status(at, &ret->status, err));
	TRY(codec_text(at, "reason", MAX_TEXT, arena, &ret->reason, err));
	TRY(codec_text(at, "output", MAX_TEXT, arena, &ret->output, err));
	return codec_text(at, "note", MAX_TEXT, arena, &ret->note, err);
}

static int read_side(const struct json_at *at, struct process_samples *ret,
		     struct err *err)
{
	TRY(codec_side(at, &ret->side, err));
	TRY(codec_u32(at, "variant", &ret->variant, err));
	return json_get_bool(at, "alone", false, &ret->alone, err);
}

static int read_process(const struct json_at *at, struct arena *arena,
			const struct absences *absences,
			struct process_samples *ret, struct err *err)
{
	TRY(codec_u32(at, "case", &ret->case_index, err));
	TRY(codec_u32(at, "process", &ret->process, err));
	TRY(read_side(at, ret, err));
	TRY(json_get_u64(at, "seed", false, &ret->seed, err));
	TRY(read_status(at, arena, ret, err));
	TRY(read_sizes(at, ret, err));
	TRY(read_columns(at, arena, ret, err));
	TRY(counter_list_read(at, arena, absences, &ret->counter,
			      &ret->counter_count, err));
	TRY(codec_items(at, &rates, arena, &ret->rate, &ret->rate_count, err));
	TRY(codec_items(at, &metrics, arena, &ret->metric, &ret->metric_count,
			err));
	return check_timing(at, ret, err);
}

int samples_from_json(const struct json_at *at, struct arena *arena,
		      const struct absences *absences,
		      struct process_samples *ret, struct err *err)
{
	struct process_samples samples = {0};

	if (!json_is_object(at->value))
		return json_at_fail(at, err, "expected an object");
	TRY(read_process(at, arena, absences, &samples, err));
	*ret = samples;
	return 0;
}

int samples_decode(struct process_samples *ret, struct arena *arena,
		   const char *text, size_t length, struct err *err)
{
	struct json_doc doc CLEANUP(json_doc_release) = {0};
	struct json_at root;

	TRY(json_doc_parse(&doc, "samples", text, length, ERR_PROTOCOL, err));
	root = json_at_root(&doc, ERR_PROTOCOL);
	return samples_from_json(&root, arena, NULL, ret, err);
}
