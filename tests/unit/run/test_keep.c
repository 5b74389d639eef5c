#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "run/keep.h"

#define SLICES 50

static struct arena arena;
static struct keep keep;

static void setup(void)
{
	struct err err = {0};

	cr_assert(eq(int, keep_init(&keep, &arena, &err), 0));
}

static void release(void)
{
	arena_release(&arena);
}

TestSuite(keep, .init = setup, .fini = release);

static void keep_one(const struct process_samples *samples,
		     struct process_samples *ret)
{
	struct err err = {0};

	cr_assert(eq(int, keep_samples(&keep, samples, ret, &err), 0));
}

Test(keep, everything_is_copied)
{
	uint64_t ops = 7, ns[2] = {10, 20};
	char ops_name[] = "ops", ns_name[] = "ns", reason[] = "why",
	     note[] = "left", output[] = "text", cycles[] = "cycles",
	     mend[] = "do this", bytes[] = "bytes";
	struct column column[] = {
	    {.name = ops_name, .constant = true, .value = &ops},
	    {.name = ns_name, .value = ns},
	};
	struct counter_value counter = {.name = cycles, .mend = mend};
	struct named_value rate = {.name = bytes, .value = 4};
	struct process_samples from = {
	    .case_index = 3,
	    .side = PAIR_SIDE_HEAD,
	    .variant = 2,
	    .alone = true,
	    .reason = reason,
	    .note = note,
	    .output = output,
	    .slice_count = 2,
	    .column = column,
	    .column_count = 2,
	    .counter = &counter,
	    .counter_count = 1,
	    .rate = &rate,
	    .rate_count = 1,
	};
	struct process_samples to;

	keep_one(&from, &to);
	memset(ns_name, 'x', 2);
	memset(ns, 0xff, sizeof(ns));
	ops = 0;
	memset(mend, 'x', 7);
	memset(bytes, 'x', 5);
	memset(output, 'x', 4);
	cr_assert(eq(u32, to.case_index, 3));
	cr_assert(eq(int, to.side, PAIR_SIDE_HEAD));
	cr_assert(eq(u32, to.variant, 2));
	cr_assert(to.alone);
	cr_assert(eq(u64, column_at(&to.column[0], 1), 7));
	cr_assert(eq(u64, column_at(&to.column[1], 0), 10));
	cr_assert(eq(u64, column_at(&to.column[1], 1), 20));
	cr_assert(eq(str, to.column[1].name, (char *)"ns"));
	cr_assert(eq(str, to.counter[0].mend, (char *)"do this"));
	cr_assert(to.counter[0].reason == NULL);
	cr_assert(eq(str, to.rate[0].name, (char *)"bytes"));
	cr_assert(eq(dbl, to.rate[0].value, 4));
	cr_assert(eq(str, to.reason, (char *)"why"));
	cr_assert(eq(str, to.output, (char *)"text"));
	cr_assert(to.metric == NULL);
}

Test(keep, what_a_pass_counted_is_copied)
{
	char name[] = "sim.instructions", why[] = "differs", object[] = "a.so",
	     note[] = "starts processes", main_name[] = "main",
	     other[] = "main";
	struct counter_value counter = {
	    .name = name, .reason = why, .per_op = 7};
	struct count_function function[] = {
	    {.name = main_name, .object = object, .instructions = 5},
	    {.name = other, .calls = 2},
	};
	struct count_samples from = {
	    .case_index = 3,
	    .pass = COUNT_SIMULATED,
	    .side = PAIR_SIDE_BASE,
	    .ops = 64,
	    .counter = &counter,
	    .counter_count = 1,
	    .function = function,
	    .function_count = 2,
	    .note = note,
	};
	struct count_samples to;

	cr_assert(eq(int, keep_count(&keep, &from, &to, NULL), 0));
	memset(name, 'x', 3);
	memset(object, 'x', 3);
	memset(note, 'x', 3);
	memset(main_name, 'x', 3);
	memset(other, 'x', 3);
	counter.per_op = function[0].instructions = function[1].calls = 0;
	cr_assert(eq(u32, to.case_index, 3));
	cr_assert(eq(int, to.pass, COUNT_SIMULATED));
	cr_assert(eq(int, to.side, PAIR_SIDE_BASE));
	cr_assert(eq(u64, to.ops, 64));
	cr_assert(eq(str, to.counter[0].name, (char *)"sim.instructions"));
	cr_assert(eq(str, to.counter[0].reason, (char *)"differs"));
	cr_assert(eq(dbl, to.counter[0].per_op, 7));
	cr_assert(eq(str, to.function[0].name, (char *)"main"));
	cr_assert(eq(str, to.function[0].object, (char *)"a.so"));
	cr_assert(eq(dbl, to.function[0].instructions, 5));
	cr_assert(eq(dbl, to.function[1].calls, 2));
	cr_assert(to.function[1].object == NULL);
	cr_assert(to.function[0].name == to.function[1].name);
	cr_assert(eq(str, to.note, (char *)"starts processes"));
	cr_assert(to.reason == NULL);
}

Test(keep, equal_texts_are_shared)
{
	char first[] = "called exit(3)", second[] = "called exit(3)",
	     third[] = "called exit(4)";
	struct process_samples from = {
	    .reason = first, .note = second, .output = third};
	struct process_samples to;

	keep_one(&from, &to);
	cr_assert(to.reason == to.note);
	cr_assert(to.reason != to.output);
	cr_assert(eq(str, to.output, (char *)"called exit(4)"));
}

Test(keep, more_texts_than_slots_are_still_right)
{
	struct process_samples to[2];
	char text[32];

	for (int i = 0; i < 2 * KEEP_MAX_TEXTS; i++) {
		struct process_samples from = {.reason = text};

		(void)snprintf(text, sizeof(text), "reason %d", i);
		keep_one(&from, &to[i % 2]);
		cr_assert(eq(str, to[i % 2].reason, (char *)text));
	}
	cr_assert(lt(sz, keep.used, KEEP_MAX_TEXTS));
}

/*
 * The promise for a suite of 1000 cases: 10000 processes, 50 slices, four
 * columns that vary and ten that do not, and ten counters of which most are
 * absent with long reasons, in less than 64 MiB.
 */
Test(keep, a_large_suite_stays_small)
{
	static uint64_t varying[SLICES];
	static char reason[250], mend[250];
	struct column column[14];
	struct counter_value counter[10];
	struct process_samples from = {
	    .slice_count = SLICES,
	    .column = column,
	    .column_count = ARRAY_SIZE(column),
	    .counter = counter,
	    .counter_count = ARRAY_SIZE(counter),
	};
	char name[] = "involuntary";

	memset(reason, 'r', sizeof(reason) - 1);
	memset(mend, 'm', sizeof(mend) - 1);
	for (size_t i = 0; i < ARRAY_SIZE(column); i++) {
		column[i] = (struct column){
		    .name = name, .constant = i >= 4, .value = varying};
	}
	for (size_t i = 0; i < ARRAY_SIZE(counter); i++) {
		counter[i] = (struct counter_value){
		    .name = name, .reason = reason, .mend = mend};
	}
	for (int i = 0; i < 10000; i++) {
		struct process_samples *to =
		    arena_alloc(&arena, sizeof(*to), NULL);

		keep_one(&from, to);
	}
	cr_assert(lt(sz, arena.total_bytes, (size_t)48 << 20));
}
