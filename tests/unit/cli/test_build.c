/*
 * Places that --base and --head name, and the plugins of a build.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chaos.h"
#include "cli/build.h"

static char *paths[] = {(char[]){"d/hash.so"}, (char[]){"d/hash-2.so"}};
static const struct build two = {
    .place = "d", .plugin = paths, .plugin_count = 2};

Test(build, plugins_are_found_by_their_file)
{
	cr_expect(build_find(&two, "hash") == paths[0]);
	cr_expect(build_find(&two, "hash.so") == paths[0]);
	cr_expect(build_find(&two, "/else/where/hash-2.so") == paths[1]);
	cr_expect(build_find(&two, "has") == NULL);
	cr_expect(build_find(&two, "hash.s") == NULL);
	cr_expect(build_find(&two, "") == NULL);
	cr_expect(build_find(&two, ".so") == NULL);
}

Test(build, what_is_lacking_is_named_with_what_there_is)
{
	const struct build none = {.place = "d"};
	struct err err = {0};

	cr_expect(eq(int, build_lacks(&two, "x/sort.so", &err), -ERR_PLUGIN));
	cr_expect(strstr(err.text, "'d' has no plugin 'sort.so'; it has "
				   "hash.so, hash-2.so; build it") != NULL,
		  "%s", err.text);
	err_clear(&err);
	cr_expect(eq(int, build_lacks(&none, "sort", &err), -ERR_PLUGIN));
	cr_expect(strstr(err.text, "it has none") != NULL, "%s", err.text);
}

Test(build, a_directory_that_runs_out_of_memory)
{
	size_t refused = 0;

	CHAOS_EACH(n)
	{
		struct arena arena = {0};
		struct build build = {0};
		struct err err = {0};
		int code =
		    build_of_directory(&build, TEST_PLUGIN_DIR, &arena, &err);
		bool hit = chaos_stop();

		cr_assert(code == 0 || (hit && code == -ERR_NOMEM), "%zu: %s",
			  n, err.text);
		cr_assert(eq(int, code == 0, build.plugin_count > 0));
		refused += code != 0;
		arena_release(&arena);
	}
	cr_assert(gt(sz, refused, 0));
}

Test(build, places_that_are_neither_are_refused)
{
	enum place_kind kind;
	struct err err = {0};

	cr_expect(eq(int, place_kind("base", "main", false, &kind, &err), 0));
	cr_expect(kind == PLACE_NAME);
	cr_expect(eq(
	    int, place_kind("head", TEST_PLUGIN_DIR, false, &kind, &err), 0));
	cr_expect(kind == PLACE_BUILD);
	cr_expect(eq(int, place_kind("head", "r.json", false, &kind, &err), 0));
	cr_expect(kind == PLACE_FILE);
	cr_expect(eq(int, place_kind("head", "main", false, &kind, &err),
		     -ERR_USAGE));
	cr_expect(strstr(err.text, "no such file or directory") != NULL);
}
