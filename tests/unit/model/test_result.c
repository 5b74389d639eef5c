/*
 * Results: writing and reading back, cut files, journals, sizes.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chaos.h"
#include "make_result.h"
#include "model/result.h"
#include "text.h"

static char *write_text(const struct result *result, size_t *ret_length)
{
	struct err err = {0};
	char *text = NULL;
	FILE *out = open_memstream(&text, ret_length);

	cr_assert(eq(int, result_write(result, out, &err), 0), "%s", err.text);
	fclose(out);
	return text;
}

static void make_small(struct result *result)
{
	struct make_spec spec = {.processes = 2, .slices = 3};
	struct result_case *c;

	make_result(result);
	result->counters = arena_strdup(&result->arena, "auto", NULL);
	c = make_case(result, "memory/copy/n=64", &spec);
	make_metric(result, c, "bytes", "", 64);
	make_bad_case(result, "sort/quick", CASE_CRASHED, "SIGSEGV at 0x0");
}

static void parse(struct result *ret, const char *text, size_t length)
{
	struct err err = {0};

	cr_assert(eq(int, result_parse(ret, "r.json", text, length, &err), 0),
		  "%s", err.text);
}

Test(result, comes_back_as_it_was_written)
{
	struct result made, read;
	size_t first_length, second_length;
	char *first, *second;

	make_small(&made);
	made.seed = UINT64_MAX;
	first = write_text(&made, &first_length);
	parse(&read, first, first_length);
	second = write_text(&read, &second_length);
	cr_assert(eq(str, second, first));
	cr_assert(eq(u64, read.seed, UINT64_MAX));
	cr_assert(eq(sz, read.case_count, 2));
	cr_assert(eq(int, read.result_case[1].status, CASE_CRASHED));
	cr_assert(eq(str, read.result_case[1].reason, "SIGSEGV at 0x0"));
	cr_assert(eq(sz, read.result_case[0].process_count, 2));
	cr_assert(text_has(first, "\"seed\":\"18446744073709551615\""));
	free(first);
	free(second);
	result_release(&made);
	result_release(&read);
}

Test(result, verdicts_are_linked_to_their_cases)
{
	struct result made, read;
	size_t length;
	char *text;

	make_small(&made);
	make_verdict(&made, "memory/copy/n=64", VERDICT_REGRESSED, 1.2, 0.01);
	text = write_text(&made, &length);
	parse(&read, text, length);
	cr_assert(ne(ptr, read.outcome, NULL));
	cr_assert(eq(ptr, read.result_case[0].verdict, read.outcome->verdict));
	cr_assert(
	    eq(int, read.result_case[0].verdict->kind, VERDICT_REGRESSED));
	cr_assert(eq(ptr, read.result_case[1].verdict, NULL));
	free(text);
	result_release(&made);
	result_release(&read);
}

Test(result, cut_at_any_byte_is_refused_with_its_place)
{
	struct result made, read;
	size_t length, cut;
	char *text;

	make_small(&made);
	text = write_text(&made, &length);
	/* The last byte is a line break, which may be missing. */
	for (cut = 0; cut < length - 1; cut++) {
		struct err err = {0};
		int status = result_parse(&read, "r.json", text, cut, &err);

		cr_assert(eq(int, status, -ERR_FORMAT), "at %zu", cut);
		cr_assert(text_begins(err.text, "r.json:"), "%s", err.text);
	}
	free(text);
	result_release(&made);
}

Test(result, absent_numbers_are_null_never_nan)
{
	struct result made, read;
	struct result_case *c;
	size_t length;
	char *text;

	make_small(&made);
	c = &made.result_case[0];
	c->summary.p99_ns = NAN;
	c->summary.maximum_ns = INFINITY;
	text = write_text(&made, &length);
	cr_assert(text_has(text, "\"p99_ns\":null"));
	cr_assert(text_has(text, "\"maximum_ns\":null"));
	cr_assert(not(text_has(text, "nan")));
	parse(&read, text, length);
	cr_assert(isnan(read.result_case[0].summary.p99_ns) != 0);
	free(text);
	result_release(&made);
	result_release(&read);
}

Test(result, constant_column_is_one_number)
{
	struct result made;
	size_t length;
	char *text;
	uint64_t ops[] = {7, 7, 7};
	struct column column = {"ops", false, ops};
	struct process_samples *process;

	make_small(&made);
	process = &made.result_case[0].process[0];
	process->column = &column;
	process->column_count = 1;
	text = write_text(&made, &length);
	cr_assert(text_has(text, "\"columns\":{\"ops\":7}"));
	free(text);
	result_release(&made);
}

static struct counter_value missing(void)
{
	static char name[] = "cycles", code[] = "ENOENT",
		    reason[] = "no PMU in this machine", mend[] = "use another";

	return (struct counter_value){.name = name,
				      .provider = PROVIDER_HARDWARE,
				      .errno_name = code,
				      .reason = reason,
				      .mend = mend};
}

Test(result, text_of_an_absence_is_there_once)
{
	struct counter_value counter = missing();
	struct result made, read;
	struct process_samples *process;
	const char *first;
	size_t length, i;
	char *text;

	make_small(&made);
	for (i = 0; i < 2; i++) {
		process = &made.result_case[0].process[i];
		process->counter = &counter;
		process->counter_count = 1;
	}
	text = write_text(&made, &length);
	first = strstr(text, "no PMU in this machine");
	cr_assert(ne(ptr, (void *)(uintptr_t)first, NULL));
	cr_assert(not(text_has(first + 1, "no PMU in this machine")));
	parse(&read, text, length);
	process = &read.result_case[0].process[1];
	cr_assert(eq(sz, process->counter_count, 1));
	cr_assert(not(process->counter->available));
	cr_assert(eq(str, process->counter->name, "cycles"));
	cr_assert(eq(str, process->counter->errno_name, "ENOENT"));
	cr_assert(eq(str, process->counter->mend, "use another"));
	free(text);
	result_release(&made);
	result_release(&read);
}

Test(result, find_takes_an_id)
{
	struct result made = {0};

	cr_assert(eq(ptr, result_find(&made, "a/b"), NULL));
	make_small(&made);
	cr_assert(
	    eq(ptr, result_find(&made, "sort/quick"), &made.result_case[1]));
	cr_assert(eq(ptr, result_find(&made, "sort/quic"), NULL));
	result_release(&made);
	result_release(NULL);
}

/* A full disk: the writer says so. */
Test(result, full_disk_is_an_error)
{
	struct result made;
	struct err err = {0};
	FILE *out = fopen("/dev/full", "w");

	make_small(&made);
	cr_assert(eq(int, result_write(&made, out, &err), -ERR_IO));
	cr_assert(text_has(err.text, "No space left on device"), "%s",
		  err.text);
	fclose(out);
	result_release(&made);
}

Test(result, missing_file_is_named)
{
	struct result read;
	struct err err = {0};

	cr_assert(
	    eq(int, result_read(&read, "/nowhere/r.json", &err), -ERR_IO));
	cr_assert(text_has(err.text, "/nowhere/r.json"), "%s", err.text);
}

static size_t heap_peak(size_t before)
{
	struct mallinfo2 info = mallinfo2();
	size_t now = info.uordblks + info.hblkhd;

	return now > before ? now - before : 0;
}

/* Nothing of one case is left when the next one is written. */
Test(result, writer_keeps_nothing)
{
	struct make_spec spec = {.processes = 10, .slices = 50};
	struct mallinfo2 info;
	struct result made;
	struct err err = {0};
	char id[32];
	FILE *out = fopen("/dev/null", "w");
	int i;

	make_result(&made);
	for (i = 0; i < 100; i++) {
		snprintf(id, sizeof(id), "many/case%03d", i);
		make_case(&made, id, &spec);
	}
	info = mallinfo2();
	cr_assert(eq(int, result_write(&made, out, &err), 0));
	cr_assert(lt(sz, heap_peak(info.uordblks + info.hblkhd), 16384));
	fclose(out);
	result_release(&made);
}

Test(result, thousand_cases_stay_below_20_megabytes)
{
	struct make_spec spec = {.processes = 10, .slices = 50};
	struct result made;
	char id[64];
	size_t length;
	char *text;
	int i;

	make_result(&made);
	for (i = 0; i < 100; i++) {
		snprintf(id, sizeof(id), "many/case/n=%d", 1000 + i);
		make_case(&made, id, &spec);
	}
	text = write_text(&made, &length);
	cr_assert(lt(sz, length * 10, 20000000), "%zu", length * 10);
	free(text);
	result_release(&made);
}

Test(result, runs_out_of_memory_cleanly)
{
	struct result made, read;
	size_t length;
	char *text;

	make_small(&made);
	make_verdict(&made, "memory/copy/n=64", VERDICT_EQUIVALENT, 1, 0.01);
	text = write_text(&made, &length);
	CHAOS_EACH(n)
	{
		struct err err = {0};
		int status = result_parse(&read, "r.json", text, length, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, status, hit ? -ERR_NOMEM : 0), "%zu: %s", n,
			  err.text);
		if (!status)
			result_release(&read);
	}
	free(text);
	result_release(&made);
}

/* PROCESSES a case, of 100000 slices and COLUMNS without a value. */
static char *make_hostile(unsigned cases, unsigned processes, unsigned columns)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	unsigned c, p, k;

	fputs("{\"schema\":\"tare.result/1\",\"cases\":[", out);
	for (c = 0; c < cases; c++) {
		fprintf(out,
			"%s{\"id\":\"c%u\",\"status\":\"ok\",\"processes\":[",
			c ? "," : "", c);
		for (p = 0; p < processes; p++) {
			fprintf(out,
				"%s{\"status\":\"ok\",\"slices\":100000,"
				"\"columns\":{\"ops\":1,\"ns\":1",
				p ? "," : "");
			for (k = 0; k < columns; k++)
				fprintf(out, ",\"k%u\":{}", k);
			fputs("}}", out);
		}
		fputs("]}", out);
	}
	fputs("]}", out);
	fclose(out);
	return text;
}

static void exceeds(char *text, const char *part)
{
	struct result read;
	struct err err = {0};

	cr_assert(eq(int, result_parse(&read, "h", text, strlen(text), &err),
		     -ERR_LIMIT));
	cr_assert(text_has(err.text, part), "%s", err.text);
	free(text);
}

Test(result, slices_of_a_case_have_a_limit)
{
	exceeds(make_hostile(1, 41, 0),
		"h: 4100000 slices of the case 'c0'; at most 4000000");
}

Test(result, slices_of_all_cases_have_a_limit)
{
	exceeds(make_hostile(9, 40, 0),
		"h: 36000000 slices of all cases; at most 32000000");
}

Test(result, sparse_columns_count_against_the_memory)
{
	exceeds(make_hostile(1, 4, 100),
		"h: needs more than 268435456 bytes of memory");
}

/* The limit is the reader's: who adds to the result is free. */
Test(result, that_was_read_may_grow)
{
	struct result read;
	char *text = make_hostile(1, 40, 0);

	parse(&read, text, strlen(text));
	cr_assert(ne(ptr,
		     arena_alloc(&read.arena, RESULT_MAX_MEMORY_BYTES, NULL),
		     NULL));
	free(text);
	result_release(&read);
}
