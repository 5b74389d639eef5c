#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/proc.h"
#include "make_result.h"
#include "report/chart.h"
#include "report/report.h"

/* A directory of the test, and below it where the charts go. */
static char root[64], dir[128];

static int run(const char *const *argv)
{
	struct proc_exit ended = {0};

	if (proc_run(argv, NULL, 30000000000u, 4096, NULL, &ended, NULL) < 0)
		return -1;
	return ended.signalled ? -1 : ended.status;
}

static void make_root(void)
{
	strcpy(root, "/tmp/tare-plot-XXXXXX");
	cr_assert(mkdtemp(root) != NULL);
	snprintf(dir, sizeof(dir), "%s/charts", root);
}

static void remove_root(void)
{
	const char *const argv[] = {"/bin/rm", "-rf", root, NULL};

	run(argv);
}

TestSuite(plot, .init = make_root, .fini = remove_root, .timeout = 100);

static char *path_of(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static char *content(const char *name)
{
	char *text = NULL;
	size_t length;
	struct err err = {0};

	cr_assert(
	    eq(int, file_read(path_of(name), 1 << 24, &text, &length, &err), 0),
	    "%s", err.text);
	return text;
}

static void check_svg(const char *name)
{
	const char *const argv[] = {"xmllint", "--noout", path_of(name), NULL};

	cr_expect(eq(int, run(argv), 0), "%s is not valid XML", name);
}

static void check_png(const char *name)
{
	unsigned char magic[8] = {0};
	FILE *in = fopen(path_of(name), "r");

	cr_assert(in != NULL, "no %s", name);
	cr_expect(eq(sz, fread(magic, 1, 8, in), 8));
	cr_expect(memcmp(magic, "\x89PNG\r\n\x1a\n", 8) == 0);
	fclose(in);
}

static void plot(const struct result *result, size_t expected)
{
	struct err err = {0};
	const char *note = "unset";
	size_t count = 0;

	cr_assert(
	    eq(int, report_plot(result, NULL, dir, &count, &note, &err), 0),
	    "%s", err.text);
	cr_expect(note == NULL, "%s", note);
	cr_expect(eq(sz, count, expected));
}

Test(plot, draws_every_kind)
{
	struct result result;
	char *svg;

	make_result(&result);
	make_case(&result, "memory/copy/n=1024", NULL);
	make_case(&result, "memory/copy/n=2048", NULL);
	make_case(&result, "memory/copy/n=65536", NULL);
	make_verdict(&result, "memory/copy/n=1024", VERDICT_REGRESSED, 1.2,
		     0.01);
	plot(&result, 5);
	check_svg("forest.svg");
	check_png("forest.png");
	check_svg("memory.copy.n-1024.svg");
	check_png("memory.copy.n-1024.png");
	check_svg("scaling-memory.copy.svg");
	check_png("scaling-memory.copy.png");
	svg = content("forest.svg");
	cr_expect(strstr(svg, "regressed") != NULL);
	cr_expect(strstr(svg, "<title>Change of each case") != NULL);
	free(svg);
	result_release(&result);
}

/* The data of cases a/n=16, a/n=64, a/n=256 that take NS each. */
static char *scaling_data(const double ns[3])
{
	static const char *const id[] = {"a/n=16", "a/n=64", "a/n=256"};
	struct result result;
	size_t count;
	const char *note;

	make_result(&result);
	for (size_t i = 0; i < 3; i++) {
		struct estimate *e =
		    &make_case(&result, id[i], NULL)->summary.median_ns;

		e->value = ns[i];
		e->low = ns[i] / 4;
		e->high = ns[i] * 2;
	}
	setenv("PATH", "/nowhere", 1);
	cr_assert(
	    eq(int, report_plot(&result, NULL, dir, &count, &note, NULL), 0));
	result_release(&result);
	return content("data/scaling-a.tsv");
}

Test(plot, exponents_only_where_they_fit)
{
	char *linear = scaling_data((const double[]){100, 400, 1600});
	char *stairs = scaling_data((const double[]){10, 11, 1000});
	char *flat = scaling_data((const double[]){100, 110, 121});

	cr_expect(strstr(linear, "~ n^1.00") != NULL, "%s", linear);
	cr_expect(strchr(stairs, '^') == NULL, "%s", stairs);
	cr_expect(strchr(flat, '^') == NULL, "%s", flat);
	free(linear);
	free(stairs);
	free(flat);
}

Test(plot, bars_stay_within_the_axis)
{
	double low = 0, high = 0;
	char *list;

	free(scaling_data((const double[]){100, 400, 1600}));
	list = content("lists/scaling.tsv");
	cr_assert(eq(int,
		     sscanf(list,
			    "%*[^\t]\t%*[^\t]\t%*[^\t]\t%*[^\t]\t%*d\t%*f"
			    "\t%*f\t%lf\t%lf",
			    &low, &high),
		     2),
		  "%s", list);
	cr_expect(lt(dbl, low, 25.0));
	cr_expect(gt(dbl, high, 3200.0));
	free(list);
}

Test(plot, each_line_has_its_label_within_the_axes)
{
	struct result result;
	size_t count, labels = 0;
	const char *note;
	char id[32], *data;

	make_result(&result);
	/* One line far below seven that end together at the top. */
	for (int k = 1; k <= 8; k++) {
		for (int n = 1; n <= 256; n *= 2) {
			snprintf(id, sizeof(id), "a/k=%d/n=%d", k, n);
			make_case(
			    &result, id,
			    &(struct make_spec){.ns = k == 1 ? 10 : 1000});
		}
	}
	setenv("PATH", "/nowhere", 1);
	cr_assert(
	    eq(int, report_plot(&result, NULL, dir, &count, &note, NULL), 0));
	data = content("data/scaling-a.tsv");
	for (char *at = strstr(data, "# place"); at; labels++) {
		double place;

		at = strchr(at, '\n');
		if (!at || sscanf(at, " %lf", &place) != 1)
			break;
		cr_expect(ge(dbl, place, 0.0));
		cr_expect(le(dbl, place, 1.0));
		at++;
	}
	cr_expect(eq(sz, labels, 8));
	free(data);
	result_release(&result);
}

Test(plot, names_never_become_script)
{
	static const char *const names[] = {
	    "a/$(touch PWNED)",
	    "b/`touch PWNED`",
	    "c/'.system('touch PWNED').'/n=1",
	    "d/\".system(\"touch PWNED\").\"/n=2",
	    "e/x\n\nsystem('touch PWNED')\nEOD\n",
	    "f/<script>alert(1)</script>&amp;",
	    "g/\u6f22\u5b57 %s %n \\ \\n \\101 {/Bold x} ^2 _3 @4 #5",
	    "../../h",
	    "| touch PWNED",
	    "",
	};
	struct result result;
	char cwd[512], *svg, *gp;

	make_result(&result);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct result_case *c = make_case(&result, names[i], NULL);

		c->arg_count = 0;
		make_verdict(&result, names[i], VERDICT_EQUIVALENT, 1.01, 0.01);
	}
	cr_assert(getcwd(cwd, sizeof(cwd)) != NULL);
	cr_assert(eq(int, chdir(root), 0));
	plot(&result, ARRAY_SIZE(names) + 1);
	cr_expect(not(file_exists("PWNED")));
	cr_expect(not(file_exists(path_of("PWNED"))));
	gp = content("charts.gp");
	cr_expect(strstr(gp, "PWNED") == NULL);
	check_svg("forest.svg");
	svg = content("forest.svg");
	cr_expect(strstr(svg, "<script>alert") == NULL);
	cr_expect(strstr(svg, "$(touch PWNED)") != NULL);
	cr_expect(strstr(svg, "%s %n \\ \\n \\101 {/Bold x} ^2 _3 @4 #5") !=
		      NULL,
		  "%s", svg);
	cr_assert(eq(int, chdir(cwd), 0));
	free(svg);
	free(gp);
	result_release(&result);
}

Test(plot, file_names_are_safe_and_distinct)
{
	struct result result;
	char id[256];
	struct dirent *entry;
	size_t svgs = 0;
	DIR *charts;

	make_result(&result);
	memset(id, 'x', 200);
	id[200] = '\0';
	make_case(&result, id, NULL);
	id[199] = 'y';
	make_case(&result, id, NULL);
	make_case(&result, "a/B", NULL);
	make_case(&result, "a/b", NULL);
	make_case(&result, "forest", NULL);
	make_verdict(&result, "a/b", VERDICT_EQUIVALENT, 1, 0.01);
	plot(&result, 6);
	charts = opendir(dir);
	cr_assert(charts != NULL);
	while ((entry = readdir(charts))) {
		const char *name = entry->d_name;

		svgs += strstr(name, ".svg") != NULL;
		cr_expect(eq(sz,
			     strspn(name, "abcdefghijklmnopqrstuvwxyz"
					  "0123456789._-"),
			     strlen(name)));
		cr_expect(lt(sz, strlen(name), 90));
	}
	closedir(charts);
	cr_expect(eq(sz, svgs, 6));
	result_release(&result);
}

Test(plot, odd_data_is_drawn)
{
	struct result result;

	make_result(&result);
	make_case(&result, "a/all_disturbed",
		  &(struct make_spec){.disturbed = 1});
	make_case(&result, "b/one_slice",
		  &(struct make_spec){.processes = 1, .slices = 1});
	make_case(&result, "c/clean", &(struct make_spec){.disturbed = -1});
	make_case(&result, "d/wide", &(struct make_spec){.noise = 2});
	make_bad_case(&result, "e/crashed", CASE_CRASHED, "signal 11");
	plot(&result, 4);
	check_svg("b.one_slice.svg");
	check_svg("d.wide.svg");
	result_release(&result);
}

static void expect_nothing(const struct result *result, const char *why)
{
	struct err err = {0};
	const char *note = NULL;
	size_t count = 7;

	cr_assert(
	    eq(int, report_plot(result, NULL, dir, &count, &note, &err), 0));
	cr_expect(eq(sz, count, 0));
	cr_assert(note != NULL);
	cr_expect(strstr(note, why) != NULL, "%s", note);
}

Test(plot, nothing_measured_draws_nothing)
{
	struct result result;

	make_result(&result);
	expect_nothing(&result, "the result has no case");
	make_bad_case(&result, "e/crashed", CASE_CRASHED, "signal 11");
	expect_nothing(&result, "no case of the result has a time");
	result_release(&result);
}

Test(plot, odd_directory_names_are_paths)
{
	struct result result;

	make_result(&result);
	make_case(&result, "a/b", NULL);
	snprintf(dir, sizeof(dir), "%s/<touch '\"$(x)` %%s", root);
	plot(&result, 1);
	check_png("a.b.png");
	cr_assert(eq(int, chdir(root), 0));
	strcpy(dir, "|touch PWNED");
	plot(&result, 1);
	cr_expect(not(file_exists("PWNED")));
	check_png("a.b.png");
	result_release(&result);
}

/* A program named gnuplot that runs BODY, alone in $PATH. */
static void fake_gnuplot(const char *body)
{
	char path[128];
	FILE *out;

	snprintf(path, sizeof(path), "%s/gnuplot", root);
	out = fopen(path, "w");
	cr_assert(out != NULL);
	fprintf(out,
		"#!/bin/sh\nif [ \"$1\" = --version ]; then\n"
		"echo gnuplot 5.4; exit 0\nfi\n%s\n",
		body);
	fclose(out);
	chmod(path, 0755);
	setenv("PATH", root, 1);
}

Test(plot, without_gnuplot_data_are_written)
{
	struct err err = {0};
	struct result result;
	const char *note = NULL;
	size_t count = 7;

	make_result(&result);
	make_case(&result, "a/b", NULL);
	setenv("PATH", "/nowhere", 1);
	cr_assert(
	    eq(int, report_plot(&result, NULL, dir, &count, &note, &err), 0));
	cr_expect(eq(sz, count, 0));
	cr_assert(note != NULL);
	cr_expect(strstr(note, "gnuplot was not found") != NULL);
	cr_expect(strchr(note, '\n') == NULL);
	cr_expect(file_exists(path_of("charts.gp")));
	cr_expect(file_exists(path_of("data/a.b.tsv")));
	cr_expect(not(file_exists(path_of("a.b.svg"))));
	result_release(&result);
}

static void expect_failure(enum err_code code, const char *text)
{
	struct err err = {0};
	struct result result;
	const char *note = NULL;
	size_t count = 0;

	make_result(&result);
	make_case(&result, "a/b", NULL);
	cr_expect(eq(int, report_plot(&result, NULL, dir, &count, &note, &err),
		     -(int)code));
	cr_expect(strstr(err.text, text) != NULL, "%s", err.text);
	result_release(&result);
}

Test(plot, a_failing_gnuplot_is_quoted)
{
	fake_gnuplot("echo; echo '\"x.gp\" line 3: undefined: y' >&2; exit 1");
	expect_failure(ERR_SYS,
		       "gnuplot failed with status 1: \"x.gp\" line 3: "
		       "undefined: y");
}

Test(plot, a_killed_gnuplot_is_an_error)
{
	fake_gnuplot("kill -9 $$");
	expect_failure(ERR_SYS, "gnuplot was killed by signal 9");
}

Test(plot, a_chart_that_is_cut_off_is_an_error)
{
	fake_gnuplot("echo '<svg>' > \"$4/a.b.svg\"");
	expect_failure(ERR_IO, "is the disk full?");
}

Test(plot, a_file_in_place_of_the_directory)
{
	strcpy(dir, "/dev/null/charts");
	expect_failure(ERR_IO, "/dev/null");
}
