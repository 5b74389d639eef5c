/*
 * What a paired gate decided, and by which policy, in a result.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "make_result.h"
#include "model/result.h"
#include "text.h"

static struct result made, read_back;
static char *text;
static size_t length;

static void setup(void)
{
	make_result(&made);
	make_case(&made, "a/x", NULL);
	make_verdict(&made, "a/x", VERDICT_REGRESSED, 1.2, 0.01);
}

static void teardown(void)
{
	free(text);
	result_release(&made);
	result_release(&read_back);
}

TestSuite(outcome, .init = setup, .fini = teardown);

static void write_text(void)
{
	FILE *out = open_memstream(&text, &length);

	cr_assert(eq(int, result_write(&made, out, NULL), 0));
	fclose(out);
}

static void round_trip(void)
{
	struct err err = {0};

	write_text();
	cr_assert(eq(int, result_parse(&read_back, "r", text, length, &err), 0),
		  "%s", err.text);
}

static void make_paired(void)
{
	static char *notes[] = {(char *)"waiver of c/z expired"};
	struct gate_outcome *o = made.outcome;
	struct verdict *v = o->verdict;

	o->paired = true;
	o->waived = 1;
	o->spent_ns = 2.5e9;
	o->unfit = (char *)"31 % of the CPU was stolen";
	o->note = notes;
	o->note_count = 1;
	v->pairs = 11;
	v->theta = 0.25;
	v->first_pairs = 8;
	v->pair_sd = 0.5;
	v->order_effect = -0.002;
	v->spent_ns = 1.5e9;
	v->needs_ns = NAN;
	v->alone = true;
	v->waived = true;
	v->waiver = (char *)"until 2026-12-31, up to +30 %: known";
}

Test(outcome, of_pairs_comes_back)
{
	const struct gate_outcome *o;
	const struct verdict *v;

	make_paired();
	round_trip();
	o = read_back.outcome;
	v = o->verdict;
	cr_assert(o->paired);
	cr_assert(eq(u64, o->waived, 1));
	cr_assert(epsilon_eq(dbl, o->spent_ns, 2.5e9, 1));
	cr_assert(eq(str, o->unfit, made.outcome->unfit));
	cr_assert(eq(sz, o->note_count, 1));
	cr_assert(eq(str, o->note[0], made.outcome->note[0]));
	cr_assert(eq(u64, v->pairs, 11));
	cr_assert(eq(u64, v->first_pairs, 8));
	cr_assert(eq(dbl, v->theta, 0.25));
	cr_assert(epsilon_eq(dbl, v->pair_sd, 0.5, 1e-12));
	cr_assert(epsilon_eq(dbl, v->order_effect, -0.002, 1e-12));
	cr_assert(epsilon_eq(dbl, v->spent_ns, 1.5e9, 1));
	cr_assert(isnan(v->needs_ns) != 0);
	cr_assert(not(text_has(text, "needs_ns")));
	cr_assert(v->alone);
	cr_assert(v->waived);
	cr_assert(eq(str, v->waiver, made.outcome->verdict->waiver));
}

Test(outcome, of_stored_numbers_says_nothing_of_pairs)
{
	static const char *const keys[] = {
	    "\"paired\"", "\"pairs\":0", "\"pair_sd\"",  "\"waived\"",
	    "\"waiver\"", "\"unfit\"",   "\"needs_ns\"", "\"notes\""};
	const struct verdict *v;

	round_trip();
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		cr_assert(not(text_has(text, keys[i])), "%s", keys[i]);
	v = read_back.outcome->verdict;
	cr_assert(not(read_back.outcome->paired));
	cr_assert(eq(u64, v->pairs, 0));
	cr_assert(isnan(v->pair_sd) != 0);
	cr_assert(eq(ptr, v->waiver, NULL));
	cr_assert(eq(ptr, read_back.outcome->unfit, NULL));
}

Test(outcome, policy_comes_back)
{
	made.gate.pairs = 36;
	made.gate.budget_ns = 60e9;
	made.gate.case_budget_ns = 0;
	made.gate.max_steal = 0.1;
	made.gate.max_throttled = 0;
	made.gate.max_disturbed = 1;
	made.gate.shards = 3;
	round_trip();
	cr_assert(eq(u64, read_back.gate.shards, 3));
	cr_assert(eq(u64, read_back.gate.pairs, 36));
	cr_assert(epsilon_eq(dbl, read_back.gate.budget_ns, 60e9, 1));
	cr_assert(eq(dbl, read_back.gate.case_budget_ns, 0));
	cr_assert(eq(dbl, read_back.gate.max_steal, 0.1));
	cr_assert(eq(dbl, read_back.gate.max_throttled, 0));
	cr_assert(eq(dbl, read_back.gate.max_disturbed, 1));
}

Test(outcome, policy_of_older_results_is_the_default)
{
	static const char old[] =
	    "{\"schema\":\"tare.result/1\",\"gate\":{\"theta\":0.03},"
	    "\"cases\":[]}";
	struct suite_gate expected = SUITE_GATE_DEFAULT;

	cr_assert(
	    eq(int, result_parse(&read_back, "r", old, strlen(old), NULL), 0));
	cr_assert(eq(dbl, read_back.gate.theta, 0.03));
	cr_assert(eq(u64, read_back.gate.pairs, expected.pairs));
	cr_assert(
	    eq(dbl, read_back.gate.case_budget_ns, expected.case_budget_ns));
	cr_assert(eq(dbl, read_back.gate.max_steal, expected.max_steal));
}

/* The result with OLD replaced by NEW is refused because of WHY. */
static void refused(const char *old, const char *new, const char *why)
{
	struct err err = {0};
	char *at, *broken;
	int size;

	make_paired();
	write_text();
	at = strstr(text, old);
	cr_assert(ne(ptr, at, NULL), "%s", old);
	size = asprintf(&broken, "%.*s%s%s", (int)(at - text), text, new,
			at + strlen(old));
	cr_assert(eq(int,
		     result_parse(&read_back, "r", broken, (size_t)size, &err),
		     -ERR_FORMAT));
	cr_assert(text_has(err.text, why), "%s", err.text);
	free(broken);
	free(text);
	text = NULL;
}

Test(outcome, hostile_policies_and_verdicts_are_refused)
{
	refused("\"pairs\":60", "\"pairs\":121", "pairs");
	refused("\"pairs\":60", "\"pairs\":7", "pairs");
	refused("\"pairs\":60", "\"pairs\":60,\"shards\":0", "shards");
	refused("\"pairs\":60", "\"pairs\":60,\"shards\":1001", "shards");
	refused("\"budget_ns\":0", "\"budget_ns\":-1", "0 to");
	refused("\"case_budget_ns\":10000000000", "\"case_budget_ns\":1e300",
		"0 to");
	refused("\"max_steal\":0.25", "\"max_steal\":2", "ratio");
	refused("\"max_disturbed\":0.5", "\"max_disturbed\":-1", "ratio");
	refused("\"pairs\":11", "\"pairs\":-1", "pairs");
	refused("\"theta\":0.25", "\"theta\":0", "ratio");
	refused("\"theta\":0.25", "\"theta\":-1", "ratio");
	refused("\"alone\":true", "\"alone\":1", "alone");
	refused("\"pair_sd\":0.5", "\"pair_sd\":\"x\"", "pair_sd");
	refused("\"notes\":[", "\"notes\":[7,", "expected a string");
}
