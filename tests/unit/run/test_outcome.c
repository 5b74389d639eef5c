#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <string.h>

#include "run/outcome.h"
#include "run/wire.h"

static struct arena arena;
static struct process_samples samples;

static void decide(const struct outcome_facts *facts)
{
	struct err err = {0};

	cr_assert(eq(int, outcome_decide(facts, &arena, &samples, &err), 0));
}

static void expect(const struct outcome_facts *facts, enum case_status status,
		   const char *reason)
{
	decide(facts);
	cr_assert(eq(int, (int)samples.status, (int)status));
	cr_assert(eq(str, samples.reason, (char *)reason));
}

static void release(void)
{
	arena_release(&arena);
}

TestSuite(outcome, .fini = release);

Test(outcome, a_good_answer_stands)
{
	struct outcome_facts facts = {.stage = "measure", .answered = true};

	decide(&facts);
	cr_assert(eq(int, (int)samples.status, CASE_OK));
	cr_assert(samples.reason == NULL);
	cr_assert(samples.note == NULL);
}

Test(outcome, a_workers_own_verdict_stands)
{
	char reason[] = "sum is 3, expected 4";
	struct outcome_facts facts = {.stage = "measure", .answered = true};

	samples.status = CASE_FAILED;
	samples.reason = reason;
	expect(&facts, CASE_FAILED, "sum is 3, expected 4");
}

Test(outcome, exit_names_status_and_stage)
{
	struct outcome_facts facts = {.stage = "measure"};

	facts.exit.status = 3;
	expect(&facts, CASE_CRASHED, "called exit(3) in stage measure");
	facts.exit.status = 0;
	expect(&facts, CASE_CRASHED, "called exit(0) in stage measure");
}

Test(outcome, a_worker_that_never_began_is_broken)
{
	struct outcome_facts facts = {.stage = ""};

	facts.exit.status = 1;
	expect(&facts, CASE_BROKEN, "called exit(1) before its first stage");
}

Test(outcome, a_cut_wire_is_not_an_exit)
{
	struct outcome_facts facts = {.stage = "measure"};

	facts.exit.status = WIRE_EXIT_LOST;
	expect(&facts, CASE_BROKEN,
	       "could not answer: the descriptor of its wire was closed in "
	       "stage measure");
}

Test(outcome, signal_without_a_crash_frame)
{
	struct outcome_facts facts = {.stage = "set-up"};

	facts.exit.signalled = true;
	facts.exit.status = SIGABRT;
	expect(&facts, CASE_CRASHED, "killed by SIGABRT in stage set-up");
	facts.exit.status = SIGRTMIN + 3;
	decide(&facts);
	cr_assert(strstr(samples.reason, "killed by signal ") != NULL);
}

Test(outcome, sigkill_from_outside_names_the_suspects)
{
	struct outcome_facts facts = {.stage = "measure"};

	facts.exit.signalled = true;
	facts.exit.status = SIGKILL;
	expect(&facts, CASE_CRASHED,
	       "killed by SIGKILL in stage measure: by another process, or by "
	       "the kernel for lack of memory");
}

Test(outcome, crash_names_address_and_exported_symbol)
{
	struct wire_crash crash = {
	    .signal = SIGSEGV,
	    .fault_address = 0x10,
	    .module = "/no/such/json.so",
	    .symbol = "json_loads",
	};
	struct outcome_facts facts = {.stage = "measure", .crash = &crash};

	facts.exit.signalled = true;
	facts.exit.status = SIGSEGV;
	expect(&facts, CASE_CRASHED,
	       "killed by SIGSEGV at 0x10 in json_loads (json.so) in stage "
	       "measure");
}

Test(outcome, crash_without_symbol_gives_the_offset)
{
	struct wire_crash crash = {
	    .signal = SIGFPE,
	    .module = "/no/such/json.so",
	    .module_offset = 0x1139,
	};
	struct outcome_facts facts = {.stage = "set-up", .crash = &crash};

	expect(&facts, CASE_CRASHED,
	       "killed by SIGFPE in +0x1139 (json.so) in stage set-up");
}

Test(outcome, abort_names_no_place_in_the_c_library)
{
	struct wire_crash crash = {
	    .signal = SIGABRT,
	    .module = "/lib/libc.so.6",
	    .module_offset = 0x8aeec,
	};
	struct outcome_facts facts = {.stage = "measure", .crash = &crash};

	expect(&facts, CASE_CRASHED, "killed by SIGABRT in stage measure");
}

Test(outcome, abort_names_the_plugins_function_and_what_it_called)
{
	struct wire_crash crash = {
	    .signal = SIGABRT,
	    .module = "/no/such/libc.so.6",
	    .symbol = "__assert_fail",
	    .module_offset = 0x8aeec,
	    .caller_module = "/no/such/json.so",
	    .caller_offset = 0x1139,
	};
	struct outcome_facts facts = {.stage = "measure", .crash = &crash};

	expect(&facts, CASE_CRASHED,
	       "killed by SIGABRT in +0x1139 (json.so), through "
	       "__assert_fail (libc.so.6) in stage measure");
}

Test(outcome, a_library_without_symbols_is_named_by_its_file)
{
	struct wire_crash crash = {
	    .signal = SIGSEGV,
	    .module = "/no/such/libc.so.6",
	    .module_offset = 0x8aeec,
	    .caller_module = "/no/such/json.so",
	    .caller_offset = 0x1139,
	};
	struct outcome_facts facts = {.stage = "measure", .crash = &crash};

	expect(&facts, CASE_CRASHED,
	       "killed by SIGSEGV at 0x0 in +0x1139 (json.so), through "
	       "libc.so.6 in stage measure");
}

Test(outcome, crash_outside_every_module_gives_the_instruction)
{
	struct wire_crash crash = {.signal = SIGSEGV, .program_counter = 0xbad};
	struct outcome_facts facts = {.stage = "measure", .crash = &crash};

	expect(&facts, CASE_CRASHED,
	       "killed by SIGSEGV at 0x0 at instruction 0xbad in stage "
	       "measure");
}

Test(outcome, crash_after_the_answer_is_still_a_crash)
{
	struct outcome_facts facts = {.stage = "end", .answered = true};

	facts.exit.signalled = true;
	facts.exit.status = SIGSEGV;
	expect(&facts, CASE_CRASHED,
	       "killed by SIGSEGV in stage end, after it had measured");
}

Test(outcome, timeout_names_limit_and_stage)
{
	struct outcome_facts facts = {
	    .cause = OUTCOME_TIMEOUT,
	    .stage = "set-up",
	    .timeout_ns = 30e9,
	};

	decide(&facts);
	cr_assert(eq(int, (int)samples.status, CASE_TIMEOUT));
	cr_assert(strstr(samples.reason, "ran longer than 30") != NULL);
	cr_assert(strstr(samples.reason,
			 " s in stage set-up; its loop may be endless") !=
		  NULL);
}

Test(outcome, too_many_processes)
{
	struct outcome_facts facts = {
	    .cause = OUTCOME_PROCESSES,
	    .stage = "measure",
	    .process_limit = 512,
	};

	expect(&facts, CASE_LIMIT,
	       "started more than 512 processes in stage measure");
}

Test(outcome, breach_quotes_harmlessly)
{
	struct outcome_facts facts = {
	    .cause = OUTCOME_BREACH,
	    .stage = "measure",
	    .breach = "a frame of \033[31mred",
	};

	expect(&facts, CASE_BROKEN,
	       "broke the protocol of the wire: a frame of ?[31mred");
}

Test(outcome, memory_limit_is_named_before_the_crash)
{
	struct outcome_facts facts = {
	    .stage = "set-up",
	    .memory_bytes = UINT64_C(4) << 30,
	    .peak_bytes = (UINT64_C(4) << 30) - (1 << 20),
	};

	facts.exit.signalled = true;
	facts.exit.status = SIGABRT;
	decide(&facts);
	cr_assert(eq(int, (int)samples.status, CASE_LIMIT));
	cr_assert(strstr(samples.reason, "used more than 4") == samples.reason);
	cr_assert(strstr(samples.reason,
			 "GiB of memory: killed by SIGABRT in stage set-up") !=
		  NULL);
}

Test(outcome, a_refused_allocation_is_named_where_it_was_the_end)
{
	struct outcome_facts facts = {
	    .stage = "set-up",
	    .memory_bytes = UINT64_C(4) << 30,
	    .peak_bytes = 1 << 20,
	    .memory_refused = true,
	};

	facts.exit.status = 1;
	expect(&facts, CASE_LIMIT,
	       "was refused memory, of which it may have 4.00 GiB: called "
	       "exit(1) in stage set-up");

	facts.memory_bytes = 0;
	expect(&facts, CASE_CRASHED, "called exit(1) in stage set-up");
}

Test(outcome, a_refused_allocation_is_not_why_a_check_failed)
{
	char reason[] = "sum is 3, expected 4";
	struct outcome_facts facts = {
	    .stage = "measure",
	    .answered = true,
	    .memory_bytes = UINT64_C(4) << 30,
	    .memory_refused = true,
	};

	samples.status = CASE_FAILED;
	samples.reason = reason;
	expect(&facts, CASE_FAILED, "sum is 3, expected 4");
}

Test(outcome, memory_limit_explains_a_failed_check)
{
	char reason[] = "malloc gave no more memory";
	struct outcome_facts facts = {
	    .stage = "set-up",
	    .answered = true,
	    .memory_bytes = 1 << 30,
	    .peak_bytes = (1 << 30) - 4096,
	};

	samples.status = CASE_FAILED;
	samples.reason = reason;
	decide(&facts);
	cr_assert(eq(int, (int)samples.status, CASE_LIMIT));
	cr_assert(strstr(samples.reason,
			 "of memory: malloc gave no more memory") != NULL);
}

Test(outcome, a_large_benchmark_that_is_well_stays_well)
{
	struct outcome_facts facts = {
	    .stage = "measure",
	    .answered = true,
	    .memory_bytes = 1 << 30,
	    .peak_bytes = (1 << 30) - 4096,
	};

	decide(&facts);
	cr_assert(eq(int, (int)samples.status, CASE_OK));
}

Test(outcome, no_memory_limit_no_blame)
{
	struct outcome_facts facts = {.stage = "measure",
				      .peak_bytes = 1 << 30};

	facts.exit.status = 1;
	decide(&facts);
	cr_assert(eq(int, (int)samples.status, CASE_CRASHED));
}

Test(outcome, notes_are_joined)
{
	char note[] = "left 2 threads running";
	struct outcome_facts facts = {
	    .stage = "measure",
	    .answered = true,
	    .survivors = 1,
	    .dropped_bytes = 10,
	};

	samples.note = note;
	decide(&facts);
	cr_assert(eq(str, samples.note,
		     (char *)"left 2 threads running; left 1 process running; "
			     "killed; printed 10 bytes more than the 4096 that "
			     "are kept"));
	cr_assert(eq(int, (int)samples.status, CASE_OK));
}
