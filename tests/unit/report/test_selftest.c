#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "gate/selftest.h"
#include "make_selftest.h"
#include "report/selftest.h"

static char *printed(struct selftest *t, unsigned columns)
{
	struct report_style style = {.columns = columns};
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	struct err err = {0};

	cr_assert(eq(int, selftest_summarise(t, &err), 0), "%s", err.text);
	cr_assert(eq(int, report_selftest(t, &style, out, &err), 0), "%s",
		  err.text);
	fclose(out);
	return text;
}

static void expect(const char *text, const char *part)
{
	cr_expect(strstr(text, part) != NULL, "no '%s' in:\n%s", part, text);
}

static void expect_narrow(const char *text, size_t columns)
{
	char *copy = strdup(text), *save = NULL;

	for (char *line = strtok_r(copy, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		cr_expect(le(sz, str_columns(line), columns), "%s", line);
	free(copy);
}

Test(selftest, table)
{
	struct selftest t;
	char *text;

	make_good_selftest(&t);
	text = printed(&t, 80);
	expect_narrow(text, 80);
	expect(text, "selftest/multiply\n"
		     "  none  40          0         0          40"
		     "             0        0 [0, 8.81]\n");
	expect(text, "  +1 %  40         10         0          30"
		     "             0    25 [12.7, 41.2]\n");
	expect(text, "  +5 %    +5.00     +5.00  [+4.99, +5.01]     13");
	expect(text, "false alarms: 0 of 160 gates without a change, at most "
		     "2.28 %");
	expect(text, "nothing contradicts what the gate promises");
	free(text);
	selftest_release(&t);
}

Test(selftest, user_benchmarks_have_a_row_each)
{
	struct selftest t;
	char *text;

	make_selftest(&t);
	make_decisions(&t, "mine/copy/n=64", 0, VERDICT_EQUIVALENT, 3, 0);
	make_decisions(&t, "mine/copy/n=4096", 0, VERDICT_REGRESSED, 3, 0.1);
	make_decisions(&t, "mine/gone", 0, VERDICT_BROKEN, 2, 0);
	t.decision[t.decision_count - 2].reason = (char *)"head: crashed";
	text = printed(&t, 80);
	expect_narrow(text, 80);
	expect(text, "mine/copy/n=64 ");
	cr_expect(lt(ptr, strstr(text, "mine/copy/n=64 "),
		     strstr(text, "mine/copy/n=4096 ")));
	expect(text, "2 more broken");
	expect(text, "broken: mine/gone: head: crashed\n");
	expect(text, "contradiction: false alarms in 3 of 6 decisions");
	free(text);
	selftest_release(&t);
}

Test(selftest, all_broken)
{
	struct selftest t;
	char *text;

	make_selftest(&t);
	make_decisions(&t, "mine/gone", 0, VERDICT_BROKEN, 2, NAN);
	text = printed(&t, 80);
	expect(text, "broken: mine/gone: no reason was given");
	cr_expect(eq(ptr, strstr(text, "nothing contradicts"), NULL));
	free(text);
	selftest_release(&t);
}

Test(selftest, nothing_decided)
{
	struct selftest t;
	char *text;

	make_selftest(&t);
	text = printed(&t, 80);
	cr_expect(eq(ptr, strstr(text, "nothing contradicts"), NULL));
	free(text);
	selftest_release(&t);
}

static void remove_dir(const char *dir)
{
	char command[300];

	snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	cr_assert(eq(int, system(command), 0));
}

static char *content(const char *dir, const char *name)
{
	char path[300];
	char *text = NULL;
	size_t length;
	struct err err = {0};

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	cr_assert(eq(int, file_read(path, 1 << 24, &text, &length, &err), 0),
		  "%s", err.text);
	return text;
}

Test(selftest, chart, .timeout = 100)
{
	struct selftest t;
	char dir[] = "/tmp/tare-selftest-XXXXXX";
	const char *note = NULL;
	size_t count = 0;
	struct err err = {0};

	cr_assert(mkdtemp(dir) != NULL);
	make_good_selftest(&t);
	make_decisions(&t, "z/`id`\"\\", 0.02, VERDICT_BROKEN, 3, NAN);
	cr_assert(eq(int, selftest_summarise(&t, &err), 0));
	cr_assert(
	    eq(int, report_selftest_plot(&t, dir, &count, &note, &err), 0),
	    "%s", err.text);
	char *points = content(dir, "data/power.tsv");
	char *gp = content(dir, "charts.gp");
	/* 10 of 40 and its exact interval; the first of five marks. */
	expect(points, "0.9\t25\t12.6915\t41.1962\t");
	expect(points, "3\tselftest/table\n");
	cr_expect(eq(ptr, strstr(gp, "selftest/"), NULL));
	if (!note) {
		char *svg = content(dir, "power.svg");

		cr_expect(eq(sz, count, 1));
		expect(svg, "<title>Share of red verdicts");
		expect(svg, "selftest/multiply");
		free(svg);
	}
	free(points);
	free(gp);
	remove_dir(dir);
	selftest_release(&t);
}
