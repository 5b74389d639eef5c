#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

#include <string.h>

#include "run/count_course.h"
#include "run/counted.h"
#include "tmpdir.h"

Test(count_course, operations_are_a_power_of_two)
{
	cr_assert(eq(u64, count_ops(1, 1e6, 1 << 20), 1 << 19));
	cr_assert(eq(u64, count_ops(310, 1e6, 1 << 20), 2048));
	cr_assert(eq(u64, count_ops(1e6, 1e6, 1 << 20), 1));
	cr_assert(eq(u64, count_ops(1e9, 1e6, 1 << 20), 1));
	/* No more than asked for, and some at least. */
	cr_assert(eq(u64, count_ops(0, 1e6, 64), 64));
	cr_assert(eq(u64, count_ops(1, 1e6, 1), 1));
}

Test(count_course, only_under_valgrind)
{
	const struct wire_count count = {.pass = COUNT_SIMULATED};
	struct count_course course;

	count_course_init(&course, &count);
	cr_assert(eq(str, (char *)(uintptr_t)course.failure,
		     "it does not run under valgrind"));
	struct scheduler scheduler = count_course_scheduler(&course);
	cr_assert(eq(u64, scheduler.next(scheduler.ctx), 0));
}

static uint64_t columns[2][COUNT_PARTS];

/* What a worker answers that counted ALLOCS in its parts of OPS and so on. */
static struct process_samples answer(uint64_t ops, uint64_t first,
				     uint64_t second, uint64_t third)
{
	static char name[3][12] = {"ops", "allocs", "alloc-bytes"};
	static struct column column[] = {
	    {.name = name[0], .value = columns[0]},
	    {.name = name[1], .value = columns[1]},
	    {.name = name[2], .value = columns[1]},
	};
	const uint64_t part[] = {first, second, third};

	for (uint64_t i = 0; i < COUNT_PARTS; i++) {
		columns[0][i] = ops * (i + 1);
		columns[1][i] = part[i];
	}
	return (struct process_samples){
	    .slice_count = COUNT_PARTS,
	    .column = column,
	    .column_count = 3,
	};
}

static struct count_samples evaluate(struct arena *arena,
				     struct process_samples samples)
{
	struct count_samples counted = {.ops = 8};

	cr_assert(zero(int, counted_from(&samples, COUNT_ALLOCATIONS, NULL,
					 arena, &counted, NULL)));
	cr_assert(eq(sz, counted.counter_count, 2));
	return counted;
}

Test(counted, an_answer_that_is_none_breaks_its_case_only)
{
	struct arena arena = {0};
	const struct process_samples nothing = {.status = CASE_OK};
	const struct process_samples odd = answer(3, 31, 55, 79);
	struct count_samples counted = {.ops = 0};

	cr_assert(zero(int, counted_from(&nothing, COUNT_ALLOCATIONS, NULL,
					 &arena, &counted, NULL)));
	cr_assert(eq(int, (int)counted.status, (int)CASE_BROKEN));
	cr_assert(zero(int, counted.counter[0].available));
	counted = (struct count_samples){.ops = 3};
	cr_assert(zero(int, counted_from(&odd, COUNT_ALLOCATIONS, NULL, &arena,
					 &counted, NULL)));
	cr_assert(eq(int, (int)counted.status, (int)CASE_BROKEN));
	arena_release(&arena);
}

Test(counted, a_difference_leaves_out_what_surrounds)
{
	struct arena arena = {0};
	struct count_samples counted = evaluate(&arena, answer(8, 31, 55, 79));

	cr_assert(eq(str, counted.counter[0].name, "allocs"));
	cr_assert(ieee_ulp_eq(dbl, counted.counter[0].per_op, 3, 0));
	cr_assert(ieee_ulp_eq(dbl, counted.counter[0].total, 165, 0));
	cr_assert(counted.counter[0].exact);
	cr_assert(zero(ptr, counted.counter[0].reason));
	cr_assert(eq(str, counted.counter[1].unit, "bytes"));
	arena_release(&arena);
}

Test(counted, work_that_depends_on_the_number_is_told)
{
	struct arena arena = {0};
	struct count_samples counted = evaluate(&arena, answer(8, 31, 55, 87));

	cr_assert(not(counted.counter[0].exact));
	cr_assert(eq(str, counted.counter[0].reason,
		     "operations are not alike: 3 in the second part, 4 in "
		     "the third"));
	arena_release(&arena);
}

Test(counted, less_in_a_longer_part_is_no_exact_0)
{
	struct arena arena = {0};
	struct count_samples counted = evaluate(&arena, answer(1, 5, 4, 3));

	cr_assert(ieee_ulp_eq(dbl, counted.counter[0].per_op, 0, 0));
	cr_assert(not(counted.counter[0].exact));
	cr_assert(eq(str, counted.counter[0].reason,
		     "operations are not alike: 5, 4 and 3 in parts of once, "
		     "twice and three times as many"));
	arena_release(&arena);
}

Test(counted, one_build_must_repeat_itself)
{
	struct arena arena = {0};
	struct count_samples a = evaluate(&arena, answer(8, 31, 55, 79));
	struct count_samples b = evaluate(&arena, answer(8, 31, 63, 95));

	cr_assert(not(counted_settled(&a, &b, NULL, NULL)));
	cr_assert(zero(int, counted_compare(&a, &b, 1, &arena, NULL)));
	cr_assert(not(a.counter[0].exact));
	cr_assert(not(b.counter[0].exact));
	cr_assert(eq(str, b.counter[0].reason,
		     "differs from run to run (3 and 4): does it read the "
		     "clock, or random numbers?"));
	arena_release(&arena);
}

/* The same an operation: only the totals show what differs. */
Test(counted, what_differs_is_shown)
{
	struct arena arena = {0};
	struct count_samples a = evaluate(&arena, answer(8, 31, 55, 79));
	struct count_samples b = evaluate(&arena, answer(8, 32, 56, 80));

	cr_assert(zero(int, counted_compare(&a, &b, 2, &arena, NULL)));
	cr_assert(eq(str, a.counter[0].reason,
		     "differs from run to run (165 and 168 in all parts): it "
		     "depends on the order in which the threads run"));
	arena_release(&arena);
}

static bool is_written_bytes(const void *ctx, const char *name)
{
	(void)ctx;
	return strcmp(name, "written-bytes") == 0;
}

Test(counted, uneven_work_that_repeats_itself_is_exact_in_a_gate)
{
	struct arena arena = {0};
	struct count_samples a = evaluate(&arena, answer(8, 31, 55, 87));
	struct count_samples b = evaluate(&arena, answer(8, 31, 55, 87));

	cr_assert(not(counted_settled(&a, &b, NULL, NULL)));
	cr_assert(counted_settled(&a, &b, is_written_bytes, NULL));
	cr_assert(zero(int, counted_confirm(&a, &b, 1, &arena, NULL)));
	cr_assert(counted_settled(&a, &b, NULL, NULL));
	cr_assert(zero(ptr, a.counter[0].reason));
	cr_assert(not(zero(ptr, b.note)));
	arena_release(&arena);
}

Test(counted, a_worker_that_failed_has_no_counts)
{
	struct arena arena = {0};
	struct process_samples samples = {
	    .status = CASE_CRASHED,
	    .reason = (char[]){"killed by SIGILL"},
	};
	struct count_samples counted = evaluate(&arena, samples);

	cr_assert(eq(int, counted.status, CASE_CRASHED));
	cr_assert(not(counted.counter[0].available));
	cr_assert(eq(str, counted.counter[0].reason, "killed by SIGILL"));
	arena_release(&arena);
}

Test(counted, what_callgrind_did_not_write_is_absent)
{
	struct arena arena = {0};
	struct process_samples samples = answer(8, 0, 0, 0);
	struct count_samples counted = {.ops = 8};

	cr_assert(
	    zero(int, counted_from(&samples, COUNT_SIMULATED,
				   TEST_CORPUS_DIR "/callgrind/invalid/cut_off",
				   &arena, &counted, NULL)));
	cr_assert(eq(sz, counted.counter_count, 9));
	cr_assert(not(counted.counter[0].available));
	cr_assert(eq(str, counted.counter[0].errno_name, "EIO"));
	arena_release(&arena);
}

#define EVENTS "Ir Dr Dw I1mr D1mr D1mw ILmr DLmr DLmw Bc Bcm Bi "

/* The parts of callgrind, with EVENTS: Ir is 100 and 8 operations of 10. */
static struct count_samples simulate(struct arena *arena, const char *events)
{
	struct tmpdir dir = tmpdir_make();
	struct process_samples samples = answer(8, 0, 0, 0);
	struct count_samples counted = {.ops = 8};
	char text[1024];
	size_t used = 0;

	for (int i = 1; i <= COUNT_PARTS; i++)
		used += (size_t)snprintf(
		    text + used, sizeof(text) - used,
		    "part: %d\ndesc: Trigger: Client Request: %d\n"
		    "events: %s\ntotals: %d\n",
		    i, i, events, 100 + 80 * i);
	cr_assert(zero(int, counted_from(&samples, COUNT_SIMULATED,
					 tmpdir_write(&dir, "out", text), arena,
					 &counted, NULL)));
	cr_assert(eq(sz, counted.counter_count, 9));
	tmpdir_remove(&dir);
	return counted;
}

Test(counted, an_event_that_was_not_counted_is_not_0)
{
	struct arena arena = {0};
	struct count_samples whole = simulate(&arena, EVENTS "Bim");
	struct count_samples part = simulate(&arena, EVENTS);

	cr_assert(eq(str, whole.counter[0].name, "sim.instructions"));
	cr_assert(ieee_ulp_eq(dbl, whole.counter[0].per_op, 10, 0));
	cr_assert(whole.counter[0].exact);
	cr_assert(whole.counter[7].available);
	for (size_t i = 0; i < part.counter_count; i++)
		cr_assert(not(part.counter[i].available));
	cr_assert(eq(str, part.counter[0].reason,
		     "callgrind did not write all three parts with all of its "
		     "events"));
	arena_release(&arena);
}
