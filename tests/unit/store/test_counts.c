/*
 * The counts that a baseline keeps.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "chaos.h"
#include "make_result.h"
#include "store/session.h"
#include "store/store.h"
#include "text.h"
#include "tmpdir.h"

static struct result result;
static struct result_case *c;
static struct arena arena;
static struct baseline_session session;

static void setup(void)
{
	make_result(&result);
	(void)strcpy(result.machine.id, "00112233aabbccdd");
	result.simulator = (char *)"valgrind-3.19.0 32768,8,64";
	c = make_case(&result, "a", NULL);
}

static void teardown(void)
{
	result_release(&result);
	arena_release(&arena);
}

TestSuite(counts, .init = setup, .fini = teardown);

static const struct baseline_case *kept(void)
{
	struct err err = {0};

	cr_assert(eq(int, session_make(&result, &arena, &session, &err), 0),
		  "%s", err.text);
	return baseline_find(&session, "a");
}

Test(counts, exact_ones_are_kept_with_the_simulator)
{
	const struct baseline_case *to;

	make_counted(&result, c, COUNT_ALLOCATIONS, PAIR_SIDE_NONE, 3);
	make_counted(&result, c, COUNT_SIMULATED, PAIR_SIDE_NONE, 1204.5);
	to = kept();
	cr_assert(eq(str, session.simulator, result.simulator));
	cr_assert(ne(ptr, session.simulator, result.simulator));
	cr_assert(eq(sz, to->count_count, 2));
	cr_assert(eq(str, to->count[0].name, (char *)"allocs"));
	cr_assert(eq(int, to->count[0].provider, PROVIDER_OS));
	cr_assert(eq(dbl, to->count[0].per_op, 3));
	cr_assert(eq(str, to->count[1].name, (char *)"sim.instructions"));
	cr_assert(eq(dbl, to->count[1].per_op, 1204.5));
	cr_assert(eq(sz, to->function_count, 1));
	cr_assert(eq(str, to->function[0].name, (char *)"work"));
	cr_assert(eq(str, to->function[0].object, (char *)"lib.so"));
	cr_assert(eq(dbl, to->function[0].instructions, 1204.5));
}

Test(counts, nothing_was_counted)
{
	const struct baseline_case *to;

	result.simulator = NULL;
	to = kept();
	cr_assert(eq(ptr, session.simulator, NULL));
	cr_assert(eq(sz, to->count_count, 0));
	cr_assert(eq(sz, to->function_count, 0));
	cr_assert(eq(u64, to->process_count, 10));
}

Test(counts, those_of_the_base_stay_out)
{
	const struct baseline_case *to;

	make_counted(&result, c, COUNT_SIMULATED, PAIR_SIDE_BASE, 5);
	make_counted(&result, c, COUNT_SIMULATED, PAIR_SIDE_HEAD, 7);
	to = kept();
	cr_assert(eq(sz, to->count_count, 1));
	cr_assert(eq(dbl, to->count[0].per_op, 7));
	cr_assert(eq(dbl, to->function[0].instructions, 7));
}

Test(counts, what_was_counted_twice_alike_is_kept_once)
{
	make_counted(&result, c, COUNT_ALLOCATIONS, PAIR_SIDE_HEAD, 5);
	make_counted(&result, c, COUNT_ALLOCATIONS, PAIR_SIDE_HEAD, 5);
	cr_assert(eq(sz, kept()->count_count, 1));
}

Test(counts, what_differs_from_process_to_process_is_not_kept)
{
	make_counted(&result, c, COUNT_ALLOCATIONS, PAIR_SIDE_HEAD, 5);
	make_counted(&result, c, COUNT_ALLOCATIONS, PAIR_SIDE_HEAD, 6);
	cr_assert(eq(sz, kept()->count_count, 0));
}

Test(counts, what_is_not_exact_is_not_kept)
{
	struct count_samples *first, *second;

	first = make_counted(&result, c, COUNT_ALLOCATIONS, PAIR_SIDE_NONE, 5);
	second = make_counted(&result, c, COUNT_ALLOCATIONS, PAIR_SIDE_NONE, 5);
	second->counter->exact = false;
	cr_assert(eq(sz, kept()->count_count, 0));
	second->counter->exact = true;
	second->counter->available = false;
	cr_assert(eq(sz, kept()->count_count, 0));
	second->counter->available = true;
	first->counter->per_op = second->counter->per_op = (double)INFINITY;
	cr_assert(eq(sz, kept()->count_count, 0));
	second->counter->per_op = first->counter->per_op = 5;
	second->counter->provider = PROVIDER_FAKE;
	cr_assert(eq(sz, kept()->count_count, 0));
}

Test(counts, process_that_failed_says_nothing)
{
	struct count_samples *broken;

	make_counted(&result, c, COUNT_ALLOCATIONS, PAIR_SIDE_NONE, 5);
	broken = make_counted(&result, c, COUNT_ALLOCATIONS, PAIR_SIDE_NONE, 9);
	broken->status = CASE_CRASHED;
	cr_assert(eq(sz, kept()->count_count, 1));
	cr_assert(eq(dbl, kept()->count[0].per_op, 5));
}

Test(counts, case_without_times_is_kept_for_its_counts)
{
	const struct baseline_case *to;

	c->process_count = 0;
	cr_assert(eq(ptr, (void *)(uintptr_t)kept(), NULL));
	cr_assert(eq(sz, session.case_count, 0));
	make_counted(&result, c, COUNT_ALLOCATIONS, PAIR_SIDE_NONE, 5);
	to = kept();
	cr_assert(eq(sz, session.case_count, 1));
	cr_assert(eq(u64, to->process_count, 0));
	cr_assert(eq(sz, to->count_count, 1));
}

Test(counts, run_out_of_memory_cleanly)
{
	make_counted(&result, c, COUNT_SIMULATED, PAIR_SIDE_NONE, 5);
	CHAOS_EACH(n)
	{
		struct baseline_session made;
		struct arena memory = {0};
		struct err err = {0};
		int status = session_make(&result, &memory, &made, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, status, hit ? -ERR_NOMEM : 0), "%zu: %s", n,
			  err.text);
		arena_release(&memory);
	}
}

/* What stands in the file after RUNS runs. */
static char *saved(struct tmpdir *dir, int runs)
{
	char baselines[128], artefacts[128], path[256], *text;
	struct store store = {.baselines = baselines, .artefacts = artefacts};
	struct err err = {0};
	size_t length;

	(void)snprintf(baselines, sizeof baselines, "%s/baselines", dir->path);
	(void)snprintf(artefacts, sizeof artefacts, "%s/artefacts", dir->path);
	for (int i = 0; i < runs; i++) {
		result.run_id = arena_printf(&result.arena, &err, "run-%d", i);
		cr_assert(
		    zero(int, store_save(&store, "main", &result, NULL, &err)),
		    "%s", err.text);
	}
	(void)snprintf(path, sizeof path, "%s/%s/main.json", baselines,
		       result.machine.id);
	cr_assert(zero(int, file_read(path, 1 << 20, &text, &length, &err)),
		  "%s", err.text);
	return text;
}

/* Of older sessions nobody asks which function it was. */
Test(counts, functions_are_those_of_the_newest_session)
{
	struct tmpdir dir = tmpdir_make();
	struct baseline read = {0};
	struct err err = {0};

	make_counted(&result, c, COUNT_SIMULATED, PAIR_SIDE_NONE, 5);
	char *text = saved(&dir, 2);
	cr_assert(
	    zero(int, baseline_parse(&read, "b", text, strlen(text), &err)),
	    "%s", err.text);
	cr_assert(eq(sz, read.session_count, 2));
	cr_assert(eq(str, read.session[0].simulator, result.simulator));
	cr_assert(eq(dbl, read.session[0].baseline_case->count->per_op, 5));
	cr_assert(eq(sz, read.session[0].baseline_case->function_count, 0));
	cr_assert(eq(sz, read.session[1].baseline_case->function_count, 1));
	cr_assert(eq(str, read.session[1].baseline_case->function->name,
		     (char *)"work"));
	free(text);
	baseline_release(&read);
	tmpdir_remove(&dir);
}
