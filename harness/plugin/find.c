/*
 * Where plugins are looked for.
 */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "plugin/plugin.h"

#define PATH_BYTES    4096
#define DIRECTORY_MAX 10000

static bool ends_in_so(const char *name)
{
	size_t length = strlen(name);

	return length > 3 && strcmp(name + length - 3, ".so") == 0;
}

/* Of the build tree, then of the installation; from the program. */
static const char *const program_plugins[] = {"plugins",
					      TARE_LIBDIR "/plugins"};

char *plugin_default_directory(void)
{
	char path[PATH_BYTES];

	for (size_t i = 0; i < ARRAY_SIZE(program_plugins); i++)
		if (file_beside_program(path, sizeof(path),
					program_plugins[i]) &&
		    file_is_directory(path))
			return strdup(path);
	return NULL;
}

/* One search: the first directory that has the file, and where it looked. */
struct search {
	const char *name;
	struct str looked;
	char *found;
};

static void search_release(struct search *search)
{
	str_release(&search->looked);
	free(search->found);
}

static void search_in(struct search *search, const char *dir, size_t length)
{
	char *path CLEANUP(mem_free) = NULL;

	if (search->found || !length)
		return;
	if (asprintf(&path, "%.*s/%s%s", (int)length, dir, search->name,
		     ends_in_so(search->name) ? "" : ".so") < 0) {
		path = NULL;
		search->looked.failed = true;
		return;
	}
	if (file_exists(path) && !file_is_directory(path)) {
		search->found = TAKE(path);
	} else {
		str_addf(&search->looked, "%s%.*s",
			 search->looked.length ? ", " : "", (int)length, dir);
	}
}

static void search_list(struct search *search, const char *list)
{
	while (list && *list) {
		size_t length = strcspn(list, ":");

		search_in(search, list, length);
		list += length + (list[length] == ':');
	}
}

static int resolve_path(const char *path, char **ret_path, struct err *err)
{
	if (!file_exists(path)) {
		return err_set(err, ERR_PLUGIN,
			       "no such plugin: '%s' is not a file; build it, "
			       "or name another",
			       str_shown(path).text);
	}
	*ret_path = strdup(path);
	return *ret_path ? 0 : err_nomem(err, "plugin path");
}

int plugin_resolve(const char *name, const char *const *dirs, size_t dir_count,
		   char **ret_path, struct err *err)
{
	struct search search CLEANUP(search_release) = {.name = name};
	char path[PATH_BYTES];

	if (strchr(name, '/') || (ends_in_so(name) && file_exists(name)))
		return resolve_path(name, ret_path, err);
	for (size_t i = 0; i < dir_count; i++)
		search_in(&search, dirs[i], strlen(dirs[i]));
	search_list(&search, getenv("TARE_PLUGIN_PATH"));
	for (size_t i = 0; i < ARRAY_SIZE(program_plugins); i++)
		if (file_beside_program(path, sizeof(path), program_plugins[i]))
			search_in(&search, path, strlen(path));
	if (search.looked.failed)
		return err_nomem(err, "plugin path");
	if (!search.found) {
		return err_set(err, ERR_PLUGIN,
			       "no such plugin: '%s'; looked in: %s; name its "
			       "file, or set TARE_PLUGIN_PATH",
			       str_shown(name).text, str_text(&search.looked));
	}
	*ret_path = TAKE(search.found);
	return 0;
}

/* Paths while a directory is read. */
struct paths {
	char **item;
	size_t count, capacity;
};

static void paths_release(struct paths *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		free(paths->item[i]);
	free(paths->item);
}

static int paths_add(struct paths *paths, const char *dir, const char *name,
		     struct err *err)
{
	int r;

	if (paths->count == DIRECTORY_MAX) {
		return err_set(err, ERR_LIMIT, "'%s': more than %d plugins",
			       str_shown(dir).text, DIRECTORY_MAX);
	}
	r = vec_reserve(&paths->item, &paths->capacity, paths->count,
			sizeof(*paths->item), err);
	if (r)
		return r;
	if (asprintf(&paths->item[paths->count], "%s/%s", dir, name) < 0)
		return err_nomem(err, "plugin path");
	paths->count++;
	return 0;
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void close_directory(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

int plugin_directory(const char *dir, char ***ret_paths, size_t *ret_count,
		     struct err *err)
{
	struct paths paths CLEANUP(paths_release) = {0};
	DIR *stream CLEANUP(close_directory) = opendir(dir);
	const struct dirent *entry;

	if (!stream) {
		return err_sys(err, ERR_PLUGIN, errno, "plugin directory '%s'",
			       str_shown(dir).text);
	}
	while ((entry = readdir(stream))) {
		int r = ends_in_so(entry->d_name)
			    ? paths_add(&paths, dir, entry->d_name, err)
			    : 0;
		if (r)
			return r;
	}
	if (paths.count) {
		qsort(paths.item, paths.count, sizeof(*paths.item),
		      compare_paths);
	}
	*ret_paths = TAKE(paths.item);
	*ret_count = paths.count;
	paths.count = 0;
	return 0;
}
