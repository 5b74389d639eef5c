#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "run/settle.h"

static struct arena arena;
static struct process_samples process[3];
static struct result_case of = {.process = process};

static void settle(uint64_t planned)
{
	struct err err = {0};

	cr_assert(eq(int, settle_case(&of, planned, &arena, &err), 0));
}

static void release(void)
{
	arena_release(&arena);
}

TestSuite(settle, .fini = release);

Test(settle, no_process_means_not_run)
{
	settle(10);
	cr_assert(eq(int, (int)of.status, CASE_NOT_RUN));
	cr_assert(eq(str, of.reason, (char *)"the run stopped before it"));
}

Test(settle, all_well)
{
	of.process_count = 3;
	settle(10);
	cr_assert(eq(int, (int)of.status, CASE_OK));
	cr_assert(of.reason == NULL);
}

Test(settle, broke_at_once)
{
	char reason[] = "called exit(3) in stage measure";

	of.process_count = 1;
	process[0].status = CASE_CRASHED;
	process[0].reason = reason;
	settle(10);
	cr_assert(eq(int, (int)of.status, CASE_CRASHED));
	cr_assert(eq(str, of.reason,
		     (char *)"called exit(3) in stage measure (1 of 10 "
			     "processes; the others were not run)"));
	settle(1);
	cr_assert(eq(str, of.reason, reason));
}

Test(settle, the_worst_process_counts)
{
	char slow[] = "slow", crash[] = "crash";

	of.process_count = 3;
	process[1].status = CASE_TIMEOUT;
	process[1].reason = slow;
	process[2].status = CASE_CRASHED;
	process[2].reason = crash;
	settle(3);
	cr_assert(eq(int, (int)of.status, CASE_CRASHED));
	cr_assert(eq(str, of.reason, (char *)"crash (2 of 3 processes)"));
}

Test(settle, a_skip_keeps_the_authors_words)
{
	char reason[] = "needs AVX-512";

	of.process_count = 1;
	process[0].status = CASE_SKIPPED;
	process[0].reason = reason;
	settle(10);
	cr_assert(eq(int, (int)of.status, CASE_SKIPPED));
	cr_assert(eq(str, of.reason, reason));
}
