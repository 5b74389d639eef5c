#include "cli/targets.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/build.h"
#include "plugin/plugin.h"

#define SUITE_SUFFIX ".suite.json"

void paths_release(struct paths *paths)
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

/* Of a build, by its file's name. What only the other side has is left out. */
static int paths_add_built(struct paths *paths, const char *name,
			   const struct build *build, struct err *err)
{
	const char *path = build_find(build, name);

	if (!path)
		return build_may_lack(build, name)
			   ? 0
			   : build_lacks(build, name, err);
	char *copy = strdup(path);
	return copy ? paths_add(paths, copy, err)
		    : err_nomem(err, "path of a plugin");
}

static int paths_add_named(struct paths *paths, const char *name,
			   const struct select_options *select, struct err *err)
{
	if (select->build)
		return paths_add_built(paths, name, select->build, err);
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

static int add_build(struct paths *paths, const struct build *build,
		     struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < build->plugin_count && r == 0; i++)
		r = paths_add_built(paths, build->plugin[i], build, err);
	return r;
}

static int add_directory(struct paths *paths,
			 const struct select_options *select,
			 const char *directory, struct err *err)
{
	if (select->build)
		return add_build(paths, select->build, err);
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
		return add_directory(paths, select, target, err);
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

	if (select->build || !strchr(name, '/') || name[0] == '/' ||
	    !suite->directory)
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

	if (select->build)
		return add_build(paths, select->build, err);
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

/* Were plugins named that none of is in the build? */
static bool named_none(const struct suite *suite, size_t target_count)
{
	return suite->plugin_count > 0 || (target_count > 0 && !suite->path);
}

int targets_collect(struct suite *suite, struct paths *paths,
		    const struct select_options *select, char *const *targets,
		    size_t target_count, struct err *err)
{
	bool whole = select->whole_build;
	char path[PATH_MAX];
	int r = 0;

	for (size_t i = 0; i < target_count && r == 0; i++)
		r = add_target(suite, paths, select, targets[i], err);
	if (r == 0 && target_count == 0 && !whole &&
	    find_suite("default", path, sizeof(path)))
		r = read_suite(suite, path, err);
	for (size_t i = 0; i < suite->plugin_count && r == 0; i++) {
		r = add_suite_plugin(paths, suite, select, suite->plugin[i],
				     err);
	}
	if (r < 0 || paths->count > 0)
		return r;
	if (select->build && named_none(suite, target_count)) {
		if (select->build->other_count > 0)
			return 0;
		return err_set(err, ERR_PLUGIN,
			       "'%s' has none of the plugins that were asked "
			       "for",
			       str_shown(select->build->place).text);
	}
	return add_every_plugin(paths, select, err);
}
