/*
 * From suite and catalog to cases and jobs.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chaos.h"
#include "plan/plan.h"
#include "text.h"

static struct catalog_bench memory_benches[] = {
    {.id = (char *)"copy", .params = (char *)"n=64,4096"},
    {.id = (char *)"set", .tags = (char *)"fast, small"},
};
static struct catalog_bench sort_benches[] = {
    {.id = (char *)"quick",
     .params = (char *)"n=10,20 seed=1,2",
     .threads = (char *)"1,2"},
};
static struct catalog_plugin plugins[] = {
    {.path = (char *)"/p/memory.so",
     .name = (char *)"memory",
     .bench = memory_benches,
     .bench_count = 2},
    {.path = (char *)"/p/sort.so",
     .name = (char *)"sort",
     .bench = sort_benches,
     .bench_count = 1},
};
static const struct catalog catalog = {.plugin = plugins, .plugin_count = 2};

static struct suite suite;
static struct plan plan;

static void load(const char *text)
{
	struct err err = {0};

	cr_assert(
	    eq(int, suite_parse(&suite, "s.json", text, strlen(text), &err), 0),
	    "%s", err.text);
}

static void make(const char *text, const struct plan_options *options)
{
	struct err err = {0};

	load(text);
	cr_assert(eq(int, plan_make(&plan, &suite, &catalog, options, &err), 0),
		  "%s", err.text);
}

static void release(void)
{
	plan_release(&plan);
	suite_release(&suite);
}

/* The ids of all cases, with blanks between. */
static void ids(const char *expected)
{
	char got[4096] = "";
	size_t i;

	for (i = 0; i < plan.case_count; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%s",
			 i ? " " : "", plan.plan_case[i].id);
	cr_assert(eq(str, got, (char *)(uintptr_t)expected));
}

static void refused(const char *text, const struct plan_options *options,
		    enum err_code code, const char *part)
{
	struct err err = {0};

	load(text);
	cr_assert(eq(int, plan_make(&plan, &suite, &catalog, options, &err),
		     -(int)code));
	cr_assert(text_has(err.text, part), "%s", err.text);
	cr_assert(eq(ptr, plan.plan_case, NULL));
	suite_release(&suite);
}

static const struct plan_options none = {0};

Test(plan, empty_suite_takes_everything, .fini = release)
{
	make("{}", &none);
	ids("memory/copy/n=4096 memory/copy/n=64 memory/set "
	    "sort/quick/n=10/seed=1/threads=1 "
	    "sort/quick/n=10/seed=1/threads=2 "
	    "sort/quick/n=10/seed=2/threads=1 "
	    "sort/quick/n=10/seed=2/threads=2 "
	    "sort/quick/n=20/seed=1/threads=1 "
	    "sort/quick/n=20/seed=1/threads=2 "
	    "sort/quick/n=20/seed=2/threads=1 "
	    "sort/quick/n=20/seed=2/threads=2");
	cr_assert(eq(u32, plan.plan_case[4].threads, 2));
	cr_assert(eq(i64, plan.plan_case[0].arg[0].value, 4096));
}

Test(plan, entry_selects_and_overrides, .fini = release)
{
	make("{\"limits\": [\"time < 1s\"], \"benchmarks\": ["
	     "{\"select\": \"memory/c*\", \"as\": \"mine\", "
	     "\"params\": {\"n\": [7, 8]}, \"limits\": [\"p99 < 2s\"]},"
	     "{\"select\": \"sort\", \"threads\": 1, "
	     "\"params\": {\"n\": 1, \"seed\": 1}}]}",
	     &none);
	ids("memory/mine/n=7 memory/mine/n=8 sort/quick/n=1/seed=1");
	cr_assert(eq(sz, plan.plan_case[0].limit_count, 2));
	cr_assert(text_begins(plan.plan_case[0].limit[0]->text, "p99"));
	cr_assert(text_begins(plan.plan_case[0].limit[1]->text, "time"));
	cr_assert(eq(sz, plan.plan_case[2].limit_count, 1));
}

Test(plan, filter_takes_globs_over_ids, .fini = release)
{
	const char *filter[] = {"*n=64", "sort/*/threads=2"};
	struct plan_options options = {.filter = filter, .filter_count = 2};

	make("{}", &options);
	cr_assert(eq(sz, plan.case_count, 5));
	cr_assert(text_has(plan.plan_case[0].id, "memory/copy/n=64"));
}

Test(plan, filter_without_star_is_a_leading_part, .fini = release)
{
	const char *filter[] = {"memory/copy"};
	struct plan_options options = {.filter = filter, .filter_count = 1};

	make("{}", &options);
	ids("memory/copy/n=4096 memory/copy/n=64");
	release();
	filter[0] = "memory/cop";
	refused("{}", &options, ERR_NO_MATCH,
		"no case matches --filter 'memory/cop'; there are 11 cases: "
		"memory/copy/n=64, memory/copy/n=4096, memory/set,");
}

Test(plan, tags_of_benchmark_and_entry_count, .fini = release)
{
	const char *tag[] = {"small", "mine"};
	struct plan_options options = {.tag = tag, .tag_count = 2};

	make("{\"benchmarks\": [{\"select\": \"memory/*\", "
	     "\"tags\": [\"mine\"]}]}",
	     &options);
	ids("memory/set");
	release();
	tag[0] = "smal";
	refused("{}", &options, ERR_NO_MATCH, "--tag 'smal' --tag 'mine'");
}

Test(plan, param_keeps_cases_with_that_argument, .fini = release)
{
	const char *param[] = {"n=10", "seed=2"};
	struct plan_options options = {.param = param, .param_count = 2};

	make("{}", &options);
	ids("sort/quick/n=10/seed=2/threads=1 "
	    "sort/quick/n=10/seed=2/threads=2");
}

Test(plan, bad_options_are_usage_errors)
{
	const char *param[] = {"n:10"};
	struct plan_options options = {.param = param, .param_count = 1};

	refused("{}", &options, ERR_USAGE,
		"param 'n:10': expected NAME=INTEGER, such as n=64");
	options = (struct plan_options){.shard_index = 4, .shard_count = 3};
	refused("{}", &options, ERR_USAGE, "shard 4/3: expected I/N");
	options = (struct plan_options){.processes = 1001};
	refused("{}", &options, ERR_USAGE, "1001 processes; expected 1 to");
	options = (struct plan_options){.slices = 100001};
	refused("{}", &options, ERR_USAGE, "100001 slices; expected 1 to");
}

Test(plan, entry_that_selects_nothing_names_the_nearest)
{
	refused("{\"benchmarks\": [\"memory/*\",\n\"memory/cpy\"]}", &none,
		ERR_SUITE,
		"s.json:2: \"select\": \"memory/cpy\" matches no benchmark; "
		"did you mean \"memory/copy\"?");
	refused("{\"benchmarks\": [\"nowhere/*\"]}", &none, ERR_SUITE,
		"there are 3 benchmarks: memory/copy, memory/set, sort/quick");
}

Test(plan, unknown_param_is_named)
{
	refused("{\"benchmarks\": [{\"select\": \"sort\", "
		"\"params\": {\"m\": 1}}]}",
		&none, ERR_SUITE,
		"s.json:1: benchmark sort/quick has no param 'm'; it has: n, "
		"seed");
	refused("{\"benchmarks\": [{\"select\": \"memory/set\", "
		"\"params\": {\"m\": 1}}]}",
		&none, ERR_SUITE, "it has: none");
}

Test(plan, older_code_may_lack_what_the_suite_names)
{
	struct plan_options options = {.lenient = true};

	make("{\"benchmarks\": [\"memory/nosuch\", \"memory/set\", "
	     "{\"select\": \"sort\", \"params\": {\"m\": 1}}, "
	     "{\"select\": \"memory/copy\", \"params\": {\"n\": 8}}]}",
	     &options);
	ids("memory/copy/n=8 memory/set");
}

Test(plan, two_cases_of_one_id_are_named_with_both_places)
{
	refused("{\"benchmarks\": [\n\"memory/set\",\n\"memory/*\"]}", &none,
		ERR_SUITE,
		"two cases are named 'memory/set': from s.json:2 (memory/set) "
		"and from s.json:3 (memory/set)");
}

Test(plan, number_of_cases_is_bounded)
{
	refused("{\"benchmarks\": [{\"select\": \"sort\", \"params\": "
		"{\"n\": \"1..200+1\", \"seed\": \"1..200+1\"}}]}",
		&none, ERR_LIMIT, "more than 20000 cases (PLAN_MAX_CASES)");
	refused("{\"processes\": 1000, \"benchmarks\": [{\"select\": "
		"\"sort\", \"params\": "
		"{\"n\": \"1..100+1\", \"seed\": \"1..50+1\"}}]}",
		&none, ERR_LIMIT, "(PLAN_MAX_JOBS)");
}

Test(plan, nothing_to_choose_from)
{
	const struct catalog empty = {0};
	struct err err = {0};

	load("{}");
	cr_assert(eq(int, plan_make(&plan, &suite, &empty, &none, &err),
		     -ERR_NO_MATCH));
	cr_assert(text_has(err.text, "there is no benchmark"), "%s", err.text);
	suite_release(&suite);
}

Test(plan, every_round_has_every_case_once, .fini = release)
{
	bool seen[11];
	size_t i, round;

	make("{\"processes\": 3}", &none);
	cr_assert(eq(sz, plan.job_count, 33));
	for (round = 0; round < 3; round++) {
		memset(seen, 0, sizeof(seen));
		for (i = 0; i < 11; i++) {
			const struct plan_job *job = &plan.job[round * 11 + i];

			cr_assert(eq(u32, job->process, (uint32_t)round));
			cr_assert(not(seen[job->case_index]));
			seen[job->case_index] = true;
		}
	}
}

/* The order of round R as a text. */
static void order_of(size_t round, char ret[64])
{
	size_t i, n = plan.case_count;

	ret[0] = '\0';
	for (i = 0; i < n; i++)
		snprintf(ret + strlen(ret), 64 - strlen(ret), "%u ",
			 plan.job[round * n + i].case_index);
}

Test(plan, seed_fixes_order_and_job_seeds, .fini = release)
{
	struct plan_options options = {.seed = 7};
	char first[64], again[64], second[64], other[64];
	uint64_t seed;

	make("{}", &options);
	order_of(0, first);
	order_of(1, second);
	seed = plan.job[5].seed;
	release();
	make("{}", &options);
	order_of(0, again);
	cr_assert(eq(str, first, again));
	cr_assert(ne(str, first, second));
	cr_assert(eq(u64, plan.job[5].seed, seed));
	release();
	options.seed = 8;
	make("{}", &options);
	order_of(0, other);
	cr_assert(ne(str, first, other));
}

static uint64_t seed_of(const char *id, uint32_t process)
{
	size_t i;

	for (i = 0; i < plan.job_count; i++)
		if (plan.job[i].process == process &&
		    strcmp(plan.plan_case[plan.job[i].case_index].id, id) == 0)
			return plan.job[i].seed;
	return 0;
}

Test(plan, shards_are_balanced_and_complete, .fini = release)
{
	struct plan_options options = {.shard_count = 3};
	size_t total = 0;
	uint32_t i;

	for (i = 1; i <= 3; i++) {
		options.shard_index = i;
		make("{}", &options);
		cr_assert(ge(sz, plan.case_count, 3));
		cr_assert(le(sz, plan.case_count, 4));
		total += plan.case_count;
		release();
	}
	cr_assert(eq(sz, total, 11));
}

Test(plan, shard_keeps_the_seeds_of_the_whole, .fini = release)
{
	struct plan_options options = {.shard_index = 1, .shard_count = 3};
	char id[64];
	uint64_t seed;

	make("{}", &options);
	snprintf(id, sizeof(id), "%s", plan.plan_case[0].id);
	seed = seed_of(id, 2);
	release();
	make("{}", &none);
	cr_assert(eq(u64, seed_of(id, 2), seed));
	cr_assert(ne(u64, seed_of(id, 3), seed));
}

Test(plan, more_shards_than_cases)
{
	struct plan_options options = {.shard_index = 3, .shard_count = 3};

	refused("{\"benchmarks\": [\"memory/copy\"]}", &options, ERR_NO_MATCH,
		"shard 3/3 is empty: there are 2 cases; use at most 2 shards");
}

Test(plan, time_is_expected_and_bounded_by_the_budget, .fini = release)
{
	struct plan_options options = {.processes = 2, .slices = 100};

	make("{\"benchmarks\": [\"memory/copy\"]}", &options);
	/* 4 jobs of 12 ms + 3 ms + 100 * 0.2 ms * 1.1 */
	cr_assert(epsilon_eq(dbl, plan.expected_ns, 4 * 37e6, 1));
	release();
	options.time_budget_ns = 50e6;
	make("{\"benchmarks\": [\"memory/copy\"]}", &options);
	cr_assert(eq(dbl, plan.expected_ns, 50e6));
}

Test(plan, runs_out_of_memory_cleanly, .fini = release)
{
	struct plan_options options = {.shard_index = 1, .shard_count = 2};

	load("{\"benchmarks\": [{\"select\": \"*\", \"tags\": [\"x\"]}]}");
	CHAOS_EACH(n)
	{
		struct err err = {0};
		int status = plan_make(&plan, &suite, &catalog, &options, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, status, hit ? -ERR_NOMEM : 0), "%zu: %s", n,
			  err.text);
		plan_release(&plan);
	}
}
