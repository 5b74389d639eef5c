/*
 * Whole workers: a forked child runs the job, the test reads the wire. The
 * plugins are those of tests/plugins.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/frame.h"
#include "base/proc.h"
#include "model/samples.h"
#include "run/guard.h"
#include "run/run.h"
#include "run/symbol.h"
#include "run/wire.h"

static struct arena arena;
static struct process_samples samples;
static struct wire_crash crash;
static struct wire_memory memory;
static char stages[256];
static bool answered, crashed;
static int status; /* of waitpid */

static void release(void)
{
	arena_release(&arena);
}

TestSuite(worker, .fini = release, .timeout = 60);

/* In the child: the wire where a worker finds it, output to nowhere. */
static void become_worker(const int pair[2])
{
	int quiet = open("/dev/null", O_WRONLY | O_CLOEXEC);

	dup2(quiet, STDOUT_FILENO);
	dup2(quiet, STDERR_FILENO);
	int wire_fd = fcntl(pair[1], F_DUPFD, 50);
	close(pair[0]);
	close(pair[1]);
	dup2(wire_fd, PROC_WIRE_FD);
	close(wire_fd);
	_exit(run_worker_main());
}

static pid_t start(int *ret_fd)
{
	int pair[2];

	cr_assert(eq(int, socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0));
	pid_t pid = fork();
	if (pid == 0)
		become_worker(pair);
	close(pair[1]);
	*ret_fd = pair[0];
	return pid;
}

static void take(const char *bytes, size_t length)
{
	char stage[WIRE_STAGE_SIZE];
	struct err err = {0};
	int rc = -1;

	switch (bytes[0]) {
	case WIRE_STAGE:
		rc = wire_stage_decode(stage, bytes + 1, length - 1, &err);
		strcat(strcat(stages, stage), " ");
		break;
	case WIRE_CRASH:
		rc = wire_crash_decode(&crash, bytes + 1, length - 1, &err);
		crashed = true;
		break;
	case WIRE_MEMORY:
		rc = wire_memory_decode(&memory, bytes + 1, length - 1, &err);
		break;
	case WIRE_SAMPLES:
		rc = samples_decode(&samples, &arena, bytes + 1, length - 1,
				    &err);
		answered = true;
		break;
	}
	cr_assert(eq(int, rc, 0), "%.*s: %s", (int)length, bytes, err.text);
}

/* The exit status, or minus the signal. */
static int end(void)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void hear(int fd, pid_t pid)
{
	CLEANUP(frame_release) struct frame_buffer buffer = {0};
	const char *bytes;
	size_t length;

	while (frame_fill(&buffer, fd, NULL) > 0)
		while (frame_next(&buffer, &bytes, &length, NULL) > 0)
			take(bytes, length);
	close(fd);
	cr_assert(eq(int, (int)waitpid(pid, &status, 0), (int)pid));
}

static void run_text(const char *json)
{
	int fd;
	pid_t pid = start(&fd);

	cr_assert(eq(int, wire_send(fd, WIRE_JOB, json, NULL), 0));
	hear(fd, pid);
}

static struct wire_job make_job(const char *plugin, const char *bench)
{
	static char path[512], id[64];

	snprintf(path, sizeof(path), "%s/%s.so", TEST_PLUGIN_DIR, plugin);
	snprintf(id, sizeof(id), "%s", bench);
	return (struct wire_job){
	    .plugin_path = path,
	    .bench_id = id,
	    .case_index = 5,
	    .process = 2,
	    .threads = 1,
	    .seed = UINT64_MAX,
	    .slices = 6,
	    .slice_ns = 50000,
	    .counters = (char *)"fake:cycles=100",
	    .cpu = -1,
	    .stack_offset_bytes = 512,
	    .heap_offset_bytes = 4096,
	};
}

static void run_job(const struct wire_job *job)
{
	char *json = wire_job_encode(job, NULL);

	cr_assert(json != NULL);
	run_text(json);
	free(json);
}

static void run_bench(const char *plugin, const char *bench)
{
	struct wire_job job = make_job(plugin, bench);

	run_job(&job);
}

static void expect(enum case_status expected, const char *reason)
{
	const char *found = samples.reason ? samples.reason : "";

	cr_assert(answered);
	cr_assert(eq(int, end(), 0));
	cr_assert(eq(int, (int)samples.status, (int)expected), "%s", found);
	cr_assert(strstr(found, reason) != NULL, "%s", found);
}

Test(worker, a_benchmark_is_measured_from_load_to_check)
{
	char all[] = "load set-up measure check ", *got = stages;

	run_bench("good", "add");
	expect(CASE_OK, "");
	cr_assert(eq(str, got, all));
	cr_assert(eq(u64, samples.slice_count, 6));
	cr_assert(eq(u32, samples.case_index, 5));
	cr_assert(eq(u32, samples.process, 2));
	cr_assert(eq(u64, samples.seed, UINT64_MAX));
	cr_assert(gt(u64, samples.setup_ns, 0));
	cr_assert(gt(u64, samples.peak_rss_bytes, 0));
	cr_assert(eq(sz, samples.counter_count, 1));
	cr_assert(samples.reason == NULL);
}

Test(worker, it_pins_itself_and_says_where)
{
	int cpu[1];
	struct wire_job job = make_job("good", "add");

	cr_assert(ge(sz, proc_allowed_cpus(cpu, 1), 1));
	job.cpu = cpu[0];
	run_job(&job);
	expect(CASE_OK, "");
	cr_assert(eq(int, samples.cpu, cpu[0]));
	cr_assert(samples.note == NULL, "%s", samples.note);
}

Test(worker, the_counted_form_is_measured)
{
	struct plan_arg step = {(char *)"step", 3};
	struct wire_job job = make_job("batch_good", "add");

	job.arg = &step;
	job.arg_count = 1;
	run_job(&job);
	expect(CASE_OK, "");
	cr_assert(eq(u64, samples.slice_count, 6));
}

Test(worker, a_skip_comes_with_its_reason_and_without_slices)
{
	run_bench("skips", "never");
	expect(CASE_SKIPPED, "");
	cr_assert(samples.reason != NULL);
	cr_assert(eq(u64, samples.slice_count, 0));
}

Test(worker, several_threads_are_counted_together)
{
	int cpu[2];
	struct wire_job job = make_job("threads_good", "count");

	if (proc_allowed_cpus(cpu, 2) < 2)
		cr_skip_test("needs two CPUs");
	job.threads = 2;
	run_job(&job);
	expect(CASE_OK, "");
	cr_assert(eq(sz, samples.counter_count, 1));
	const struct column *column = samples_column(&samples, "cycles");
	/* On a busy machine two threads may have no slice in peace. */
	if (!column)
		cr_assert(eq(str, samples.counter[0].reason,
			     (char *)"no slice was undisturbed"));
	for (uint64_t i = 0; column && i < samples.slice_count; i++)
		cr_assert(eq(u64, column_at(column, i), 200));
}

Test(worker, more_threads_than_cpus_are_skipped)
{
	struct wire_job job = make_job("threads_good", "count");

	job.threads = WIRE_MAX_THREADS;
	run_job(&job);
	expect(CASE_SKIPPED, "needs 1024 CPUs, may use ");
}

Test(worker, config_reaches_the_benchmark)
{
	char *words[] = {(char *)"one", (char *)"two", NULL};
	struct suite_config config = {(char *)"words", words, 2, true};
	struct wire_job job = make_job("config_echo", "echo");
	char expected[] = "2 words, first 'one', last 'two'";

	job.config = &config;
	job.config_count = 1;
	run_job(&job);
	expect(CASE_OK, "");
	cr_assert(eq(str, samples.note, expected));
}

Test(worker, threads_left_running_are_noted)
{
	char expected[] = "left 2 threads running";

	run_bench("leaks_threads", "leave_two");
	expect(CASE_OK, "");
	cr_assert(eq(str, samples.note, expected));
}

Test(worker, a_plugin_cannot_write_into_the_wire)
{
	run_bench("prints", "noise");
	expect(CASE_OK, "");
	cr_assert(eq(u64, samples.slice_count, 6));
}

Test(worker, a_benchmark_that_is_not_there_is_named)
{
	run_bench("good", "gone");
	expect(CASE_BROKEN, "has no benchmark 'gone'");
}

Test(worker, a_plugin_that_is_not_there_is_named)
{
	run_bench("absent", "add");
	expect(CASE_BROKEN, "absent.so");
}

Test(worker, an_unknown_counter_is_named)
{
	struct wire_job job = make_job("good", "add");

	job.counters = (char *)"cyclez";
	run_job(&job);
	expect(CASE_BROKEN, "cyclez");
}

Test(worker, a_broken_job_is_answered)
{
	run_text("{\"plugin\":7}");
	expect(CASE_BROKEN, "job:1");
}

Test(worker, a_wire_that_ends_early_is_no_crash)
{
	int fd;
	pid_t pid = start(&fd);

	shutdown(fd, SHUT_WR);
	hear(fd, pid);
	expect(CASE_BROKEN, "the wire ended before the job");
}

/* A sanitizer ends the process before there is a signal. */
static void skip_if_sanitized(void)
{
	if (!guard_limits_memory)
		cr_skip_test("a sanitizer takes over what crashes");
}

Test(worker, a_crash_is_reported_then_takes_its_course)
{
	const char *name;

	skip_if_sanitized();
	run_bench("crash", "null_pointer");
	cr_assert(crashed);
	cr_assert(not(answered));
	cr_assert(eq(int, end(), -SIGSEGV));
	cr_assert(eq(int, crash.signal, SIGSEGV));
	name = strrchr(crash.module, '/');
	cr_assert(name && !strcmp(name, "/crash.so"), "%s", crash.module);
	cr_assert(ne(u64, crash.module_offset, 0));
}

static void expect_file(const char *module, const char *expected)
{
	const char *slash = strrchr(module, '/');

	cr_assert(slash && strstr(slash + 1, expected) == slash + 1, "%s",
		  module);
}

static void expect_caller(int signal, const char *function)
{
	struct symbol symbol;

	cr_assert(crashed);
	cr_assert(eq(int, crash.signal, signal));
	expect_file(crash.caller_module, "assert_fails.so");
	cr_assert(
	    symbol_find(crash.caller_module, crash.caller_offset, &symbol));
	cr_assert(strstr(symbol.name, function) == symbol.name, "%s",
		  symbol.name);
	expect_file(crash.module, "libc.so");
}

Test(worker, an_abort_names_who_called)
{
	char called[] = "__assert_fail", *got = crash.symbol;

	run_bench("assert_fails", "assertion");
	cr_assert(eq(int, end(), -SIGABRT));
	expect_caller(SIGABRT, "check_input");
	cr_assert(eq(str, got, called));
}

Test(worker, a_crash_in_a_library_names_who_called)
{
	skip_if_sanitized();
	run_bench("assert_fails", "null_copy");
	cr_assert(eq(int, end(), -SIGSEGV));
	expect_caller(SIGSEGV, "copy_input");
}

Test(worker, a_crash_tells_how_memory_stood)
{
	skip_if_sanitized();
	run_bench("memory_refused", "aborts");
	cr_assert(crashed);
	cr_assert(memory.refused);
	cr_assert(gt(u64, memory.peak_bytes, 1 << 20));
}

Test(worker, exit_tells_how_memory_stood)
{
	skip_if_sanitized();
	run_bench("memory_refused", "exits");
	cr_assert(eq(int, end(), 1));
	cr_assert(memory.refused);

	run_bench("exits", "leave");
	cr_assert(not(memory.refused));
	cr_assert(gt(u64, memory.peak_bytes, 1 << 20));
}

Test(worker, a_crash_of_its_child_is_not_its_own)
{
	run_bench("child_crashes", "aborts");
	expect(CASE_OK, "");
	cr_assert(not(crashed));

	run_bench("child_crashes", "exits");
	expect(CASE_OK, "");
	cr_assert(eq(u64, memory.peak_bytes, 0));
}

Test(worker, exit_ends_it_without_an_answer)
{
	char all[] = "load set-up measure ", *got = stages;

	run_bench("exits", "leave");
	cr_assert(not(answered));
	cr_assert(eq(int, end(), 3));
	cr_assert(eq(str, got, all));
}
