/*
 * Where plugins are looked for.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "plugin/plugin.h"

#define PATH_BYTES 4096

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
