/*
 * Verdicts of metrics beside the time, in results.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chaos.h"
#include "make_result.h"
#include "model/result.h"
#include "text.h"

static struct result made, read_back;
static char *text;
static size_t length;

static void setup(void)
{
	make_result(&made);
	make_case(&made, "a/x",
		  &(struct make_spec){.processes = 1, .slices = 4});
}

static void teardown(void)
{
	free(text);
	result_release(&made);
	result_release(&read_back);
}

TestSuite(metric_verdict, .init = setup, .fini = teardown);

static void round_trip(void)
{
	FILE *out = open_memstream(&text, &length);
	struct err err = {0};

	cr_assert(eq(int, result_write(&made, out, NULL), 0));
	fclose(out);
	cr_assert(eq(int, result_parse(&read_back, "r", text, length, &err), 0),
		  "%s", err.text);
}

static struct function_change changes[] = {
    {(char *)"parse_value", (char *)"json.so", 100, 1304, 1, 2},
    {(char *)"0x10", NULL, 5, 0, 1, 0},
};
static struct metric_verdict rows[] = {
    {.metric = (char *)"sim.instructions",
     .provider = (char *)"simulated",
     .exact = true,
     .decides = true,
     .kind = VERDICT_REGRESSED,
     .base = 1000,
     .head = 2204,
     .ratio = 2.204,
     .low = NAN,
     .high = NAN,
     .mde = NAN,
     .function = changes,
     .function_count = 2},
    {.metric = (char *)"alloc-bytes",
     .unit = (char *)"bytes",
     .kind = VERDICT_INCONCLUSIVE,
     .theta = 0.02,
     .base = NAN,
     .head = NAN,
     .ratio = 1.5,
     .low = 1.25,
     .high = 1.75,
     .mde = 1.07,
     .pairs = 8,
     .reason = (char *)"counts of one build differ"},
};

static void make_rows(void)
{
	struct verdict *v =
	    make_verdict(&made, "a/x", VERDICT_REGRESSED, 1, 0.01);

	v->timed = true;
	v->time_kind = VERDICT_EQUIVALENT;
	v->metric = rows;
	v->metric_count = 2;
}

Test(metric_verdict, verdicts_of_metrics_come_back)
{
	const struct verdict *v;
	const struct metric_verdict *m;

	make_rows();
	round_trip();
	v = read_back.outcome->verdict;
	cr_assert(v->timed);
	cr_assert(eq(int, v->kind, VERDICT_REGRESSED));
	cr_assert(eq(int, v->time_kind, VERDICT_EQUIVALENT));
	cr_assert(eq(sz, v->metric_count, 2));
	m = v->metric;
	cr_assert(eq(str, m[0].metric, rows[0].metric));
	cr_assert(eq(str, m[0].provider, rows[0].provider));
	cr_assert(eq(ptr, m[0].unit, NULL));
	cr_assert(m[0].exact);
	cr_assert(m[0].decides);
	cr_assert(eq(int, m[0].kind, VERDICT_REGRESSED));
	cr_assert(eq(dbl, m[0].theta, 0));
	cr_assert(eq(dbl, m[0].base, 1000));
	cr_assert(eq(dbl, m[0].head, 2204));
	cr_assert(isnan(m[0].low) && isnan(m[0].high) && isnan(m[0].mde));
	cr_assert(eq(sz, m[0].function_count, 2));
	cr_assert(eq(str, m[0].function[0].object, changes[0].object));
	cr_assert(eq(dbl, m[0].function[0].head, 1304));
	cr_assert(eq(dbl, m[0].function[0].head_calls, 2));
	cr_assert(eq(ptr, m[0].function[1].object, NULL));
	cr_assert(eq(dbl, m[0].function[1].base, 5));
	cr_assert(eq(dbl, m[0].function[1].base_calls, 1));
	cr_assert(not(m[1].exact));
	cr_assert(not(m[1].decides));
	cr_assert(eq(str, m[1].unit, rows[1].unit));
	cr_assert(eq(ptr, m[1].provider, NULL));
	cr_assert(isnan(m[1].base) && isnan(m[1].head));
	cr_assert(eq(dbl, m[1].low, 1.25));
	cr_assert(eq(dbl, m[1].high, 1.75));
	cr_assert(eq(dbl, m[1].mde, 1.07));
	cr_assert(eq(u64, m[1].pairs, 8));
	cr_assert(eq(str, m[1].reason, rows[1].reason));
}

Test(metric_verdict, most_functions_are_the_first)
{
	static struct function_change many[VERDICT_MAX_FUNCTIONS + 1];
	struct metric_verdict row = {
	    .metric = (char *)"sim.instructions",
	    .function = many,
	    .function_count = VERDICT_MAX_FUNCTIONS + 1,
	};
	const struct metric_verdict *read;
	struct verdict *v =
	    make_verdict(&made, "a/x", VERDICT_REGRESSED, 1, 0.01);

	for (size_t i = 0; i <= VERDICT_MAX_FUNCTIONS; i++)
		many[i] = (struct function_change){.name = (char *)"f",
						   .head = (double)i};
	v->metric = &row;
	v->metric_count = 1;
	round_trip();
	read = read_back.outcome->verdict->metric;
	cr_assert(eq(sz, read->function_count, VERDICT_MAX_FUNCTIONS));
	cr_assert(eq(dbl, read->function[VERDICT_MAX_FUNCTIONS - 1].head,
		     VERDICT_MAX_FUNCTIONS - 1));
}

Test(metric_verdict, symbols_lose_control_characters)
{
	struct function_change change = {.name = (char *)"f\x1b[2J"};
	struct metric_verdict row = {.metric = (char *)"sim.instructions",
				     .function = &change,
				     .function_count = 1};
	struct verdict *v =
	    make_verdict(&made, "a/x", VERDICT_REGRESSED, 1, 0.01);

	v->metric = &row;
	v->metric_count = 1;
	round_trip();
	cr_assert(eq(str, read_back.outcome->verdict->metric->function->name,
		     (char *)"f?[2J"));
}

Test(metric_verdict, reading_runs_out_of_memory_cleanly)
{
	make_rows();
	round_trip();
	CHAOS_EACH(n)
	{
		struct result read;
		struct err err = {0};
		int status = result_parse(&read, "r", text, length, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, status, hit ? -ERR_NOMEM : 0), "%zu: %s", n,
			  err.text);
		if (!status)
			result_release(&read);
	}
}

Test(metric_verdict, writing_runs_out_of_memory_cleanly)
{
	make_rows();
	CHAOS_EACH(n)
	{
		char *written = NULL;
		size_t size;
		FILE *out = open_memstream(&written, &size);
		struct err err = {0};
		int status = result_write(&made, out, &err);
		bool hit = chaos_stop();

		fclose(out);
		free(written);
		cr_assert(eq(int, status, hit ? -ERR_NOMEM : 0), "%zu: %s", n,
			  err.text);
	}
}
