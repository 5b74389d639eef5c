/* Where the dynamic loader finds the libraries of a plugin: ld.so(8). */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/elf_needs.h"
#include "base/file.h"
#include "store/artefacts.h"

/* Libraries found so far; also the queue of those to look into. */
struct search {
	struct arena *arena;
	char folder[PATH_MAX]; /* of the plugin */
	bool kept;             /* by the store: nothing is elsewhere */
	char *by_path;         /* name with '/' of one that was kept */
	struct artefacts_library *library;
	size_t count;
};

static bool is_system(const char *path)
{
	static const char *const prefix[] = {
	    "/lib/",     "/lib32/",     "/lib64/",    "/libx32/",
	    "/usr/lib/", "/usr/lib32/", "/usr/lib64/"};

	for (size_t i = 0; i < ARRAY_SIZE(prefix); i++)
		if (strncmp(path, prefix[i], strlen(prefix[i])) == 0)
			return true;
	return false;
}

/* Replaces $ORIGIN and ${ORIGIN} at the start of DIR. */
static char *expand(struct search *search, const char *dir, size_t length,
		    const char *origin, struct err *err)
{
	static const char *const word[] = {"$ORIGIN", "${ORIGIN}"};

	for (size_t i = 0; i < ARRAY_SIZE(word); i++) {
		size_t skip = strlen(word[i]);
		if (length >= skip && strncmp(dir, word[i], skip) == 0)
			return arena_printf(search->arena, err, "%s%.*s",
					    origin, (int)(length - skip),
					    dir + skip);
	}
	return arena_strndup(search->arena, dir, length, err);
}

/* Looks for NAME in a colon-separated LIST; *RET stays NULL if not there. */
static int look_in(struct search *search, const char *list, const char *origin,
		   const char *name, char **ret, struct err *err)
{
	while (list && *list && !*ret) {
		size_t length = strcspn(list, ":");
		char *dir = expand(search, length ? list : ".",
				   length ? length : 1, origin, err);
		if (!dir)
			return -ERR_NOMEM;
		char *path =
		    arena_printf(search->arena, err, "%s/%s", dir, name);
		if (!path)
			return -ERR_NOMEM;
		if (file_exists(path))
			*ret = path;
		list += length + (list[length] == ':');
	}
	return 0;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* As plugin_load() does, before the loader is asked. */
static int find_beside(struct search *search, const char *name, char **ret,
		       struct err *err)
{
	char *path = arena_printf(search->arena, err, "%s/%s", search->folder,
				  base_name(name));
	if (!path)
		return -ERR_NOMEM;
	if (!file_exists(path))
		return 0;
	*ret = path;
	if (search->kept && strchr(name, '/') && !search->by_path) {
		search->by_path = arena_strdup(search->arena, name, err);
		return search->by_path ? 0 : -ERR_NOMEM;
	}
	return 0;
}

/* Not found at all: the loader's own folders, so the system's. */
static int find(struct search *search, const struct elf_needs *needs,
		const char *origin, const char *name, char **ret,
		struct err *err)
{
	*ret = NULL;
	if (search->kept)
		return find_beside(search, name, ret, err);
	if (strchr(name, '/')) {
		*ret = arena_strdup(search->arena, name, err);
		return *ret ? 0 : -ERR_NOMEM;
	}
	int r = find_beside(search, name, ret, err);
	if (r == 0 && !*ret && !needs->runpath)
		r = look_in(search, needs->rpath, origin, name, ret, err);
	if (r == 0 && !*ret)
		r = look_in(search, getenv("LD_LIBRARY_PATH"), origin, name,
			    ret, err);
	if (r == 0 && !*ret)
		r = look_in(search, needs->runpath, origin, name, ret, err);
	return r;
}

static bool known(const struct search *search, const char *name)
{
	for (size_t i = 0; i < search->count; i++)
		if (strcmp(search->library[i].name, name) == 0)
			return true;
	return false;
}

static int add(struct search *search, const char *name, const char *found,
	       struct err *err)
{
	char real[PATH_MAX];

	if (!realpath(found, real) || (!search->kept && is_system(real)) ||
	    known(search, base_name(name)))
		return 0;
	if (search->count == ARTEFACTS_MAX_LIBRARIES)
		return err_set(err, ERR_LIMIT,
			       "more than %d libraries that are not the "
			       "system's",
			       ARTEFACTS_MAX_LIBRARIES);
	struct artefacts_library *library = &search->library[search->count];
	library->name = arena_strdup(search->arena, base_name(name), err);
	library->path = arena_strdup(search->arena, real, err);
	if (!library->name || !library->path)
		return -ERR_NOMEM;
	search->count++;
	return 0;
}

static int add_needs_of(struct search *search, const char *path,
			struct err *err)
{
	char real[PATH_MAX];
	struct elf_needs needs;

	if (!realpath(path, real))
		return err_sys(err, ERR_IO, errno, "cannot read '%s'", path);
	int r = elf_needs_read(real, search->arena, &needs, err);
	if (r < 0)
		return r;
	*strrchr(real, '/') = '\0';
	for (size_t i = 0; i < needs.library_count && r == 0; i++) {
		char *found;
		r = find(search, &needs, real, needs.library[i], &found, err);
		if (r == 0 && found)
			r = add(search, needs.library[i], found, err);
	}
	return r;
}

static int search_all(struct search *search, const char *path,
		      struct artefacts_libraries *ret, struct err *err)
{
	search->library = arena_array(search->arena, ARTEFACTS_MAX_LIBRARIES,
				      sizeof *search->library, err);
	if (!search->library)
		return -ERR_NOMEM;
	if (!realpath(path, search->folder))
		return err_sys(err, ERR_IO, errno, "cannot read '%s'", path);
	*strrchr(search->folder, '/') = '\0';
	int r = add_needs_of(search, path, err);
	for (size_t i = 0; i < search->count && r == 0; i++)
		r = add_needs_of(search, search->library[i].path, err);
	if (r == 0)
		*ret = (struct artefacts_libraries){search->library,
						    search->count};
	return r;
}

int artefacts_libraries(const char *path, struct arena *arena,
			struct artefacts_libraries *ret, struct err *err)
{
	struct search search = {.arena = arena};

	return search_all(&search, path, ret, err);
}

int artefacts_kept_libraries(const char *path, struct arena *arena,
			     struct artefacts_libraries *ret,
			     char **ret_by_path, struct err *err)
{
	struct search search = {.arena = arena, .kept = true};
	int r = search_all(&search, path, ret, err);

	if (r == 0)
		*ret_by_path = search.by_path;
	return r;
}
