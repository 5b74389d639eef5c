/*
 * Charts of a paired gate.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/proc.h"
#include "chaos.h"
#include "make_result.h"
#include "report/report.h"

#define PAIRS 30
#define FIRST 12

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
	strcpy(root, "/tmp/tare-pairs-XXXXXX");
	cr_assert(mkdtemp(root) != NULL);
	snprintf(dir, sizeof(dir), "%s/charts", root);
}

static void remove_root(void)
{
	const char *const argv[] = {"/bin/rm", "-rf", root, NULL};

	run(argv);
}

TestSuite(plot_pairs, .init = make_root, .fini = remove_root, .timeout = 100);

static char *content(const char *name)
{
	char path[512], *text = NULL;
	size_t length;
	struct err err = {0};

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	cr_assert(eq(int, file_read(path, 1 << 24, &text, &length, &err), 0),
		  "%s", err.text);
	return text;
}

/* A case of PAIRS pairs whose head takes NS and whose base 100 ns. */
static void make_pairs(struct result *result, const char *id, double ns,
		       struct report_pairs *ret)
{
	static double log_ratio[8][PAIRS];
	static size_t used;
	struct make_spec spec = {.ns = 100, .processes = PAIRS, .slices = 20};
	struct result_case *c = make_case(result, "scratch", &spec);
	struct process_samples *base = c->process;

	result->case_count--;
	spec.ns = ns;
	c = make_case(result, id, &spec);
	c->base_process = base;
	c->base_process_count = PAIRS;
	*ret = (struct report_pairs){log_ratio[used++ % 8], PAIRS};
	for (size_t i = 0; i < PAIRS; i++)
		ret->log_ratio[i] = log(ns / 100) + 0.01 * sin(2.4 * (double)i);
}

/* A regressed, confirmed case, one that is equivalent, one not gated. */
static void make_gated(struct result *result, struct report_pairs *pairs)
{
	struct verdict *v;

	make_result(result);
	make_pairs(result, "hash/fnv1a/n=64", 106, &pairs[0]);
	pairs[0].log_ratio[3] = (double)NAN;
	pairs[0].log_ratio[20] = 3;
	make_pairs(result, "hash/xxh3", 100, &pairs[1]);
	make_case(result, "new/one", NULL);
	v = make_verdict(result, "hash/fnv1a/n=64", VERDICT_REGRESSED, 1.06,
			 0.005);
	v->first_pairs = FIRST;
	v->pairs = PAIRS - FIRST - 1;
	make_verdict(result, "hash/xxh3", VERDICT_EQUIVALENT, 1.001, 0.004);
	result->outcome->paired = true;
}

Test(plot_pairs, draws_both_sides_and_the_pairs)
{
	struct report_pairs pairs[3] = {{0}};
	struct result result;
	struct err err = {0};
	const char *note = NULL;
	size_t count = 0;
	char *text;

	make_gated(&result, pairs);
	cr_assert(
	    eq(int, report_plot(&result, pairs, dir, &count, &note, &err), 0),
	    "%s", err.text);
	if (!note)
		cr_expect(eq(sz, count, 3), "forest and two cases");
	text = content("data/hash.fnv1a.n-64.tsv");
	/* The first set, the second one, and a pair far away. */
	cr_expect(strstr(text, "\n1\t1.06\t1\t0\n") != NULL, "%s", text);
	cr_expect(strstr(text, "\n4\t") == NULL);
	cr_expect(strstr(text, "\n13\t") != NULL);
	cr_expect(strstr(text, "\t2\t0\n30\t") != NULL, "%s", text);
	cr_expect(strstr(text, "\t2\t1\n") != NULL);
	free(text);
	text = content("lists/pairs.tsv");
	cr_expect(strstr(text, "regressed: +6.0 % [") != NULL, "%s", text);
	cr_expect(strstr(text, "\t13.5\t") != NULL, "%s", text);
	cr_expect(strstr(text, "\t1 pair beyond the axis\n") != NULL);
	cr_expect(strstr(text, "new/one") == NULL);
	free(text);
	text = content("lists/forest.tsv");
	cr_expect(strstr(text, "\t1.02\t1.01\t") != NULL, "gate and floor: %s",
		  text);
	free(text);
	result_release(&result);
}

Test(plot_pairs, waived_reds_look_otherwise)
{
	struct report_pairs pairs[3] = {{0}};
	struct result result;
	struct err err = {0};
	const char *note = NULL;
	size_t count = 0;
	char *text;

	make_gated(&result, pairs);
	result.outcome->verdict[0].waived = true;
	result.outcome->regressed = 3;
	result.outcome->waived = 1;
	cr_assert(
	    eq(int, report_plot(&result, pairs, dir, &count, &note, &err), 0),
	    "%s", err.text);
	text = content("lists/forest.tsv");
	cr_expect(strstr(text, "\t3 regressed (1 waived), ") != NULL, "%s",
		  text);
	free(text);
	text = content("data/forest.tsv");
	cr_expect(strstr(text, "\t4\thash/fnv1a/n=64\t+6.0 %\twaived\n") !=
		      NULL,
		  "%s", text);
	free(text);
	result_release(&result);
}

Test(plot_pairs, odd_pairs_are_drawn)
{
	struct report_pairs pairs[2] = {{0}};
	struct result result;
	struct err err = {0};
	const char *note = NULL;
	size_t count = 0;

	make_result(&result);
	make_pairs(&result, "a/none", 100, &pairs[0]);
	make_pairs(&result, "b/far", 5000, &pairs[1]);
	for (size_t i = 0; i < PAIRS; i++)
		pairs[0].log_ratio[i] = (double)NAN;
	cr_assert(
	    eq(int, report_plot(&result, pairs, dir, &count, &note, &err), 0),
	    "%s", err.text);
	if (!note)
		cr_expect(eq(sz, count, 2));
	result_release(&result);
}

Test(plot_pairs, runs_out_of_memory_cleanly)
{
	struct report_pairs pairs[3] = {{0}};
	struct result result;
	size_t refused = 0;

	make_gated(&result, pairs);
	setenv("PATH", "/nonexistent", 1);
	CHAOS_EACH(n)
	{
		struct err err = {0};
		const char *note = NULL;
		size_t count = 0;
		int code =
		    report_plot(&result, pairs, dir, &count, &note, &err);
		bool hit = chaos_stop();

		cr_assert(code == 0 || (hit && code == -ERR_NOMEM) ||
			      (hit && code == -ERR_IO),
			  "%zu: %s", n, err.text);
		refused += code != 0;
	}
	cr_assert(gt(sz, refused, 0));
	result_release(&result);
}
