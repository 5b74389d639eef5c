/*
 * What untimed passes counted, and the job of a worker that counts.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chaos.h"
#include "model/count.h"
#include "model/wire.h"
#include "text.h"

static struct counter_value counters[] = {
    {.name = (char *)"sim.instructions",
     .provider = PROVIDER_SIMULATED,
     .available = true,
     .exact = true,
     .total = 6144,
     .per_op = 32.015625,
     .coverage = 1},
    {.name = (char *)"alloc-bytes",
     .unit = (char *)"bytes",
     .provider = PROVIDER_OTHER,
     .available = true,
     .total = 100,
     .per_op = 3,
     .coverage = 1,
     .reason = (char *)"differs from part to part"},
    {.name = (char *)"sim.branches",
     .provider = PROVIDER_SIMULATED,
     .reason = (char *)"valgrind is not installed",
     .mend = (char *)"apt-get install valgrind"},
};
static struct count_function functions[] = {
    {(char *)"parse_value", (char *)"json.so", 1204, 12.5},
    {(char *)"0x1234", NULL, -3, 0},
};
static const struct count_samples full = {
    .case_index = 3,
    .pass = COUNT_SIMULATED,
    .side = PAIR_SIDE_HEAD,
    .variant = 1,
    .ops = 64,
    .counter = counters,
    .counter_count = 3,
    .function = functions,
    .function_count = 2,
    .wall_ns = 5,
    .note = (char *)"starts processes, which are not counted",
};

static struct arena arena;

static void release(void)
{
	arena_release(&arena);
}

TestSuite(count, .fini = release);

static struct count_samples decoded(const struct count_samples *sent)
{
	char *text = count_encode(sent, NULL);
	struct count_samples read = {0};
	struct err err = {0};

	cr_assert(
	    eq(int, count_decode(&read, &arena, text, strlen(text), &err), 0),
	    "%s", err.text);
	free(text);
	return read;
}

Test(count, comes_back_as_it_was_sent)
{
	struct count_samples read = decoded(&full);
	char *text = count_encode(&full, NULL);
	char *again = count_encode(&read, NULL);

	cr_assert(eq(str, again, text));
	cr_assert(eq(u32, read.case_index, 3));
	cr_assert(eq(int, read.pass, COUNT_SIMULATED));
	cr_assert(eq(int, read.side, PAIR_SIDE_HEAD));
	cr_assert(eq(u32, read.variant, 1));
	cr_assert(eq(u64, read.ops, 64));
	cr_assert(eq(u64, read.wall_ns, 5));
	cr_assert(eq(dbl, read.counter[0].per_op, 32.015625));
	cr_assert(read.counter[0].exact);
	cr_assert(eq(ptr, read.counter[0].reason, NULL));
	cr_assert(not(read.counter[1].exact));
	cr_assert(eq(str, read.counter[1].reason, counters[1].reason));
	cr_assert(not(read.counter[2].available));
	cr_assert(eq(str, read.counter[2].mend, counters[2].mend));
	cr_assert(eq(str, read.function[0].object, (char *)"json.so"));
	cr_assert(eq(dbl, read.function[0].calls, 12.5));
	cr_assert(eq(ptr, read.function[1].object, NULL));
	cr_assert(eq(dbl, read.function[1].instructions, -3));
	cr_assert(eq(str, read.note, full.note));
	free(text);
	free(again);
}

Test(count, of_a_plain_run_says_nothing_of_sides_and_functions)
{
	struct count_samples sent = {.status = CASE_BROKEN,
				     .reason = (char *)"no valgrind"};
	struct count_samples read = decoded(&sent);
	char *text = count_encode(&sent, NULL);

	cr_assert(not(text_has(text, "side")));
	cr_assert(not(text_has(text, "variant")));
	cr_assert(not(text_has(text, "functions")));
	cr_assert(not(text_has(text, "note")));
	cr_assert(eq(int, read.pass, COUNT_ALLOCATIONS));
	cr_assert(eq(int, read.status, CASE_BROKEN));
	cr_assert(eq(str, read.reason, (char *)"no valgrind"));
	free(text);
}

Test(count, symbols_are_cut_and_lose_control_characters)
{
	char name[SAMPLES_MAX_TEXT + 100];
	char object[] = "a\x1b[2J\xc2\x9b\x7f.so";
	struct count_function function = {.name = name, .object = object};
	struct count_samples sent = {.function = &function,
				     .function_count = 1};
	struct count_samples read;

	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	read = decoded(&sent);
	cr_assert(eq(sz, strlen(read.function[0].name), SAMPLES_MAX_TEXT));
	cr_assert(eq(str, read.function[0].object, (char *)"a?[2J???.so"));
}

Test(count, most_functions_are_the_first)
{
	static struct count_function many[COUNT_MAX_FUNCTIONS + 1];
	struct count_samples sent = {.function = many,
				     .function_count = COUNT_MAX_FUNCTIONS + 1};
	struct count_samples read;

	for (size_t i = 0; i <= COUNT_MAX_FUNCTIONS; i++)
		many[i] = (struct count_function){.name = (char *)"f",
						  .calls = (double)i};
	read = decoded(&sent);
	cr_assert(eq(sz, read.function_count, COUNT_MAX_FUNCTIONS));
	cr_assert(eq(dbl, read.function[COUNT_MAX_FUNCTIONS - 1].calls,
		     COUNT_MAX_FUNCTIONS - 1));
}

static void refused_text(const char *text, const char *why)
{
	struct count_samples read;
	struct err err = {0};

	cr_assert(eq(int, count_decode(&read, &arena, text, strlen(text), &err),
		     -ERR_PROTOCOL),
		  "%s", text);
	cr_assert(text_has(err.text, why), "%s", err.text);
}

/* TEXT with OLD replaced by NEW; malloc'ed. */
static char *replaced(const char *text, const char *old, const char *new)
{
	const char *at = strstr(text, old);
	char *ret = NULL;

	cr_assert(ne(ptr, (void *)(uintptr_t)at, NULL), "%s is not in %s", old,
		  text);
	cr_assert(ge(int,
		     asprintf(&ret, "%.*s%s%s", (int)(at - text), text, new,
			      at + strlen(old)),
		     0));
	return ret;
}

/* The full message with OLD replaced by NEW is refused because of WHY. */
static void refused(const char *old, const char *new, const char *why)
{
	char *text = count_encode(&full, NULL);
	char *broken = replaced(text, old, new);

	refused_text(broken, why);
	free(text);
	free(broken);
}

Test(count, every_field_of_a_hostile_message_is_checked)
{
	refused("\"case\":3", "\"case\":-1", "case");
	refused("\"pass\":\"simulated\"", "\"pass\":\"magic\"",
		"expected \"pass\": \"allocations\" or \"simulated\"");
	refused("\"pass\"", "\"pace\"", "expected \"pass\"");
	refused("\"side\":\"head\"", "\"side\":\"left\"", "side");
	refused("\"variant\":1", "\"variant\":4294967296", "variant");
	refused("\"status\":\"ok\"", "\"status\":\"fine\"", "status");
	refused("\"ops\":64", "\"ops\":63", "a power of two");
	refused("\"ops\":64", "\"ops\":2199023255552", "up to 2^40");
	refused("\"ops\":64,", "", "ops");
	refused("\"per_op\":3,", "", "a total without \"per_op\"");
	refused("\"per_op\":3,", "\"per_op\":1e999,", "");
	refused("\"counters\":[", "\"counters\":{},\"x\":[", "expected a list");
	refused("\"functions\":[", "\"functions\":1,\"x\":[",
		"expected a list");
	refused("\"name\":\"parse_value\",", "", "the key \"name\" is missing");
	refused("parse_value", "", "a name without control");
	refused("parse_value", "\\u001b", "a name without control");
	refused("json.so", "\\u009b", "a name without control");
	refused("\"instructions\":1204", "\"instructions\":null",
		"instructions");
	refused("\"calls\":12.5", "\"calls\":\"1\"", "calls");
	refused("\"wall_ns\":5", "\"wall_ns\":-5", "wall_ns");
	refused("\"note\":\"", "\"note\":1,\"x\":\"", "note");
	refused("{\"name\":\"sim.branches\"",
		"{\"absent\":0},{\"name\":\"sim.branches\"", "does not exist");
	refused_text("[]", "expected an object");
}

/* A message of ITEMS times ITEM in the list KEY. */
static char *message_of(const char *key, const char *item, size_t items)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	fprintf(out,
		"{\"pass\":\"simulated\",\"status\":\"ok\",\"ops\":1,"
		"\"%s\":[",
		key);
	for (size_t i = 0; i < items; i++)
		fprintf(out, "%s%s", i ? "," : "", item);
	fprintf(out, "]}");
	fclose(out);
	return text;
}

Test(count, hostile_sizes_are_refused)
{
	static char name[3 * SAMPLES_MAX_TEXT + 2];
	char *text = message_of(
	    "functions", "{\"name\":\"f\",\"instructions\":1,\"calls\":1}",
	    COUNT_MAX_FUNCTIONS + 1);

	refused_text(text, "501 items; at most 500");
	free(text);
	text = message_of("counters",
			  "{\"name\":\"c\",\"provider\":\"os\",\"total\":1,"
			  "\"per_op\":1}",
			  SAMPLES_MAX_COLUMNS + 1);
	refused_text(text, "129 items; at most 128");
	free(text);
	memset(name, 'n', sizeof(name) - 1);
	refused("parse_value", name, "12289 bytes of text; at most 12288");
}

Test(count, runs_out_of_memory_cleanly)
{
	char *text = count_encode(&full, NULL);

	CHAOS_EACH(n)
	{
		struct count_samples read;
		struct arena memory = {0};
		struct err err = {0};
		int status =
		    count_decode(&read, &memory, text, strlen(text), &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, status, hit ? -ERR_NOMEM : 0), "%zu: %s", n,
			  err.text);
		arena_release(&memory);
	}
	CHAOS_EACH(n)
	{
		struct err err = {0};
		char *again = count_encode(&full, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, again == NULL, hit));
		cr_assert(eq(int, err.code, hit ? ERR_NOMEM : 0));
		free(again);
	}
	free(text);
}

static struct wire_count count = {
    .pass = COUNT_SIMULATED, .ops = 1024, .out_path = (char *)"/tmp/out"};
static const struct wire_job job = {
    .plugin_path = (char *)"/plugins/sort.so",
    .bench_id = (char *)"quick",
    .threads = 1,
    .slices = 1,
    .slice_ns = 1,
    .counters = (char *)"none",
    .count = &count,
};

static struct wire_job decoded_job(const struct wire_job *sent)
{
	char *text = wire_job_encode(sent, NULL);
	struct wire_job read = {0};
	struct err err = {0};

	cr_assert(eq(int,
		     wire_job_decode(&read, &arena, text, strlen(text), &err),
		     0),
		  "%s", err.text);
	free(text);
	return read;
}

Test(count, job_of_a_pass_comes_back)
{
	struct wire_job read = decoded_job(&job);

	cr_assert(ne(ptr, read.count, NULL));
	cr_assert(eq(int, read.count->pass, COUNT_SIMULATED));
	cr_assert(eq(u64, read.count->ops, 1024));
	cr_assert(eq(str, read.count->out_path, (char *)"/tmp/out"));
}

Test(count, job_that_measures_time_has_none)
{
	struct wire_count allocations = {.pass = COUNT_ALLOCATIONS};
	struct wire_job plain = job, read;

	plain.count = &allocations;
	read = decoded_job(&plain);
	cr_assert(eq(u64, read.count->ops, 0));
	cr_assert(eq(ptr, read.count->out_path, NULL));
	plain.count = NULL;
	read = decoded_job(&plain);
	cr_assert(eq(ptr, read.count, NULL));
}

static void refused_job(const char *old, const char *new, const char *why)
{
	char *text = wire_job_encode(&job, NULL);
	char *broken = replaced(text, old, new);
	struct wire_job read;
	struct err err = {0};

	cr_assert(
	    eq(int,
	       wire_job_decode(&read, &arena, broken, strlen(broken), &err),
	       -ERR_PROTOCOL),
	    "%s", broken);
	cr_assert(text_has(err.text, why), "%s", err.text);
	free(text);
	free(broken);
}

Test(count, every_field_of_a_hostile_job_is_checked)
{
	static char path[PATH_MAX + 2];

	refused_job("\"simulated\"", "\"timed\"", "pass");
	refused_job("\"ops\":1024", "\"ops\":1000", "a power of two");
	refused_job("\"ops\":1024", "\"ops\":\"18446744073709551615\"",
		    "up to 2^40");
	refused_job("\"ops\":1024,", "", "ops");
	refused_job("\"out\":\"/tmp/out\"", "\"out\":1", "expected a string");
	memset(path, '/', sizeof(path) - 1);
	refused_job("/tmp/out", path, "bytes of text");
	refused_job("\"count\":{", "\"count\":[],\"x\":{",
		    "expected an object");
}

Test(count, names_of_passes_are_read_back)
{
	enum count_pass back;

	for (enum count_pass pass = 0; pass < COUNT_PASSES; pass++) {
		cr_assert(count_pass_parse(count_pass_name(pass), &back));
		cr_assert(eq(int, back, pass));
	}
	cr_assert(not(count_pass_parse("", &back)));
}
