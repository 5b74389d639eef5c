/*
 * Process pairs: the job of a side, its samples, results and journals.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "make_pairs.h"
#include "make_result.h"
#include "model/result.h"
#include "model/wire.h"
#include "text.h"

static struct wire_pair pair = {
    .role = 1, .seed = UINT64_MAX, .setups = 10, .time_ns = 5e7};
static const struct wire_job job = {
    .plugin_path = (char *)"/plugins/base/sort.so",
    .bench_id = (char *)"quick",
    .threads = 1,
    .slices = 50,
    .slice_ns = 200000,
    .counters = (char *)"none",
    .side = PAIR_SIDE_BASE,
    .pair = &pair,
};

static struct arena arena;

static void release(void)
{
	arena_release(&arena);
}

TestSuite(pair, .fini = release);

static struct wire_job decoded(const struct wire_job *sent)
{
	char *text = wire_job_encode(sent, NULL);
	struct wire_job read = {0};
	struct err err = {0};

	cr_assert(eq(
	    int, wire_job_decode(&read, &arena, text, strlen(text), &err), 0));
	free(text);
	return read;
}

Test(pair, job_of_a_side_comes_back)
{
	struct wire_job read = decoded(&job);

	cr_assert(eq(int, read.side, PAIR_SIDE_BASE));
	cr_assert(ne(ptr, read.pair, NULL));
	cr_assert(eq(u32, read.pair->role, 1));
	cr_assert(eq(u64, read.pair->seed, UINT64_MAX));
	cr_assert(eq(u64, read.pair->setups, 10));
	cr_assert(epsilon_eq(dbl, read.pair->time_ns, 5e7, 1e-3));
}

Test(pair, job_of_a_plain_run_has_none)
{
	struct wire_job plain = job, read;
	char *text;

	plain.side = PAIR_SIDE_NONE;
	plain.pair = NULL;
	text = wire_job_encode(&plain, NULL);
	cr_assert(not(text_has(text, "pair")));
	cr_assert(not(text_has(text, "side")));
	read = decoded(&plain);
	cr_assert(eq(int, read.side, PAIR_SIDE_NONE));
	cr_assert(eq(ptr, read.pair, NULL));
	free(text);
}

/* The job with OLD replaced by NEW is refused because of WHY. */
static void refused(const char *old, const char *new, const char *why)
{
	char *text = wire_job_encode(&job, NULL), *broken = NULL;
	char *at = strstr(text, old);
	struct wire_job read = {0};
	struct err err = {0};
	int length;

	cr_assert(ne(ptr, at, NULL), "%s is not in %s", old, text);
	length = asprintf(&broken, "%.*s%s%s", (int)(at - text), text, new,
			  at + strlen(old));
	cr_assert(
	    eq(int,
	       wire_job_decode(&read, &arena, broken, (size_t)length, &err),
	       -ERR_PROTOCOL),
	    "%s", broken);
	cr_assert(text_has(err.text, why), "%s", err.text);
	free(text);
	free(broken);
}

Test(pair, every_field_of_a_hostile_pair_is_checked)
{
	refused("\"role\":1", "\"role\":2", "role");
	refused("\"role\":1,", "", "role");
	refused("\"setups\":10", "\"setups\":0", "setups");
	refused("\"setups\":10", "\"setups\":100001", "setups");
	refused("\"time_ns\":50000000", "\"time_ns\":-1", "time_ns");
	refused("\"time_ns\":50000000", "\"time_ns\":1e300", "time_ns");
	refused("\"side\":\"base\"", "\"side\":\"left\"",
		"expected \"base\" or \"head\"");
	refused("\"side\":\"base\"", "\"side\":1",
		"expected \"base\" or \"head\"");
	refused("\"pair\":{", "\"pair\":[],\"x\":{", "expected an object");
}

Test(pair, names_of_sides_are_read_back)
{
	enum pair_side side;

	cr_assert(pair_side_parse("base", &side));
	cr_assert(eq(int, side, PAIR_SIDE_BASE));
	cr_assert(pair_side_parse("head", &side));
	cr_assert(eq(int, side, PAIR_SIDE_HEAD));
	cr_assert(not(pair_side_parse("", &side)));
	cr_assert(
	    eq(ptr, (void *)(uintptr_t)pair_side_name(PAIR_SIDE_NONE), NULL));
}

Test(pair, samples_of_a_side_come_back)
{
	struct process_samples sent = {
	    .side = PAIR_SIDE_HEAD, .variant = 2, .alone = true, .process = 7};
	struct process_samples read;
	char *text = samples_encode(&sent, NULL);

	cr_assert(eq(
	    int, samples_decode(&read, &arena, text, strlen(text), NULL), 0));
	cr_assert(eq(int, read.side, PAIR_SIDE_HEAD));
	cr_assert(eq(u32, read.variant, 2));
	cr_assert(read.alone);
	free(text);
}

Test(pair, samples_of_a_plain_run_say_nothing_of_sides)
{
	struct process_samples sent = {0};
	char *text = samples_encode(&sent, NULL);

	cr_assert(not(text_has(text, "side")));
	cr_assert(not(text_has(text, "variant")));
	cr_assert(not(text_has(text, "alone")));
	free(text);
}

static void make_paired(struct result *result)
{
	static struct result_plugin base[] = {
	    {.id = (char *)"org.tare.test", .build_id = (char *)"aa"}};
	struct make_spec spec = {.processes = 3, .slices = 4};

	make_result(result);
	result->counters = arena_strdup(&result->arena, "none", NULL);
	make_pairs(result, make_case(result, "a/x", &spec), 1.1);
	make_pairs(result, make_case(result, "b/y", &spec), 1);
	result->base_plugin = base;
	result->base_plugin_count = 1;
}

static char *write_text(const struct result *result, size_t *ret_length)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, ret_length);

	cr_assert(eq(int, result_write(result, out, NULL), 0));
	fclose(out);
	return text;
}

Test(pair, result_keeps_both_sides)
{
	struct result made, read;
	struct err err = {0};
	size_t length;
	char *text, *again;
	const struct result_case *c;

	make_paired(&made);
	text = write_text(&made, &length);
	cr_assert(eq(int, result_parse(&read, "r", text, length, &err), 0),
		  "%s", err.text);
	cr_assert(eq(sz, read.base_plugin_count, 1));
	cr_assert(eq(str, read.base_plugin[0].build_id, "aa"));
	c = &read.result_case[1];
	cr_assert(eq(sz, c->base_process_count, 3));
	cr_assert(eq(u32, c->base_process[2].case_index, 1));
	cr_assert(eq(u32, c->base_process[2].process, 2));
	cr_assert(eq(int, c->base_process[2].side, PAIR_SIDE_BASE));
	cr_assert(eq(int, c->process[2].side, PAIR_SIDE_HEAD));
	cr_assert(ne(ptr,
		     (void *)(uintptr_t)samples_column(&c->base_process[0],
						       COLUMN_SECOND),
		     NULL));
	again = write_text(&read, &length);
	result_release(&read);
	cr_assert(eq(int, result_parse(&read, "r", again, length, &err), 0));
	free(text);
	text = write_text(&read, &length);
	cr_assert(eq(str, again, text));
	free(text);
	free(again);
	result_release(&made);
	result_release(&read);
}

static void journal_line(FILE *out, struct process_samples *samples,
			 uint32_t case_index)
{
	char *line;

	samples->case_index = case_index;
	line = samples_encode(samples, NULL);
	fprintf(out, "%s\n", line);
	free(line);
}

/* The pairs of both cases; PAIR of case 0 comes a second time, alone. */
static char *make_journal(uint32_t again, bool cut, size_t *ret_length)
{
	struct result made;
	char *text = NULL;
	FILE *out = open_memstream(&text, ret_length);
	uint32_t c, p;

	make_paired(&made);
	cr_assert(eq(int, journal_write_head(&made, out, NULL), 0));
	for (p = 0; p < 3; p++)
		for (c = 0; c < 2; c++) {
			struct result_case *of = &made.result_case[c];

			journal_line(out, &of->base_process[p], c);
			if (!cut || p < 2 || c < 1)
				journal_line(out, &of->process[p], c);
		}
	for (p = 0; p < again; p++) {
		made.result_case->base_process[p].alone = true;
		made.result_case->process[p].alone = true;
		journal_line(out, &made.result_case->base_process[p], 0);
		journal_line(out, &made.result_case->process[p], 0);
	}
	fclose(out);
	result_release(&made);
	return text;
}

static void recover(struct result *ret, uint32_t again, bool cut)
{
	struct err err = {0};
	size_t length;
	char *text = make_journal(again, cut, &length);

	cr_assert(eq(int, result_parse(ret, "j", text, length, &err), 0), "%s",
		  err.text);
	cr_assert(not(ret->complete));
	cr_assert(eq(sz, ret->base_plugin_count, 1));
	free(text);
}

/* A journal has whole pairs, in order: K of case INDEX. */
static void check_pairs(const struct result *result, size_t index, size_t k)
{
	const struct result_case *c = &result->result_case[index];
	uint32_t i;

	cr_assert(eq(sz, c->process_count, k));
	cr_assert(eq(sz, c->base_process_count, k));
	for (i = 0; i < k; i++) {
		cr_assert(eq(u32, c->base_process[i].process, i));
		cr_assert(eq(u32, c->process[i].process, i));
		cr_assert(eq(int, c->base_process[i].side, PAIR_SIDE_BASE));
		cr_assert(eq(int, c->process[i].side, PAIR_SIDE_HEAD));
		cr_assert(
		    eq(int, c->base_process[i].alone, c->process[i].alone));
	}
}

Test(pair, journal_gives_each_side_its_processes)
{
	struct result read;

	recover(&read, 0, false);
	check_pairs(&read, 0, 3);
	check_pairs(&read, 1, 3);
	result_release(&read);
}

Test(pair, half_a_pair_of_a_journal_is_left_out)
{
	struct result read;

	recover(&read, 0, true);
	check_pairs(&read, 0, 3);
	check_pairs(&read, 1, 2);
	result_release(&read);
}

Test(pair, what_was_begun_again_alone_replaces_what_was_before)
{
	struct result read;

	recover(&read, 2, false);
	check_pairs(&read, 0, 2);
	cr_assert(read.result_case[0].process[0].alone);
	cr_assert(read.result_case[0].process[1].alone);
	check_pairs(&read, 1, 3);
	cr_assert(not(read.result_case[1].process[0].alone));
	result_release(&read);
}
