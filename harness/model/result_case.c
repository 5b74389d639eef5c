#include <string.h>

#include "base/str.h"
#include "model/count_json.h"
#include "model/params.h"
#include "model/result_json.h"
#include "model/summary_json.h"

static int read_args(const struct json_at *at, struct arena *arena,
		     struct result_case *ret, struct err *err)
{
	struct json_at args;
	bool present;
	void *iter;

	TRY(codec_object(at, "args", &args, &present, err));
	if (!present || json_object_size(args.value) == 0)
		return 0;
	if (json_object_size(args.value) > PARAMS_MAX)
		return json_at_fail(&args, err, "%zu arguments; at most %d",
				    json_object_size(args.value), PARAMS_MAX);
	ret->arg = arena_array(arena, PARAMS_MAX, sizeof(*ret->arg), err);
	if (!ret->arg)
		return -ERR_NOMEM;
	for (iter = codec_first(args.value); iter;
	     iter = codec_next(args.value, iter)) {
		const char *name = json_object_iter_key(iter);
		struct plan_arg *arg = &ret->arg[ret->arg_count++];

		TRY(codec_check_name(&args, name, err));
		arg->name = arena_strdup(arena, name, err);
		if (!arg->name)
			return -ERR_NOMEM;
		TRY(json_get_i64(&args, name, true, INT64_MIN, INT64_MAX,
				 &arg->value, err));
	}
	return 0;
}

static int read_limit(const struct json_at *at, struct arena *arena, void *item,
		      struct err *err)
{
	struct err detail = {0};
	char *text = NULL;
	int status;

	TRY(codec_name_item(at, arena, &text, err));
	status = limit_parse(arena, text, item, &detail);
	if (status == -ERR_NOMEM)
		return err_set(err, ERR_NOMEM, "%s", detail.text);
	return status < 0 ? json_at_fail(at, err, "%s", detail.text) : 0;
}

static const struct codec_items limits = {
    "limits",
    2 * SUITE_MAX_LIST,
    sizeof(struct suite_limit),
    read_limit,
};
static const struct codec_items tags = {
    "tags",
    2 * SUITE_MAX_LIST,
    sizeof(char *),
    codec_name_item,
};

/* The unit is never NULL, nor are plugin and benchmark. */
static int set_missing(struct result_case *ret, struct arena *arena,
		       struct err *err)
{
	if (!ret->unit)
		ret->unit = arena_strdup(arena, "ops", err);
	if (!ret->plugin_id)
		ret->plugin_id = arena_strdup(arena, "unknown", err);
	if (!ret->bench)
		ret->bench = arena_strdup(arena, "unknown", err);
	return ret->unit && ret->plugin_id && ret->bench ? 0 : -ERR_NOMEM;
}

static int read_identity(const struct json_at *at, struct arena *arena,
			 struct result_case *ret, struct err *err)
{
	ret->threads = 1;
	TRY(codec_id(at, "id", true, arena, &ret->id, err));
	TRY(codec_id(at, "plugin", false, arena, &ret->plugin_id, err));
	TRY(codec_id(at, "bench", false, arena, &ret->bench, err));
	TRY(codec_text(at, "unit", CODEC_MAX_ID, arena, &ret->unit, err));
	TRY(set_missing(ret, arena, err));
	TRY(codec_text(at, "file", CODEC_MAX_TEXT, arena, &ret->file, err));
	TRY(codec_u32(at, "line", &ret->line, err));
	TRY(read_args(at, arena, ret, err));
	TRY(codec_u32(at, "threads", &ret->threads, err));
	TRY(codec_items(at, &tags, arena, &ret->tag, &ret->tag_count, err));
	return codec_items(at, &limits, arena, &ret->limit, &ret->limit_count,
			   err);
}

/* The list is what tells the side; a line of it must not say otherwise. */
static int check_side(const struct json_at *at, bool base,
		      struct process_samples *samples, struct err *err)
{
	if (base && samples->side == PAIR_SIDE_NONE)
		samples->side = PAIR_SIDE_BASE;
	if (base != (samples->side == PAIR_SIDE_BASE))
		return json_at_fail(at, err,
				    "a process of the side \"%s\" in the list "
				    "of the other one",
				    base ? "head" : "base");
	return 0;
}

static int read_list(const struct json_at *at, bool base, struct arena *arena,
		     const struct absences *absences,
		     struct process_samples **ret, size_t *ret_count,
		     struct err *err)
{
	struct json_at list =
	    json_at_key(at, base ? "base_processes" : "processes");
	size_t i, count = json_array_size(list.value);
	struct process_samples *process;

	if (list.value && !json_is_array(list.value))
		return json_at_fail(&list, err, "expected a list");
	if (count > RESULT_MAX_PROCESSES)
		return json_at_fail(&list, err, "%zu processes; at most %d",
				    count, RESULT_MAX_PROCESSES);
	if (count == 0)
		return 0;
	process = arena_array(arena, count, sizeof(*process), err);
	if (!process)
		return -ERR_NOMEM;
	for (i = 0; i < count; i++) {
		struct json_at item = json_at_index(&list, i);

		TRY(samples_from_json(&item, arena, absences, &process[i],
				      err));
		TRY(check_side(&item, base, &process[i], err));
	}
	*ret = process;
	*ret_count = count;
	return 0;
}

/* Item I of both lists is one process pair. */
static int check_pairs(const struct json_at *at, const struct result_case *c,
		       struct err *err)
{
	struct json_at list = json_at_key(at, "base_processes");
	size_t i;

	if (c->base_process_count == 0)
		return 0;
	if (c->base_process_count != c->process_count)
		return json_at_fail(&list, err,
				    "%zu processes of the base for %zu of the "
				    "head; expected pairs",
				    c->base_process_count, c->process_count);
	for (i = 0; i < c->process_count; i++)
		if (c->base_process[i].process != c->process[i].process)
			return json_at_fail(
			    &list, err,
			    "item %zu is of pair %u, that of the head of "
			    "pair %u",
			    i, c->base_process[i].process,
			    c->process[i].process);
	return 0;
}

static int read_processes(const struct json_at *at, struct arena *arena,
			  const struct absences *absences,
			  struct result_case *ret, struct err *err)
{
	TRY(read_list(at, false, arena, absences, &ret->process,
		      &ret->process_count, err));
	TRY(read_list(at, true, arena, absences, &ret->base_process,
		      &ret->base_process_count, err));
	return check_pairs(at, ret, err);
}

static int read_counted(const struct json_at *at, struct arena *arena,
			const struct absences *absences,
			struct result_case *ret, struct err *err)
{
	struct json_at list = json_at_key(at, "counted");
	size_t count = json_array_size(list.value);

	if (list.value && !json_is_array(list.value))
		return json_at_fail(&list, err, "expected a list");
	if (count > RESULT_MAX_COUNTED)
		return json_at_fail(&list, err, "%zu processes; at most %d",
				    count, RESULT_MAX_COUNTED);
	if (count == 0)
		return 0;
	ret->counted = arena_array(arena, count, sizeof(*ret->counted), err);
	if (!ret->counted)
		return -ERR_NOMEM;
	for (size_t i = 0; i < count; i++) {
		struct json_at item = json_at_index(&list, i);

		TRY(count_from_json(&item, arena, absences, &ret->counted[i],
				    err));
	}
	ret->counted_count = count;
	return 0;
}

static uint64_t count_slices(const struct result_case *c)
{
	uint64_t slices = 0;
	size_t i;

	for (i = 0; i < c->process_count; i++)
		slices += c->process[i].slice_count;
	for (i = 0; i < c->base_process_count; i++)
		slices += c->base_process[i].slice_count;
	return slices;
}

int result_check_slices(const struct result *result, const char *name,
			struct err *err)
{
	uint64_t all = 0;
	size_t i;

	for (i = 0; i < result->case_count; i++) {
		const struct result_case *c = &result->result_case[i];
		uint64_t slices = count_slices(c);

		if (slices > RESULT_MAX_CASE_SLICES)
			return err_set(
			    err, ERR_LIMIT,
			    "%s: %llu slices of the case '%s'; at most %u: "
			    "lower \"slices\" or \"processes\"",
			    name, (unsigned long long)slices,
			    str_shown(c->id).text, RESULT_MAX_CASE_SLICES);
		all += slices;
	}
	if (all > RESULT_MAX_SLICES)
		return err_set(err, ERR_LIMIT,
			       "%s: %llu slices of all cases; at most %u: "
			       "measure fewer cases at once",
			       name, (unsigned long long)all,
			       RESULT_MAX_SLICES);
	return 0;
}

static int read_case(const struct json_at *at, struct arena *arena,
		     const struct absences *absences, struct result_case *ret,
		     struct err *err)
{
	if (!json_is_object(at->value))
		return json_at_fail(at, err, "expected an object");
	TRY(read_identity(at, arena, ret, err));
	TRY(codec_status(at, &ret->status, err));
	TRY(codec_text(at, "reason", CODEC_MAX_TEXT, arena, &ret->reason, err));
	TRY(summary_read(at, &ret->summary, err));
	TRY(metrics_read(at, arena, absences, ret, err));
	TRY(read_counted(at, arena, absences, ret, err));
	return read_processes(at, arena, absences, ret, err);
}

static int compare_cases(const void *a, const void *b)
{
	const struct result_case *x = a, *y = b;

	return strcmp(x->id, y->id);
}

/* Processes know their case by its place in the sorted list. */
static int sort_cases(const struct json_at *list, struct result *ret,
		      struct err *err)
{
	size_t i, k;

	qsort(ret->result_case, ret->case_count, sizeof(*ret->result_case),
	      compare_cases);
	for (i = 0; i < ret->case_count; i++) {
		struct result_case *c = &ret->result_case[i];

		if (i > 0 && strcmp(c->id, c[-1].id) == 0)
			return json_at_fail(list, err,
					    "the case '%s' is there twice",
					    str_shown(c->id).text);
		for (k = 0; k < c->process_count; k++)
			c->process[k].case_index = (uint32_t)i;
		for (k = 0; k < c->base_process_count; k++)
			c->base_process[k].case_index = (uint32_t)i;
		for (k = 0; k < c->counted_count; k++)
			c->counted[k].case_index = (uint32_t)i;
	}
	return 0;
}

int result_cases_read(const struct json_at *root, struct result *ret,
		      struct err *err)
{
	struct json_at list = json_at_key(root, "cases");
	struct absences absences = {0};
	size_t i, count = json_array_size(list.value);

	if (!json_is_array(list.value))
		return json_at_fail(root, err,
				    "expected \"cases\", a list of cases");
	if (count > PLAN_MAX_CASES)
		return json_at_fail(&list, err, "%zu cases; at most %d", count,
				    PLAN_MAX_CASES);
	TRY(absences_read(root, &ret->arena, &absences, err));
	if (count == 0)
		return 0;
	ret->result_case =
	    arena_array(&ret->arena, count, sizeof(*ret->result_case), err);
	if (!ret->result_case)
		return -ERR_NOMEM;
	for (i = 0; i < count; i++) {
		struct json_at item = json_at_index(&list, i);

		TRY(read_case(&item, &ret->arena, &absences,
			      &ret->result_case[i], err));
	}
	ret->case_count = count;
	return sort_cases(&list, ret, err);
}
