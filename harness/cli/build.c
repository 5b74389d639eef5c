#include "cli/build.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/str.h"
#include "plugin/plugin.h"

#define NAMED_MAX 5 /* plugins that a message names */

static bool ends_with(const char *text, const char *suffix)
{
	size_t length = strlen(text), tail = strlen(suffix);

	return length > tail && strcmp(text + length - tail, suffix) == 0;
}

static void close_directory(DIR **stream)
{
	if (*stream)
		(void)closedir(*stream);
}

static int look_into(const char *side, const char *place, bool *plugins,
		     bool *results, struct err *err)
{
	CLEANUP(close_directory) DIR *stream = opendir(place);
	const struct dirent *entry;

	if (!stream)
		return err_sys(err, ERR_USAGE, errno, "--%s '%s'", side,
			       str_shown(place).text);
	while ((entry = readdir(stream))) {
		*plugins |= ends_with(entry->d_name, ".so");
		*results |= ends_with(entry->d_name, ".json");
	}
	return 0;
}

static int directory_kind(const char *side, const char *place, bool numbers,
			  enum place_kind *ret, struct err *err)
{
	bool plugins = false, results = false;
	bool base = strcmp(side, "base") == 0;
	struct str_shown shown = str_shown(place);
	int r = look_into(side, place, &plugins, &results, err);

	if (r < 0)
		return r;
	if (base && plugins && results && !numbers)
		return err_set(
		    err, ERR_USAGE,
		    "--base '%s' holds plugins (*.so) and results "
		    "(*.json), so that it could be a build or stored "
		    "numbers; move the ones elsewhere, or say "
		    "--numbers",
		    shown.text);
	if (base && results && (numbers || !plugins)) {
		*ret = PLACE_RESULTS;
		return 0;
	}
	if (plugins) {
		*ret = PLACE_BUILD;
		return 0;
	}
	return err_set(err, ERR_USAGE,
		       "--%s '%s' holds no plugin (*.so)%s: is it the right "
		       "directory, and is the %s built?",
		       side, shown.text, base ? " and no result (*.json)" : "",
		       side);
}

int place_kind(const char *side, const char *text, bool numbers,
	       enum place_kind *ret, struct err *err)
{
	struct str_shown shown = str_shown(text);
	bool base = strcmp(side, "base") == 0;

	if (file_is_directory(text))
		return directory_kind(side, text, numbers, ret, err);
	if (ends_with(text, ".so"))
		return err_set(
		    err, ERR_USAGE,
		    "--%s '%s' is one plugin; expected the directory "
		    "of a build, which holds it; TARGET chooses "
		    "plugins in it",
		    side, shown.text);
	if (ends_with(text, ".json") || file_exists(text)) {
		*ret = PLACE_FILE;
		return 0;
	}
	if (base && store_name_valid(text)) {
		*ret = PLACE_NAME;
		return 0;
	}
	return err_set(err, ERR_USAGE,
		       "--%s '%s': there is no such file or directory; "
		       "expected the directory of a build%s",
		       side, shown.text,
		       base ? ", a result, a directory of results or the name "
			      "of a baseline"
			    : " or a result");
}

int place_check_distinct(const char *const *place, size_t count,
			 struct err *err)
{
	struct stat a, b;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < i; k++)
			if (stat(place[i], &a) == 0 &&
			    stat(place[k], &b) == 0 && a.st_dev == b.st_dev &&
			    a.st_ino == b.st_ino)
				return err_set(
				    err, ERR_USAGE,
				    "'%s' and '%s' are one directory: build "
				    "each side into its own",
				    str_shown(place[k]).text,
				    str_shown(place[i]).text);
	return 0;
}

int build_of_directory(struct build *ret, const char *place,
		       struct arena *arena, struct err *err)
{
	char **found = NULL;
	size_t count = 0;
	int r = plugin_directory(place, &found, &count, err);

	ret->place = place;
	if (r == 0) {
		ret->plugin =
		    arena_array(arena, count + 1, sizeof(*ret->plugin), err);
		r = ret->plugin ? 0 : -ERR_NOMEM;
	}
	for (size_t i = 0; i < count; i++) {
		if (r == 0)
			r = arena_copy_text(arena, found[i], &ret->plugin[i],
					    err);
		free(found[i]);
	}
	free(found);
	ret->plugin_count = r == 0 ? count : 0;
	return r;
}

int build_of_baseline(struct build *ret, const struct store *store,
		      const struct baseline *baseline, struct arena *arena,
		      char **ret_missing, struct err *err)
{
	struct store_artefact *kept = NULL;
	size_t count = 0;
	int r = store_artefacts(store, baseline, arena, &kept, &count, err);

	if (r < 0)
		return r;
	*ret = (struct build){.place = baseline->name};
	*ret_missing = NULL;
	ret->plugin = arena_array(arena, count + 1, sizeof(*ret->plugin), err);
	if (!ret->plugin)
		return -ERR_NOMEM;
	for (size_t i = 0; i < count && !*ret_missing; i++) {
		*ret_missing = kept[i].missing;
		ret->plugin[ret->plugin_count++] = kept[i].path;
	}
	if (count == 0)
		r = arena_copy_text(arena, "it names no plugin", ret_missing,
				    err);
	return r;
}

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

const char *build_find(const struct build *build, const char *name)
{
	const char *file = file_name(name);
	size_t length = strlen(file) - (ends_with(file, ".so") ? 3 : 0);

	for (size_t i = 0; i < build->plugin_count; i++) {
		const char *have = file_name(build->plugin[i]);

		if (strncmp(have, file, length) == 0 &&
		    strcmp(have + length, ".so") == 0)
			return build->plugin[i];
	}
	return NULL;
}

bool build_may_lack(const struct build *build, const char *name)
{
	bool may = build->older;

	for (size_t i = 0; i < build->other_count && !may; i++)
		may = build_find(&build->other[i], name) != NULL;
	return may;
}

int build_lacks(const struct build *build, const char *name, struct err *err)
{
	CLEANUP(str_release) struct str names = {0};
	size_t n = build->plugin_count;

	for (size_t i = 0; i < n && i < NAMED_MAX; i++)
		str_addf(&names, "%s%s", i ? ", " : "",
			 str_shown(file_name(build->plugin[i])).text);
	return err_set(
	    err, ERR_PLUGIN,
	    "'%s' has no plugin '%s'; it has %s%s; build it, or "
	    "leave it out",
	    str_shown(build->place).text, str_shown(file_name(name)).text,
	    n ? str_text(&names) : "none", n > NAMED_MAX ? ", ..." : "");
}
