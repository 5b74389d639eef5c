/* Which plugins of a baseline can run again. */
#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "store/artefacts.h"
#include "store/store.h"

#define MEND                                                                   \
	"restore the folder of artefacts, or measure the base again and save " \
	"it"

/* The plugin kept at PATH, under KEY, while it is looked at. */
struct kept {
	const struct store *store;
	const struct result_plugin *plugin;
	struct arena *arena;
	char *path, *key;
};

/* Sets *RET to what is wrong with the file itself; NULL: nothing. */
static int check_build(const struct kept *kept, char **ret, struct err *err)
{
	char id[80] = "";
	struct err detail = {0};

	if (!kept->store->build_id)
		return 0;
	if (kept->store->build_id(kept->path, id, &detail) < 0)
		*ret = arena_printf(kept->arena, err, "%s: " MEND, detail.text);
	else if (strcmp(id, kept->plugin->build_id) != 0)
		*ret = arena_printf(
		    kept->arena, err,
		    "'%s' has the build id %.12s, expected %.12s: it was "
		    "changed or written by half; " MEND,
		    str_shown(kept->path).text, id,
		    str_shown(kept->plugin->build_id).text);
	else
		return 0;
	return *ret ? 0 : -ERR_NOMEM;
}

static int check_libraries(const struct kept *kept, char **ret, struct err *err)
{
	struct artefacts_libraries libraries = {0};
	struct err detail = {0};
	char *by_path = NULL, *key = NULL;
	int r = artefacts_kept_libraries(kept->path, kept->arena, &libraries,
					 &by_path, &detail);

	if (r == 0)
		r = artefacts_key(kept->plugin->build_id, &libraries,
				  kept->arena, &key, &detail);
	if (r == -ERR_NOMEM)
		return err_nomem(err, "libraries of a plugin");
	if (r < 0)
		*ret = arena_printf(kept->arena, err, "%s: " MEND, detail.text);
	/* NOLINTNEXTLINE(*NonNullParamChecker): it was made */
	else if (strcmp(key, kept->key) != 0)
		*ret = arena_printf(kept->arena, err,
				    "the libraries beside '%s' are not those "
				    "that were kept with it; " MEND,
				    str_shown(kept->path).text);
	else if (by_path)
		*ret = arena_printf(
		    kept->arena, err,
		    "'%s' loads '%s' by its path, so that the kept copy would "
		    "not be used; give that library an SONAME and link it by "
		    "-l",
		    str_shown(kept->path).text, str_shown(by_path).text);
	else
		return 0;
	return *ret ? 0 : -ERR_NOMEM;
}

static int check(const struct kept *kept, char **ret, struct err *err)
{
	if (!file_exists(kept->path)) {
		*ret = arena_printf(kept->arena, err, "'%s' is gone; " MEND,
				    str_shown(kept->path).text);
		return *ret ? 0 : -ERR_NOMEM;
	}
	int r = check_build(kept, ret, err);
	return r == 0 && !*ret ? check_libraries(kept, ret, err) : r;
}

static int look_at(const struct store *store,
		   const struct result_plugin *plugin, struct arena *arena,
		   struct store_artefact *ret, struct err *err)
{
	ret->id = arena_strdup(arena, plugin->id, err);
	if (!ret->id)
		return -ERR_NOMEM;
	if (!plugin->path || !plugin->build_id)
		return arena_copy_text(arena,
				       "it had no build id when it was saved; "
				       "link plugins with -Wl,--build-id",
				       &ret->missing, err);
	struct kept kept = {
	    .store = store,
	    .plugin = plugin,
	    .arena = arena,
	    .path = arena_printf(arena, err, "%s/%s", store->artefacts,
				 plugin->path),
	    .key = arena_strndup(arena, plugin->path,
				 strcspn(plugin->path, "/"), err),
	};
	if (!kept.path || !kept.key)
		return -ERR_NOMEM;
	int r = check(&kept, &ret->missing, err);
	if (r == 0 && !ret->missing)
		ret->path = kept.path;
	return r;
}

int store_artefacts(const struct store *store, const struct baseline *baseline,
		    struct arena *arena, struct store_artefact **ret,
		    size_t *ret_count, struct err *err)
{
	const struct baseline_session *newest =
	    &baseline->session[baseline->session_count - 1];
	struct store_artefact *item =
	    arena_array(arena, newest->plugin_count + 1, sizeof *item, err);
	int r = 0;

	if (!item)
		return -ERR_NOMEM;
	for (size_t i = 0; i < newest->plugin_count && r == 0; i++)
		r = look_at(store, &newest->plugin[i], arena, &item[i], err);
	if (r < 0)
		return r;
	*ret = item;
	*ret_count = newest->plugin_count;
	return 0;
}
