/*
 * The plugins of a directory.
 */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/elf_needs.h"
#include "base/mem.h"
#include "base/str.h"
#include "plugin/plugin.h"

#define DIRECTORY_MAX 10000

static bool ends_in_so(const char *name)
{
	size_t length = strlen(name);

	return length > 3 && strcmp(name + length - 3, ".so") == 0;
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

static int read_names(struct paths *paths, const char *dir, struct err *err)
{
	DIR *stream CLEANUP(close_directory) = opendir(dir);
	const struct dirent *entry;
	int r = 0;

	if (!stream) {
		return err_sys(err, ERR_PLUGIN, errno, "plugin directory '%s'",
			       str_shown(dir).text);
	}
	while (!r && (entry = readdir(stream)))
		if (ends_in_so(entry->d_name))
			r = paths_add(paths, dir, entry->d_name, err);
	return r;
}

/* A path by its file name. */
static int compare_name(const void *name, const void *path)
{
	return strcmp(name, strrchr(*(char *const *)path, '/') + 1);
}

/* What cannot be read needs nothing: loading it will say why. */
static int mark_needed(const struct paths *paths, const char *path,
		       bool *needed, struct err *err)
{
	struct arena arena CLEANUP(arena_release) = {0};
	struct elf_needs *needs = arena_alloc(&arena, sizeof(*needs), err);

	if (!needs)
		return -ERR_NOMEM;
	if (elf_needs_read(path, &arena, needs, NULL) < 0)
		return 0;
	for (size_t i = 0; i < needs->library_count; i++) {
		char **found =
		    bsearch(needs->library[i], paths->item, paths->count,
			    sizeof(*paths->item), compare_name);

		if (found)
			needed[found - paths->item] = true;
	}
	return 0;
}

/* Takes out what another one of PATHS (sorted) needs. */
static int drop_libraries(struct paths *paths, struct err *err)
{
	bool *needed CLEANUP(mem_free) = calloc(paths->count + 1, 1);
	size_t kept = 0;

	if (!needed)
		return err_nomem(err, "plugin paths");
	for (size_t i = 0; i < paths->count; i++) {
		int r = mark_needed(paths, paths->item[i], needed, err);

		if (r)
			return r;
	}
	for (size_t i = 0; i < paths->count; i++) {
		if (needed[i])
			free(paths->item[i]);
		else
			paths->item[kept++] = paths->item[i];
	}
	paths->count = kept;
	return 0;
}

int plugin_directory(const char *dir, char ***ret_paths, size_t *ret_count,
		     struct err *err)
{
	struct paths paths CLEANUP(paths_release) = {0};
	int r = read_names(&paths, dir, err);

	if (!r && paths.count) {
		qsort(paths.item, paths.count, sizeof(*paths.item),
		      compare_paths);
		r = drop_libraries(&paths, err);
	}
	if (r)
		return r;
	*ret_paths = TAKE(paths.item);
	*ret_count = paths.count;
	paths.count = 0;
	return 0;
}
