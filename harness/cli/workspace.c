/*
 * From TARGETs to a plan: finds the suite and the plugins, describes them,
 * expands.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/cli.h"
#include "plugin/plugin.h"

#define SUITE_SUFFIX ".suite.json"

/* Paths of plugins, each once, in the order that they were named. */
struct paths {
	char **path;
	size_t count, capacity;
};

static void paths_release(struct paths *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		free(paths->path[i]);
	free(paths->path);
}

/* Takes PATH. */
static int paths_add(struct paths *paths, char *path, struct err *err)
{
	CLEANUP(mem_free) char *given = path;

	for (size_t i = 0; i < paths->count; i++)
		if (strcmp(paths->path[i], given) == 0)
			return 0;
	int r = vec_reserve(&paths->path, &paths->capacity, paths->count,
			    sizeof(*paths->path), err);
	if (r == 0)
		paths->path[paths->count++] = TAKE(given);
	return r;
}

static int paths_add_named(struct paths *paths, const char *name,
			   const struct select_options *select, struct err *err)
{
	char *path = NULL;
	int r = plugin_resolve(name, select->plugin_dir,
			       select->plugin_dir_count, &path, err);

	return r < 0 ? r : paths_add(paths, path, err);
}

static int paths_add_directory(struct paths *paths, const char *directory,
			       size_t *ret_count, struct err *err)
{
	char **found = NULL;
	size_t count = 0;
	int r = plugin_directory(directory, &found, &count, err);

	*ret_count = count;
	for (size_t i = 0; i < count; i++)
		if (r == 0)
			r = paths_add(paths, found[i], err);
		else
			free(found[i]);
	free(found);
	return r;
}

static bool ends_with(const char *text, const char *suffix)
{
	size_t length = strlen(text), tail = strlen(suffix);

	return length >= tail && strcmp(text + length - tail, suffix) == 0;
}

/*
 * The file of suite NAME: here in benchmarks/, beside the program (the build
 * tree), or installed. False if there is none.
 */
static bool find_suite(const char *name, char *path, size_t size)
{
	static const char *const beside[] = {"benchmarks", TARE_DATADIR};
	char file[PATH_MAX];
	int n = snprintf(path, size, "benchmarks/%s" SUITE_SUFFIX, name);

	if (n > 0 && (size_t)n < size && file_exists(path))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(beside); i++) {
		n = snprintf(file, sizeof(file), "%s/%s" SUITE_SUFFIX,
			     beside[i], name);
		if (n > 0 && (size_t)n < sizeof(file) &&
		    file_beside_program(path, size, file) && file_exists(path))
			return true;
	}
	return false;
}

static int read_suite(struct suite *suite, const char *path, struct err *err)
{
	if (suite->path) {
		char shown[256];
		return err_set(err, ERR_USAGE,
			       "a second suite, '%s': name one suite, or only "
			       "plugins",
			       str_printable(shown, sizeof(shown), path));
	}
	suite_release(suite);
	return suite_read(suite, path, err);
}

static int add_directory(struct paths *paths, const char *directory,
			 struct err *err)
{
	size_t found = 0;
	int r = paths_add_directory(paths, directory, &found, err);

	if (r < 0 || found > 0)
		return r;
	return err_set(err, ERR_NO_MATCH,
		       "directory '%s' holds no plugin (*.so)",
		       str_shown(directory).text);
}

/* A suite, or else a plugin. */
static int add_word(struct suite *suite, struct paths *paths,
		    const struct select_options *select, const char *word,
		    struct err *err)
{
	char path[PATH_MAX];

	if (find_suite(word, path, sizeof(path)))
		return read_suite(suite, path, err);
	int r = paths_add_named(paths, word, select, err);
	if (r != -ERR_PLUGIN)
		return r;
	return err_wrap(err, "no suite and no plugin is named '%s'",
			str_shown(word).text);
}

static int add_target(struct suite *suite, struct paths *paths,
		      const struct select_options *select, const char *target,
		      struct err *err)
{
	if (ends_with(target, ".json"))
		return read_suite(suite, target, err);
	if (file_is_directory(target))
		return add_directory(paths, target, err);
	if (ends_with(target, ".so") || file_exists(target))
		return paths_add_named(paths, target, select, err);
	if (strchr(target, '/'))
		return err_set(err, ERR_PLUGIN,
			       "no suite, plugin or directory is at '%s'; a "
			       "case is chosen by --filter",
			       str_shown(target).text);
	return add_word(suite, paths, select, target, err);
}

/* A path in a suite is relative to the suite; a name is searched. */
static int add_suite_plugin(struct paths *paths, const struct suite *suite,
			    const struct select_options *select,
			    const char *name, struct err *err)
{
	CLEANUP(mem_free) char *joined = NULL;

	if (!strchr(name, '/') || name[0] == '/' || !suite->directory)
		return paths_add_named(paths, name, select, err);
	if (asprintf(&joined, "%s/%s", suite->directory, name) < 0) {
		joined = NULL;
		return err_nomem(err, "path of a plugin");
	}
	return paths_add_named(paths, joined, select, err);
}

static int add_every_plugin(struct paths *paths,
			    const struct select_options *select,
			    struct err *err)
{
	size_t found;

	for (size_t i = 0; i < select->plugin_dir_count; i++) {
		int r = paths_add_directory(paths, select->plugin_dir[i],
					    &found, err);
		if (r < 0)
			return r;
	}
	if (paths->count > 0)
		return 0;
	CLEANUP(mem_free) char *directory = plugin_default_directory();
	if (!directory) {
		return err_set(err, ERR_NO_MATCH,
			       "no plugins found: name some, or give "
			       "--plugin-dir DIR");
	}
	return paths_add_directory(paths, directory, &found, err);
}

static int collect(struct suite *suite, struct paths *paths,
		   const struct select_options *select, char *const *targets,
		   size_t target_count, struct err *err)
{
	char path[PATH_MAX];
	int r = 0;

	for (size_t i = 0; i < target_count && r == 0; i++)
		r = add_target(suite, paths, select, targets[i], err);
	if (r == 0 && target_count == 0 &&
	    find_suite("default", path, sizeof(path)))
		r = read_suite(suite, path, err);
	for (size_t i = 0; i < suite->plugin_count && r == 0; i++) {
		r = add_suite_plugin(paths, suite, select, suite->plugin[i],
				     err);
	}
	if (r == 0 && paths->count == 0)
		r = add_every_plugin(paths, select, err);
	return r;
}

static void plugin_failed(void *ctx, const char *path, const struct err *err)
{
	enum exit_code *refused = ctx;

	(void)path;
	log_err(err);
	*refused = err_exit(err->code);
}

/* 32 bits: enough to differ, short enough to type. */
static uint64_t draw_seed(void)
{
	uint32_t seed = 0;

	if (getrandom(&seed, sizeof(seed), 0) != (ssize_t)sizeof(seed))
		seed = (uint32_t)clock_now(&clock_system);
	return seed;
}

static int make_plan(struct workspace *workspace,
		     const struct select_options *select,
		     const struct measure_options *measure, struct err *err)
{
	struct plan_options options = select->plan;

	options.processes = measure->processes;
	options.slices = measure->slices;
	options.time_budget_ns = measure->time_budget_ns;
	options.seed = measure->seed;
	if (!measure->seed_given)
		options.seed = draw_seed();
	return plan_make(&workspace->plan, &workspace->suite,
			 &workspace->catalog, &options, err);
}

int workspace_open(struct workspace *workspace,
		   const struct select_options *select,
		   const struct measure_options *measure, char *const *targets,
		   size_t target_count, struct err *err)
{
	CLEANUP(paths_release) struct paths paths = {0};

	int r = suite_init(&workspace->suite, err);
	if (r == 0) {
		r = collect(&workspace->suite, &paths, select, targets,
			    target_count, err);
	}
	if (r == 0) {
		r = plugin_describe(
		    &workspace->catalog, (const char *const *)paths.path,
		    paths.count, plugin_failed, &workspace->refused, err);
	}
	if (r == 0 && workspace->catalog.plugin_count == 0) {
		return err_set(err, ERR_PLUGIN,
			       "no plugin is left to run: all %zu were "
			       "refused",
			       paths.count);
	}
	return r < 0 ? r : make_plan(workspace, select, measure, err);
}

void workspace_release(struct workspace *workspace)
{
	plan_release(&workspace->plan);
	catalog_release(&workspace->catalog);
	suite_release(&workspace->suite);
}
