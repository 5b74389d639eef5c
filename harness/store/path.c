#include "store/path.h"

#include <string.h>

#include "base/file.h"
#include "base/str.h"

enum { NAME_MAX_BYTES = 100 };

bool store_name_valid(const char *name)
{
	size_t length = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz"
				     "0123456789._-");

	return length > 0 && length <= NAME_MAX_BYTES && !name[length] &&
	       name[0] != '.';
}

int store_path(const struct store *store, const char *name,
	       const struct machine_identity *machine, struct arena *arena,
	       char **ret, struct err *err)
{
	char shown[128];

	if (!store_name_valid(name))
		return err_set(err, ERR_USAGE,
			       "'%s' is no name of a baseline; expected 1 to "
			       "%d of A-Z a-z 0-9 . _ - and no '.' in front, "
			       "e.g. main",
			       str_printable(shown, sizeof shown, name),
			       NAME_MAX_BYTES);
	if (!store_name_valid(machine->id))
		return err_set(err, ERR_FORMAT,
			       "'%s' is no machine id; measure again",
			       str_printable(shown, sizeof shown, machine->id));
	*ret = arena_printf(arena, err, "%s/%s/%s.json", store->baselines,
			    machine->id, name);
	return *ret ? 0 : -ERR_NOMEM;
}

int store_read(const char *path, const struct machine_identity *machine,
	       struct baseline *ret, struct err *err)
{
	CLEANUP(baseline_release) struct baseline baseline = {0};
	char shown[64];
	int r = baseline_read(&baseline, path, err);

	if (r < 0)
		return r;
	if (strcmp(baseline.machine.id, machine->id) != 0)
		return err_set(
		    err, ERR_OTHER_MACHINE,
		    "'%s' is of machine %s, expected %s: a baseline "
		    "does not move between machines; save one on "
		    "this one",
		    path,
		    str_printable(shown, sizeof shown, baseline.machine.id),
		    machine->id);
	if (baseline.session_count == 0)
		return err_set(err, ERR_FORMAT,
			       "'%s' has no session; remove it and save again",
			       path);
	*ret = baseline;
	baseline = (struct baseline){0};
	return 0;
}

struct nearby {
	const char *name[512];
	size_t count;
	struct str elsewhere; /* machines that have the name */
};

static void look_at(struct nearby *nearby, const struct store_entry *entry,
		    const char *name)
{
	if (entry->this_machine && nearby->count < ARRAY_SIZE(nearby->name))
		nearby->name[nearby->count++] = entry->name;
	if (!entry->this_machine && strcmp(entry->name, name) == 0)
		str_addf(&nearby->elsewhere, "%s%s",
			 nearby->elsewhere.length ? ", " : "",
			 entry->machine_id);
}

static int say_absent(const struct nearby *nearby, const char *name,
		      const struct store *store, struct err *err)
{
	const char *near = str_nearest(name, nearby->name, nearby->count);

	if (near)
		return err_set(err, ERR_NO_BASELINE,
			       "no baseline '%s' for this machine in '%s'; did "
			       "you mean '%s'?",
			       name, store->baselines, near);
	if (nearby->elsewhere.length)
		return err_set(err, ERR_NO_BASELINE,
			       "no baseline '%s' for this machine in '%s', "
			       "only for others (%s), whose times cannot be "
			       "compared; save one here: tare baseline save %s",
			       name, store->baselines,
			       str_text(&nearby->elsewhere), name);
	return err_set(err, ERR_NO_BASELINE,
		       "no baseline '%s' for this machine in '%s'; save one: "
		       "tare baseline save %s",
		       name, store->baselines, name);
}

int store_absent(const struct store *store, const char *name,
		 const struct machine_identity *machine, struct err *err)
{
	CLEANUP(arena_release) struct arena arena = {0};
	struct store_entry *entry = NULL;
	struct nearby nearby = {0};
	size_t count = 0;
	int r = store_list(store, machine, &arena, &entry, &count, err);

	if (r < 0)
		return r;
	for (size_t i = 0; i < count; i++)
		look_at(&nearby, &entry[i], name);
	r = say_absent(&nearby, name, store, err);
	str_release(&nearby.elsewhere);
	return r;
}
