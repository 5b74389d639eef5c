/*
 * Untimed passes and the metrics of a gate, in results and journals.
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
static struct result_case *c;
static char *text;
static size_t length;

static void setup(void)
{
	make_result(&made);
	c = make_case(&made, "a/x",
		      &(struct make_spec){.processes = 1, .slices = 4});
}

static void teardown(void)
{
	free(text);
	result_release(&made);
	result_release(&read_back);
}

TestSuite(counted, .init = setup, .fini = teardown);

static void write_text(void)
{
	FILE *out = open_memstream(&text, &length);

	cr_assert(eq(int, result_write(&made, out, NULL), 0));
	fclose(out);
}

static void parse(void)
{
	struct err err = {0};

	cr_assert(eq(int, result_parse(&read_back, "r", text, length, &err), 0),
		  "%s", err.text);
}

static void round_trip(void)
{
	write_text();
	parse();
}

Test(counted, passes_of_both_sides_come_back)
{
	const struct count_samples *s;

	make_counted(&made, c, COUNT_SIMULATED, PAIR_SIDE_BASE, 7.5);
	make_counted(&made, c, COUNT_SIMULATED, PAIR_SIDE_HEAD, 8);
	c->counted[1].note = (char *)"starts processes";
	round_trip();
	cr_assert(eq(sz, read_back.result_case->counted_count, 2));
	s = read_back.result_case->counted;
	cr_assert(eq(int, s[0].side, PAIR_SIDE_BASE));
	cr_assert(eq(dbl, s[0].counter->per_op, 7.5));
	cr_assert(s[0].counter->exact);
	cr_assert(eq(str, s[0].function->name, (char *)"work"));
	cr_assert(eq(int, s[1].side, PAIR_SIDE_HEAD));
	cr_assert(eq(str, s[1].note, (char *)"starts processes"));
	cr_assert(eq(ptr, s[0].note, NULL));
}

Test(counted, cases_are_found_by_their_place)
{
	struct result_case *second = make_case(&made, "0/first", NULL);

	make_counted(&made, second, COUNT_ALLOCATIONS, PAIR_SIDE_NONE, 1);
	made.result_case[1].counted->case_index = 77;
	round_trip();
	cr_assert(eq(str, read_back.result_case[0].id, (char *)"0/first"));
	cr_assert(eq(u32, read_back.result_case[0].counted->case_index, 0));
}

/* The reason is in the file once, however often it applies. */
Test(counted, absences_stand_in_the_list_of_all)
{
	static char reason[] = "valgrind is not installed";
	struct count_samples *s;
	const char *first;

	for (int i = 0; i < 3; i++) {
		s = make_counted(&made, c, COUNT_SIMULATED, PAIR_SIDE_NONE, 1);
		s->counter->available = false;
		s->counter->reason = reason;
		s->counter->mend = (char *)"apt-get install valgrind";
	}
	round_trip();
	first = strstr(text, reason);
	cr_assert(first != NULL);
	cr_assert(not(text_has(first + 1, reason)));
	for (int i = 0; i < 3; i++) {
		s = &read_back.result_case->counted[i];
		cr_assert(not(s->counter->available));
		cr_assert(eq(int, s->counter->provider, PROVIDER_SIMULATED));
		cr_assert(eq(str, s->counter->reason, reason));
	}
}

Test(counted, metrics_of_the_base_come_back)
{
	struct metric metric[] = {
	    {.name = (char *)"allocs",
	     .available = true,
	     .exact = true,
	     .coverage = 1,
	     .estimate = {.available = true, .value = 3}},
	    {.name = (char *)"cycles", .reason = (char *)"no PMU"},
	};

	c->base_metric = metric;
	c->base_metric_count = 2;
	round_trip();
	cr_assert(eq(sz, read_back.result_case->metric_count, 0));
	cr_assert(eq(sz, read_back.result_case->base_metric_count, 2));
	cr_assert(
	    eq(dbl, read_back.result_case->base_metric->estimate.value, 3));
	cr_assert(eq(str, read_back.result_case->base_metric[1].reason,
		     (char *)"no PMU"));
}

Test(counted, head_names_what_counts_can_be_compared_with)
{
	struct suite_metric metric[] = {{(char *)"time", -1},
					{(char *)"allocs", 0}};

	made.pmu = (char *)"AuthenticAMD-25-1 cpu";
	made.simulator = (char *)"valgrind-3.19.0";
	made.unfit = (char *)"31 % of the CPU was stolen";
	made.gate.metric = metric;
	made.gate.metric_count = 2;
	round_trip();
	cr_assert(eq(str, read_back.pmu, made.pmu));
	cr_assert(eq(str, read_back.simulator, made.simulator));
	cr_assert(eq(str, read_back.unfit, made.unfit));
	cr_assert(eq(sz, read_back.gate.metric_count, 2));
	cr_assert(lt(dbl, read_back.gate.metric[0].theta, 0));
	cr_assert(eq(str, read_back.gate.metric[1].name, (char *)"allocs"));
	cr_assert(eq(dbl, read_back.gate.metric[1].theta, 0));
}

Test(counted, rounds_keep_their_ledger)
{
	struct interference round = {
	    .throttles = 2, .slices = 50, .disturbed = 3};

	made.round = &round;
	made.round_count = 1;
	round_trip();
	cr_assert(eq(dbl, read_back.round->throttles, 2));
	cr_assert(eq(dbl, read_back.round->slices, 50));
	cr_assert(eq(dbl, read_back.round->disturbed, 3));
}

static void read_text(const char *from)
{
	text = strdup(from);
	length = strlen(text);
	parse();
}

/* As tare wrote them before it counted. */
Test(counted, older_results_read_as_before)
{
	const struct verdict *v;

	read_text("{\"schema\":\"tare.result/1\","
		  "\"rounds\":[{\"psi_cpu_us\":1}],"
		  "\"cases\":[{\"id\":\"a/x\",\"status\":\"ok\"}],"
		  "\"outcome\":{\"exit_code\":1,\"verdicts\":[{\"id\":\"a/x\","
		  "\"verdict\":\"improved\"}]}}");
	cr_assert(eq(dbl, read_back.round->throttles, -1));
	cr_assert(eq(dbl, read_back.round->slices, -1));
	cr_assert(eq(dbl, read_back.round->disturbed, -1));
	cr_assert(eq(ptr, read_back.pmu, NULL));
	cr_assert(eq(ptr, read_back.simulator, NULL));
	cr_assert(eq(ptr, read_back.unfit, NULL));
	cr_assert(eq(sz, read_back.gate.metric_count, 0));
	cr_assert(eq(sz, read_back.result_case->counted_count, 0));
	v = read_back.outcome->verdict;
	cr_assert(not(v->timed));
	cr_assert(eq(int, v->time_kind, VERDICT_IMPROVED));
	cr_assert(eq(sz, v->metric_count, 0));
}

Test(counted, results_without_counts_say_nothing_of_them)
{
	static const char *const keys[] = {"\"counted\"", "\"base_metrics\"",
					   "\"pmu\"",     "\"simulator\"",
					   "\"unfit\"",   "\"time_verdict\""};

	make_verdict(&made, "a/x", VERDICT_EQUIVALENT, 1, 0.01);
	write_text();
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		cr_assert(not(text_has(text, keys[i])), "%s", keys[i]);
}

static void write_journal(const struct count_samples *counts, size_t count)
{
	FILE *out = open_memstream(&text, &length);
	struct process_samples process = c->process[0];

	cr_assert(eq(int, journal_write_head(&made, out, NULL), 0));
	for (size_t i = 0; i < count; i++) {
		char *line = count_encode(&counts[i], NULL);

		fprintf(out, "%s\n", line);
		free(line);
		if (i == 0) {
			line = samples_encode(&process, NULL);
			fprintf(out, "%s\n", line);
			free(line);
		}
	}
	fprintf(out, "{\"case\":0,\"pass\":\"simu");
	fclose(out);
}

Test(counted, journal_gives_back_what_was_counted)
{
	struct result_case *second = make_case(&made, "b/y", NULL);
	const struct count_samples sent[] = {
	    *make_counted(&made, second, COUNT_ALLOCATIONS, PAIR_SIDE_NONE, 5),
	    *make_counted(&made, c, COUNT_SIMULATED, PAIR_SIDE_NONE, 6),
	    *make_counted(&made, second, COUNT_SIMULATED, PAIR_SIDE_NONE, 7),
	};
	const struct result_case *read;

	write_journal(sent, 3);
	parse();
	cr_assert(not(read_back.complete));
	read = read_back.result_case;
	cr_assert(eq(sz, read[0].process_count, 1));
	cr_assert(eq(sz, read[0].counted_count, 1));
	cr_assert(eq(dbl, read[0].counted->counter->per_op, 6));
	cr_assert(eq(sz, read[1].counted_count, 2));
	cr_assert(eq(dbl, read[1].counted[0].counter->per_op, 5));
	cr_assert(eq(dbl, read[1].counted[1].counter->per_op, 7));
	cr_assert(eq(u32, read[1].counted[1].case_index, 1));
}

static void check_reading(void)
{
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

Test(counted, reading_runs_out_of_memory_cleanly)
{
	struct suite_metric metric = {(char *)"allocs", 0};

	made.gate.metric = &metric;
	made.gate.metric_count = 1;
	make_counted(&made, c, COUNT_SIMULATED, PAIR_SIDE_NONE, 7);
	write_text();
	check_reading();
}

Test(counted, journal_runs_out_of_memory_cleanly)
{
	write_journal(
	    make_counted(&made, c, COUNT_SIMULATED, PAIR_SIDE_NONE, 6), 1);
	check_reading();
}

Test(counted, writing_runs_out_of_memory_cleanly)
{
	struct suite_metric metric = {(char *)"allocs", 0};
	char *whole;

	made.gate.metric = &metric;
	made.gate.metric_count = 1;
	make_counted(&made, c, COUNT_SIMULATED, PAIR_SIDE_NONE, 7);
	make_counted(&made, c, COUNT_SIMULATED, PAIR_SIDE_NONE, 7)
	    ->counter->available = false;
	write_text();
	whole = text;
	CHAOS_EACH(n)
	{
		FILE *out = open_memstream(&text, &length);
		struct err err = {0};
		int status = result_write(&made, out, &err);
		bool hit = chaos_stop();

		fclose(out);
		cr_assert(eq(int, status, hit ? -ERR_NOMEM : 0), "%zu: %s", n,
			  err.text);
		if (!hit)
			cr_assert(eq(str, text, whole));
		free(text);
	}
	text = whole;
}
