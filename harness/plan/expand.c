#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "model/params.h"
#include "plan/internal.h"

/* What one selected benchmark is expanded over. */
struct expansion {
	const struct selected *selected;
	const struct suite *suite;
	const struct plan_options *options;
	struct arena *arena;
	struct params_axis *axis;
	size_t axis_count;
	const int64_t *threads;
	size_t threads_count;
	bool threads_named; /* more than the one and only 1 */
	const struct suite_limit **limit;
	size_t limit_count;
};

static const char *place(const struct expansion *e, char *buf, size_t size)
{
	const char *path = e->suite->path ? e->suite->path : "suite";

	if (!e->selected->entry)
		return "";
	snprintf(buf, size, "%.200s:%u: ", path, e->selected->entry->line);
	return buf;
}

static bool has_param(const struct expansion *e, const char *name)
{
	for (size_t i = 0; i < e->axis_count; i++)
		if (strcmp(e->axis[i].name, name) == 0)
			return true;
	return false;
}

/* Does the benchmark have every param of its entry? */
static bool has_params(const struct expansion *e)
{
	const struct suite_entry *entry = e->selected->entry;

	for (size_t i = 0; entry && i < entry->param_count; i++)
		if (!has_param(e, entry->param[i].name))
			return false;
	return true;
}

/* A param of the entry that the benchmark lacks. */
static int unknown_param(const struct expansion *e, const char *name,
			 struct err *err)
{
	struct str known CLEANUP(str_release) = {0};
	char where[256];
	size_t i;

	for (i = 0; i < e->axis_count; i++)
		str_addf(&known, "%s%s", i ? ", " : "", e->axis[i].name);
	return err_set(
	    err, ERR_SUITE, "%sbenchmark %s/%s has no param '%s'; it has: %s",
	    place(e, where, sizeof(where)), e->selected->plugin->name,
	    e->selected->bench->id, str_shown(name).text,
	    known.length ? known.text : "none");
}

static int override_param(struct expansion *e, const struct suite_param *param,
			  struct err *err)
{
	size_t i;

	for (i = 0; i < e->axis_count; i++) {
		if (strcmp(e->axis[i].name, param->name) != 0)
			continue;
		e->axis[i].value = param->value;
		e->axis[i].value_count = param->value_count;
		return 0;
	}
	return unknown_param(e, param->name, err);
}

/* *RET_LEFT_OUT: such a benchmark is not for this suite. */
static int set_axes(struct expansion *e, bool *ret_left_out, struct err *err)
{
	const struct suite_entry *entry = e->selected->entry;
	size_t i;
	int status = params_parse(e->selected->bench->params, e->arena,
				  &e->axis, &e->axis_count, err);

	if (status < 0)
		return err_wrap(err, "benchmark %s/%s",
				e->selected->plugin->name,
				e->selected->bench->id);
	*ret_left_out = e->options->lenient && !has_params(e);
	if (*ret_left_out)
		return 0;
	for (i = 0; status == 0 && entry && i < entry->param_count; i++)
		status = override_param(e, &entry->param[i], err);
	return status;
}

static int set_threads(struct expansion *e, struct err *err)
{
	static const int64_t one = 1;
	const struct suite_entry *entry = e->selected->entry;
	const char *spec = e->selected->bench->threads;
	int64_t *value = NULL;
	size_t i;
	int status;

	e->threads = &one;
	e->threads_count = 1;
	if (entry && entry->threads_count) {
		e->threads = entry->threads;
		e->threads_count = entry->threads_count;
	} else if (spec && *spec) {
		status = params_values(spec, e->arena, &value,
				       &e->threads_count, err);
		if (status < 0)
			return err_wrap(err, "threads of benchmark %s/%s",
					e->selected->plugin->name,
					e->selected->bench->id);
		e->threads = value;
	}
	for (i = 0; i < e->threads_count; i++)
		if (e->threads[i] < 1 || e->threads[i] > SUITE_MAX_THREADS)
			return err_set(
			    err, ERR_PLUGIN,
			    "benchmark %s/%s: %lld threads; "
			    "expected 1 to %d",
			    e->selected->plugin->name, e->selected->bench->id,
			    (long long)e->threads[i], SUITE_MAX_THREADS);
	e->threads_named = e->threads_count > 1 || e->threads[0] != 1;
	return 0;
}

/* The entry's limits, then the suite's. */
static int set_limits(struct expansion *e, struct err *err)
{
	const struct suite_entry *entry = e->selected->entry;
	size_t i, own = entry ? entry->limit_count : 0;

	e->limit_count = own + e->suite->limit_count;
	if (e->limit_count == 0)
		return 0;
	e->limit =
	    arena_array(e->arena, e->limit_count, sizeof(*e->limit), err);
	if (!e->limit)
		return -ERR_NOMEM;
	for (i = 0; i < own; i++)
		e->limit[i] = &entry->limit[i];
	for (; i < e->limit_count; i++)
		e->limit[i] = &e->suite->limit[i - own];
	return 0;
}

static char *case_id(const struct expansion *e, const struct plan_case *c,
		     struct err *err)
{
	struct str id CLEANUP(str_release) = {0};
	const struct selected *selected = e->selected;
	const char *as = selected->entry ? selected->entry->as : NULL;
	size_t i;

	str_addf(&id, "%s/%s", selected->plugin->name,
		 as ? as : selected->bench->id);
	for (i = 0; i < c->arg_count; i++)
		str_addf(&id, "/%s=%lld", c->arg[i].name,
			 (long long)c->arg[i].value);
	if (e->threads_named)
		str_addf(&id, "/threads=%u", c->threads);
	if (id.failed) {
		err_nomem(err, "case");
		return NULL;
	}
	return arena_strdup(e->arena, str_text(&id), err);
}

/* Arguments number INDEX of the cross product; the last axis runs fastest. */
static int set_args(const struct expansion *e, size_t index,
		    struct plan_case *ret, struct err *err)
{
	size_t i;

	ret->arg_count = e->axis_count;
	if (e->axis_count == 0)
		return 0;
	ret->arg = arena_array(e->arena, e->axis_count, sizeof(*ret->arg), err);
	if (!ret->arg)
		return -ERR_NOMEM;
	for (i = e->axis_count; i-- > 0;) {
		const struct params_axis *axis = &e->axis[i];

		ret->arg[i].name = axis->name;
		ret->arg[i].value = axis->value[index % axis->value_count];
		index /= axis->value_count;
	}
	return 0;
}

static int add_case(struct case_list *list, const struct plan_case *c,
		    struct err *err)
{
	int status;

	if (list->count == PLAN_MAX_CASES)
		return err_set(err, ERR_LIMIT,
			       "more than %d cases (PLAN_MAX_CASES) by '%s'; "
			       "use fewer values of its params, or --filter",
			       PLAN_MAX_CASES, str_shown(c->id).text);
	status = vec_reserve(&list->item, &list->capacity, list->count,
			     sizeof(*c), err);
	if (status == 0)
		list->item[list->count++] = *c;
	return status;
}

static int make_case(const struct expansion *e, size_t index, int64_t threads,
		     struct case_list *list, struct err *err)
{
	struct plan_case c = {
	    .plugin = e->selected->plugin,
	    .bench = e->selected->bench,
	    .entry = e->selected->entry,
	    .threads = (uint32_t)threads,
	    .limit = e->limit,
	    .limit_count = e->limit_count,
	};
	int status = set_args(e, index, &c, err);

	if (status < 0)
		return status;
	c.id = case_id(e, &c, err);
	if (!c.id)
		return -ERR_NOMEM;
	return select_case(&c, e->options) ? add_case(list, &c, err) : 0;
}

/* The product may be large without any case being kept: it has a limit. */
static int product(const struct expansion *e, size_t *ret, struct err *err)
{
	size_t i, count = 1;

	for (i = 0; i < e->axis_count && count <= PLAN_MAX_CASES; i++)
		count *= e->axis[i].value_count;
	if (count * e->threads_count > PLAN_MAX_CASES)
		return err_set(err, ERR_LIMIT,
			       "benchmark %s/%s has more than %d cases "
			       "(PLAN_MAX_CASES); use fewer values of its "
			       "params",
			       e->selected->plugin->name,
			       e->selected->bench->id, PLAN_MAX_CASES);
	*ret = count;
	return 0;
}

/* *RET_COUNT: combinations of arguments. */
static int prepare(struct expansion *e, size_t *ret_count, struct err *err)
{
	bool left_out = false;
	int status = set_axes(e, &left_out, err);

	*ret_count = 0;
	if (left_out)
		return 0;
	if (status == 0)
		status = set_threads(e, err);
	if (status == 0)
		status = set_limits(e, err);
	return status < 0 ? status : product(e, ret_count, err);
}

int expand_cases(struct case_list *ret, const struct selected *selected,
		 const struct suite *suite, const struct plan_options *options,
		 struct arena *arena, struct err *err)
{
	struct expansion e = {.selected = selected,
			      .suite = suite,
			      .options = options,
			      .arena = arena};
	size_t i, t, count = 0;
	int status = prepare(&e, &count, err);

	for (i = 0; status == 0 && i < count; i++)
		for (t = 0; status == 0 && t < e.threads_count; t++)
			status = make_case(&e, i, e.threads[t], ret, err);
	return status;
}
