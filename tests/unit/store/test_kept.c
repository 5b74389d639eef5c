/*
 * What a baseline kept, and what happened to it since.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "chaos.h"
#include "compile.h"
#include "store/artefacts.h"
#include "store/store.h"
#include "text.h"

static struct tmpdir dir;
static struct arena arena;
static struct store store;
static struct result_plugin plugin;
static char artefacts[128];

/* Of any file with the mark in it. */
static int fake_build_id(const char *path, char ret[80], struct err *err)
{
	char *text CLEANUP(mem_free) = NULL;
	size_t length;
	int r = file_read(path, 1 << 24, &text, &length, err);

	if (r == 0)
		(void)strcpy(ret, memmem(text, length, "plugin of tare", 14)
				      ? "0123abcd"
				      : "ffff0000");
	return r;
}

static const char plug_text[] = "int product(void);"
				"const char mark[] = \"plugin of tare\";"
				"int plug(void){return product();}";

static void setup(void)
{
	static const char *const options[] = {"-lproduct", NULL};
	static const char *const soname[] = {"-Wl,-soname,libproduct.so", NULL};

	dir = tmpdir_make();
	(void)snprintf(artefacts, sizeof artefacts, "%s/artefacts", dir.path);
	store =
	    (struct store){.artefacts = artefacts, .build_id = fake_build_id};
	compile_library(&dir, "int product(void){return 1;}", "libproduct.so",
			soname);
	compile_library(&dir, plug_text, "plug.so", options);
	plugin = (struct result_plugin){
	    .id = "org.tare.plug",
	    .path = arena_strdup(&arena, tmpdir_path(&dir, "plug.so"), NULL),
	    .build_id = "0123abcd",
	};
}

static void teardown(void)
{
	arena_release(&arena);
	tmpdir_remove(&dir);
}

TestSuite(kept, .init = setup, .fini = teardown);

/* PLUGIN's path becomes KEY/FILE, as in a baseline. */
static void keep(void)
{
	struct err err = {0};
	int r = artefacts_save(artefacts, &plugin, &arena, &plugin.path, &err);

	cr_assert(zero(int, r), "%s", err.text);
}

static char *path_of(const char *file)
{
	return arena_printf(&arena, NULL, "%s/%.*s/%s", artefacts,
			    (int)strcspn(plugin.path, "/"), plugin.path, file);
}

static struct store_artefact look(void)
{
	struct baseline_session session[] = {
	    {0}, {.plugin = &plugin, .plugin_count = 1}};
	const struct baseline baseline = {.session = session,
					  .session_count = 2};
	struct store_artefact *got = NULL;
	struct err err = {0};
	size_t count = 0;
	int r = store_artefacts(&store, &baseline, &arena, &got, &count, &err);

	cr_assert(zero(int, r), "%s", err.text);
	cr_assert(eq(sz, count, 1));
	cr_assert(eq(str, got->id, "org.tare.plug"));
	return *got;
}

static void missing(const char *part)
{
	struct store_artefact got = look();

	cr_assert(eq(ptr, got.path, NULL));
	cr_assert(ne(ptr, got.missing, NULL));
	cr_assert(text_has(got.missing, part), "%s", got.missing);
}

Test(kept, whole_artefact_can_run_again)
{
	struct store_artefact got;

	keep();
	got = look();
	cr_assert(eq(ptr, got.missing, NULL), "%s", got.missing);
	cr_assert(eq(str, got.path, path_of("plug.so")));
}

Test(kept, deleted_plugin_is_missing)
{
	keep();
	(void)unlink(path_of("plug.so"));
	missing("is gone; restore the folder of artefacts");
}

Test(kept, plugin_without_build_id_is_missing)
{
	plugin.build_id = NULL;
	keep();
	missing("no build id when it was saved");
}

Test(kept, other_plugin_under_the_key_is_missing)
{
	static const char *const options[] = {"-lproduct", NULL};

	keep();
	compile_library(&dir, "int product(void);int plug(void){return 1;}",
			"plug.so", options);
	(void)unlink(path_of("plug.so"));
	cr_assert(zero(int, file_copy(tmpdir_path(&dir, "plug.so"),
				      path_of("plug.so"), NULL)));
	missing("has the build id ffff0000, expected 0123abcd");
}

Test(kept, half_a_plugin_is_missing)
{
	keep();
	cr_assert(zero(int, truncate(path_of("plug.so"), 100)));
	missing("has the build id ffff0000");
	store.build_id = NULL;
	missing("restore the folder of artefacts");
}

Test(kept, changed_library_is_missing)
{
	static const char *const soname[] = {"-Wl,-soname,libproduct.so", NULL};

	keep();
	compile_library(&dir, "int product(void){return 2;}", "libproduct.so",
			soname);
	(void)unlink(path_of("libproduct.so"));
	cr_assert(zero(int, file_copy(tmpdir_path(&dir, "libproduct.so"),
				      path_of("libproduct.so"), NULL)));
	missing("are not those that were kept with it");
}

Test(kept, deleted_library_is_missing)
{
	keep();
	(void)unlink(path_of("libproduct.so"));
	missing("are not those that were kept with it");
}

/* Without an SONAME the linker writes down the path it was given. */
Test(kept, library_that_is_loaded_by_its_path_is_missing)
{
	char *library = tmpdir_path(&dir, "libproduct.so");
	const char *const options[] = {library, NULL};

	compile_library(&dir, "int product(void){return 1;}", "libproduct.so",
			NULL);
	compile_library(&dir, plug_text, "plug.so", options);
	keep();
	missing("by its path");
}

Test(kept, looking_outlives_any_failed_allocation)
{
	keep();
	CHAOS_EACH(n)
	{
		struct baseline_session session = {.plugin = &plugin,
						   .plugin_count = 1};
		const struct baseline baseline = {.session = &session,
						  .session_count = 1};
		struct store_artefact *got = NULL;
		struct arena own = {0};
		struct err err = {0};
		size_t count = 0;
		int r = store_artefacts(&store, &baseline, &own, &got, &count,
					&err);
		bool hit = chaos_stop();

		cr_assert(hit || (r == 0 && got->path), "%zu: %s", n, err.text);
		cr_assert(eq(int, r, -(int)err.code));
		arena_release(&own);
	}
}
