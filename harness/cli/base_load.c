/*
 * What a comparison is made against: any of the forms of --base.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/cli.h"
#include "machine/machine.h"
#include "store/session.h"

#define RESULTS_MAX 1000 /* of a directory */

static bool is_json(const char *name)
{
	size_t length = strlen(name);

	return length > 5 && strcmp(name + length - 5, ".json") == 0;
}

/* Appends the result at PATH as a session; the first one names the machine. */
static int add_session(struct baseline *base, const char *path, struct err *err)
{
	CLEANUP(result_release) struct result result = {0};
	struct baseline_session session = {0};

	int r = result_load(&result, path, err);
	if (r == 0)
		r = session_make(&result, &base->arena, &session, err);
	if (r < 0)
		return r;
	if (base->session_count == 0)
		base->machine = result.machine;
	char why[512];
	if (!machine_same(&base->machine, &result.machine, why, sizeof why))
		return err_set(err, ERR_OTHER_MACHINE,
			       "'%s' was measured on another machine than the "
			       "results before it: %s; keep one machine a "
			       "directory",
			       str_shown(path).text, str_shown(why).text);
	base->session[base->session_count++] = session;
	return 0;
}

/* A run counts once: copies of it would hide how much sessions differ. */
static int check_run(const struct baseline *base, char *const *paths,
		     struct err *err)
{
	size_t last = base->session_count - 1;
	const char *run_id = base->session[last].run_id;

	for (size_t i = 0; run_id && i < last; i++)
		/* NOLINTNEXTLINE(*NonNullParamChecker): each has an id */
		if (strcmp(base->session[i].run_id, run_id) == 0)
			return err_set(err, ERR_USAGE,
				       "'%s' and '%s' are the same run (%s); a "
				       "session counts once, so keep one of "
				       "them",
				       str_shown(paths[i]).text,
				       str_shown(paths[last]).text,
				       str_shown(run_id).text);
	return 0;
}

static bool began_later(const struct baseline_session *a,
			const struct baseline_session *b)
{
	return a->started_utc && b->started_utc &&
	       strcmp(a->started_utc, b->started_utc) > 0;
}

/* Puts the last session before those that began later. */
static void sort_in(struct baseline *base)
{
	size_t at = base->session_count - 1;
	struct baseline_session last = base->session[at];

	for (; at > 0 && began_later(&base->session[at - 1], &last); at--)
		base->session[at] = base->session[at - 1];
	base->session[at] = last;
}

static int from_results(const char *name, char *const *paths, size_t count,
			struct baseline *ret, struct err *err)
{
	struct baseline base = {0};
	int r = 0;

	base.name = arena_strdup(&base.arena, name, err);
	base.session =
	    arena_array(&base.arena, count, sizeof(*base.session), err);
	if (!base.name || !base.session)
		r = -ERR_NOMEM;
	for (size_t i = 0; i < count && r == 0; i++) {
		r = add_session(&base, paths[i], err);
		if (r == 0)
			r = check_run(&base, paths, err);
	}
	for (size_t i = 0; i < count && r == 0; i++) {
		base.session_count = i + 1;
		sort_in(&base);
	}
	if (r < 0) {
		baseline_release(&base);
		return r;
	}
	*ret = base;
	return 0;
}

static int is_result(const struct dirent *entry)
{
	return is_json(entry->d_name);
}

static int from_directory(const char *directory, struct baseline *ret,
			  struct err *err)
{
	struct dirent **entry = NULL;
	char shown[256];
	int n = scandir(directory, &entry, is_result, alphasort);
	size_t count = n > 0 ? (size_t)n : 0, made = 0;
	char **path = calloc(count + 1, sizeof(*path));
	int r = 0;

	(void)str_printable(shown, sizeof(shown), directory);
	for (; path && made < count; made++)
		if (asprintf(&path[made], "%s/%s", directory,
			     entry[made]->d_name) < 0)
			break;
	if (count == 0) {
		r = err_set(err, ERR_NO_BASELINE,
			    "'%s' holds no result; a base is a result file, a "
			    "directory of results, or a baseline's name; two "
			    "builds are compared by `tare gate`",
			    shown);
	} else if (count > RESULTS_MAX) {
		r = err_set(err, ERR_USAGE,
			    "'%s' holds %zu results, at most %d are read; "
			    "keep the newest ones there, or save a baseline",
			    shown, count, RESULTS_MAX);
	} else if (made < count) {
		r = err_nomem(err, "list of results");
	} else {
		r = from_results(directory, path, count, ret, err);
	}
	for (size_t i = 0; i < count; i++) {
		free(entry[i]);
		if (i < made)
			free(path[i]);
	}
	free(entry);
	free(path);
	return r;
}

/* A result, or else a baseline. */
static int from_file(char *path, struct baseline *ret, struct err *err)
{
	struct err as_result = {0}, as_baseline = {0};

	if (from_results(path, &path, 1, ret, &as_result) == 0 ||
	    baseline_read(ret, path, &as_baseline) == 0)
		return 0;
	/* The reader that knew the schema has the better message. */
	const struct err *better =
	    as_baseline.code == ERR_SCHEMA ? &as_result : &as_baseline;
	return err_set(err, better->code, "%s", better->text);
}

int base_load(const struct store *store, const char *text, struct baseline *ret,
	      struct err *err)
{
	struct machine_identity machine = {0};

	if (file_is_directory(text))
		return from_directory(text, ret, err);
	if (is_json(text) || strchr(text, '/')) {
		CLEANUP(mem_free) char *path = strdup(text);
		return path ? from_file(path, ret, err)
			    : err_nomem(err, "path of the base");
	}
	int r = machine_identify(&machine, "", err);
	return r < 0 ? r : store_load(store, text, &machine, ret, err);
}
