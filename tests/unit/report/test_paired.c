/*
 * The table of a paired gate, from results made by hand.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "chaos.h"
#include "make_result.h"
#include "report/report.h"

static const struct report_style plain = {.columns = 80};

static char *printed(const struct result *result)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	struct err err = {0};

	cr_assert(eq(int, report_verdicts(result, &plain, out, &err), 0), "%s",
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

/* A row of a paired gate; the base takes NS. */
static struct verdict *row(struct result *result, const char *id,
			   enum verdict_kind kind, double ns, double ratio,
			   uint64_t pairs)
{
	struct verdict *v = make_verdict(result, id, kind, ratio, 0.01);

	v->base_ns = ns;
	v->head_ns = ns * ratio;
	v->sessions = 0;
	v->pairs = pairs;
	v->spent_ns = 5e7 * (double)pairs;
	result->outcome->paired = true;
	result->outcome->spent_ns += v->spent_ns;
	return v;
}

static void make_gated(struct result *result)
{
	static char reason[] =
	    "60 pairs do not decide; needs about 12 s; allow more pairs";
	struct verdict *v;

	make_result(result);
	row(result, "a/equal", VERDICT_EQUIVALENT, 100, 1.001, 8);
	row(result, "b/better", VERDICT_IMPROVED, 125, 0.8, 15)->confirmed =
	    true;
	v = row(result, "c/unsure", VERDICT_INCONCLUSIVE, 97.09, 1.03, 60);
	v->reason = reason;
	v = row(result, "d/slower", VERDICT_REGRESSED, 2e6, 1.123, 15);
	v->first_pairs = 20;
	v->spent_ns += 1e9;
	v->confirmed = true;
	result->outcome->verdict[0].alone = true;
}

Test(paired_table, golden)
{
	struct result result;
	/* clang-format off */
	char golden[] =
	"case          base   change     interval, %    MDE  pairs    s  verdict\n"
	"d/slower  2.000 ms  +12.3 %  [+11.2, +13.4]  2.0 %  20+15  1.8  regressed\n"
	"c/unsure  97.09 ns   +3.0 %    [+2.0, +4.0]  2.0 %     60  3.0  inconclusive\n"
	"    60 pairs do not decide; needs about 12 s; allow more pairs\n"
	"b/better  125.0 ns  -20.0 %  [-20.8, -19.2]  2.0 %     15  0.8  improved\n"
	"a/equal   100.0 ns   +0.1 %    [-0.9, +1.1]  2.0 %      8  0.4  equivalent\n"
	"\n"
	"base (main), change: head against it in pairs of processes, + is slower;\n"
	"interval: 99 %, its upper end is the largest slow-down that the pairs allow;\n"
	"MDE: smallest slow-down found 4 times in 5; pairs A+B: what A showed was asked\n"
	"again of B\n"
	"reached by 118 pairs in 4.9 s: 4 tests, theta 2 %: red beyond 1 %, green within\n"
	"2 %; at most 1 % of runs of the whole suite with a false red; a second set\n"
	"confirmed 2; 1 by two execs a pair\n"
	"1 regressed, 1 improved, 1 equivalent, 1 inconclusive\n";
	/* clang-format on */
	char *text;

	make_gated(&result);
	text = printed(&result);
	cr_expect(eq(str, text, golden));
	free(text);
	result_release(&result);
}

Test(paired_table, fits_eighty_columns)
{
	struct result result;
	char *text;

	make_result(&result);
	row(&result, "a/short", VERDICT_EQUIVALENT, 100, 1, 60)->first_pairs =
	    60;
	row(&result, "memory/random/n=67108864/threads=2", VERDICT_REGRESSED,
	    1234.5, 1.5, 60);
	row(&result, "memory/random/n=67108864/threads=4", VERDICT_REGRESSED,
	    1234.5, 250, 60);
	text = printed(&result);
	expect_width(text, 80);
	/* What a verdict must not be without. */
	expect(text, "change");
	expect(text, "interval, %");
	expect(text, "MDE");
	expect(text, "pairs");
	expect(text, "60+60");
	expect(text, "memory/random/n=67108864/threads=4");
	free(text);
	result_release(&result);
}

Test(paired_table, waivers_are_shown)
{
	struct result result;
	struct verdict *v;
	char *note[] = {(char[]){"waiver of 'b/b': it ended on 2026-01-31"}};
	char *text;

	make_result(&result);
	v = row(&result, "a/a", VERDICT_REGRESSED, 100, 1.05, 20);
	v->waived = true;
	v->waiver = (char[]){"until 2026-12-31, up to +10 %: a safer hash"};
	row(&result, "b/b", VERDICT_REGRESSED, 100, 1.05, 20);
	result.outcome->waived = 1;
	result.outcome->note = note;
	result.outcome->note_count = 1;
	text = printed(&result);
	expect(text, "  waived\n    waived until 2026-12-31, up to +10 %: a "
		     "safer hash\n");
	expect(text, "  regressed\n\n");
	expect(text, "note: waiver of 'b/b': it ended on 2026-01-31\n");
	expect(text, "\n2 regressed (1 waived)\n");
	free(text);
	result_release(&result);
}

Test(paired_table, a_shard_says_its_part_of_the_error)
{
	struct result result;
	char *text;

	make_gated(&result);
	result.gate.shards = 3;
	text = printed(&result);
	expect(text, "with a false red, 0.33 % of this one\nof 3 shards; ");
	free(text);
	result_release(&result);
}

Test(paired_table, unfit_machine_says_why)
{
	struct result result;
	char *text;

	make_result(&result);
	row(&result, "a/a", VERDICT_INCONCLUSIVE, 100, 1.02, 60);
	result.outcome->unfit = (char[]){"40 % of the CPU's time was stolen"};
	text = printed(&result);
	expect(text, "machine unfit: 40 % of the CPU's time was stolen\n");
	free(text);
	result_release(&result);
}

Test(paired_table, rows_of_one_side_have_no_numbers)
{
	struct result result;
	struct verdict *v;
	char *text;

	make_result(&result);
	row(&result, "a/a", VERDICT_EQUIVALENT, 100, 1, 8);
	v = row(&result, "b/new", VERDICT_ADDED, (double)NAN, (double)NAN, 0);
	v->low = v->high = v->mde = (double)NAN;
	v = row(&result, "c/old", VERDICT_REMOVED, (double)NAN, (double)NAN, 0);
	v->low = v->high = v->mde = (double)NAN;
	text = printed(&result);
	expect(text, "b/new         -");
	expect(text, "-  added\n");
	expect(text, "-  removed\n");
	expect_not(text, "nan");
	expect(text, "warning: 1 removed");
	free(text);
	result_release(&result);
}

Test(paired_table, runs_out_of_memory_cleanly)
{
	struct result result;
	FILE *out = fopen("/dev/null", "w");
	size_t refused = 0;

	make_gated(&result);
	CHAOS_EACH(n)
	{
		struct err err = {0};
		int code = report_verdicts(&result, &plain, out, &err);
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
