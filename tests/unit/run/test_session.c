/* What a round of a run leaves in the result. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "run/session.h"

static struct run_options options;
static struct result result;
static struct session session = {.options = &options, .result = &result};

static double remaining_ns(const void *ctx, double elapsed_ns)
{
	(void)ctx;
	return elapsed_ns;
}

static void setup(void)
{
	session.remaining_ns = remaining_ns;
}

static void release(void)
{
	arena_release(&result.arena);
}

TestSuite(session, .init = setup, .fini = release);

/* A process of four slices, the first of which was disturbed. */
static void end_process(uint64_t ops, enum case_status status)
{
	uint64_t ns[] = {10, 10, 10, 10}, disturbed[] = {1, 0, 0, 0};
	struct column column[] = {
	    {.name = (char[]){COLUMN_OPS}, .constant = true, .value = &ops},
	    {.name = (char[]){COLUMN_NS}, .value = ns},
	    {.name = (char[]){COLUMN_DISTURBED}, .value = disturbed},
	};
	const struct process_samples samples = {.status = status,
						.slice_count = 4,
						.column = column,
						.column_count = 3};

	session_journal(&session, &samples);
}

static int two_processes(void *ctx, struct err *err)
{
	(void)ctx;
	(void)err;
	end_process(5, CASE_OK);
	end_process(5, CASE_OK);
	return 0;
}

/* Neither tells of the machine: one operation a slice, and a crash. */
static int none_that_counts(void *ctx, struct err *err)
{
	(void)ctx;
	(void)err;
	end_process(1, CASE_OK);
	end_process(5, CASE_CRASHED);
	return 0;
}

static int fails(void *ctx, struct err *err)
{
	(void)ctx;
	end_process(5, CASE_OK);
	return err_set(err, ERR_INTERRUPTED, "stopped");
}

Test(session, each_round_has_its_own_slices)
{
	struct err err = {0};

	cr_assert(
	    zero(int, session_round(&session, two_processes, NULL, &err)));
	cr_assert(
	    zero(int, session_round(&session, none_that_counts, NULL, &err)));
	cr_assert(eq(sz, result.round_count, 2));
	cr_assert(eq(dbl, result.round[0].slices, 8));
	cr_assert(eq(dbl, result.round[0].disturbed, 2));
	cr_assert(eq(dbl, result.round[1].slices, 0));
	cr_assert(eq(dbl, result.round[1].disturbed, 0));
	cr_assert(gt(dbl, result.round[0].wall_ns, 0));
	cr_assert(ge(dbl, result.round[0].context_switches, 0));
}

Test(session, a_round_that_was_cut_off_counts)
{
	struct err err = {0};

	cr_assert(eq(int, session_round(&session, fails, NULL, &err),
		     -ERR_INTERRUPTED));
	cr_assert(eq(sz, result.round_count, 1));
	cr_assert(eq(dbl, result.round[0].slices, 4));
}
