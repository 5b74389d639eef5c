/*
 * Metrics beside the time in the tables of verdicts, from results made by
 * hand.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "chaos.h"
#include "make_result.h"
#include "report/report.h"
#include "report/show.h"

static const struct report_style plain = {.columns = 80};

static char *printed(const struct result *result,
		     const struct report_style *style)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	struct err err = {0};

	cr_assert(eq(int, report_verdicts(result, style, out, &err), 0), "%s",
		  err.text);
	fclose(out);
	return text;
}

static void expect(const char *text, const char *part)
{
	cr_expect(strstr(text, part) != NULL, "no '%s' in:\n%s", part, text);
}

static void expect_not(const char *text, const char *part)
{
	cr_expect(strstr(text, part) == NULL, "'%s' in:\n%s", part, text);
}

static void expect_width(const char *text, size_t most)
{
	for (const char *end; (end = strchr(text, '\n')); text = end + 1)
		cr_expect(le(sz, (size_t)(end - text), most), "%.*s",
			  (int)(end - text), text);
}

static struct metric_verdict exact(const char *name, enum verdict_kind kind,
				   double base, double head)
{
	return (struct metric_verdict){
	    .metric = (char *)name,
	    .exact = true,
	    .decides = true,
	    .kind = kind,
	    .base = base,
	    .head = head,
	    .ratio = head / base,
	    .low = head / base,
	    .high = head / base,
	    .mde = (double)NAN,
	};
}

static void timed_row(struct verdict *v, enum verdict_kind kind)
{
	v->timed = true;
	v->time_kind = kind;
	v->pairs = 8;
	v->spent_ns = 4e8;
}

static void without_time(struct verdict *v)
{
	v->base_ns = v->head_ns = v->ratio = v->low = v->high = v->mde =
	    (double)NAN;
}

static struct function_change functions[] = {
    {(char *)"parse_value", (char *)"json.so", 9000, 10204, 812, 830},
    {(char *)"malloc", (char *)"libc.so.6", 500, 440, 12, 12},
    {(char *)"fresh", NULL, 0, 60.5, 0, 1.5},
};

static struct result_plugin plugin = {
    .id = (char *)"org.tare.test",
    .path = (char *)"/x/json.so",
};

/* a/equal: nothing changed; b/parse: counts did, the time did not. */
static void make_mixed(struct result *result, struct metric_verdict m[4])
{
	struct verdict *v;

	make_result(result);
	make_case(result, "a/equal", NULL);
	make_case(result, "b/parse", NULL);
	result->plugin = &plugin;
	result->plugin_count = 1;
	v = make_verdict(result, "a/equal", VERDICT_EQUIVALENT, 1.001, 0.01);
	v->base_ns = 100;
	timed_row(v, VERDICT_EQUIVALENT);
	m[0] = exact("sim.instructions", VERDICT_EQUIVALENT, 1234567, 1234567);
	v->metric = &m[0];
	v->metric_count = 1;
	v = make_verdict(result, "b/parse", VERDICT_REGRESSED, 1.002, 0.01);
	v->base_ns = 2e6;
	timed_row(v, VERDICT_EQUIVALENT);
	m[1] = exact("sim.instructions", VERDICT_REGRESSED, 37621, 38825);
	m[1].function = functions;
	m[1].function_count = 3;
	m[2] = exact("allocs", VERDICT_IMPROVED, 3, 2);
	m[2].decides = false;
	m[3] = (struct metric_verdict){
	    .metric = (char *)"cycles",
	    .decides = true,
	    .kind = VERDICT_INCONCLUSIVE,
	    .base = 1.5e6,
	    .head = 1.53e6,
	    .ratio = 1.02,
	    .low = 0.99,
	    .high = 1.05,
	    .mde = 1.06,
	    .pairs = 60,
	    .reason = (char *)"60 pairs do not decide",
	};
	v->metric = &m[1];
	v->metric_count = 3;
	result->outcome->paired = true;
	result->outcome->tests = 4;
	result->outcome->spent_ns = 8e8;
	result->simulator = (char *)"callgrind 3.19.0";
}

Test(metric_rows, golden)
{
	struct result result;
	struct metric_verdict m[4];
	/* clang-format off */
	char golden[] =
	"case                 change   interval, %    MDE  pairs    s  verdict\n"
	"b/parse                                                       regressed\n"
	"  time               +0.2 %  [-0.8, +1.2]  2.0 %      8  0.4  equivalent\n"
	"  sim.instructions   +3.2 %  +1,204 exact                     regressed\n"
	"      parse_value +1,204 Ir (812 -> 830 calls)\n"
	"      malloc in libc.so.6 -60 Ir (12 calls)\n"
	"      fresh +60.5 Ir (0 -> 1.5 calls)\n"
	"  allocs            -33.3 %      -1 exact                     (improved)\n"
	"  cycles             +2.0 %  [-1.0, +5.0]  6.0 %     60       inconclusive\n"
	"      60 pairs do not decide\n"
	"a/equal                                                       equivalent\n"
	"  time               +0.1 %  [-0.9, +1.1]  2.0 %      8  0.4  equivalent\n"
	"  sim.instructions   +0.0 %         exact                     equivalent\n"
	"\n";
	/* clang-format on */
	char *text;

	make_mixed(&result, m);
	text = printed(&result, &plain);
	cr_expect(eq(int, strncmp(text, golden, strlen(golden)), 0), "%s",
		  text);
	expect_width(text, 80);
	expect(text, "exact: counted in processes of their own");
	expect(text, "in parentheses: shown only");
	expect(text, "simulated by callgrind 3.19.0\n");
	expect(text, "\n1 regressed, 1 equivalent\n");
	free(text);
	result_release(&result);
}

Test(metric_rows, wide_terminals_have_the_values)
{
	const struct report_style wide = {.columns = 120, .colour = true};
	struct result result;
	struct metric_verdict m[4];
	char *text;

	make_mixed(&result, m);
	text = printed(&result, &wide);
	expect(text, "1,234,567");
	expect(text, "37,621");
	expect(text, "1.50 M");
	expect(text, "\033[31mregressed\033[0m");
	expect(text, "\033[2m(improved)\033[0m");
	free(text);
	result_release(&result);
}

/* What was used, not what is used where nothing is said. */
Test(metric_rows, thetas_are_those_that_decided)
{
	struct result result;
	struct metric_verdict m[4];
	struct suite_metric listed[] = {
	    {.name = (char *)"time", .theta = -1},
	    {.name = (char *)"sim.instructions", .theta = 0.01},
	};
	char *text;

	make_mixed(&result, m);
	for (size_t i = 0; i < 2; i++)
		result.outcome->verdict[i].theta = 0.03;
	for (size_t i = 0; i < 4; i++)
		m[i].theta = 0.03;
	text = printed(&result, &plain);
	expect(text, "theta 3 %: red beyond 1.5 %, green within");
	expect_not(text, "equivalent up to");
	free(text);
	for (size_t i = 0; i < 4; i++)
		m[i].theta = 0.1;
	result.gate.metric = listed;
	result.gate.metric_count = 2;
	text = printed(&result, &plain);
	expect(text, "theta 3 % to 10 %, by case and metric:\n"
		     "red beyond half of it");
	expect(text, "\nequivalent up to a change of: sim.instructions 1 %\n");
	free(text);
	result_release(&result);
}

/* No column of times that nobody measured. */
Test(metric_rows, counts_only_golden)
{
	struct result result;
	struct metric_verdict m[4];
	/* clang-format off */
	char golden[] =
	"case                     base       head   change  difference  verdict\n"
	"b/parse                                                        regressed\n"
	"  sim.instructions     37,621     38,825   +3.2 %      +1,204  regressed\n"
	"      parse_value +1,204 Ir (812 -> 830 calls)\n"
	"      malloc in libc.so.6 -60 Ir (12 calls)\n"
	"      fresh +60.5 Ir (0 -> 1.5 calls)\n"
	"  allocs                    3          2  -33.3 %          -1  (improved)\n"
	"a/equal                                                        equivalent\n"
	"  sim.instructions  1,234,567  1,234,567   +0.0 %           0  equivalent\n"
	"\n"
	"base (main); decided by counts alone\n";
	/* clang-format on */
	char *text;

	make_mixed(&result, m);
	for (size_t i = 0; i < 2; i++) {
		struct verdict *v = &result.outcome->verdict[i];
		v->timed = false;
		v->pairs = 0;
		without_time(v);
	}
	result.outcome->verdict[1].metric_count = 2;
	result.outcome->tests = 0;
	text = printed(&result, &plain);
	cr_expect(eq(int, strncmp(text, golden, strlen(golden)), 0), "%s",
		  text);
	expect_not(text, "MDE");
	expect_not(text, "pairs ");
	free(text);
	result_release(&result);
}

/* What is said of the time stands below it, not below the case. */
Test(metric_rows, a_caution_is_of_its_row)
{
	struct result result;
	struct metric_verdict m[4];
	struct verdict *v;
	char *text;

	make_mixed(&result, m);
	v = &result.outcome->verdict[1];
	v->reason = (char *)"what runs second is slower";
	text = printed(&result, &plain);
	expect(text, "  equivalent\n      what runs second is slower\n  sim.");
	free(text);
	/* Where there is no row of the time it is the case's. */
	v->timed = false;
	without_time(v);
	text = printed(&result, &plain);
	expect(text, "  regressed\n    what runs second is slower\n  sim.");
	free(text);
	result_release(&result);
}

Test(metric_rows, of_what_more_is_better_a_plus_is_worse)
{
	static const char words[] = "of cycles, and whatever else more is";
	struct result result;
	struct metric_verdict m[4];
	struct metric *metric;
	char *text;

	make_mixed(&result, m);
	metric =
	    make_metric(&result, &result.result_case[1], "cycles", NULL, 1);
	metric->lower_is_better = true;
	text = printed(&result, &plain);
	expect_not(text, words);
	free(text);
	metric->lower_is_better = false;
	text = printed(&result, &plain);
	expect(text, words);
	free(text);
	result_release(&result);
}

Test(metric_rows, stored_numbers_have_them_too)
{
	struct result result;
	struct metric_verdict m[4];
	char *text;

	make_mixed(&result, m);
	result.outcome->paired = false;
	text = printed(&result, &plain);
	expect(text, "  sim.instructions");
	expect(text, "+1,204 exact");
	expect(text, "parse_value +1,204 Ir (812 -> 830 calls)");
	expect_width(text, 80);
	expect_not(text, "pairs  ");
	free(text);
	result_release(&result);
}

Test(metric_rows, the_rest_of_the_functions_is_counted)
{
	struct result result;
	struct metric_verdict m[4];
	struct function_change many[9];
	char *text;

	make_mixed(&result, m);
	for (size_t i = 0; i < 9; i++)
		many[i] =
		    (struct function_change){.name = (char *)"f",
					     .object = (char *)"json.so",
					     .base = 100,
					     .head = 100 + (double)(9 - i),
					     .base_calls = 1,
					     .head_calls = 1};
	many[3].base_calls = many[3].head_calls = 0;
	m[1].function = many;
	m[1].function_count = 9;
	text = printed(&result, &plain);
	expect(text, "      f +5 Ir (1 call)\n"
		     "      and 4 more functions, together +10 Ir\n");
	expect_not(text, "f +4 Ir");
	free(text);
	result_release(&result);
}

/* Names come from foreign files. */
Test(metric_rows, names_are_made_printable)
{
	struct result result;
	struct metric_verdict m[4];
	struct function_change f = functions[0];
	static char object[] = "lib\nx.so";
	static char long_name[3000];
	char *text;

	make_mixed(&result, m);
	memset(long_name, 'n', sizeof(long_name) - 1);
	memcpy(long_name, "\033[31m", 5);
	f.name = long_name;
	f.object = object;
	m[1].function = &f;
	m[1].function_count = 1;
	m[2].metric = (char *)"alloc\033[2Js";
	text = printed(&result, &plain);
	cr_expect(strchr(text, '\033') == NULL);
	expect(text, "?[31mnnnn");
	expect(text, "... in lib?x.so");
	expect(text, "+1,204 Ir (812 ->");
	expect(text, "alloc?[2Js");
	expect_width(text, 80);
	free(text);
	result_release(&result);
}

/* A side that has no count, and a count that was 0. */
Test(metric_rows, numbers_that_are_missing)
{
	struct result result;
	struct metric_verdict m[4];
	char *text;

	make_mixed(&result, m);
	m[1] =
	    exact("sim.instructions", VERDICT_INCONCLUSIVE, (double)NAN, 38825);
	m[1].reason = (char *)"valgrind was not found";
	m[3] = exact("sim.branches", VERDICT_INCONCLUSIVE, 100, 105);
	m[2] = exact("allocs", VERDICT_REGRESSED, 0, 3);
	text = printed(&result, &plain);
	expect(text, "      valgrind was not found\n");
	expect(text, "+3 exact");
	/* Undecided, because it is not. */
	expect_not(text, "+5 exact");
	expect(text, "+5 ");
	expect_not(text, "nan");
	expect_not(text, "inf");
	free(text);
	result_release(&result);
}

Test(metric_rows, the_worst_count_comes_first)
{
	struct result result;
	struct metric_verdict a, b;
	struct verdict *v;
	char *text, *small, *large;

	make_result(&result);
	v = make_verdict(&result, "a/small", VERDICT_REGRESSED, 1, 0.01);
	without_time(v);
	a = exact("allocs", VERDICT_REGRESSED, 100, 101);
	v->metric = &a;
	v->metric_count = 1;
	v = make_verdict(&result, "b/large", VERDICT_REGRESSED, 1, 0.01);
	without_time(v);
	b = exact("allocs", VERDICT_REGRESSED, 100, 150);
	v->metric = &b;
	v->metric_count = 1;
	text = printed(&result, &plain);
	small = strstr(text, "a/small");
	large = strstr(text, "b/large");
	cr_expect(small && large && large < small, "%s", text);
	free(text);
	/* What was 0 has no ratio, and is worse than any. */
	a.base = 0;
	a.ratio = a.low = a.high = (double)NAN;
	text = printed(&result, &plain);
	small = strstr(text, "a/small");
	large = strstr(text, "b/large");
	cr_expect(small && large && small < large, "%s", text);
	free(text);
	result_release(&result);
}

Test(metric_rows, out_of_memory)
{
	struct result result;
	struct metric_verdict m[4];
	FILE *out = fopen("/dev/null", "w");
	size_t refused = 0;

	make_mixed(&result, m);
	cr_assert(out != NULL);
	CHAOS_EACH(n)
	{
		struct err err = {0};
		int r = report_verdicts(&result, &plain, out, &err);
		bool hit = chaos_stop();

		/* Without memory a line below the table may be cut. */
		cr_assert(r == 0 || (hit && r == -ERR_NOMEM), "%zu: %s", n,
			  err.text);
		refused += r != 0;
	}
	cr_assert(gt(sz, refused, 0));
	fclose(out);
	result_release(&result);
}

Test(counts, are_shown_to_the_last_digit)
{
	static const struct {
		double value;
		const char *text;
	} cases[] = {
	    {0, "0"},
	    {-0.00001, "-1e-05"},
	    {0.00005, "0.0001"},
	    {1 / 32768.0, "3.1e-05"},
	    {7, "7"},
	    {999, "999"},
	    {1000, "1,000"},
	    {-1234567, "-1,234,567"},
	    {12.0625, "12.0625"},
	    {1234.5, "1,234.5"},
	    {99999.99996, "100,000"},
	    {123456789012, "123,456,789,012"},
	};
	char buf[SHOW_SIZE];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		cr_expect_str_eq(show_count(buf, cases[i].value),
				 cases[i].text);
	cr_expect_str_eq(show_count(buf, (double)NAN), "-");
	cr_expect_str_eq(show_count(buf, 1e15), "1000 T");
	cr_expect_str_eq(show_difference(buf, 1204), "+1,204");
	cr_expect_str_eq(show_difference(buf, -1204), "-1,204");
	cr_expect_str_eq(show_difference(buf, 0), "0");
	cr_expect_str_eq(show_difference(buf, (double)NAN), "-");
	cr_expect_str_eq(show_count_change(buf, 1.00003), "+0.0030 %");
	cr_expect_str_eq(show_count_change(buf, 1), "+0.0 %");
	cr_expect_str_eq(show_count_change(buf, 1.032), "+3.2 %");
	cr_expect_str_eq(show_count_change(buf, 25), "x25.0");
	cr_expect_str_eq(show_count_change(buf, (double)INFINITY), "-");
}

/* Of `tare run`. */

static char *run_printed(const struct result *result)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	struct err err = {0};

	cr_assert(eq(int, report_run(result, &plain, out, &err), 0), "%s",
		  err.text);
	fclose(out);
	return text;
}

static struct metric *counted(struct result *result, struct result_case *c,
			      const char *name, double value)
{
	struct metric *m = make_metric(result, c, name, NULL, value);

	m->provider = (char *)(strncmp(name, "sim.", 4) ? "os" : "simulated");
	m->exact = true;
	return m;
}

static struct count_samples passed = {
    .pass = COUNT_SIMULATED,
    .status = CASE_OK,
};

static struct result_case *counted_case(struct result *result, const char *id)
{
	struct result_case *c = make_case(result, id, NULL);

	c->process_count = 0;
	c->counted = &passed;
	c->counted_count = 1;
	return c;
}

Test(run_counts, golden)
{
	struct result result;
	struct result_case *c;
	struct metric *m;
	/* clang-format off */
	char golden[] =
	"per operation   allocs\n"
	"json/load/n=9        0\n"
	"json/load/n=10     215\n"
	"\n"
	"sim.* per operation  instructions  data_reads  l1i_misses  l1d_misses  ll_misses\n"
	"json/load/n=9                   9         n/a\n"
	"json/load/n=10            215,529   53,658.5~           0           7          1\n"
	"\n"
	"sim.* per operation  estimated_cycles\n"
	"json/load/n=10                310,723\n"
	"sim.estimated_cycles: an estimate, 1 a hit in the first cache, 5 in the last\n"
	"one, 35 in memory\n"
	"~ json/load/n=10: sim.data_reads: it reads the clock\n"
	"\n"
	"2 ok\n"
	"counted without a clock, 12.50 s\n"
	"simulated by callgrind 3.19.0\n";
	/* clang-format on */
	char *text;

	make_result(&result);
	result.simulator = (char *)"callgrind 3.19.0";
	result.counters = (char *)"simulated,allocations";
	c = counted_case(&result, "json/load/n=10");
	counted(&result, c, "allocs", 215);
	counted(&result, c, "sim.instructions", 215529);
	m = counted(&result, c, "sim.data_reads", 53658.5);
	m->exact = false;
	m->reason = (char *)"it reads the clock";
	counted(&result, c, "sim.l1i_misses", 0);
	counted(&result, c, "sim.l1d_misses", 7);
	counted(&result, c, "sim.ll_misses", 1);
	counted(&result, c, "sim.estimated_cycles", 310723);
	c = counted_case(&result, "json/load/n=9");
	counted(&result, c, "allocs", 0);
	counted(&result, c, "sim.instructions", 9);
	counted(&result, c, "sim.data_reads", 0)->available = false;
	text = run_printed(&result);
	cr_expect(eq(str, text, golden));
	expect_width(text, 80);
	free(text);
	result_release(&result);
}

static void rough_case(struct result *result, const char *id, char *reason)
{
	struct result_case *c = counted_case(result, id);
	struct metric *m = counted(result, c, "sim.instructions", 5);

	m->exact = false;
	m->reason = reason;
	m = counted(result, c, "sim.branches", 5);
	m->exact = false;
	m->reason = reason;
}

/* However many: a line for each kind. */
Test(run_counts, what_is_not_exact_takes_a_line_of_a_kind)
{
	struct result result;
	char *text;

	make_result(&result);
	rough_case(&result, "a/x",
		   (char *)"operations are not alike: 3 in the second part, 4 "
			   "in the third");
	text = run_printed(&result);
	cr_expect(strstr(text,
			 "\n~ a/x: sim.instructions: operations are not alike: "
			 "3 in the second part, 4 in\n") != NULL,
		  "%s", text);
	free(text);
	rough_case(&result, "a/y", (char *)"operations are not alike: 5");
	rough_case(&result, "b/x", (char *)"differs from run to run (3 and 4)");
	rough_case(&result, "b/y", (char *)"differs from run to run (5 and 6)");
	rough_case(&result, "b/z", (char *)"differs from run to run (7 and 8)");
	text = run_printed(&result);
	cr_expect(strstr(text,
			 "\n~ b/x: sim.instructions: differs from run to run "
			 "(3 and 4); 2 more cases, see\n") != NULL,
		  "%s", text);
	cr_expect(strstr(text,
			 "\n~ a/x: sim.instructions: operations are not alike; "
			 "1 more case, see the JSON\n") != NULL,
		  "%s", text);
	free(text);
	result_release(&result);
}

/* Factors of a base are not passed over in silence. */
Test(run_counts, limits_that_need_a_base)
{
	struct suite_limit limit[] = {
	    {.text = (char *)"allocs < baseline*2", .relative = true},
	    {.text = (char *)"time < baseline*2", .relative = true},
	};
	struct gate_outcome outcome = {0};
	struct result result;
	struct result_case *c;
	char *text;

	make_result(&result);
	c = counted_case(&result, "a/b");
	counted(&result, c, "allocs", 0)->available = false;
	result.outcome = &outcome;
	c->limit = limit;
	c->limit_count = 1;
	text = run_printed(&result);
	expect(text, "\nlimit allocs < baseline*2: needs a base: tare gate\n");
	/* No number is no success. */
	expect(text, "\n1 ok, 0 counted\n");
	free(text);
	c->limit_count = 2;
	text = run_printed(&result);
	expect(text, "\n2 limits such as allocs < baseline*2 need a base: tare "
		     "gate\n");
	free(text);
	result_release(&result);
}

/* By default only those that allocate are shown. */
Test(run_counts, no_column_of_zeros_that_nobody_asked_for)
{
	struct result result;
	struct result_case *c;
	char *text;

	make_result(&result);
	c = make_case(&result, "a/b", NULL);
	counted(&result, c, "allocs", 0);
	counted(&result, c, "minor-faults", 3);
	text = run_printed(&result);
	expect_not(text, "allocs");
	expect_not(text, "minor-faults");
	free(text);
	c->metric[0].estimate.value = 2;
	text = run_printed(&result);
	expect(text, "\nper operation  allocs\na/b                 2\n");
	free(text);
	result_release(&result);
}

static void set_absent(struct metric *m, const char *reason)
{
	m->available = false;
	m->errno_name = (char *)"ENOENT";
	m->reason = (char *)reason;
	m->mend = (char *)"mend it";
}

Test(run_counts, what_is_missing_is_told_once_with_its_mend)
{
	struct result result;
	struct result_case *c;
	char *text;

	make_result(&result);
	for (int i = 0; i < 2; i++) {
		c = make_case(&result, i ? "b/b" : "a/a", NULL);
		set_absent(counted(&result, c, "sim.instructions", 0),
			   "no valgrind");
		set_absent(counted(&result, c, "sim.branches", 0),
			   "no valgrind");
		make_metric(&result, c, "cycles", NULL, 5)->provider =
		    (char *)"hardware";
		struct metric *m =
		    make_metric(&result, c, "bus-cycles", NULL, 0);
		m->provider = (char *)"hardware";
		set_absent(m, "no such event");
	}
	text = run_printed(&result);
	expect(text, "\nsimulated counters: none: ENOENT, no valgrind; mend "
		     "it; see tare doctor\n");
	expect(text, "\nhardware counters: without bus-cycles: ENOENT, no such "
		     "event; mend it; see tare\ndoctor\n");
	cr_expect(strstr(strstr(text, "no valgrind") + 1, "no valgrind") ==
		  NULL);
	free(text);
	/* A case that has them speaks for itself. */
	c->metric[0].available = true;
	text = run_printed(&result);
	expect_not(text, "simulated counters:");
	free(text);
	result_release(&result);
}

Test(run_counts, cases_say_why_a_pass_failed)
{
	struct result result;
	struct count_samples failed[2] = {
	    {.pass = COUNT_SIMULATED,
	     .status = CASE_CRASHED,
	     .reason = (char *)"SIGILL: rebuild without \033[1mAVX-512"},
	    {.pass = COUNT_ALLOCATIONS, .note = (char *)"starts processes"},
	};
	struct result_case *c;
	char *text;

	make_result(&result);
	c = make_case(&result, "a/a", NULL);
	c->counted = failed;
	c->counted_count = 2;
	text = run_printed(&result);
	expect(text, "\na/a: simulated: crashed: SIGILL: rebuild without "
		     "?[1mAVX-512\na/a: allocations: starts processes\n");
	free(text);
	result_release(&result);
}

Test(run_counts, cases_that_could_not_be_counted)
{
	struct result result;
	struct result_case *c;
	char *text;

	make_result(&result);
	counted_case(&result, "a/a");
	c = counted_case(&result, "b/b");
	c->status = CASE_CRASHED;
	c->reason = (char *)"SIGSEGV";
	text = run_printed(&result);
	expect(text, "b/b: crashed: SIGSEGV\n");
	expect(text, "1 ok, 1 crashed, 0 counted\n");
	expect_not(text, "time/op");
	free(text);
	result_release(&result);
}
