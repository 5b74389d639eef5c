#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "plan/internal.h"

#define MAX_NAMES_SHOWN 5

static int add(struct selection *selection, const struct selected *selected,
	       struct err *err)
{
	int status = vec_reserve(&selection->item, &selection->capacity,
				 selection->count, sizeof(*selected), err);

	if (status < 0)
		return status;
	if (selection->count == PLAN_MAX_CASES)
		return err_set(err, ERR_LIMIT,
			       "the suite selects more than %d benchmarks "
			       "(PLAN_MAX_CASES); select fewer",
			       PLAN_MAX_CASES);
	selection->item[selection->count++] = *selected;
	return 0;
}

/* "memory/copy"; NULL on failure. Reused by the caller. */
static const char *full_name(struct str *str,
			     const struct catalog_plugin *plugin,
			     const struct catalog_bench *bench)
{
	str->length = 0;
	str_addf(str, "%s/%s", plugin->name, bench->id);
	return str->failed ? NULL : str_text(str);
}

/* Benchmarks that match ENTRY's pattern; all of them without an entry. */
static int select_entry(struct selection *ret, const struct suite_entry *entry,
			const struct catalog *catalog, struct err *err)
{
	struct str name CLEANUP(str_release) = {0};
	size_t p, b;
	int status;

	for (p = 0; p < catalog->plugin_count; p++) {
		const struct catalog_plugin *plugin = &catalog->plugin[p];

		for (b = 0; b < plugin->bench_count; b++) {
			struct selected selected = {entry, plugin,
						    &plugin->bench[b]};

			if (!full_name(&name, plugin, selected.bench))
				return err_nomem(err, "selection");
			if (entry && !select_filter(entry->select, name.text))
				continue;
			status = add(ret, &selected, err);
			if (status < 0)
				return status;
		}
	}
	return 0;
}

static size_t catalog_benches(const struct catalog *catalog)
{
	size_t p, count = 0;

	for (p = 0; p < catalog->plugin_count; p++)
		count += catalog->plugin[p].bench_count;
	return count;
}

/* The full names of all benchmarks, in the arena. */
static const char **all_names(const struct catalog *catalog,
			      struct arena *arena, size_t *ret_count,
			      struct err *err)
{
	size_t p, b, n = 0, count = catalog_benches(catalog);
	const char **name = arena_array(arena, count, sizeof(*name), err);

	for (p = 0; name && p < catalog->plugin_count; p++) {
		const struct catalog_plugin *plugin = &catalog->plugin[p];

		for (b = 0; b < plugin->bench_count; b++) {
			name[n] =
			    arena_printf(arena, err, "%s/%s", plugin->name,
					 plugin->bench[b].id);
			if (!name[n++])
				return NULL;
		}
	}
	*ret_count = n;
	return name;
}

static void add_some(struct str *text, const char *const *name, size_t count)
{
	size_t i;

	str_addf(text,
		 count == 1 ? "; there is %zu benchmark:"
			    : "; there are %zu benchmarks:",
		 count);
	for (i = 0; i < count && i < MAX_NAMES_SHOWN; i++)
		str_addf(text, "%s %s", i ? "," : "", name[i]);
	str_add(text, count > MAX_NAMES_SHOWN
			  ? ", ...; `tare list` shows all of them"
			  : "");
}

/* "; did you mean ...?" or what there is. */
static int describe_choice(const char *pattern, const struct catalog *catalog,
			   struct str *ret, struct err *err)
{
	struct arena arena CLEANUP(arena_release) = {0};
	const char **name, *nearest;
	size_t count;

	if (catalog_benches(catalog) == 0) {
		str_add(ret, "; no plugin has a benchmark");
		return 0;
	}
	name = all_names(catalog, &arena, &count, err);
	if (!name)
		return -ERR_NOMEM;
	nearest = str_nearest(pattern, name, count);
	if (nearest)
		str_addf(ret, "; did you mean \"%s\"?", nearest);
	else
		add_some(ret, name, count);
	return ret->failed ? err_nomem(err, "message") : 0;
}

static int selects_nothing(const struct suite *suite,
			   const struct suite_entry *entry,
			   const struct catalog *catalog, struct err *err)
{
	struct str choice CLEANUP(str_release) = {0};
	int status = describe_choice(entry->select, catalog, &choice, err);

	if (status < 0)
		return status;
	return err_set(err, ERR_SUITE,
		       "%s:%u: \"select\": \"%s\" matches no benchmark%s",
		       suite->path ? suite->path : "suite", entry->line,
		       str_shown(entry->select).text, str_text(&choice));
}

/* Is it for the other side? */
static int selects_there(const struct suite_entry *entry,
			 const struct plan_options *options, bool *ret,
			 struct err *err)
{
	struct selection there = {0};
	int status = 0;

	*ret = options->lenient;
	if (!*ret && options->other) {
		status = select_entry(&there, entry, options->other, err);
		*ret = there.count > 0;
		free(there.item);
	}
	return status;
}

int select_benches(struct selection *ret, const struct suite *suite,
		   const struct catalog *catalog,
		   const struct plan_options *options, struct err *err)
{
	bool there = true;
	size_t i, before;
	int status;

	if (suite->entry_count == 0)
		return select_entry(ret, NULL, catalog, err);
	for (i = 0; i < suite->entry_count; i++) {
		before = ret->count;
		status = select_entry(ret, &suite->entry[i], catalog, err);
		if (status == 0 && ret->count == before)
			status = selects_there(&suite->entry[i], options,
					       &there, err);
		if (status < 0)
			return status;
		if (!there)
			return selects_nothing(suite, &suite->entry[i], catalog,
					       err);
	}
	return 0;
}
