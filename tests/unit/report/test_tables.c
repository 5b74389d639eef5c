#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "chaos.h"
#include "make_result.h"
#include "report/report.h"
#include "report/table.h"

static const struct report_style plain = {.columns = 80};

/* What WRITE printed, to be freed. */
typedef int (*writer)(const struct result *, const struct report_style *,
		      FILE *, struct err *);

static char *printed(writer write, const struct result *result,
		     const struct report_style *style)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	struct err err = {0};

	cr_assert(eq(int, write(result, style, out, &err), 0), "%s", err.text);
	fclose(out);
	return text;
}

static size_t widest(const char *text)
{
	size_t most = 0;
	char line[4096];

	for (const char *end; (end = strchr(text, '\n')); text = end + 1) {
		size_t length = (size_t)(end - text), columns;

		cr_assert(lt(sz, length, sizeof(line)));
		memcpy(line, text, length);
		line[length] = '\0';
		columns = str_columns(line);
		most = columns > most ? columns : most;
	}
	return most;
}

static void expect(const char *text, const char *part)
{
	cr_expect(strstr(text, part) != NULL, "no '%s' in:\n%s", part, text);
}

static void expect_not(const char *text, const char *part)
{
	cr_expect(strstr(text, part) == NULL, "'%s' in:\n%s", part, text);
}

/* Sets the summary by hand, so that golden texts do not hang on a seed. */
static struct result_case *fixed_case(struct result *result, const char *id,
				      double ns)
{
	struct result_case *c =
	    make_case(result, id, &(struct make_spec){.slices = 50});

	c->summary = (struct summary){
	    .processes = 10,
	    .slices = 500,
	    .disturbed = 20,
	    .median_ns = {.available = true,
			  .value = ns,
			  .low = ns * 0.99,
			  .high = ns * 1.01,
			  .level = 0.95},
	    .minimum_ns = ns * 0.98,
	    .p90_ns = ns * 1.05,
	    .p99_ns = (double)NAN,
	    .between_rsd = 0.004,
	};
	return c;
}

Test(run_table, golden)
{
	struct result result;
	/* clang-format off */
	char golden[] =
	"case          time/op   95 % interval       p90  spread  dist.       rate\n"
	"hash\n"
	"  xxh3/n=64  12.30 ns  [12.18, 12.42]  12.92 ns   0.4 %  4.0 %  5.20 GB/s\n"
	"memory/copy\n"
	"  n=16       1.234 ns  [1.222, 1.246]  1.296 ns   0.4 %  4.0 %\n"
	"  n=65536    1.500 ms  [1.485, 1.515]  1.575 ms   0.4 %  4.0 %\n"
	"sort\n"
	"  bad        crashed: signal 11 (SIGSEGV)\n"
	"\n"
	"3 ok, 1 crashed\n"
	"time/op: median over processes; spread: between processes; dist.: disturbed\n"
	"slices, left out\n"
	"10 processes a case, 50 slices of 200.0 us each; 12.50 s in all; seed 42\n";
	/* clang-format on */
	struct result_case *c;
	char *text;

	make_result(&result);
	c = fixed_case(&result, "hash/xxh3/n=64", 12.3);
	make_metric(&result, c, "bytes", "bytes/s", 5.2e9);
	fixed_case(&result, "memory/copy/n=16", 1.234);
	fixed_case(&result, "memory/copy/n=65536", 1.5e6);
	make_bad_case(&result, "sort/bad", CASE_CRASHED, "signal 11 (SIGSEGV)");
	text = printed(report_run, &result, &plain);
	cr_expect(eq(str, text, golden));
	free(text);
	result_release(&result);
}

Test(run_table, numbers_in_names_are_sorted_by_value)
{
	struct result result;
	char *text, *small, *large;

	make_result(&result);
	fixed_case(&result, "memory/copy/n=16384", 2);
	fixed_case(&result, "memory/copy/n=4096", 1);
	make_verdict(&result, "memory/copy/n=16384", VERDICT_EQUIVALENT, 1,
		     0.01);
	make_verdict(&result, "memory/copy/n=4096", VERDICT_EQUIVALENT, 1,
		     0.01);
	text = printed(report_run, &result, &plain);
	small = strstr(text, "n=4096");
	large = strstr(text, "n=16384");
	cr_expect(small && large && small < large, "%s", text);
	free(text);
	text = printed(report_verdicts, &result, &plain);
	small = strstr(text, "n=4096");
	large = strstr(text, "n=16384");
	cr_expect(small && large && small < large, "%s", text);
	free(text);
	result_release(&result);
}

Test(run_table, fits_eighty_columns)
{
	struct result result;
	char *text, id[256];

	make_result(&result);
	memset(id, 'x', sizeof(id));
	memcpy(id, "long/", 5);
	id[200] = '\0';
	fixed_case(&result, id, 5);
	fixed_case(&result, "memory/copy/n=16", 12.3);
	text = printed(report_run, &result, &plain);
	cr_expect(le(sz, widest(text), 80), "%s", text);
	expect(text, "...");
	expect(text, "12.30 ns");
	free(text);
	result_release(&result);
}

Test(run_table, wide_characters_keep_the_columns_aligned)
{
	struct result result;
	char *text, *a, *b;

	make_result(&result);
	fixed_case(&result, "p/ab", 1.5);
	fixed_case(&result, "p/\u6f22", 2.5);
	text = printed(report_run, &result, &plain);
	a = strstr(text, "ab");
	b = strstr(text, "\u6f22");
	cr_assert(a && b);
	/* Two columns each; three bytes against two. */
	cr_expect(eq(sz, (size_t)(strstr(a, "1.5") - a) + 1,
		     (size_t)(strstr(b, "2.5") - b)));
	free(text);
	result_release(&result);
}

Test(run_table, hostile_names_are_harmless)
{
	struct result result;
	char *text;

	make_result(&result);
	fixed_case(&result, "a\033[31m/b\nforged\r\xff\xe2\x80\xae/n=1", 5);
	make_bad_case(&result, "z/z", CASE_FAILED, "reason\033]0;title\a");
	text = printed(report_run, &result, &plain);
	expect_not(text, "\033");
	expect_not(text, "\r");
	expect_not(text, "\nforged");
	expect_not(text, "\xff");
	free(text);
	result_release(&result);
}

Test(run_table, colours_only_where_asked)
{
	struct report_style colour = {.columns = 80, .colour = true};
	struct result result;
	char *with, *without;

	make_result(&result);
	make_bad_case(&result, "a/b", CASE_CRASHED, "signal 11");
	with = printed(report_run, &result, &colour);
	without = printed(report_run, &result, &plain);
	expect(with, "\033[31mcrashed: signal 11\033[0m");
	expect(without, "crashed: signal 11");
	expect_not(without, "\033");
	free(with);
	free(without);
	result_release(&result);
}

Test(run_table, says_when_nothing_was_measured)
{
	struct result result;
	char *text;

	make_result(&result);
	text = printed(report_run, &result, &plain);
	expect(text, "nothing was measured");
	expect_not(text, "time/op");
	free(text);
	result_release(&result);
}

Test(run_table, one_process_has_no_interval)
{
	struct result result;
	char *text;

	make_result(&result);
	make_case(&result, "a/b", &(struct make_spec){.processes = 1});
	text = printed(report_run, &result, &plain);
	expect_not(text, "inf");
	expect_not(text, "nan");
	expect_not(text, "[");
	free(text);
	result_release(&result);
}

Test(run_table, says_when_no_slice_was_clean)
{
	struct result result;
	char *text;

	make_result(&result);
	make_case(&result, "a/b", &(struct make_spec){.disturbed = 1});
	text = printed(report_run, &result, &plain);
	expect(text, "no clean slice: all 500 were disturbed");
	free(text);
	result_release(&result);
}

Test(run_table, tells_why_there_are_no_hardware_counters)
{
	struct result result;
	struct metric *m;
	char *text;

	make_result(&result);
	m = make_metric(&result, fixed_case(&result, "a/b", 1), "cycles", NULL,
			0);
	m->provider = (char[]){"hardware"};
	m->available = false;
	m->errno_name = (char[]){"ENOENT"};
	m->reason = (char[]){"no PMU; the host has none"};
	m->mend = (char[]){"use another machine"};
	text = printed(report_run, &result, &plain);
	expect(text,
	       "hardware counters: none: ENOENT, no PMU; see tare doctor");
	expect_not(text, "per operation");
	m->available = true;
	m->estimate.value = 1234;
	free(text);
	text = printed(report_run, &result, &plain);
	expect(text, "per operation");
	expect(text, "1.23 k");
	expect_not(text, "hardware counters: none");
	free(text);
	result_release(&result);
}

Test(run_table, the_peak_of_memory_is_no_number_an_operation)
{
	struct result result;
	struct metric *m;

	make_result(&result);
	result.counters = (char[]){"os"};
	m = make_metric(&result, fixed_case(&result, "a/b", 1), "peak-rss",
			"bytes", 3.0 * 1024 * 1024);
	m->provider = (char[]){"os"};
	char *text = printed(report_run, &result, &plain);
	expect(text, "peak-rss (process)");
	expect(text, "3.00 MiB");
	free(text);
	result_release(&result);
}

/* "cycles" of a case, absent for REASON; NULL: there. */
static void add_cycles(struct result *result, const char *id, uint32_t threads,
		       const char *reason)
{
	struct result_case *c = fixed_case(result, id, 1);
	struct metric *m = make_metric(result, c, "cycles", NULL, 1234);

	c->threads = threads;
	m->provider = (char *)"hardware";
	m->available = !reason;
	m->errno_name = (char *)"EOPNOTSUPP";
	m->reason = (char *)reason;
}

Test(run_table, a_team_without_counters_does_not_speak_for_all)
{
	struct result result;

	make_result(&result);
	add_cycles(&result, "a/team", 2, "several threads");
	char *text = printed(report_run, &result, &plain);
	expect(text, "hardware counters: none: EOPNOTSUPP, several threads");
	free(text);

	add_cycles(&result, "b/alone", 1, NULL);
	text = printed(report_run, &result, &plain);
	expect_not(text, "hardware counters:");
	expect(text, "n/a");
	free(text);
	result_release(&result);
}

Test(run_table, footer_names_seed_and_file)
{
	struct result result;
	char *text;

	make_result(&result);
	fixed_case(&result, "a/b", 1.5);
	result.path = (char[]){"out/r.json"};
	text = printed(report_run, &result, &plain);
	expect(text, "seed 42");
	expect(text, "result: out/r.json\n");
	free(text);
	result_release(&result);
}

/* Sets the note of the first COUNT processes. */
static void set_notes(struct result *result, struct result_case *c,
		      size_t count, const char *note)
{
	for (size_t i = 0; i < count; i++)
		c->process[i].note = arena_strdup(&result->arena, note, NULL);
}

Test(run_table, notes_are_shown_once_a_case)
{
	struct result result;
	const struct make_spec spec = {.ns = 100};

	make_result(&result);
	make_case(&result, "p/quiet", &spec);
	set_notes(&result, make_case(&result, "p/some", &spec), 3,
		  "left 1 process running; killed");
	set_notes(&result, make_case(&result, "p/threads", &spec), 10,
		  "left 2 threads\033running");
	char *text = printed(report_run, &result, &plain);

	expect(text, "\n\np/some: left 1 process running; killed (3 of 10 "
		     "processes)\np/threads: left 2 threads?running\n\n");
	expect_not(text, "p/quiet:");
	free(text);
	result_release(&result);
}

Test(run_table, many_notes_end_with_their_number)
{
	struct result result;
	const struct make_spec spec = {.ns = 100};
	char id[32];

	make_result(&result);
	for (int i = 0; i < 23; i++) {
		snprintf(id, sizeof(id), "p/case%02d", i);
		set_notes(&result, make_case(&result, id, &spec), 10, "noted");
	}
	char *text = printed(report_run, &result, &plain);

	expect(text, "p/case19: noted\nand notes of 3 more cases; see the "
		     "JSON\n");
	expect_not(text, "p/case20: ");
	free(text);
	result_release(&result);
}

Test(run_table, tells_where_slices_are_missing)
{
	struct result result;
	const struct make_spec spec = {.ns = 100};

	make_result(&result);
	make_case(&result, "p/all", &spec);
	make_case(&result, "p/slow", &spec)->process[7].slice_count = 35;
	char *text = printed(report_run, &result, &plain);

	expect(text, "\n\nfewer slices than planned, as their time was up: "
		     "p/slow (35 of 50)\n\n");
	free(text);
	result_release(&result);
}

Test(run_table, tells_how_many_processes_the_budget_allowed)
{
	struct result result;
	const struct make_spec spec = {.ns = 100};

	make_result(&result);
	make_case(&result, "p/one", &spec)->process_count = 3;
	make_case(&result, "p/two", &spec)->process_count = 3;
	result.budget_ended = true;
	char *text = printed(report_run, &result, &plain);

	expect(text, "3 of 10 processes a case (time budget), 50 slices");
	free(text);
	result.result_case[0].process_count = 4;
	text = printed(report_run, &result, &plain);
	expect(text, "3 to 4 of 10 processes a case (time budget), 50");
	free(text);
	result_release(&result);
}

Test(run_table, names_limits_that_are_not_kept)
{
	struct result result;
	struct limit_check limits[] = {
	    {(char[]){"time < 250ns"}, LIMIT_BROKEN,
	     (char[]){"measured 312 ns [305, 320]"}},
	    {(char[]){"time < 1us"}, LIMIT_KEPT, NULL},
	    {(char[]){"p99 < 1us"}, LIMIT_NO_DATA, (char[]){"needs 1000"}},
	    {(char[]){"max < 2us"}, LIMIT_KEPT, NULL},
	    {(char[]){"min < 300ns"}, LIMIT_INCONCLUSIVE,
	     (char[]){"measured 301 ns [295, 307]"}},
	};

	make_result(&result);
	fixed_case(&result, "c/d", 312);
	struct verdict *v =
	    make_verdict(&result, "c/d", VERDICT_EQUIVALENT, 1, 0.01);
	v->limit = limits;
	v->limit_count = ARRAY_SIZE(limits);
	char *text = printed(report_run, &result, &plain);
	expect(text, "\n\n"
		     "c/d: limit time < 250ns: broken: measured 312 ns "
		     "[305, 320]\n"
		     "c/d: limit p99 < 1us: no data: needs 1000\n"
		     "c/d: limit min < 300ns: inconclusive: measured 301 "
		     "ns [295, 307]\n"
		     "2 limits kept, 1 limit broken, 1 limit inconclusive, 1 "
		     "limit without data\n"
		     "1 ok\n");
	free(text);
	text = printed(report_verdicts, &result, &plain);
	expect(text, "1 equivalent, 2 limits kept, 1 limit broken, 1 limit "
		     "inconclusive,\n1 limit without data\n");
	free(text);
	v->limit_count = 0;
	text = printed(report_run, &result, &plain);
	expect_not(text, "limit");
	free(text);
	result_release(&result);
}

Test(run_table, full_device_is_an_error)
{
	struct err err = {0};
	struct result result;
	FILE *out = fopen("/dev/full", "w");

	cr_assert(out != NULL);
	make_result(&result);
	fixed_case(&result, "a/b", 1.5);
	cr_expect(eq(int, report_run(&result, &plain, out, &err), -ERR_IO));
	expect(err.text, "the table could not be written");
	fclose(out);
	result_release(&result);
}

Test(verdict_table, golden)
{
	struct result result;
	struct limit_check limit = {(char[]){"time < 250ns"}, LIMIT_BROKEN,
				    (char[]){"measured 312 ns [305, 320]"}};
	/* clang-format off */
	char golden[] =
	"case          base      head   change     interval, %    MDE  verdict\n"
	"e/slower  160.0 us  2.000 ms    x12.5  [x12.4, x12.6]  2.0 %  regressed\n"
	"c/limit   312.0 ns  312.0 ns   +0.0 %    [-1.0, +1.0]  2.0 %  equivalent\n"
	"    limit time < 250ns: broken: measured 312 ns [305, 320]\n"
	"d/unsure  97.09 ns  100.0 ns   +3.0 %    [-1.1, +7.1]  8.0 %  inconclusive\n"
	"    needs about 40 s\n"
	"b/better  125.0 ns  100.0 ns  -20.0 %  [-20.8, -19.2]  2.0 %  improved\n"
	"a/equal   99.90 ns  100.0 ns   +0.1 %    [-0.9, +1.1]  2.0 %  equivalent\n"
	"\n"
	"base (main), head: median over processes of their lower quartiles; change: shift\n"
	"between the two sets of processes, + is slower; interval: 99 %; MDE: smallest\n"
	"slow-down found 4 times in 5\n"
	"1 regressed, 1 improved, 2 equivalent, 1 inconclusive, 1 limit broken\n";
	/* clang-format on */
	struct verdict *v;
	char *text;

	make_result(&result);
	fixed_case(&result, "a/equal", 100);
	fixed_case(&result, "b/better", 100);
	fixed_case(&result, "c/limit", 312);
	fixed_case(&result, "d/unsure", 100);
	fixed_case(&result, "e/slower", 2e6);
	make_verdict(&result, "a/equal", VERDICT_EQUIVALENT, 1.001, 0.01);
	make_verdict(&result, "b/better", VERDICT_IMPROVED, 0.8, 0.01);
	v = make_verdict(&result, "c/limit", VERDICT_EQUIVALENT, 1, 0.01);
	v->limit = &limit;
	v->limit_count = 1;
	result.outcome->limits_broken = 1;
	v = make_verdict(&result, "d/unsure", VERDICT_INCONCLUSIVE, 1.03, 0.04);
	v->reason = (char[]){"needs about 40 s"};
	make_verdict(&result, "e/slower", VERDICT_REGRESSED, 12.5, 0.01);
	text = printed(report_verdicts, &result, &plain);
	cr_expect(eq(str, text, golden));
	cr_expect(le(sz, widest(text), 80));
	free(text);
	result_release(&result);
}

Test(verdict_table, says_advisory_once)
{
	struct result result;
	char *text, *first;

	make_result(&result);
	fixed_case(&result, "a/a", 100);
	fixed_case(&result, "a/b", 100);
	make_verdict(&result, "a/a", VERDICT_EQUIVALENT, 1, 0.01)->advisory =
	    true;
	make_verdict(&result, "a/b", VERDICT_EQUIVALENT, 1, 0.01)->advisory =
	    true;
	text = printed(report_verdicts, &result, &plain);
	first = strstr(text, "advisory");
	cr_assert(first != NULL, "%s", text);
	expect_not(first + 1, "advisory");
	free(text);
	result_release(&result);
}

/* N inconclusive rows with a reason each. */
static char *many_reasons(size_t n)
{
	struct result result;
	char id[32];

	make_result(&result);
	for (size_t i = 0; i < n; i++) {
		snprintf(id, sizeof(id), "a/%02zu", i);
		fixed_case(&result, id, 100);
		make_verdict(&result, id, VERDICT_INCONCLUSIVE, 1.02, 0.04)
		    ->reason = (char *)"too noisy";
	}
	char *text = printed(report_verdicts, &result, &plain);
	result_release(&result);
	return text;
}

Test(verdict_table, counts_the_reasons_left_out)
{
	char *text = many_reasons(5);
	expect_not(text, "in the JSON");
	free(text);
	text = many_reasons(6);
	expect(text, "\n\nthe reason of 1 more row is in the JSON\n");
	free(text);
	text = many_reasons(59);
	expect(text, "\n\nthe reasons of 54 more rows are in the JSON\n");
	free(text);
}

Test(verdict_table, without_outcome_is_an_error)
{
	struct err err = {0};
	struct result result;

	make_result(&result);
	cr_expect(eq(int, report_verdicts(&result, &plain, stdout, &err),
		     -ERR_NO_DATA));
	result_release(&result);
}

/* A plan of N cases of one benchmark, two processes each. */
static void make_plan(struct plan *plan, size_t n)
{
	static char copy[] = "copy", summary[] = "memcpy", unit[] = "copies",
		    tags[] = "fast,ram", id[] = "org.t.memory", one[] = "1.0";
	static struct catalog_bench bench = {
	    .id = copy, .summary = summary, .unit = unit, .tags = tags};
	static struct catalog_plugin plugin = {.id = id, .version = one};

	*plan = (struct plan){.case_count = n,
			      .job_count = 2 * n,
			      .slices = 50,
			      .slice_ns = 2e5,
			      .seed = 7,
			      .expected_ns = 3e9,
			      .time_budget_ns = 6e9};
	plan->plan_case =
	    arena_array(&plan->arena, n, sizeof(*plan->plan_case), NULL);
	plan->job = arena_array(&plan->arena, 2 * n, sizeof(*plan->job), NULL);
	cr_assert(plan->plan_case != NULL);
	cr_assert(plan->job != NULL);
	for (size_t i = 0; i < n; i++) {
		plan->plan_case[i].id =
		    arena_printf(&plan->arena, NULL, "memory/copy/n=%04zu", i);
		plan->plan_case[i].bench = &bench;
		plan->plan_case[i].plugin = &plugin;
		plan->job[i].case_index = (uint32_t)(n - 1 - i);
		plan->job[n + i].case_index = (uint32_t)i;
	}
}

static char *plan_text(int (*write)(const struct plan *,
				    const struct report_style *, FILE *,
				    struct err *),
		       size_t cases, unsigned columns)
{
	struct report_style style = {.columns = columns};
	struct err err = {0};
	struct plan plan;
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	make_plan(&plan, cases);
	cr_assert(eq(int, write(&plan, &style, out, &err), 0), "%s", err.text);
	fclose(out);
	arena_release(&plan.arena);
	return text;
}

Test(catalog_table, golden)
{
	char *wide = plan_text(report_catalog, 1, 80);
	char *narrow = plan_text(report_catalog, 1, 40);

	expect(
	    wide,
	    "case                unit    tags      plugin            summary\n"
	    "memory/copy/n=0000  copies  fast,ram  org.t.memory 1.0  memcpy\n");
	expect_not(narrow, "org.t.memory");
	expect(narrow, "memory/copy/n=0000  copies");
	free(wide);
	free(narrow);
}

Test(catalog_table, one_line_for_each_of_a_thousand)
{
	char *text = plan_text(report_catalog, 1000, 80);
	size_t lines = 0;

	for (const char *at = text; (at = strchr(at, '\n')); at++)
		lines++;
	cr_expect(eq(sz, lines, 1001));
	expect(text, "memory/copy/n=0999");
	free(text);
}

Test(plan_table, golden)
{
	char *text = plan_text(report_plan, 2, 80);

	expect(text, "case                processes  slices  first\n"
		     "memory/copy/n=0000          2      50      2\n"
		     "memory/copy/n=0001          2      50      1\n"
		     "\n"
		     "2 cases, 4 processes, 50 slices of 200.0 us in each\n"
		     "order: rounds over all cases, shuffled by seed 7\n"
		     "expected time: 3.000 s of a budget of 6.000 s\n");
	free(text);
}

Test(run_table, runs_out_of_memory_cleanly)
{
	struct result result;
	FILE *out = fopen("/dev/null", "w");
	size_t refused = 0;

	make_result(&result);
	fixed_case(&result, "hash/xxh3/n=64", 12.3);
	make_bad_case(&result, "memory/copy", CASE_CRASHED, "SIGSEGV");
	CHAOS_EACH(n)
	{
		struct err err = {0};
		int code = report_run(&result, &plain, out, &err);
		bool hit = chaos_stop();

		/* Without memory a line below the table may be cut. */
		cr_assert(code == 0 || (hit && code == -ERR_NOMEM), "%zu: %s",
			  n, err.text);
		refused += code != 0;
	}
	cr_assert(gt(sz, refused, 0));
	fclose(out);
	result_release(&result);
}
