#include "plan/plan.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "model/samples.h"
#include "plan/internal.h"

static void selection_release(struct selection *selection)
{
	free(selection->item);
}

static void case_list_release(struct case_list *list)
{
	free(list->item);
}

void plan_release(struct plan *plan)
{
	if (!plan)
		return;
	arena_release(&plan->arena);
	memset(plan, 0, sizeof(*plan));
}

static int compare_cases(const void *a, const void *b)
{
	const struct plan_case *x = a, *y = b;

	int order = strcmp(x->id, y->id);

	if (order || !x->entry || !y->entry)
		return order;
	return (x->entry->line > y->entry->line) -
	       (x->entry->line < y->entry->line);
}

/* "suite.json:12 (memory/copy)" */
static const char *origin(const struct suite *suite, const struct plan_case *c,
			  char *buf, size_t size)
{
	const char *path = suite->path ? suite->path : "suite";

	if (c->entry)
		snprintf(buf, size, "%.160s:%u (%s/%s)", path, c->entry->line,
			 c->plugin->name, c->bench->id);
	else
		snprintf(buf, size, "%.160s (%s/%s)",
			 c->plugin->path ? c->plugin->path : c->plugin->id,
			 c->plugin->name, c->bench->id);
	return buf;
}

static int check_duplicates(const struct plan *plan, struct err *err)
{
	char first[512], second[512];
	size_t i;

	for (i = 1; i < plan->case_count; i++) {
		const struct plan_case *c = &plan->plan_case[i];

		if (strcmp(c->id, c[-1].id) != 0)
			continue;
		return err_set(
		    err, ERR_SUITE,
		    "two cases are named '%s': from %s and from %s; give one "
		    "another name with \"as\", or select it once",
		    str_shown(c->id).text,
		    origin(plan->suite, c - 1, first, sizeof(first)),
		    origin(plan->suite, c, second, sizeof(second)));
	}
	return 0;
}

static int nothing(const struct case_list *all,
		   const struct plan_options *options, struct err *err)
{
	struct str text CLEANUP(str_release) = {0};
	size_t i;

	if (all->count == 0)
		return err_set(err, ERR_NO_MATCH,
			       "there is no benchmark: the plugins have none");
	for (i = 0; i < options->filter_count; i++)
		str_addf(&text, " --filter '%s'",
			 str_shown(options->filter[i]).text);
	for (i = 0; i < options->tag_count; i++)
		str_addf(&text, " --tag '%s'", str_shown(options->tag[i]).text);
	for (i = 0; i < options->param_count; i++)
		str_addf(&text, " --param '%s'",
			 str_shown(options->param[i]).text);
	str_addf(&text,
		 all->count == 1 ? "; there is %zu case:"
				 : "; there are %zu cases:",
		 all->count);
	for (i = 0; i < all->count && i < 5; i++)
		str_addf(&text, "%s %s", i ? "," : "", all->item[i].id);
	str_add(&text, all->count > 5 ? ", ...; `tare list` shows all" : "");
	return err_set(err, ERR_NO_MATCH, "no case matches%s", str_text(&text));
}

static int expand_all(struct plan *plan, const struct selection *selection,
		      const struct plan_options *options,
		      struct case_list *list, struct err *err)
{
	size_t i;
	int status = 0;

	for (i = 0; status == 0 && i < selection->count; i++)
		status = expand_cases(list, &selection->item[i], plan->suite,
				      options, &plan->arena, err);
	return status;
}

/* Says what there would be without the filters. */
static int no_match(struct plan *plan, const struct selection *selection,
		    const struct plan_options *options, struct err *err)
{
	const struct plan_options everything = {0};
	struct case_list all CLEANUP(case_list_release) = {0};
	int status = expand_all(plan, selection, &everything, &all, err);

	return status < 0 ? status : nothing(&all, options, err);
}

static int take_cases(struct plan *plan, const struct case_list *list,
		      struct err *err)
{
	plan->plan_case = arena_array(&plan->arena, list->count,
				      sizeof(*plan->plan_case), err);
	if (!plan->plan_case)
		return -ERR_NOMEM;
	/* The list is not empty. NOLINTNEXTLINE(*NonNullParamChecker) */
	memcpy(plan->plan_case, list->item,
	       list->count * sizeof(*plan->plan_case));
	plan->case_count = list->count;
	qsort(plan->plan_case, plan->case_count, sizeof(*plan->plan_case),
	      compare_cases);
	return check_duplicates(plan, err);
}

static int find_cases(struct plan *plan, const struct catalog *catalog,
		      const struct plan_options *options, struct err *err)
{
	struct selection selection CLEANUP(selection_release) = {0};
	struct case_list list CLEANUP(case_list_release) = {0};
	int status =
	    select_benches(&selection, plan->suite, catalog, options, err);

	if (status == 0)
		status = expand_all(plan, &selection, options, &list, err);
	if (status == 0 && list.count == 0 && options->may_be_empty)
		return 0;
	if (status == 0 && list.count == 0)
		status = no_match(plan, &selection, options, err);
	if (status == 0)
		status = take_cases(plan, &list, err);
	return status < 0 ? status : shard_cases(plan, options, err);
}

static int check_options(const struct plan_options *options, struct err *err)
{
	if (options->processes > SUITE_MAX_PROCESSES)
		return err_set(err, ERR_USAGE,
			       "%llu processes; expected 1 to %d",
			       (unsigned long long)options->processes,
			       SUITE_MAX_PROCESSES);
	if (options->slices > SAMPLES_MAX_SLICES)
		return err_set(err, ERR_USAGE, "%llu slices; expected 1 to %d",
			       (unsigned long long)options->slices,
			       SAMPLES_MAX_SLICES);
	if (options->shard_count &&
	    (options->shard_index < 1 ||
	     options->shard_index > options->shard_count))
		return err_set(err, ERR_USAGE,
			       "shard %u/%u: expected I/N with I from 1 to N",
			       options->shard_index, options->shard_count);
	return select_check_params(options, err);
}

static int fill(struct plan *plan, const struct catalog *catalog,
		const struct plan_options *options, struct err *err)
{
	const struct suite *suite = plan->suite;
	int status = check_options(options, err);

	if (status < 0)
		return status;
	plan->seed = options->seed;
	plan->processes =
	    options->processes ? options->processes : suite->processes;
	plan->slices = options->slices ? options->slices : suite->slices;
	plan->slice_ns = suite->slice_ns;
	plan->time_budget_ns = options->time_budget_ns > 0
				   ? options->time_budget_ns
				   : suite->time_budget_ns;
	status = find_cases(plan, catalog, options, err);
	return status < 0 ? status : order_jobs(plan, err);
}

int plan_make(struct plan *plan, const struct suite *suite,
	      const struct catalog *catalog, const struct plan_options *options,
	      struct err *err)
{
	struct plan fresh CLEANUP(plan_release) = {.suite = suite};
	int status = fill(&fresh, catalog, options, err);

	if (status < 0)
		return status;
	*plan = fresh;
	memset(&fresh, 0, sizeof(fresh));
	return 0;
}
