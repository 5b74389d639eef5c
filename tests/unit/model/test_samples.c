/*
 * What a process measured, on the wire.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chaos.h"
#include "model/samples.h"
#include "text.h"

static uint64_t ops[] = {10, 10, 10}, ns[] = {100, UINT64_MAX, 300};
static struct column columns[] = {
    {(char *)"ops", false, ops},
    {(char *)"ns", false, ns},
};
static struct counter_value counters[] = {
    {.name = (char *)"faults",
     .provider = PROVIDER_OS,
     .available = true,
     .exact = true,
     .total = 12,
     .per_op = 0.5,
     .coverage = 1},
    {.name = (char *)"cycles",
     .provider = PROVIDER_HARDWARE,
     .errno_name = (char *)"ENOENT",
     .reason = (char *)"no PMU",
     .mend = (char *)"none"},
};
static struct named_value rates[] = {{(char *)"bytes", NULL, 64, false}};
static struct named_value metrics[] = {
    {(char *)"allocs", (char *)"calls", 3, true}};

static struct process_samples make(void)
{
	return (struct process_samples){
	    .case_index = 3,
	    .process = 1,
	    .seed = 99,
	    .cpu = 1,
	    .slice_count = 3,
	    .column = columns,
	    .column_count = 2,
	    .counter = counters,
	    .counter_count = 2,
	    .rate = rates,
	    .rate_count = 1,
	    .metric = metrics,
	    .metric_count = 1,
	    .wall_ns = 5,
	    .output = (char *)"hello\n",
	};
}

static struct process_samples decoded(struct arena *arena, const char *text)
{
	struct process_samples read;
	struct err err = {0};

	cr_assert(
	    eq(int, samples_decode(&read, arena, text, strlen(text), &err), 0),
	    "%s", err.text);
	return read;
}

Test(samples, come_back_as_they_were_sent)
{
	struct process_samples sent = make(), read;
	struct arena arena = {0};
	char *text = samples_encode(&sent, NULL), *again;

	read = decoded(&arena, text);
	again = samples_encode(&read, NULL);
	cr_assert(eq(str, again, text));
	cr_assert(eq(u32, read.case_index, 3));
	cr_assert(eq(sz, read.column_count, 2));
	cr_assert(read.column[0].constant);
	cr_assert(eq(u64, column_at(&read.column[0], 2), 10));
	cr_assert(eq(u64, column_at(&read.column[1], 1), UINT64_MAX));
	cr_assert(read.counter[0].available);
	cr_assert(not(read.counter[1].available));
	cr_assert(eq(str, read.counter[1].reason, counters[1].reason));
	cr_assert(read.metric[0].lower_is_better);
	cr_assert(eq(str, read.output, sent.output));
	free(text);
	free(again);
	arena_release(&arena);
}

Test(samples, column_of_zeros_names_the_others)
{
	uint64_t value[16] = {[3] = 7, [15] = UINT64_MAX};
	struct column column = {(char *)"switches", false, value};
	struct process_samples sent = {.status = CASE_FAILED,
				       .slice_count = 16,
				       .column = &column,
				       .column_count = 1};
	struct process_samples read;
	struct arena arena = {0};
	char *text = samples_encode(&sent, NULL);
	uint64_t i;

	cr_assert(text_has(text, "{\"switches\":{\"3\":7,\"15\":"
				 "\"18446744073709551615\"}}"),
		  "%s", text);
	read = decoded(&arena, text);
	cr_assert(not(read.column[0].constant));
	for (i = 0; i < 16; i++)
		cr_assert(eq(u64, column_at(&read.column[0], i), value[i]));
	free(text);
	arena_release(&arena);
}

Test(samples, column_is_found_by_name)
{
	struct process_samples sent = make();

	cr_assert(eq(ptr, (void *)(uintptr_t)samples_column(&sent, "ns"),
		     &columns[1]));
	cr_assert(
	    eq(ptr, (void *)(uintptr_t)samples_column(&sent, "nss"), NULL));
}

Test(samples, long_output_is_cut_between_characters)
{
	char output[SAMPLES_MAX_TEXT + 100];
	struct process_samples sent = make(), read;
	struct arena arena = {0};
	char *text;

	memset(output, 'x', sizeof(output));
	memcpy(output + SAMPLES_MAX_TEXT - 1, "\xc3\xa9", 2);
	output[sizeof(output) - 1] = '\0';
	sent.output = output;
	text = samples_encode(&sent, NULL);
	read = decoded(&arena, text);
	cr_assert(eq(sz, strlen(read.output), SAMPLES_MAX_TEXT - 1));
	free(text);
	arena_release(&arena);
}

Test(samples, output_of_broken_bytes_arrives)
{
	char output[SAMPLES_MAX_TEXT + 1];
	struct process_samples sent = make(), read;
	struct arena arena = {0};
	char *text;

	memset(output, 0xff, sizeof(output) - 1);
	output[sizeof(output) - 1] = '\0';
	sent.output = output;
	text = samples_encode(&sent, NULL);
	read = decoded(&arena, text);
	cr_assert(text_begins(read.output, "\xef\xbf\xbd"));
	free(text);
	arena_release(&arena);
}

Test(samples, names_of_statuses_and_providers_are_unique)
{
	enum case_status status, back;
	enum counter_provider provider, other;

	for (status = CASE_OK; status <= CASE_NOT_RUN; status++) {
		cr_assert(case_status_parse(case_status_name(status), &back));
		cr_assert(eq(int, back, status));
	}
	for (provider = PROVIDER_HARDWARE; provider <= PROVIDER_OTHER;
	     provider++) {
		cr_assert(counter_provider_parse(
		    counter_provider_name(provider), &other));
		cr_assert(eq(int, other, provider));
	}
	cr_assert(not(case_status_parse("OK", &back)));
	cr_assert(not(counter_provider_parse("", &other)));
}

Test(samples, run_out_of_memory_cleanly)
{
	struct process_samples sent = make();
	char *text = samples_encode(&sent, NULL);

	CHAOS_EACH(n)
	{
		struct process_samples read;
		struct arena arena = {0};
		struct err err = {0};
		int status =
		    samples_decode(&read, &arena, text, strlen(text), &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, status, hit ? -ERR_NOMEM : 0), "%zu: %s", n,
			  err.text);
		arena_release(&arena);
	}
	free(text);
}

/* Two slices, the first one disturbed, of OPS operations each. */
static size_t times_of(uint64_t ops, uint64_t disturbed_second, double *times)
{
	uint64_t ns[] = {2000, 3000}, disturbed[] = {1, disturbed_second};
	struct column column[] = {
	    {.name = (char[]){COLUMN_OPS}, .constant = true, .value = &ops},
	    {.name = (char[]){COLUMN_NS}, .value = ns},
	    {.name = (char[]){COLUMN_DISTURBED}, .value = disturbed},
	};
	struct process_samples samples = {
	    .slice_count = 2,
	    .column = column,
	    .column_count = 3,
	};

	return samples_clean_times(&samples, times);
}

Test(samples, disturbed_slices_do_not_count)
{
	double times[2];

	cr_assert(eq(sz, times_of(10, 0, times), 1));
	cr_assert(eq(dbl, times[0], 300));
	cr_assert(eq(sz, times_of(10, 1, times), 0));
}

Test(samples, slices_of_one_operation_count_where_all_are_disturbed)
{
	double times[2];

	cr_assert(eq(sz, times_of(1, 0, times), 1));
	cr_assert(eq(sz, times_of(1, 1, times), 2));
	cr_assert(eq(dbl, times[0], 2000));
	cr_assert(eq(dbl, times[1], 3000));
}

/* A newer tare has more of them; the rest of the file stays readable. */
Test(samples, unknown_provider_is_another_one)
{
	struct arena arena = {0};
	struct process_samples read =
	    decoded(&arena, "{\"status\":\"skipped\",\"counters\":[{\"name\":"
			    "\"c\",\"provider\":\"magic\",\"total\":1}]}");

	cr_assert(eq(int, read.counter[0].provider, PROVIDER_OTHER));
	cr_assert(eq(dbl, read.counter[0].total, 1));
	arena_release(&arena);
}
