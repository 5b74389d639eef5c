#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include <tare/version.h>

#include "run/run.h"

#define TEXT(name, text) static char name[] = text

TEXT(path, "/lib/memory.so");
TEXT(plugin_id, "org.tare.memory");
TEXT(plugin_version, "1.2.3");
TEXT(build_id, "abcdef");
TEXT(bench_id, "copy");
TEXT(unit, "bytes");
TEXT(file, "memory.c");
TEXT(own_tags, "quick, memory");
TEXT(slow, "slow");
TEXT(quick, "quick");
TEXT(case_1, "memory/copy/n=64");
TEXT(case_2, "memory/copy/n=128");
TEXT(n, "n");
TEXT(limit_text, "p99 < 2ms");
TEXT(limit_metric, "p99");
TEXT(suite_name, "default");

static char *entry_tag[] = {quick, slow};
static struct suite_entry entry = {.tag = entry_tag, .tag_count = 2};
static struct suite_limit limit = {
    .text = limit_text, .metric = limit_metric, .bound = 2e6};
static const struct suite_limit *limits[] = {&limit};
static struct plan_arg arg[] = {{n, 64}, {n, 128}};
static struct catalog_bench bench = {
    .id = bench_id, .unit = unit, .file = file, .line = 12, .tags = own_tags};
static struct catalog_plugin plugin = {
    .path = path,
    .id = plugin_id,
    .version = plugin_version,
    .build_id = build_id,
    .abi = 0x10000,
    .bench = &bench,
    .bench_count = 1,
};
static struct plan_case cases[] = {
    {.id = case_2,
     .plugin = &plugin,
     .bench = &bench,
     .arg = &arg[1],
     .arg_count = 1,
     .threads = 2},
    {.id = case_1,
     .plugin = &plugin,
     .bench = &bench,
     .arg = &arg[0],
     .arg_count = 1,
     .threads = 1,
     .entry = &entry,
     .limit = limits,
     .limit_count = 1},
};
static struct plan_job jobs[] = {{0, 0, 1}, {1, 0, 2}, {1, 1, 3}};
static struct suite suite = {.name = suite_name,
			     .gate = {.theta = 0.02, .floor = 0.05}};
static const struct plan plan = {
    .suite = &suite,
    .plan_case = cases,
    .case_count = 2,
    .job = jobs,
    .job_count = 3,
    .seed = 99,
    .processes = 2,
    .slices = 50,
    .slice_ns = 2e5,
    .time_budget_ns = 60e9,
};
static struct result result;

static void setup(void)
{
	struct err err = {0};

	cr_assert(eq(int, run_prepare(&plan, &result, &err), 0), "%s",
		  err.text);
}

static void release(void)
{
	result_release(&result);
}

TestSuite(prepare, .init = setup, .fini = release);

Test(prepare, the_plans_policy_is_recorded)
{
	cr_assert(eq(u64, result.seed, 99));
	cr_assert(eq(u64, result.processes, 2));
	cr_assert(eq(u64, result.slices, 50));
	cr_assert(eq(dbl, result.slice_ns, 2e5));
	cr_assert(eq(dbl, result.time_budget_ns, 60e9));
	cr_assert(eq(dbl, result.gate.theta, 0.02));
	cr_assert(eq(dbl, result.gate.floor, 0.05));
	cr_assert(eq(str, result.suite_name, suite_name));
	cr_assert(eq(str, result.tare_version, (char *)TARE_VERSION));
	cr_assert(not(result.complete));
}

Test(prepare, the_machine_is_known)
{
	cr_assert(gt(sz, strlen(result.machine.id), 0));
	cr_assert(gt(u32, result.machine.cpus_online, 0));
	cr_assert(ge(dbl, result.conditions.clock_resolution_ns, 1));
	cr_assert(ge(dbl, result.conditions.clock_read_ns, 1));
}

Test(prepare, two_runs_have_two_ids)
{
	struct result other = {0};
	struct err err = {0};

	cr_assert(eq(int, run_prepare(&plan, &other, &err), 0));
	cr_assert(ne(str, result.run_id, other.run_id));
	cr_assert(
	    eq(sz, strlen(result.started_utc), strlen("2026-11-21T10:20:30Z")));
	cr_assert(
	    eq(sz, strlen(result.run_id), strlen("20261121T102030Z-9f3eaab0")));
	result_release(&other);
}

Test(prepare, a_plugin_comes_once)
{
	cr_assert(eq(sz, result.plugin_count, 1));
	cr_assert(eq(str, result.plugin[0].path, path));
	cr_assert(eq(str, result.plugin[0].id, plugin_id));
	cr_assert(eq(str, result.plugin[0].version, plugin_version));
	cr_assert(eq(str, result.plugin[0].build_id, build_id));
	cr_assert(result.plugin[0].build_info == NULL);
	cr_assert(eq(u32, result.plugin[0].abi, 0x10000));
}

Test(prepare, cases_own_their_texts)
{
	const struct result_case *of = &result.result_case[1];

	cr_assert(eq(sz, result.case_count, 2));
	cr_assert(eq(str, of->id, case_1));
	cr_assert(of->id != case_1);
	cr_assert(eq(str, of->plugin_id, plugin_id));
	cr_assert(eq(str, of->bench, bench_id));
	cr_assert(eq(str, of->unit, unit));
	cr_assert(eq(str, of->file, file));
	cr_assert(eq(u32, of->line, 12));
	cr_assert(eq(u32, of->threads, 1));
	cr_assert(eq(int, (int)of->status, CASE_NOT_RUN));
	cr_assert(eq(sz, of->process_count, 0));
	cr_assert(of->process != NULL);
	cr_assert(eq(sz, of->arg_count, 1));
	cr_assert(eq(str, of->arg[0].name, n));
	cr_assert(eq(i64, of->arg[0].value, 64));
}

Test(prepare, tags_are_those_of_both_each_once)
{
	const struct result_case *of = &result.result_case[1];

	cr_assert(eq(sz, of->tag_count, 3));
	cr_assert(eq(str, of->tag[0], (char *)"quick"));
	cr_assert(eq(str, of->tag[1], (char *)"memory"));
	cr_assert(eq(str, of->tag[2], (char *)"slow"));
	cr_assert(eq(sz, result.result_case[0].tag_count, 2));
}

Test(prepare, limits_are_copied)
{
	const struct result_case *of = &result.result_case[1];

	cr_assert(eq(sz, of->limit_count, 1));
	cr_assert(eq(str, of->limit[0].text, limit_text));
	cr_assert(of->limit[0].text != limit_text);
	cr_assert(eq(str, of->limit[0].metric, limit_metric));
	cr_assert(eq(dbl, of->limit[0].bound, 2e6));
	cr_assert(eq(sz, result.result_case[0].limit_count, 0));
}
