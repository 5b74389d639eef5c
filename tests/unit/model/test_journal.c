/*
 * Journals: what is recovered from a run that was cut off.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "make_result.h"
#include "model/result.h"
#include "text.h"

/* Two cases of two processes; process K of case C on line 2 + ... */
static char *make_journal(size_t *ret_length)
{
	struct make_spec spec = {.processes = 2, .slices = 3};
	struct result made;
	struct err err = {0};
	char *text = NULL;
	FILE *out = open_memstream(&text, ret_length);
	size_t p, c;

	make_result(&made);
	make_case(&made, "a/x", &spec);
	make_case(&made, "b/y", &spec);
	cr_assert(eq(int, journal_write_head(&made, out, &err), 0));
	for (p = 0; p < 2; p++)
		for (c = 2; c-- > 0;) {
			struct process_samples *samples =
			    &made.result_case[c].process[p];
			char *line;

			samples->case_index = (uint32_t)c;
			samples->process = (uint32_t)p;
			line = samples_encode(samples, &err);
			fprintf(out, "%s\n", line);
			free(line);
		}
	fclose(out);
	result_release(&made);
	return text;
}

static size_t processes(const struct result *result)
{
	size_t i, count = 0;

	for (i = 0; i < result->case_count; i++)
		count += result->result_case[i].process_count;
	return count;
}

Test(journal, gives_each_case_its_processes_in_order)
{
	struct result read;
	struct err err = {0};
	size_t length;
	char *text = make_journal(&length);

	cr_assert(eq(int, result_parse(&read, "j", text, length, &err), 0),
		  "%s", err.text);
	cr_assert(not(read.complete));
	cr_assert(eq(sz, read.case_count, 2));
	cr_assert(eq(str, read.result_case[0].id, "a/x"));
	cr_assert(eq(sz, read.result_case[0].process_count, 2));
	cr_assert(eq(u32, read.result_case[0].process[0].process, 0));
	cr_assert(eq(u32, read.result_case[0].process[1].process, 1));
	cr_assert(eq(u32, read.result_case[1].process[1].case_index, 1));
	free(text);
	result_release(&read);
}

/* At every byte: the finished lines are there, nothing else is lost. */
Test(journal, loses_at_most_the_last_line)
{
	size_t length, cut, lines = 0;
	char *text = make_journal(&length);

	for (cut = 1; cut <= length; cut++) {
		struct result read;
		struct err err = {0};
		int status = result_parse(&read, "j", text, cut, &err);

		lines += text[cut - 1] == '\n';
		cr_assert(eq(int, status, lines ? 0 : -ERR_FORMAT),
			  "at %zu: %s", cut, err.text);
		if (status < 0)
			continue;
		cr_assert(eq(sz, processes(&read), lines - 1), "at %zu", cut);
		result_release(&read);
	}
	cr_assert(eq(sz, lines, 5));
	free(text);
}

static void refused(const char *line, const char *part)
{
	struct result read;
	struct err err = {0};
	size_t length;
	char *text = make_journal(&length);
	struct {
		char *text;
		size_t length;
	} whole = {NULL, 0};
	FILE *out = open_memstream(&whole.text, &whole.length);

	fprintf(out, "%s%s\n", text, line);
	fclose(out);
	cr_assert(eq(int,
		     result_parse(&read, "j", whole.text, whole.length, &err),
		     -ERR_FORMAT));
	cr_assert(text_has(err.text, part), "%s", err.text);
	free(text);
	free(whole.text);
}

Test(journal, broken_line_is_named)
{
	refused("{\"case\":", "j, line 6:");
}

Test(journal, case_out_of_range_is_refused)
{
	refused("{\"case\":2,\"status\":\"ok\"}",
		"case 2, but the journal has 2 cases");
}
