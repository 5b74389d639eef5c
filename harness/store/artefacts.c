#include "store/artefacts.h"

#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"

enum { LIBRARIES_HASH_DIGITS = 16, BUILD_ID_MAX = 100 };

/* Build ids come from files and name folders. */
static bool build_id_valid(const char *id)
{
	size_t length = strlen(id);

	return length > 0 && length <= BUILD_ID_MAX &&
	       strspn(id, "0123456789abcdefABCDEF:sh") == length;
}

static int add_hash(struct str *text, const struct artefacts_library *library,
		    struct err *err)
{
	char hex[HASH_HEX_SIZE];
	int r = hash_file(library->path, hex, err);

	if (r == 0)
		str_addf(text, "%s %s\n", library->name, hex);
	return r;
}

int artefacts_key(const char *build_id,
		  const struct artefacts_libraries *libraries,
		  struct arena *arena, char **ret, struct err *err)
{
	CLEANUP(str_release) struct str text = {0};
	char hex[HASH_HEX_SIZE];
	int r = 0;

	for (size_t i = 0; i < libraries->count && r == 0; i++)
		r = add_hash(&text, &libraries->item[i], err);
	if (r < 0)
		return r;
	if (text.failed)
		return err_nomem(err, "list of libraries");
	hash_bytes(str_text(&text), text.length, hex);
	*ret = libraries->count == 0
		   ? arena_strdup(arena, build_id, err)
		   : arena_printf(arena, err, "%s-%.*s", build_id,
				  LIBRARIES_HASH_DIGITS, hex);
	return *ret ? 0 : -ERR_NOMEM;
}

/* A build id is what a linker was told, so the content has the last word. */
static int check_same(const char *from, const char *kept, const char *folder,
		      struct err *err)
{
	char hex[HASH_HEX_SIZE] = "", kept_hex[HASH_HEX_SIZE] = "";
	int r = hash_file(from, hex, err);

	if (r == 0)
		r = hash_file(kept, kept_hex, err);
	if (r != 0 || strcmp(hex, kept_hex) == 0)
		return r;
	return err_set(err, ERR_IO,
		       "'%s' was kept with other content under the same build "
		       "id (sha256 %.12s, '%s' has %.12s); if it is not "
		       "needed, remove the folder '%s' and save again",
		       str_shown(kept).text, kept_hex, str_shown(from).text,
		       hex, str_shown(folder).text);
}

static int copy_in(const char *folder, const char *name, const char *from,
		   struct arena *arena, struct err *err)
{
	char *to = arena_printf(arena, err, "%s/%s", folder, name);

	if (!to)
		return -ERR_NOMEM;
	return file_exists(to) ? check_same(from, to, folder, err)
			       : file_copy(from, to, err);
}

static int copy_all(const char *folder, const struct result_plugin *plugin,
		    const char *file,
		    const struct artefacts_libraries *libraries,
		    struct arena *arena, struct err *err)
{
	int r = file_make_directories(folder, err);

	if (r == 0)
		r = copy_in(folder, file, plugin->path, arena, err);
	for (size_t i = 0; i < libraries->count && r == 0; i++)
		r = copy_in(folder, libraries->item[i].name,
			    libraries->item[i].path, arena, err);
	return r;
}

static int check_plugin(const struct result_plugin *plugin, struct err *err)
{
	char id[128];

	str_printable(id, sizeof id, plugin->id);
	if (!plugin->path || !file_exists(plugin->path))
		return err_set(err, ERR_IO,
			       "the file of plugin '%s' is gone; a baseline "
			       "keeps it, so save right after the run",
			       id);
	if (!build_id_valid(plugin->build_id))
		return err_set(err, ERR_FORMAT,
			       "plugin '%s' has no valid build id", id);
	return 0;
}

int artefacts_save(const char *directory, const struct result_plugin *plugin,
		   struct arena *arena, char **ret_path, struct err *err)
{
	struct artefacts_libraries libraries = {0};
	char *key = NULL;

	if (!plugin->build_id) {
		*ret_path = NULL;
		return 0;
	}
	int r = check_plugin(plugin, err);
	if (r == 0)
		r = artefacts_libraries(plugin->path, arena, &libraries, err);
	if (r == 0)
		r = artefacts_key(plugin->build_id, &libraries, arena, &key,
				  err);
	if (r < 0)
		return r;
	const char *slash = strrchr(plugin->path, '/');
	const char *file = slash ? slash + 1 : plugin->path;
	char *folder = arena_printf(arena, err, "%s/%s", directory, key);
	char *path = arena_printf(arena, err, "%s/%s", key, file);
	if (!folder || !path)
		return -ERR_NOMEM;
	r = copy_all(folder, plugin, file, &libraries, arena, err);
	if (r == 0)
		*ret_path = path;
	return r;
}
