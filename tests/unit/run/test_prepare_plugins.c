#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "chaos.h"
#include "run/prepare_plugins.h"

#define TEXT(name, text) static char name[] = text

TEXT(old_sort, "/old/sort.so");
TEXT(old_copy, "/old/copy.so");
TEXT(new_sort, "/new/sort.so");
TEXT(new_copy, "/new/copy.so");
TEXT(moved_sort, "/moved/sort.so");
TEXT(moved_copy, "/moved/copy.so");
TEXT(id, "org.tare.test");
TEXT(build, "abcdef");

enum { OLD_SORT, OLD_COPY, NEW_SORT, NEW_COPY, MOVED_SORT, MOVED_COPY, FILES };

static const struct catalog_plugin plugin[FILES] = {
    {.path = old_sort, .id = id, .build_id = build, .abi = 1},
    {.path = old_copy, .id = id, .build_id = build},
    {.path = new_sort, .id = id, .build_id = build, .abi = 2},
    {.path = new_copy, .id = id, .build_flags = 3},
    {.path = moved_sort, .id = id},
    {.path = moved_copy, .id = id},
};

#define CASE(file)                                                             \
	{                                                                      \
		.plugin = &plugin[file]                                        \
	}
/* Three cases: copy/all, sort/few, sort/many; the last one is new. */
static const struct plan_case old[] = {CASE(OLD_COPY), CASE(OLD_SORT)};
static struct plan_case new[] = {CASE(NEW_COPY), CASE(NEW_SORT),
				 CASE(NEW_SORT)};
static const struct plan_case moved[] = {CASE(MOVED_COPY), CASE(MOVED_SORT),
					 CASE(MOVED_SORT)};
static const struct plan_case *base[] = {&old[0], &old[1]};
static const struct plan_case *head[][2] = {
    {&new[0], &moved[0]}, {&new[1], &moved[1]}, {&new[2], &moved[2]}};
static struct plan_pair pair[] = {{&base[0], head[0], 1, 2},
				  {&base[1], head[1], 1, 2},
				  {NULL, head[2], 0, 2}};
static const struct plan plan = {.plan_case = new, .case_count = 3};
static const struct pair_plan pairs = {.plan = &plan, .pair = pair};

static struct result result;

static void release(void)
{
	result_release(&result);
}

TestSuite(prepare_plugins, .fini = release);

Test(prepare_plugins, every_build_of_a_side_comes_once)
{
	struct err err = {0};

	cr_assert(eq(int, prepare_pair_plugins(&pairs, &result, &err), 0));
	cr_assert(eq(sz, result.base_plugin_count, 2));
	cr_assert(eq(str, result.base_plugin[0].path, old_copy));
	cr_assert(eq(str, result.base_plugin[1].path, old_sort));
	cr_assert(eq(u32, result.base_plugin[1].abi, 1));
	cr_assert(eq(sz, result.plugin_count, 4));
	cr_assert(eq(str, result.plugin[0].path, new_copy));
	cr_assert(eq(str, result.plugin[1].path, new_sort));
	cr_assert(eq(str, result.plugin[2].path, moved_copy));
	cr_assert(eq(str, result.plugin[3].path, moved_sort));
	cr_assert(eq(u32, result.plugin[0].build_flags, 3));
	cr_assert(result.plugin[0].build_id == NULL);
	cr_assert(eq(str, result.plugin[1].build_id, build));
}

Test(prepare_plugins, a_run_of_one_build_has_no_base)
{
	struct err err = {0};

	cr_assert(eq(int, prepare_plugins(&plan, &result, &err), 0));
	cr_assert(eq(sz, result.plugin_count, 2));
	cr_assert(eq(sz, result.base_plugin_count, 0));
	cr_assert(result.base_plugin == NULL);
}

Test(prepare_plugins, memory_runs_out)
{
	CHAOS_EACH(n)
	{
		struct err err = {0};
		int rc = prepare_pair_plugins(&pairs, &result, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, rc, hit ? -ERR_NOMEM : 0));
		result_release(&result);
		result = (struct result){0};
	}
}
