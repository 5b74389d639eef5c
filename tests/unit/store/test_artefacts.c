#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "compile.h"
#include "store/artefacts.h"
#include "text.h"
#include "tmpdir.h"

static struct tmpdir dir;
static struct arena arena;

static void setup(void)
{
	dir = tmpdir_make();
}

static void teardown(void)
{
	arena_release(&arena);
	tmpdir_remove(&dir);
}

TestSuite(artefacts, .init = setup, .fini = teardown);

/* plug.so -> libproduct.so (by $ORIGIN), and libc of the system. */
static struct result_plugin make_plugin(int answer)
{
	static const char *const options[] = {
	    "-Wl,--enable-new-dtags,-rpath,$ORIGIN", "-lproduct", NULL};
	char text[64];
	(void)snprintf(text, sizeof text, "int product(void){return %d;}",
		       answer);
	compile_library(&dir, text, "libproduct.so", NULL);
	compile_library(&dir,
			"int product(void);"
			"int plug(void){return product();}",
			"plug.so", options);
	return (struct result_plugin){
	    .id = "org.tare.plug",
	    .path = arena_strdup(&arena, tmpdir_path(&dir, "plug.so"), NULL),
	    .build_id = "0123abcd",
	};
}

static char *save(const struct result_plugin *plugin)
{
	struct err err = {0};
	char *path = NULL, *to = tmpdir_path(&dir, "artefacts");
	int r = artefacts_save(to, plugin, &arena, &path, &err);
	cr_assert(zero(int, r), "%s", err.text);
	return path;
}

static bool kept(const char *folder, const char *file)
{
	char path[256];
	(void)snprintf(path, sizeof path, "%s/artefacts/%.*s/%s", dir.path,
		       (int)strcspn(folder, "/"), folder, file);
	return file_exists(path);
}

Test(artefacts, plugin_and_its_libraries_are_kept)
{
	struct result_plugin plugin = make_plugin(1);
	char *path = save(&plugin);
	cr_assert(text_begins(path, "0123abcd-"), "%s", path);
	cr_assert(text_has(path, "/plug.so"));
	cr_assert(kept(path, "plug.so"));
	cr_assert(kept(path, "libproduct.so"));
	cr_assert(not(kept(path, "libc.so.6")));
}

Test(artefacts, changed_library_is_another_artefact)
{
	struct result_plugin plugin = make_plugin(1);
	char *first = save(&plugin), *again = save(&plugin);
	cr_assert(eq(str, first, again));
	plugin = make_plugin(2);
	char *second = save(&plugin);
	cr_assert(ne(str, first, second));
	cr_assert(kept(first, "libproduct.so"));
	cr_assert(kept(second, "libproduct.so"));
}

Test(artefacts, plugin_without_libraries_is_kept_by_build_id)
{
	struct result_plugin plugin = make_plugin(1);
	plugin.path = tmpdir_path(&dir, "libproduct.so");
	char *path = save(&plugin), *expected = "0123abcd/libproduct.so";
	cr_assert(eq(str, path, expected));
}

Test(artefacts, plugin_without_build_id_is_not_kept)
{
	struct result_plugin plugin = {.id = "org.tare.old"};
	cr_assert(eq(ptr, save(&plugin), NULL));
}

static void fails(const struct result_plugin *plugin, enum err_code code,
		  const char *part)
{
	struct err err = {0};
	char *path = NULL, *to = tmpdir_path(&dir, "artefacts");
	int r = artefacts_save(to, plugin, &arena, &path, &err);
	cr_assert(eq(int, r, -(int)code), "%s", err.text);
	cr_assert(text_has(err.text, part), "%s", err.text);
	cr_assert(eq(ptr, path, NULL));
}

Test(artefacts, missing_file_is_named)
{
	struct result_plugin plugin = {
	    .id = "org.tare.gone", .path = "/nowhere/x.so", .build_id = "01"};
	fails(&plugin, ERR_IO, "the file of plugin 'org.tare.gone' is gone");
}

Test(artefacts, hostile_build_id_is_refused)
{
	struct result_plugin plugin = make_plugin(1);
	plugin.build_id = "../../x";
	fails(&plugin, ERR_FORMAT, "has no valid build id");
}

Test(artefacts, other_files_are_refused)
{
	struct result_plugin plugin = {.id = "org.tare.text",
				       .path =
					   tmpdir_write(&dir, "x.so", "no ELF"),
				       .build_id = "01"};
	fails(&plugin, ERR_FORMAT, "is not an ELF file");
}

Test(artefacts, other_content_under_the_key_is_refused)
{
	struct result_plugin plugin = make_plugin(1);
	plugin.path =
	    arena_strdup(&arena, tmpdir_path(&dir, "libproduct.so"), NULL);
	(void)save(&plugin);
	(void)make_plugin(2);
	fails(&plugin, ERR_IO,
	      "was kept with other content under the same build id");
	fails(&plugin, ERR_IO, "/artefacts/0123abcd' and save again");
}

/* As plugin_load() does it: the loader alone would take the RPATH's. */
Test(artefacts, library_beside_the_plugin_is_kept)
{
	struct artefacts_libraries found;
	struct err err = {0};
	char option[128], product[256];
	const char *const options[] = {option, "-lproduct", NULL};
	struct tmpdir other = tmpdir_make();
	char *beside;

	(void)snprintf(option, sizeof option, "-Wl,-rpath,%s", other.path);
	compile_library(&other, "int product(void){return 1;}", "libproduct.so",
			NULL);
	compile_library(&dir, "int product(void){return 2;}", "libproduct.so",
			NULL);
	compile_library(&dir,
			"int product(void);"
			"int plug(void){return product();}",
			"plug.so", options);
	cr_assert(zero(int, artefacts_libraries(tmpdir_path(&dir, "plug.so"),
						&arena, &found, &err)));
	cr_assert(eq(sz, found.count, 1));
	beside = realpath(tmpdir_path(&dir, "libproduct.so"), product);
	cr_assert(eq(str, found.item[0].path, beside));
	tmpdir_remove(&other);
}
