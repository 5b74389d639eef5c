/*
 * Suites: what is filled in. Refusals: tests/corpus/suite/invalid.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chaos.h"
#include "model/suite.h"
#include "text.h"
#include "tmpdir.h"

static const char full[] =
    "{\"plugins\": [\"a\", \"b\"], \"slice_time\": \"0.5ms\","
    " \"memory_limit\": \"1GiB\", \"limits\": [\"time < 1s\"],\n"
    " \"gate\": {\"theta\": \"2.5%\", \"inconclusive\": \"warn\","
    "  \"pairs\": 36, \"budget\": \"2min\", \"case_budget\": 5,"
    "  \"max_steal\": \"10%\", \"max_throttled\": 0.5,"
    "  \"max_disturbed\": 1,"
    "  \"metrics\": [\"time\", {\"name\": \"allocs\", \"theta\": \"1%\"}]},"
    " \"counters\": \"os,simulated\",\n"
    " \"benchmarks\": [\n"
    "  \"memory/*,[\\\"\",\n"
    "\n"
    "  {\"select\": \"c/run\", \"as\": \"ls\",\n"
    "   \"config\": {\"argv\": [\"ls\", \"-l\"], \"cwd\": \"/\"},\n"
    "   \"params\": {\"n\": \"1..9+4\"}, \"threads\": 2, \"timeout\": 1,"
    "   \"theta\": \"5%\", \"gate_budget\": \"20s\"},\n"
    "  \"last\"]}";

static void parse(struct suite *ret, const char *name, const char *text)
{
	struct err err = {0};

	cr_assert(eq(int, suite_parse(ret, name, text, strlen(text), &err), 0),
		  "%s", err.text);
}

Test(suite, has_defaults)
{
	struct suite suite;

	parse(&suite, "dir/smoke.suite.json", "{}");
	cr_assert(text_begins(suite.directory, "dir"));
	cr_assert(eq(str, suite.name, (char *)"smoke"));
	cr_assert(eq(u64, suite.processes, 10));
	cr_assert(eq(u64, suite.slices, 50));
	cr_assert(eq(dbl, suite.slice_ns, 2e5));
	cr_assert(eq(dbl, suite.time_budget_ns, 0));
	cr_assert(eq(dbl, suite.timeout_ns, 30e9));
	cr_assert(eq(u64, suite.memory_bytes, UINT64_C(4) << 30));
	cr_assert(eq(dbl, suite.gate.theta, 0.02));
	cr_assert(eq(dbl, suite.gate.error, 0.01));
	cr_assert(eq(dbl, suite.gate.floor, 0.05));
	cr_assert(eq(int, suite.gate.inconclusive, INCONCLUSIVE_FAIL));
	cr_assert(eq(u64, suite.gate.pairs, 60));
	cr_assert(eq(dbl, suite.gate.budget_ns, 0));
	cr_assert(eq(dbl, suite.gate.case_budget_ns, 10e9));
	cr_assert(eq(dbl, suite.gate.max_steal, 0.25));
	cr_assert(eq(sz, suite.entry_count, 0));
	suite_release(&suite);
	suite_release(NULL);
}

Test(suite, takes_what_is_written)
{
	struct suite suite;
	const struct suite_entry *entry;

	parse(&suite, "x", full);
	cr_assert(eq(sz, suite.plugin_count, 2));
	cr_assert(eq(dbl, suite.slice_ns, 5e5));
	cr_assert(eq(u64, suite.memory_bytes, UINT64_C(1) << 30));
	cr_assert(epsilon_eq(dbl, suite.gate.theta, 0.025, 1e-12));
	cr_assert(eq(int, suite.gate.inconclusive, INCONCLUSIVE_WARN));
	cr_assert(eq(u64, suite.gate.pairs, 36));
	cr_assert(eq(dbl, suite.gate.budget_ns, 120e9));
	cr_assert(eq(dbl, suite.gate.case_budget_ns, 5e9));
	cr_assert(epsilon_eq(dbl, suite.gate.max_steal, 0.1, 1e-12));
	cr_assert(eq(dbl, suite.gate.max_throttled, 0.5));
	cr_assert(eq(dbl, suite.gate.max_disturbed, 1));
	cr_assert(eq(sz, suite.entry_count, 3));
	entry = &suite.entry[1];
	cr_assert(eq(str, entry->as, (char *)"ls"));
	cr_assert(eq(sz, entry->config_count, 2));
	cr_assert(entry->config[0].list);
	cr_assert(eq(sz, entry->config[0].value_count, 2));
	cr_assert(not(entry->config[1].list));
	cr_assert(eq(sz, entry->param[0].value_count, 3));
	cr_assert(eq(i64, entry->param[0].value[2], 9));
	cr_assert(eq(i64, entry->threads[0], 2));
	cr_assert(eq(dbl, entry->timeout_ns, 1e9));
	cr_assert(epsilon_eq(dbl, entry->theta, 0.05, 1e-12));
	cr_assert(eq(dbl, entry->gate_budget_ns, 20e9));
	cr_assert(eq(dbl, suite.entry[0].theta, 0));
	cr_assert(eq(dbl, suite.entry[0].gate_budget_ns, 0));
	suite_release(&suite);
}

Test(suite, names_what_is_counted_and_what_decides)
{
	struct suite suite;

	parse(&suite, "x", full);
	cr_assert(eq(str, suite.counters, (char *)"os,simulated"));
	cr_assert(eq(sz, suite.gate.metric_count, 2));
	cr_assert(eq(str, suite.gate.metric[0].name, (char *)"time"));
	cr_assert(lt(dbl, suite.gate.metric[0].theta, 0));
	cr_assert(eq(str, suite.gate.metric[1].name, (char *)"allocs"));
	cr_assert(epsilon_eq(dbl, suite.gate.metric[1].theta, 0.01, 1e-12));
	suite_release(&suite);
	parse(&suite, "x", "{\"gate\": {\"theta\": 0.05}}");
	cr_assert(eq(ptr, suite.counters, NULL));
	cr_assert(eq(sz, suite.gate.metric_count, 0));
	suite_release(&suite);
}

Test(suite, copy_of_a_gate_outlives_it)
{
	struct arena arena = {0};
	struct suite_gate copy;
	struct suite suite;

	parse(&suite, "x", full);
	cr_assert(
	    eq(int, suite_gate_copy(&suite.gate, &arena, &copy, NULL), 0));
	suite_release(&suite);
	cr_assert(eq(u64, copy.pairs, 36));
	cr_assert(eq(sz, copy.metric_count, 2));
	cr_assert(eq(str, copy.metric[1].name, (char *)"allocs"));
	cr_assert(epsilon_eq(dbl, copy.metric[1].theta, 0.01, 1e-12));
	arena_release(&arena);
}

Test(suite, entries_know_their_lines)
{
	struct suite suite;

	parse(&suite, "x", full);
	cr_assert(eq(uint, suite.entry[0].line, 4));
	cr_assert(eq(uint, suite.entry[1].line, 6));
	cr_assert(eq(uint, suite.entry[2].line, 9));
	suite_release(&suite);
}

Test(suite, file_is_read_and_named)
{
	struct tmpdir dir = tmpdir_make();
	struct suite suite;
	struct err err = {0};
	char *path = tmpdir_write(&dir, "s.json", "{\"slices\": 0}");

	cr_assert(eq(int, suite_read(&suite, path, &err), -ERR_SUITE));
	cr_assert(text_begins(err.text, path), "%s", err.text);
	cr_assert(text_has(err.text, "s.json:1:12: `/slices`"), "%s", err.text);
	tmpdir_remove(&dir);
}

Test(suite, megabyte_is_the_limit)
{
	size_t length = SUITE_MAX_BYTES + 1;
	char *text = calloc(1, length);
	struct suite suite;
	struct err err = {0};

	memset(text, '[', length);
	cr_assert(
	    eq(int, suite_parse(&suite, "x", text, length, &err), -ERR_LIMIT));
	cr_assert(text_has(err.text, "a suite has at most 1048576"), "%s",
		  err.text);
	free(text);
}

Test(suite, runs_out_of_memory_cleanly)
{
	CHAOS_EACH(n)
	{
		struct suite suite;
		struct err err = {0};
		int status = suite_parse(&suite, "x", full, strlen(full), &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, status, hit ? -ERR_NOMEM : 0), "%zu: %s", n,
			  err.text);
		if (!status)
			suite_release(&suite);
	}
}

Test(suite, gate_is_copied_or_not_at_all)
{
	struct suite_metric metric = {(char *)"allocs", 0};
	struct suite_gate gate = {.metric = &metric, .metric_count = 1};

	CHAOS_EACH(n)
	{
		struct arena arena = {0};
		struct suite_gate copy;
		struct err err = {0};
		int status = suite_gate_copy(&gate, &arena, &copy, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, status, hit ? -ERR_NOMEM : 0));
		arena_release(&arena);
	}
}
