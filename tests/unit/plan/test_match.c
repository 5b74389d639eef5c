/*
 * The cases of two builds.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "chaos.h"
#include "plan/plan.h"
#include "text.h"

#define BUILDS_MAX 4

/* A build: one plugin "p" with benchmarks. */
struct build {
	struct catalog_bench bench[4];
	struct catalog_plugin plugin;
	struct catalog catalog;
};

static struct suite suite;
static struct build builds[BUILDS_MAX];
static struct plan plans[BUILDS_MAX];
static struct pair_plan matched;

static void setup(void)
{
	cr_assert(eq(int, suite_init(&suite, NULL), 0));
}

static void teardown(void)
{
	pair_plan_release(&matched);
	for (size_t i = 0; i < BUILDS_MAX; i++)
		plan_release(&plans[i]);
	suite_release(&suite);
}

TestSuite(match, .init = setup, .fini = teardown);

/* Plan INDEX: benchmarks of one letter each; "c" has the params N. */
static struct plan *make(size_t index, const char *letters, const char *n)
{
	const struct plan_options options = {.seed = index};
	struct build *build = &builds[index];
	size_t count = strlen(letters), i;
	struct err err = {0};

	for (i = 0; i < count; i++) {
		struct catalog_bench *bench = &build->bench[i];

		*bench = (struct catalog_bench){0};
		bench->id = arena_strndup(&suite.arena, letters + i, 1, NULL);
		if (letters[i] == 'c')
			bench->params = (char *)(uintptr_t)n;
	}
	build->plugin = (struct catalog_plugin){.path = (char *)"/p/p.so",
						.name = (char *)"p",
						.bench = build->bench,
						.bench_count = count};
	build->catalog =
	    (struct catalog){.plugin = &build->plugin, .plugin_count = 1};
	cr_assert(eq(int,
		     plan_make(&plans[index], &suite, &build->catalog, &options,
			       &err),
		     0),
		  "%s", err.text);
	return &plans[index];
}

static void match(size_t base_count, size_t head_count)
{
	struct err err = {0};

	cr_assert(eq(int,
		     plan_match(&matched, plans, base_count, plans + base_count,
				head_count, &err),
		     0),
		  "%s", err.text);
}

static void refused(size_t base_count, size_t head_count, enum err_code code,
		    const char *part)
{
	struct err err = {0};

	cr_assert(eq(int,
		     plan_match(&matched, plans, base_count, plans + base_count,
				head_count, &err),
		     -(int)code));
	cr_assert(text_has(err.text, part), "%s", err.text);
	cr_assert(eq(ptr, matched.pair, NULL));
}

/* The cases of both sides: "p/a=" for shared, "p/a+" added, "p/a-" removed. */
static void expect(const char *expected)
{
	char got[1024] = "";
	size_t i;

	for (i = 0; i < matched.plan->case_count; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%s ",
			 matched.plan->plan_case[i].id,
			 matched.pair[i].base_count ? "=" : "+");
	for (i = 0; i < matched.removed_count; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s- ",
			 matched.removed[i]);
	cr_assert(eq(str, got, (char *)(uintptr_t)expected));
}

Test(match, shared_cases_point_into_both_plans)
{
	make(0, "ab", NULL);
	make(1, "ab", NULL);
	match(1, 1);
	expect("p/a= p/b= ");
	cr_assert(eq(ptr, (void *)(uintptr_t)matched.plan, &plans[1]));
	cr_assert(eq(ptr, (void *)(uintptr_t)matched.pair[1].base[0],
		     &plans[0].plan_case[1]));
	cr_assert(eq(ptr, (void *)(uintptr_t)matched.pair[1].head[0],
		     &plans[1].plan_case[1]));
}

Test(match, what_one_side_has_is_added_or_removed)
{
	make(0, "abd", NULL);
	make(1, "bc", NULL);
	match(1, 1);
	expect("p/b= p/c+ p/a- p/d- ");
	cr_assert(eq(sz, matched.pair[1].head_count, 1));
	cr_assert(eq(ptr, matched.pair[1].base, NULL));
}

Test(match, other_arguments_are_other_cases)
{
	make(0, "c", "n=1,2");
	make(1, "c", "n=2,3");
	match(1, 1);
	expect("p/c/n=2= p/c/n=3+ p/c/n=1- ");
}

Test(match, variants_of_both_sides_are_given)
{
	make(0, "ab", NULL);
	make(1, "ab", NULL);
	make(2, "bd", NULL);
	make(3, "bd", NULL);
	match(2, 2);
	expect("p/b= p/d+ p/a- ");
	cr_assert(eq(sz, matched.pair[0].base_count, 2));
	cr_assert(eq(sz, matched.pair[0].head_count, 2));
	cr_assert(eq(ptr, (void *)(uintptr_t)matched.pair[0].base[1],
		     &plans[1].plan_case[1]));
	cr_assert(eq(ptr, (void *)(uintptr_t)matched.pair[0].head[1],
		     &plans[3].plan_case[0]));
	cr_assert(eq(sz, matched.pair[1].head_count, 2));
}

Test(match, variant_that_lacks_a_case_is_refused)
{
	make(0, "ab", NULL);
	make(1, "ab", NULL);
	make(2, "a", NULL);
	refused(1, 2, ERR_USAGE, "build 2 of the head lacks the case 'p/b'");
}

Test(match, variant_with_another_case_is_refused)
{
	make(0, "ab", NULL);
	make(1, "abd", NULL);
	make(2, "ab", NULL);
	refused(2, 1, ERR_USAGE, "build 2 of the base has the case 'p/d'");
}

Test(match, nothing_shared_is_all_added_and_removed)
{
	make(0, "ab", NULL);
	make(1, "d", NULL);
	match(1, 1);
	expect("p/d+ p/a- p/b- ");
}

Test(match, runs_out_of_memory_cleanly)
{
	make(0, "abd", NULL);
	make(1, "bc", NULL);
	CHAOS_EACH(n)
	{
		struct err err = {0};
		int status =
		    plan_match(&matched, &plans[0], 1, &plans[1], 1, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, status, hit ? -ERR_NOMEM : 0), "%zu: %s", n,
			  err.text);
		pair_plan_release(&matched);
	}
}
