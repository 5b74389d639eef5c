/*
 * Jobs whose worker is a shell script: real processes, none of them tare.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/proc.h"
#include "run/job.h"

/* printf's way to send {"stage":"set-up"} as a frame. */
#define SET_UP "printf '\\023\\0\\0\\0P{\"stage\":\"set-up\"}' >&3; "

static struct arena arena;
static struct keep keep;
static struct wire_job wire;
static struct job_spec spec;
static struct process_samples samples;
static struct err err;

static void setup(void)
{
	static char path[] = "/plugin.so", bench[] = "bench", counters[] = "os";

	wire = (struct wire_job){
	    .plugin_path = path,
	    .bench_id = bench,
	    .counters = counters,
	    .case_index = 4,
	    .process = 2,
	    .threads = 1,
	    .seed = 77,
	    .slices = 1,
	    .slice_ns = 1e5,
	    .cpu = -1,
	};
	spec = (struct job_spec){
	    .wire = &wire,
	    .path = "/bin/sh",
	    .timeout_ns = 60e9,
	};
	cr_assert(eq(int, keep_init(&keep, &arena, &err), 0));
	cr_assert(eq(int, proc_adopt_orphans(&err), 0));
	(void)signal(SIGPIPE, SIG_IGN);
}

static void release(void)
{
	arena_release(&arena);
}

TestSuite(job, .init = setup, .fini = release, .timeout = 60);

static int run_script(const char *script)
{
	const char *const argv[] = {"sh", "-c", script, NULL};

	spec.argv = argv;
	int rc = job_run(&spec, &keep, &samples, &err);
	spec.argv = NULL;
	cr_assert(eq(sz, proc_descendants(), 0));
	return rc;
}

static void expect(const char *script, enum case_status status,
		   const char *reason)
{
	cr_assert(eq(int, run_script(script), 0), "%s", err.text);
	cr_assert(eq(int, (int)samples.status, (int)status), "%s",
		  samples.reason);
	cr_assert(eq(str, samples.reason, (char *)reason));
}

Test(job, exit_is_named_and_the_job_too)
{
	expect(SET_UP "exit 3", CASE_CRASHED, "called exit(3) in stage set-up");
	cr_assert(eq(u32, samples.case_index, 4));
	cr_assert(eq(u32, samples.process, 2));
	cr_assert(eq(u64, samples.seed, 77));
	cr_assert(gt(u64, samples.wall_ns, 0));
	cr_assert(samples.note == NULL);
}

Test(job, signal_is_named)
{
	expect(SET_UP "kill -SEGV $$", CASE_CRASHED,
	       "killed by SIGSEGV in stage set-up");
}

Test(job, output_is_captured_and_never_on_the_wire)
{
	expect(SET_UP "echo to out; echo to err >&2; exit 1", CASE_CRASHED,
	       "called exit(1) in stage set-up");
	cr_assert(strstr(samples.output, "to out\n") != NULL);
	cr_assert(strstr(samples.output, "to err\n") != NULL);
}

Test(job, endless_output_is_drained)
{
	expect("head -c 1000000 /dev/zero; exit 1", CASE_BROKEN,
	       "called exit(1) before its first stage");
	cr_assert(eq(sz, strlen(samples.output), SAMPLES_MAX_TEXT));
	cr_assert(eq(str, samples.note,
		     (char *)"printed 995904 bytes more than the 4096 that "
			     "are kept"));
}

Test(job, endless_loop_meets_the_time_limit)
{
	spec.timeout_ns = 3e8;
	cr_assert(eq(int, run_script(SET_UP "while :; do :; done"), 0));
	cr_assert(eq(int, (int)samples.status, CASE_TIMEOUT));
	cr_assert(strstr(samples.reason, "in stage set-up; its loop may be "
					 "endless") != NULL,
		  "%s", samples.reason);
}

Test(job, closing_the_wire_does_not_hide_a_hang)
{
	spec.timeout_ns = 2e8;
	cr_assert(eq(int, run_script("exec 3>&- 1>&- 2>&-; sleep 60"), 0));
	cr_assert(eq(int, (int)samples.status, CASE_TIMEOUT));
}

Test(job, survivors_are_killed_and_noted)
{
	expect(SET_UP "sleep 60 & exit 2", CASE_CRASHED,
	       "called exit(2) in stage set-up");
	cr_assert(
	    eq(str, samples.note, (char *)"left 1 process running; killed"));
}

Test(job, survivors_in_a_session_of_their_own_too)
{
	expect(SET_UP "setsid sleep 60 & sleep 0.1; exit 2", CASE_CRASHED,
	       "called exit(2) in stage set-up");
	cr_assert(
	    eq(str, samples.note, (char *)"left 1 process running; killed"));
}

Test(job, text_on_the_wire_breaks_the_protocol)
{
	cr_assert(eq(int, run_script("echo hello world >&3; sleep 60"), 0));
	cr_assert(eq(int, (int)samples.status, CASE_BROKEN));
	cr_assert(strstr(samples.reason, "broke the protocol") != NULL);
}

Test(job, a_program_that_is_missing_costs_the_job_only)
{
	spec.path = "/no/such/program";
	cr_assert(eq(int, run_script(""), 0));
	cr_assert(eq(int, (int)samples.status, CASE_BROKEN));
	cr_assert(strstr(samples.reason, "no worker: ") == samples.reason);
	cr_assert(strstr(samples.reason, "/no/such/program") != NULL);
}

Test(job, environment_grows_by_what_was_drawn)
{
	spec.environment_bytes = 1000;
	expect("test ${#TARE_PAD} -eq 1001 && exit 9", CASE_BROKEN,
	       "called exit(9) before its first stage");
	spec.environment_bytes = 0;
	expect("test ${#TARE_PAD} -eq 1 && exit 9", CASE_BROKEN,
	       "called exit(9) before its first stage");
}

static volatile int stop;

static void on_alarm(int number)
{
	(void)number;
	stop = SIGTERM;
}

Test(job, a_stop_signal_kills_the_worker)
{
	struct sigaction action = {.sa_handler = on_alarm};

	(void)sigaction(SIGALRM, &action, NULL);
	spec.stop_signal = &stop;
	(void)alarm(1);
	cr_assert(eq(int, run_script("sleep 60"), -ERR_TERMINATED));
	cr_assert(eq(int, (int)err.code, ERR_TERMINATED));
}

Test(job, interrupted_before_it_began)
{
	stop = SIGINT;
	spec.stop_signal = &stop;
	cr_assert(eq(int, run_script("sleep 60"), -ERR_INTERRUPTED));
}
