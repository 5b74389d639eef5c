#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compile.h"
#include "plugin/plugin.h"

static struct tmpdir dir;
static struct err err;

static void make(void)
{
	dir = tmpdir_make();
	unsetenv("TARE_PLUGIN_PATH");
}

static void drop(void)
{
	tmpdir_remove(&dir);
}

TestSuite(resolve, .init = make, .fini = drop);
TestSuite(directory, .init = make, .fini = drop);

/* What NAME resolves to with DIR as the only directory, or NULL. */
static char *resolve(const char *name)
{
	const char *dirs[] = {dir.path};
	char *path = NULL;

	err = (struct err){0};
	return plugin_resolve(name, dirs, 1, &path, &err) ? NULL : path;
}

Test(resolve, finds_a_name_in_the_given_directories)
{
	char *expected = tmpdir_write(&dir, "alpha.so", "x");
	char *path = resolve("alpha");

	cr_assert(ne(ptr, path, NULL));
	cr_assert(eq(str, path, expected));
	free(path);
	path = resolve("alpha.so");
	cr_assert(eq(str, path, expected));
	free(path);
}

Test(resolve, takes_a_path_as_it_is)
{
	char *expected = tmpdir_write(&dir, "alpha", "x");
	char *path = resolve(expected);

	cr_assert(eq(str, path, expected));
	free(path);
}

Test(resolve, searches_every_directory_of_the_environment)
{
	char *expected = tmpdir_write(&dir, "beta.so", "x");
	char list[256], *path = NULL;

	snprintf(list, sizeof(list), ":/nowhere::%s:", dir.path);
	setenv("TARE_PLUGIN_PATH", list, 1);
	cr_assert(eq(int, plugin_resolve("beta", NULL, 0, &path, &err), 0));
	cr_assert(eq(str, path, expected));
	free(path);
}

Test(resolve, says_where_it_looked)
{
	cr_assert(eq(ptr, resolve("no_such_name"), NULL));
	cr_assert(eq(int, err.code, ERR_PLUGIN));
	cr_assert(ne(ptr, strstr(err.text, "'no_such_name'"), NULL));
	cr_assert(ne(ptr, strstr(err.text, dir.path), NULL));
	cr_assert(ne(ptr, strstr(err.text, "/plugins"), NULL));
}

Test(resolve, names_a_path_that_is_no_file)
{
	cr_assert(eq(ptr, resolve("./no/such.so"), NULL));
	cr_assert(eq(int, err.code, ERR_PLUGIN));
	cr_assert(
	    ne(ptr, strstr(err.text, "'./no/such.so' is not a file"), NULL));
}

Test(resolve, does_not_take_a_directory_for_a_plugin)
{
	tmpdir_write(&dir, "sub.so", "x");
	cr_assert(eq(ptr, resolve("sub.so/"), NULL));
}

Test(directory, lists_shared_objects_sorted)
{
	char **paths = NULL;
	size_t count = 99;
	const char *names[] = {"c.so", "a.so", "b.so", "d.txt", "so", ".so"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		tmpdir_write(&dir, names[i], "x");
	cr_assert(eq(int, plugin_directory(dir.path, &paths, &count, &err), 0));
	cr_assert(eq(sz, count, 3));
	cr_assert(eq(str, strrchr(paths[0], '/'), (char *)"/a.so"));
	cr_assert(eq(str, strrchr(paths[2], '/'), (char *)"/c.so"));
	for (size_t i = 0; i < count; i++)
		free(paths[i]);
	free(paths);
}

Test(directory, leaves_out_the_libraries_of_others)
{
	static const char *const needs[] = {"-lproduct", NULL};
	char **paths;
	size_t count;

	compile_library(&dir, "int product(void){return 1;}", "libproduct.so",
			NULL);
	compile_library(&dir,
			"int product(void);int f(void){return product();}",
			"uses.so", needs);
	tmpdir_write(&dir, "libother.so", "not ELF: said when it is loaded");
	cr_assert(eq(int, plugin_directory(dir.path, &paths, &count, &err), 0));
	cr_assert(eq(sz, count, 2));
	cr_assert(eq(str, strrchr(paths[0], '/'), "/libother.so"));
	cr_assert(eq(str, strrchr(paths[1], '/'), "/uses.so"));
	for (size_t i = 0; i < count; i++)
		free(paths[i]);
	free(paths);
}

Test(directory, may_be_empty)
{
	char **paths = NULL;
	size_t count = 99;

	cr_assert(eq(int, plugin_directory(dir.path, &paths, &count, &err), 0));
	cr_assert(eq(sz, count, 0));
	free(paths);
}

Test(directory, that_is_missing_is_an_error)
{
	char **paths = NULL;
	size_t count;

	cr_assert(eq(int, plugin_directory("/no/such", &paths, &count, &err),
		     -ERR_PLUGIN));
	cr_assert(ne(ptr, strstr(err.text, "'/no/such'"), NULL));
}
