/*
 * From TARGETs to a plan: finds the suite and the plugins, describes them,
 * expands.
 */
#include <sys/random.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "cli/build.h"
#include "cli/cli.h"
#include "cli/metrics.h"
#include "cli/targets.h"
#include "plugin/plugin.h"

/* Who hears of plugins that were refused. */
struct refusals {
	const char *side; /* or NULL */
	enum exit_code *exit;
};

static void plugin_failed(void *ctx, const char *path, const struct err *err)
{
	const struct refusals *refusals = ctx;
	struct err shown = *err;

	(void)path;
	if (refusals->side)
		(void)err_wrap(&shown, "%s", refusals->side);
	log_err(&shown);
	*refusals->exit = err_exit(err->code);
}

/* 32 bits: enough to differ, short enough to type. */
static uint64_t draw_seed(void)
{
	uint32_t seed = 0;

	if (getrandom(&seed, sizeof(seed), 0) != (ssize_t)sizeof(seed))
		seed = (uint32_t)clock_now(&clock_system);
	return seed;
}

static int open_targets(struct workspace *workspace,
			const struct select_options *select,
			char *const *targets, size_t target_count,
			struct err *err)
{
	CLEANUP(paths_release) struct paths paths = {0};
	struct refusals refusals = {select->side, &workspace->refused};
	int r = suite_init(&workspace->suite, err);

	if (r == 0)
		r = targets_collect(&workspace->suite, &paths, select, targets,
				    target_count, err);
	if (r == 0)
		r = metrics_check_suite(&workspace->suite, err);
	/* The base's are not asked. */
	if (r == 0 && !(select->build && select->build->older))
		r = metrics_check_limits(&workspace->suite, err);
	if (r == 0 && paths.count > 0)
		r = plugin_describe(&workspace->catalog,
				    (const char *const *)paths.path,
				    paths.count, plugin_failed, &refusals, err);
	if (r == 0 && paths.count > 0 && workspace->catalog.plugin_count == 0)
		return err_set(err, ERR_PLUGIN,
			       "no plugin is left to run: all %zu were "
			       "refused",
			       paths.count);
	return r;
}

int workspace_describe(struct workspace *workspace,
		       const struct select_options *select,
		       char *const *targets, size_t target_count,
		       struct err *err)
{
	int r = open_targets(workspace, select, targets, target_count, err);

	workspace->suite.gate.shards = select->plan.shard_count;
	return r < 0 && select->side ? err_wrap(err, "%s", select->side) : r;
}

int workspace_plan(struct workspace *workspace,
		   const struct select_options *select,
		   const struct measure_options *measure, struct err *err)
{
	struct plan_options options = select->plan;

	options.processes = measure->processes;
	options.slices = measure->slices;
	options.time_budget_ns = measure->time_budget_ns;
	options.lenient = select->build && select->build->older;
	options.seed = measure->seed;
	if (!measure->seed_given)
		options.seed = draw_seed();
	plan_release(&workspace->plan);
	int r = plan_make(&workspace->plan, &workspace->suite,
			  &workspace->catalog, &options, err);
	return r < 0 && select->side ? err_wrap(err, "%s", select->side) : r;
}

int workspace_open(struct workspace *workspace,
		   const struct select_options *select,
		   const struct measure_options *measure, char *const *targets,
		   size_t target_count, struct err *err)
{
	int r =
	    workspace_describe(workspace, select, targets, target_count, err);

	return r < 0 ? r : workspace_plan(workspace, select, measure, err);
}

void workspace_release(struct workspace *workspace)
{
	plan_release(&workspace->plan);
	catalog_release(&workspace->catalog);
	suite_release(&workspace->suite);
}
