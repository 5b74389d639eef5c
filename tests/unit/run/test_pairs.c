/*
 * run_pairs() on scripted pairs: this binary is linked with --wrap=pair_run.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "chaos.h"
#include "run/pair.h"
#include "run/run.h"

#define CASES 3

#define TEXT(name, text) static char name[] = text

TEXT(base_path, "/base/work.so");
TEXT(head_path, "/head/work.so");
TEXT(other_path, "/other/work.so");
TEXT(bench_id, "work");
TEXT(crashed, "crashed in work()");

static const char *const case_id[CASES] = {"work/a", "work/b", "work/c"};
static const struct catalog_bench bench = {.id = bench_id};
static const struct catalog_plugin plugin[3] = {
    {.path = base_path}, {.path = head_path}, {.path = other_path}};
static struct plan_case base_case[CASES], head_case[CASES], other_case[CASES];
static const struct plan_case *base_build[CASES][1], *head_build[CASES][2];
static struct plan_pair plan_pair[CASES];
static struct suite_entry entry[CASES];
static struct suite suite;
static struct plan plan;
static struct pair_plan pair_plan;
static struct run_pairs_options options;
static struct result result;

/* What was asked for, pair by pair. */
static struct seen {
	uint32_t case_index, process, role[2];
	uint64_t seed[2], pair_seed[2];
	enum pair_side side[2];
	const char *path[2];
	bool alone;
	int cpu;
	double timeout_ns;
} seen[1000];
static size_t seen_count;
static uint32_t judged[CASES];

/* The script. */
static int (*play)(const struct pair_spec *spec, struct process_samples ret[2],
		   struct err *err);
static enum run_pair_answer (*answer)(uint32_t case_index, uint32_t number);

int __wrap_pair_run(const struct pair_spec *spec, struct keep *keep,
		    struct process_samples ret[2], struct err *err);

int __wrap_pair_run(const struct pair_spec *spec, struct keep *keep,
		    struct process_samples ret[2], struct err *err)
{
	struct seen *at = &seen[seen_count++];

	(void)keep;
	cr_assert(le(sz, seen_count, 1000));
	*at = (struct seen){
	    .case_index = spec->wire[0]->case_index,
	    .process = spec->wire[0]->process,
	    .alone = spec->alone,
	    .cpu = spec->wire[0]->cpu,
	    .timeout_ns = spec->timeout_ns,
	};
	for (int i = 0; i < 2; i++) {
		const struct wire_job *wire = spec->wire[i];

		at->role[i] = wire->pair->role;
		at->seed[i] = wire->seed;
		at->pair_seed[i] = wire->pair->seed;
		at->side[i] = wire->side;
		at->path[i] = wire->plugin_path;
		ret[i] = (struct process_samples){
		    .case_index = wire->case_index,
		    .process = wire->process,
		    .seed = wire->seed,
		    .cpu = wire->cpu,
		};
	}
	return play ? play(spec, ret, err) : 0;
}

static int judge(void *ctx, uint32_t case_index,
		 const struct process_samples *base,
		 const struct process_samples *head, double wall_ns,
		 enum run_pair_answer *ret, struct err *err)
{
	(void)ctx;
	(void)err;
	cr_assert(eq(int, (int)base->side, PAIR_SIDE_BASE));
	cr_assert(eq(int, (int)head->side, PAIR_SIDE_HEAD));
	cr_assert(gt(dbl, wall_ns, 0));
	*ret = answer(case_index, judged[case_index]++);
	return 0;
}

/* Case I is decided after 3 + I pairs. */
static enum run_pair_answer soon(uint32_t case_index, uint32_t number)
{
	return number + 1 < 3 + case_index ? RUN_PAIR_MORE : RUN_PAIR_DONE;
}

static enum run_pair_answer never(uint32_t case_index, uint32_t number)
{
	(void)case_index;
	(void)number;
	return RUN_PAIR_MORE;
}

static void setup(void)
{
	struct err err = {0};

	cr_assert(eq(int, suite_init(&suite, &err), 0));
	for (int i = 0; i < CASES; i++) {
		base_case[i] = (struct plan_case){
		    .id = (char *)(uintptr_t)case_id[i],
		    .plugin = &plugin[0],
		    .bench = &bench,
		    .entry = &entry[i],
		    .threads = 1,
		};
		head_case[i] = other_case[i] = base_case[i];
		head_case[i].plugin = &plugin[1];
		other_case[i].plugin = &plugin[2];
		base_build[i][0] = &base_case[i];
		head_build[i][0] = &head_case[i];
		head_build[i][1] = &other_case[i];
		plan_pair[i] =
		    (struct plan_pair){base_build[i], head_build[i], 1, 2};
	}
	plan = (struct plan){
	    .suite = &suite,
	    .plan_case = head_case,
	    .case_count = CASES,
	    .seed = 7,
	    .slices = 50,
	    .slice_ns = 2e5,
	};
	pair_plan = (struct pair_plan){.plan = &plan, .pair = plan_pair};
	options = (struct run_pairs_options){
	    .judge = judge,
	    .run.keep_going = true,
	};
	answer = soon;
	cr_assert(eq(int, run_prepare_pairs(&pair_plan, &result, &err), 0));
}

static void release(void)
{
	result_release(&result);
	suite_release(&suite);
}

TestSuite(pairs, .init = setup, .fini = release);

static void run(void)
{
	struct err err = {0};

	cr_assert(eq(int, run_pairs(&pair_plan, &options, &result, &err), 0),
		  "%s", err.text);
}

static size_t pairs_of(uint32_t case_index)
{
	const struct result_case *of = &result.result_case[case_index];

	cr_assert(eq(sz, of->process_count, of->base_process_count));
	return of->process_count;
}

Test(pairs, each_case_has_pairs_until_its_judge_is_done)
{
	run();
	for (uint32_t i = 0; i < CASES; i++) {
		cr_assert(eq(sz, pairs_of(i), 3 + i));
		for (uint32_t k = 0; k < 3 + i; k++) {
			const struct result_case *of = &result.result_case[i];

			cr_assert(eq(u32, of->process[k].process, k));
			cr_assert(eq(u32, of->base_process[k].process, k));
		}
	}
	cr_assert(result.complete);
	cr_assert(not(result.budget_ended));
	cr_assert(eq(sz, result.round_count, 5));
}

Test(pairs, a_round_has_each_open_case_once)
{
	run();
	for (size_t round = 0; round < 3; round++) {
		bool had[CASES] = {false};

		for (size_t i = 0; i < CASES; i++) {
			const struct seen *at = &seen[CASES * round + i];

			cr_assert(not(had[at->case_index]));
			cr_assert(eq(u32, at->process, (uint32_t)round));
			had[at->case_index] = true;
		}
	}
}

Test(pairs, sides_share_all_but_build_role_and_input)
{
	bool other = false, first = false, second = false;

	run();
	for (size_t i = 0; i < seen_count; i++) {
		const struct seen *at = &seen[i];

		cr_assert(ne(u64, at->seed[0], at->seed[1]));
		cr_assert(eq(u64, at->pair_seed[0], at->pair_seed[1]));
		cr_assert(eq(u32, at->role[0] + at->role[1], 1));
		cr_assert(eq(int, (int)at->side[0], PAIR_SIDE_BASE));
		cr_assert(eq(int, (int)at->side[1], PAIR_SIDE_HEAD));
		cr_assert(at->path[0] == base_path);
		other |= at->path[1] == other_path;
		first |= at->role[0] == 0;
		second |= at->role[0] == 1;
		cr_assert(eq(dbl, at->timeout_ns, suite.timeout_ns));
	}
	cr_assert(first && second);
	cr_assert(other);
}

Test(pairs, the_build_that_was_drawn_is_written_down)
{
	run();
	for (size_t i = 0, k = 0; i < seen_count; i++) {
		if (seen[i].case_index != 2)
			continue;
		const struct process_samples *head =
		    &result.result_case[2].process[k++];

		cr_assert(
		    eq(u32, head->variant, seen[i].path[1] == other_path));
	}
}

static int head_crashes_in_second_pair(const struct pair_spec *spec,
				       struct process_samples ret[2],
				       struct err *err)
{
	(void)err;
	if (spec->wire[0]->case_index == 1 && spec->wire[0]->process == 1) {
		ret[0].status = CASE_NOT_RUN;
		ret[1].status = CASE_CRASHED;
		ret[1].reason = crashed;
	}
	return 0;
}

Test(pairs, a_case_ends_with_the_side_that_broke)
{
	play = head_crashes_in_second_pair;
	run();
	const struct result_case *of = &result.result_case[1];

	cr_assert(eq(sz, pairs_of(0), 3));
	cr_assert(eq(sz, pairs_of(1), 2));
	cr_assert(eq(sz, pairs_of(2), 5));
	cr_assert(eq(u32, judged[1], 1));
	cr_assert(eq(int, (int)of->base_process[1].status, CASE_NOT_RUN));
	cr_assert(eq(int, (int)of->process[1].status, CASE_CRASHED));
	cr_assert(eq(str, of->process[1].reason, crashed));
	cr_assert(result.complete);
}

Test(pairs, the_first_broken_case_may_end_all)
{
	play = head_crashes_in_second_pair;
	options.run.keep_going = false;
	run();
	cr_assert(eq(sz, pairs_of(1), 2));
	cr_assert(le(sz, pairs_of(0), 2));
	cr_assert(le(sz, pairs_of(2), 2));
	cr_assert(not(result.complete));
}

static enum run_pair_answer alone_after_four(uint32_t case_index,
					     uint32_t number)
{
	if (case_index == 0 && number == 3)
		return RUN_PAIR_MORE_ALONE;
	return number < 9 ? RUN_PAIR_MORE : RUN_PAIR_DONE;
}

Test(pairs, a_case_begins_again_alone_with_other_draws)
{
	uint64_t seed = 0;

	answer = alone_after_four;
	run();
	cr_assert(eq(sz, pairs_of(0), 6));
	cr_assert(eq(sz, pairs_of(1), 10));
	for (size_t i = 0; i < pairs_of(0); i++) {
		cr_assert(result.result_case[0].process[i].alone);
		cr_assert(result.result_case[0].base_process[i].alone);
		cr_assert(eq(u32, result.result_case[0].process[i].process,
			     (uint32_t)i));
	}
	cr_assert(not(result.result_case[1].process[9].alone));
	for (size_t i = 0; i < seen_count; i++) {
		if (seen[i].case_index != 0 || seen[i].process != 0)
			continue;
		cr_assert(ne(u64, seen[i].seed[0], seed));
		seed = seen[i].seed[0];
	}
}

Test(pairs, all_can_be_alone_from_the_start)
{
	options.alone = true;
	answer = alone_after_four;
	run();
	for (size_t i = 0; i < seen_count; i++)
		cr_assert(seen[i].alone);
	/* More alone than alone is nothing to forget pairs for. */
	cr_assert(eq(sz, pairs_of(0), 10));
}

Test(pairs, a_judge_without_end_meets_one)
{
	answer = never;
	plan.case_count = 1;
	run();
	cr_assert(eq(sz, pairs_of(0), RUN_PAIRS_MAX_CASE));
	cr_assert(eq(sz, result.round_count, RUN_PAIRS_MAX_CASE));
	cr_assert(not(result.budget_ended));
}

Test(pairs, a_budget_that_is_used_up_ends_all)
{
	answer = never;
	options.budget_ns = 1;
	run();
	for (uint32_t i = 0; i < CASES; i++) {
		cr_assert(eq(sz, pairs_of(i), 0));
		cr_assert(result.result_case[i].reason != NULL);
	}
	cr_assert(result.budget_ended);
	cr_assert(result.complete);
}

Test(pairs, a_case_s_budget_ends_the_case)
{
	answer = never;
	options.case_budget_ns = 1;
	entry[1].gate_budget_ns = 3600e9;
	run();
	cr_assert(eq(sz, pairs_of(0), 1));
	cr_assert(eq(sz, pairs_of(1), RUN_PAIRS_MAX_CASE));
	cr_assert(eq(sz, pairs_of(2), 1));
	cr_assert(not(result.budget_ended));
}

Test(pairs, what_only_the_head_has_is_not_run)
{
	plan_pair[1].base_count = 0;
	run();
	cr_assert(eq(sz, pairs_of(1), 0));
	cr_assert(eq(str, result.result_case[1].reason,
		     (char *)"only the head has it"));
	cr_assert(eq(sz, pairs_of(0), 3));
	for (size_t i = 0; i < seen_count; i++)
		cr_assert(ne(u32, seen[i].case_index, 1));
}

static const char *refuse_b(void *ctx, uint32_t case_index)
{
	(void)ctx;
	return case_index == 1 ? "built by another compiler" : NULL;
}

Test(pairs, what_is_refused_is_not_run)
{
	options.refuses = refuse_b;
	run();
	cr_assert(eq(sz, pairs_of(1), 0));
	cr_assert(eq(str, result.result_case[1].reason,
		     (char *)"built by another compiler"));
	cr_assert(eq(sz, pairs_of(0), 3));
	cr_assert(eq(sz, pairs_of(2), 5));
}

static int interrupted_at_the_fifth(const struct pair_spec *spec,
				    struct process_samples ret[2],
				    struct err *err)
{
	(void)spec;
	(void)ret;
	return seen_count < 5 ? 0
			      : err_set(err, ERR_INTERRUPTED, "interrupted");
}

Test(pairs, an_interrupted_run_keeps_what_there_is)
{
	struct err err = {0};
	size_t pairs = 0;

	play = interrupted_at_the_fifth;
	cr_assert(eq(int, run_pairs(&pair_plan, &options, &result, &err),
		     -ERR_INTERRUPTED));
	for (uint32_t i = 0; i < CASES; i++)
		pairs += pairs_of(i);
	cr_assert(eq(sz, pairs, 4));
	cr_assert(eq(sz, result.round_count, 2));
	cr_assert(not(result.complete));
}

static int refuse(void *ctx, uint32_t case_index,
		  const struct process_samples *base,
		  const struct process_samples *head, double wall_ns,
		  enum run_pair_answer *ret, struct err *err)
{
	(void)ctx;
	(void)case_index;
	(void)base;
	(void)head;
	(void)wall_ns;
	*ret = RUN_PAIR_MORE;
	return err_nomem(err, "judge");
}

Test(pairs, an_error_of_the_judge_ends_the_run)
{
	struct err err = {0};

	options.judge = refuse;
	cr_assert(eq(int, run_pairs(&pair_plan, &options, &result, &err),
		     -ERR_NOMEM));
	cr_assert(eq(sz, seen_count, 1));
	cr_assert(not(result.complete));
}

/* Leaves tare the CPUs that the pair is not on. */
static int cpu_is_taken_away(const struct pair_spec *spec,
			     struct process_samples ret[2], struct err *err)
{
	cpu_set_t set;

	(void)err;
	if (seen_count > 1)
		return 0;
	ret[1].status = CASE_BROKEN;
	cr_assert(eq(int, sched_getaffinity(0, sizeof(set), &set), 0));
	CPU_CLR(spec->wire[0]->cpu, &set);
	cr_assert(eq(int, sched_setaffinity(0, sizeof(set), &set), 0));
	return 0;
}

Test(pairs, a_pair_whose_cpu_is_taken_away_is_repeated)
{
	cpu_set_t set;

	cr_assert(eq(int, sched_getaffinity(0, sizeof(set), &set), 0));
	if (CPU_COUNT(&set) < 2)
		cr_skip("needs two CPUs");
	plan.case_count = 1;
	play = cpu_is_taken_away;
	run();
	cr_assert(eq(sz, pairs_of(0), 3));
	cr_assert(eq(sz, seen_count, 4));
	cr_assert(eq(u32, seen[1].process, 0));
	cr_assert(ne(int, seen[0].cpu, seen[1].cpu));
	cr_assert(ne(u64, seen[0].seed[0], seen[1].seed[0]));
}

Test(pairs, memory_runs_out)
{
	bool hit = true;

	for (size_t n = 1; hit; n++) {
		struct err err = {0};

		result_release(&result);
		result = (struct result){0};
		memset(judged, 0, sizeof(judged));
		seen_count = 0;
		cr_assert(
		    eq(int, run_prepare_pairs(&pair_plan, &result, &err), 0));
		chaos_fail_nth(n);
		int rc = run_pairs(&pair_plan, &options, &result, &err);
		hit = chaos_stop();

		/* What only describes the machine may be missing. */
		cr_assert(rc == 0 || (hit && rc == -ERR_NOMEM));
		cr_assert(eq(int, result.complete, rc == 0));
		for (uint32_t i = 0; i < CASES; i++)
			cr_assert(le(sz, pairs_of(i), 3 + i));
	}
}

static struct run_event last;
static size_t warnings;

static void observe(void *ctx, const struct run_event *event)
{
	(void)ctx;
	cr_assert(event->paired);
	cr_assert(eq(u64, event->jobs_total, 2));
	cr_assert(ge(u64, event->jobs_done, last.jobs_done));
	cr_assert(ge(dbl, event->remaining_ns, 0));
	warnings += event->kind == RUN_WARNING;
	last = *event;
}

Test(pairs, progress_counts_decided_cases)
{
	plan_pair[1].base_count = 0;
	options.run.observe = observe;
	run();
	cr_assert(eq(int, (int)last.kind, RUN_ENDED));
	cr_assert(eq(u64, last.jobs_done, 2));
	cr_assert(eq(dbl, last.remaining_ns, 0));
}

Test(pairs, both_sides_are_in_the_journal)
{
	char *text = NULL;
	size_t length = 0, lines = 0, heads = 0;

	options.run.journal = open_memstream(&text, &length);
	run();
	(void)fclose(options.run.journal);
	for (char *line = text, *end; (end = strchr(line, '\n'));
	     line = end + 1) {
		*end = '\0';
		heads += strstr(line, "\"side\":\"head\"") != NULL;
		lines++;
	}
	cr_assert(eq(sz, lines, 2 * seen_count));
	cr_assert(eq(sz, heads, seen_count));
	free(text);
}

Test(pairs, a_full_disk_is_told_once)
{
	plan_pair[1].base_count = 0;
	options.run.observe = observe;
	options.run.journal = fopen("/dev/full", "we");
	if (!options.run.journal)
		cr_skip("needs /dev/full");
	run();
	cr_assert(eq(sz, warnings, 1));
	cr_assert(eq(sz, pairs_of(2), 5));
	(void)fclose(options.run.journal);
}
