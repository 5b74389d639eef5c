#include "plugin/beside.h"

#include <dlfcn.h>
#include <link.h>
#include <string.h>
#include <sys/stat.h>

#include "base/elf_needs.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"

/* What a need for NAME is given in this process; NULL: nothing yet. */
static const char *taken_for(const char *name)
{
	void *handle = dlopen(name, RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
	struct link_map *map = NULL;

	if (!handle || dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0)
		return NULL;
	return map->l_name;
}

static bool same_content(const char *a, const char *b)
{
	char hex_a[HASH_HEX_SIZE], hex_b[HASH_HEX_SIZE];
	struct stat at_a, at_b;

	if (stat(a, &at_a) || stat(b, &at_b))
		return false;
	if (at_a.st_dev == at_b.st_dev && at_a.st_ino == at_b.st_ino)
		return true;
	return hash_file(a, hex_a, NULL) == 0 &&
	       hash_file(b, hex_b, NULL) == 0 && strcmp(hex_a, hex_b) == 0;
}

static bool known(const struct beside *beside, const char *name)
{
	for (size_t i = 0; i < beside->count; i++)
		if (strcmp(beside->library[i].name, name) == 0)
			return true;
	return false;
}

static int open_first(struct beside *beside, struct beside_library *library,
		      struct err *err)
{
	const char *reason;

	if (taken_for(library->name)) {
		library->why = arena_strdup(
		    &beside->arena,
		    "a process has one library of a name, and that one was "
		    "loaded before; use the same one for both",
		    err);
		return library->why ? 0 : -ERR_NOMEM;
	}
	if (dlopen(library->path, RTLD_NOW | RTLD_LOCAL))
		return 0;
	reason = dlerror();
	library->why = arena_strdup(&beside->arena,
				    reason ? reason : "no reason given", err);
	return library->why ? 0 : -ERR_NOMEM;
}

static int visit(struct beside *beside, const char *folder, const char *path,
		 struct err *err);

/* NAME, if a file of the FOLDER is called so. */
static int take(struct beside *beside, const char *folder, char *name,
		struct err *err)
{
	char *path = arena_printf(&beside->arena, err, "%s/%s", folder, name);
	struct beside_library *library;
	int r;

	if (!path)
		return -ERR_NOMEM;
	if (known(beside, name) || !file_exists(path))
		return 0;
	if (beside->count == BESIDE_MAX_LIBRARIES)
		return err_set(err, ERR_PLUGIN,
			       "it needs more than %d libraries of its folder",
			       BESIDE_MAX_LIBRARIES);
	library = &beside->library[beside->count++];
	*library = (struct beside_library){.name = name, .path = path};
	r = visit(beside, folder, path, err);
	return r < 0 ? r : open_first(beside, library, err);
}

/* What is needed by its path is what that path says. */
static int visit(struct beside *beside, const char *folder, const char *path,
		 struct err *err)
{
	struct elf_needs *needs =
	    arena_alloc(&beside->arena, sizeof(*needs), err);
	struct err detail = {0};
	int r = 0;

	if (!needs)
		return -ERR_NOMEM;
	if (elf_needs_read(path, &beside->arena, needs, &detail) < 0)
		return err_set(err, ERR_PLUGIN, "%s", detail.text);
	for (size_t i = 0; r == 0 && i < needs->library_count; i++)
		if (!strchr(needs->library[i], '/'))
			r = take(beside, folder, needs->library[i], err);
	return r;
}

int beside_load(struct beside *beside, const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char *folder = arena_strndup(&beside->arena, path,
				     slash ? (size_t)(slash - path) : 0, err);

	return folder ? visit(beside, folder, path, err) : -ERR_NOMEM;
}

static int refuse(const struct beside_library *library, const char *taken,
		  struct err *err)
{
	const char *why = library->why
			      ? library->why
			      : "its SONAME is another name; link it with "
				"-Wl,-soname,NAME";

	return err_set(err, ERR_PLUGIN,
		       "the library '%s' beside it is not used, but '%s': %s",
		       str_shown(library->name).text, str_shown(taken).text,
		       str_shown(why).text);
}

int beside_check(const struct beside *beside, struct err *err)
{
	for (size_t i = 0; i < beside->count; i++) {
		const struct beside_library *library = &beside->library[i];
		const char *taken = taken_for(library->name);

		if (!taken || same_content(taken, library->path))
			continue;
		return refuse(library, taken, err);
	}
	return 0;
}

void beside_release(struct beside *beside)
{
	arena_release(&beside->arena);
}
