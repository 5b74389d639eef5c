/* Every baseline there is. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "store/store.h"

#define SUFFIX ".json"

struct list {
	const struct store *store;
	const struct machine_identity *machine;
	struct arena *arena;
	struct store_entry *entry; /* malloc'ed while it grows */
	size_t count, capacity;
};

static void release_names(struct dirent **names, int count)
{
	for (int i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

static bool set_problem(struct list *list, struct store_entry *entry,
			const struct err *problem, struct err *err)
{
	entry->problem = arena_strdup(list->arena, problem->text, err);
	return entry->problem;
}

/* What the file says; or why it cannot be read, which is no error here. */
static bool describe(struct list *list, struct store_entry *entry,
		     struct err *err)
{
	CLEANUP(baseline_release) struct baseline baseline = {0};
	struct err problem = {0};

	if (baseline_read(&baseline, entry->path, &problem) < 0)
		return set_problem(list, entry, &problem, err);
	entry->sessions = baseline.session_count;
	if (entry->sessions == 0)
		return true;
	const struct baseline_session *newest =
	    &baseline.session[entry->sessions - 1];
	entry->cases = newest->case_count;
	entry->newest_utc = arena_strdup(
	    list->arena, newest->started_utc ? newest->started_utc : "", err);
	return entry->newest_utc;
}

static int add(struct list *list, const char *machine_id, const char *file,
	       struct err *err)
{
	size_t length = strlen(file), suffix = strlen(SUFFIX);

	if (length <= suffix || strcmp(file + length - suffix, SUFFIX) != 0)
		return 0;
	int r = vec_reserve(&list->entry, &list->capacity, list->count,
			    sizeof *list->entry, err);
	if (r < 0)
		return r;
	struct store_entry *entry = &list->entry[list->count];
	entry->name = arena_strndup(list->arena, file, length - suffix, err);
	entry->machine_id = arena_strdup(list->arena, machine_id, err);
	entry->path = arena_printf(list->arena, err, "%s/%s/%s",
				   list->store->baselines, machine_id, file);
	if (!entry->name || !entry->machine_id || !entry->path)
		return -ERR_NOMEM;
	if (!store_name_valid(entry->name))
		return 0;
	entry->this_machine = strcmp(machine_id, list->machine->id) == 0;
	if (!describe(list, entry, err))
		return -ERR_NOMEM;
	list->count++;
	return 0;
}

/* A folder that cannot be read holds nothing for us. */
static int add_machine(struct list *list, const char *machine_id,
		       struct err *err)
{
	CLEANUP(mem_free) char *path = NULL;
	struct dirent **names = NULL;
	int r = 0;

	if (!store_name_valid(machine_id))
		return 0;
	if (asprintf(&path, "%s/%s", list->store->baselines, machine_id) < 0)
		return err_nomem(err, "list of baselines");
	int count = file_is_directory(path)
			? scandir(path, &names, NULL, alphasort)
			: 0;
	for (int i = 0; i < count && r == 0; i++)
		r = add(list, machine_id, names[i]->d_name, err);
	release_names(names, count);
	return r;
}

static int by_machine_and_name(const void *a, const void *b)
{
	const struct store_entry *x = a, *y = b;
	int machines = strcmp(x->machine_id, y->machine_id);

	return machines ? machines : strcmp(x->name, y->name);
}

static int take(struct list *list, struct store_entry **ret, size_t *ret_count,
		struct err *err)
{
	struct store_entry *kept =
	    arena_array(list->arena, list->count + 1, sizeof *kept, err);

	if (!kept)
		return -ERR_NOMEM;
	if (list->count > 0) {
		memcpy(kept, list->entry, list->count * sizeof *kept);
		qsort(kept, list->count, sizeof *kept, by_machine_and_name);
	}
	*ret = kept;
	*ret_count = list->count;
	return 0;
}

int store_list(const struct store *store,
	       const struct machine_identity *machine, struct arena *arena,
	       struct store_entry **ret, size_t *ret_count, struct err *err)
{
	struct list list = {.store = store, .machine = machine, .arena = arena};
	struct dirent **names = NULL;
	int count = scandir(store->baselines, &names, NULL, alphasort);
	int r = 0;

	if (count < 0 && errno != ENOENT)
		return err_sys(err, ERR_IO, errno, "cannot read '%s'",
			       store->baselines);
	for (int i = 0; i < count && r == 0; i++)
		r = add_machine(&list, names[i]->d_name, err);
	release_names(names, count);
	if (r == 0)
		r = take(&list, ret, ret_count, err);
	free(list.entry);
	return r;
}
