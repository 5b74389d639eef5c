#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/proc.h"
#include "chaos.h"
#include "text.h"
#include "tmpdir.h"

static struct err err;

/* Runs SCRIPT in a shell with stdout on OUT_FD. */
static struct proc_spec shell(const char *script, const char *argv[4],
			      int out_fd)
{
	argv[0] = "sh";
	argv[1] = "-c";
	argv[2] = script;
	argv[3] = NULL;
	return (struct proc_spec){.path = "/bin/sh",
				  .argv = argv,
				  .stdin_fd = -1,
				  .stdout_fd = out_fd,
				  .stderr_fd = -1,
				  .wire_fd = -1,
				  .cpu = -1};
}

static struct proc_exit run(const struct proc_spec *spec)
{
	struct proc proc = {0};
	struct proc_exit end = {.status = -1};

	cr_assert(eq(int, proc_spawn(spec, &proc, &err), 0), "%s", err.text);
	cr_assert(gt(int, proc.pid, 0));
	cr_assert(eq(int, proc_wait(&proc, &end, &err), 0));
	cr_assert(eq(int, proc.pid, 0));
	return end;
}

/* What SCRIPT prints. */
static char *output(const struct proc_spec *base, const char *script)
{
	static char text[4096];
	const char *argv[4];
	struct proc_spec spec = *base;
	int ends[2];
	ssize_t got, used = 0;

	cr_assert(eq(int, pipe(ends), 0));
	argv[0] = "sh";
	argv[1] = "-c";
	argv[2] = script;
	argv[3] = NULL;
	spec.argv = argv;
	spec.stdout_fd = ends[1];
	run(&spec);
	close(ends[1]);
	while ((got = read(ends[0], text + used,
			   sizeof(text) - 1 - (size_t)used)) > 0)
		used += got;
	close(ends[0]);
	text[used] = '\0';
	return text;
}

Test(proc, exit_status)
{
	const char *argv[4];
	struct proc_spec spec = shell("exit 37", argv, -1);
	struct proc_exit end = run(&spec);

	cr_assert(not(end.signalled));
	cr_assert(eq(int, end.status, 37));
}

Test(proc, death_by_signal)
{
	const char *argv[4];
	struct proc_spec spec = shell("kill -SEGV $$", argv, -1);
	struct proc_exit end = run(&spec);

	cr_assert(end.signalled);
	cr_assert(eq(int, end.status, SIGSEGV));
}

Test(proc, missing_program_gives_the_exact_reason)
{
	const char *argv[4];
	struct proc_spec spec = shell("", argv, -1);
	struct proc proc = {0};
	char *text = err.text;

	spec.path = "/none/program";
	cr_assert(eq(int, proc_spawn(&spec, &proc, &err), -ERR_SYS));
	cr_assert(eq(str, text,
		     "cannot start '/none/program': cannot run it: No such "
		     "file or directory"));
	cr_assert(eq(int, proc.pid, 0));
	err_clear(&err);
	spec.path = "/etc/passwd";
	cr_assert(eq(int, proc_spawn(&spec, &proc, &err), -ERR_SYS));
	cr_assert(text_has(text, "Permission denied"));
	cr_assert(eq(sz, proc_descendants(), 0));
}

Test(proc, impossible_cpu_is_refused)
{
	const char *argv[4];
	struct proc_spec spec = shell("", argv, -1);
	struct proc proc = {0};

	spec.cpu = 1000000;
	cr_assert(eq(int, proc_spawn(&spec, &proc, &err), -ERR_SYS));
	cr_assert(text_has(err.text, "cannot pin it to its CPU: Invalid"));
}

Test(proc, pins_to_a_cpu)
{
	const char *argv[4];
	struct proc_spec spec = shell("", argv, -1);
	int cpus[CPU_SETSIZE];
	size_t n = proc_allowed_cpus(cpus, CPU_SETSIZE);
	char expected[64];

	cr_assert(ge(sz, n, 1));
	spec.cpu = cpus[n - 1];
	snprintf(expected, sizeof(expected), "Cpus_allowed_list:\t%d\n",
		 cpus[n - 1]);
	cr_assert(eq(str,
		     output(&spec, "grep Cpus_allowed_list /proc/self/status"),
		     expected));
}

Test(proc, pins_the_caller)
{
	int cpus[CPU_SETSIZE], one[2] = {-1, -1};
	size_t n = proc_allowed_cpus(cpus, CPU_SETSIZE);

	cr_assert(eq(int, proc_pin(cpus[n - 1], NULL), 0));
	cr_assert(eq(sz, proc_allowed_cpus(one, 2), 1));
	cr_assert(eq(int, one[0], cpus[n - 1]));
	cr_assert(eq(int, proc_pin(-1, &err), -ERR_SYS));
	cr_assert(eq(sz, proc_allowed_cpus(one, 0), 0));
}

Test(proc, no_descriptor_leaks_to_the_child)
{
	static const char list[] =
	    "for i in 3 4 5 6 7 8 9 10 11 12 13 50 200; do "
	    "[ -e /proc/$$/fd/$i ] && echo $i; done";
	const char *argv[4];
	struct proc_spec spec = shell("", argv, -1);
	int wire[2];

	/* Without close-on-exec, and with holes between. */
	dup2(STDERR_FILENO, 50);
	dup2(STDERR_FILENO, 200);
	cr_assert(eq(str, output(&spec, list), ""));
	cr_assert(eq(int, pipe(wire), 0));
	spec.wire_fd = wire[1];
	cr_assert(eq(str, output(&spec, list), "3\n"));
}

/* In a process of its own, whose low descriptors nobody else needs. */
static int say_hi_by(int number)
{
	const char *argv[4];
	struct proc_spec spec = shell("echo hi >&3", argv, -1);
	struct proc proc = {0};
	char got[8] = "";
	int wire[2], high;

	if (pipe(wire))
		return 1;
	high = fcntl(wire[0], F_DUPFD, 100);
	if (dup2(wire[1], number) < 0)
		return 2;
	spec.wire_fd = number;
	if (proc_spawn(&spec, &proc, NULL) || proc_wait(&proc, NULL, NULL))
		return 3;
	return read(high, got, 7) == 3 && !strcmp(got, "hi\n") ? 0 : 4;
}

/* The wire may itself be one of the numbers that are filled. */
Test(proc, wire_reaches_the_child_from_any_number)
{
	for (int number = 0; number < 14; number++) {
		pid_t pid = fork();
		int status = -1;

		if (pid == 0)
			_exit(say_hi_by(number));
		cr_assert(eq(int, waitpid(pid, &status, 0), pid));
		cr_assert(eq(int, status, 0), "from %d", number);
	}
}

Test(proc, environment_group_and_signals)
{
	static const char *const envp[] = {"ONLY=this", NULL};
	const char *argv[4];
	struct proc_spec spec = shell("", argv, -1);
	sigset_t all;

	spec.envp = envp;
	cr_assert(eq(str, output(&spec, "echo $ONLY$HOME"), "this\n"));
	cr_assert(eq(str,
		     output(&spec, "set -- $(cat /proc/$$/stat);"
				   "test $5 = $$ && echo leader"),
		     "leader\n"));
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	signal(SIGPIPE, SIG_IGN);
	cr_assert(eq(str,
		     output(&spec, "/bin/grep -E 'Sig(Blk|Ign)' "
				   "/proc/self/status"),
		     "SigBlk:\t0000000000000000\n"
		     "SigIgn:\t0000000000000000\n"));
}

Test(proc, limits_arrive)
{
	const char *argv[4];
	struct proc_spec spec = shell("", argv, -1);

	spec.limits = (struct proc_limits){.address_space_bytes = 1ull << 30,
					   .processes = 99};
	cr_assert(
	    eq(str,
	       output(&spec, "awk '/Max (address|processes|core)/"
			     "{sub(/ +[a-z]* *$/, \"\"); print $(NF-1), $NF}' "
			     "/proc/self/limits"),
	       "0 0\n99 99\n1073741824 1073741824\n"));
}

Test(proc, poll_then_kill)
{
	const char *argv[4];
	struct proc_spec spec = shell("sleep 60", argv, -1);
	struct proc proc = {0};
	struct proc_exit end;

	cr_assert(eq(int, proc_spawn(&spec, &proc, &err), 0));
	cr_assert(eq(int, proc_poll(&proc, &end, &err), 0));
	cr_assert(ge(sz, proc_descendants(), 1));
	proc_kill_all();
	cr_assert(eq(sz, proc_descendants(), 0));
	cr_assert(eq(int, proc_wait(&proc, &end, &err), -ERR_SYS));
	cr_assert(eq(sz, proc_kill_all(), 0));
	proc = (struct proc){0};
	cr_assert(eq(int, proc_wait(&proc, &end, &err), -ERR_INTERNAL));
}

/* Leaves its group and its session, and its parent dies before it. */
Test(proc, kill_reaches_a_tree_that_called_setsid)
{
	const char *argv[4];
	struct proc_spec spec =
	    shell("(setsid sh -c 'sleep 60 & setsid sleep 60' &) ;"
		  "(setsid sleep 60 &); echo up; sleep 60",
		  argv, -1);
	struct proc proc = {0};
	int ends[2];
	char up[4];

	cr_assert(eq(int, proc_adopt_orphans(&err), 0));
	cr_assert(eq(int, pipe(ends), 0));
	spec.stdout_fd = ends[1];
	cr_assert(eq(int, proc_spawn(&spec, &proc, &err), 0));
	cr_assert(eq(sz, (size_t)read(ends[0], up, 3), 3));
	cr_assert(ge(sz, proc_descendants(), 3));
	proc_kill_all();
	cr_assert(eq(sz, proc_descendants(), 0));
}

Test(proc, orphans_of_an_ended_child_are_killed)
{
	const char *argv[4];
	struct proc_spec spec = shell("setsid sleep 60 & exit 0", argv, -1);

	cr_assert(eq(int, proc_adopt_orphans(&err), 0));
	run(&spec);
	cr_assert(eq(sz, proc_descendants(), 1));
	proc_kill_all();
	cr_assert(eq(sz, proc_descendants(), 0));
}

/* A name with blanks and brackets must not confuse the reading. */
Test(proc, descendant_with_a_hostile_name)
{
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_NAME, ") S 1 (x");
		pause();
		_exit(0);
	}
	while (proc_descendants() != 1)
		clock_sleep_ns(1000000);
	proc_kill_all();
	cr_assert(eq(sz, proc_descendants(), 0));
}

Test(proc, run_captures_both_streams)
{
	static const char *const argv[] = {"sh", "-c",
					   "cat; echo err >&2; exit 3", NULL};
	CLEANUP(mem_free) char *text = NULL;
	struct proc_exit end;

	cr_assert(
	    eq(int, proc_run(argv, "in ", 0, 1000, &text, &end, &err), 0));
	cr_assert(eq(str, text, "in err\n"));
	cr_assert(eq(int, end.status, 3));
}

Test(proc, run_without_input_or_output)
{
	static const char *const argv[] = {"true", NULL};
	struct proc_exit end;
	char *text = NULL;

	cr_assert(eq(int, proc_run(argv, NULL, 0, 0, &text, &end, &err), 0));
	cr_assert(eq(str, text, ""));
	cr_assert(eq(int, proc_run(argv, NULL, 0, 0, NULL, NULL, &err), 0));
	free(text);
}

Test(proc, run_cuts_what_is_too_much)
{
	static const char *const argv[] = {"head", "-c", "1000000", "/dev/zero",
					   NULL};
	CLEANUP(mem_free) char *text = NULL;
	struct proc_exit end;

	cr_assert(eq(int, proc_run(argv, NULL, 0, 10, &text, &end, &err), 0));
	cr_assert(eq(int, end.status, 0));
	cr_assert(not(end.signalled));
}

/* Large input that nobody reads: no dead-lock, no SIGPIPE. */
Test(proc, run_with_input_that_is_not_read)
{
	static const char *const argv[] = {"true", NULL};
	CLEANUP(mem_free) char *big = malloc(1 << 20);
	struct proc_exit end;

	memset(big, 'x', 1 << 20);
	big[(1 << 20) - 1] = '\0';
	cr_assert(eq(int, proc_run(argv, big, 0, 10, NULL, &end, &err), 0));
	cr_assert(eq(int, end.status, 0));
}

Test(proc, run_out_of_time)
{
	static const char *const argv[] = {"sleep", "60", NULL};
	char *text = err.text;

	cr_assert(eq(int, proc_run(argv, NULL, 20000000, 10, NULL, NULL, &err),
		     -ERR_TIMEOUT));
	cr_assert(eq(str, text, "'sleep' did not end within 0.02 s"));
	cr_assert(eq(sz, proc_descendants(), 0));
}

/* The grandchild keeps the pipe open; the program itself has ended. */
Test(proc, run_does_not_wait_for_grandchildren)
{
	static const char *const argv[] = {"sh", "-c", "sleep 60 & echo x",
					   NULL};
	CLEANUP(mem_free) char *text = NULL;

	proc_adopt_orphans(NULL);
	cr_assert(eq(int, proc_run(argv, NULL, 0, 10, &text, NULL, &err), 0));
	cr_assert(eq(str, text, "x\n"));
	proc_kill_all();
}

Test(proc, run_missing_program)
{
	static const char *const argv[] = {"no-such-program-here", NULL};

	cr_assert(
	    eq(int, proc_run(argv, NULL, 0, 10, NULL, NULL, &err), -ERR_SYS));
	cr_assert(text_has(err.text, "cannot start 'no-such-program-here'"));
	cr_assert(text_has(err.text, "No such file or directory"));
}

/* Nor is a folder a program, nor what lies about in the working directory. */
Test(proc, programs_are_files_in_path)
{
	static const char *const argv[] = {"odd-tool", NULL};
	struct tmpdir dir = tmpdir_make();
	const char *script = "#!/bin/sh\necho found\n";
	CLEANUP(mem_free) char *text = NULL, *path = NULL;

	cr_assert(zero(int, mkdir(tmpdir_path(&dir, "first"), 0700)));
	cr_assert(zero(int, mkdir(tmpdir_path(&dir, "first/odd-tool"), 0700)));
	cr_assert(zero(int, chdir(dir.path)));
	cr_assert(
	    zero(int, chmod(tmpdir_write(&dir, "odd-tool", script), 0700)));
	cr_assert(zero(int, setenv("PATH", tmpdir_path(&dir, "first"), 1)));
	cr_assert(
	    eq(int, proc_run(argv, NULL, 0, 10, NULL, NULL, &err), -ERR_SYS));
	cr_assert(text_has(err.text, "No such file or directory"));

	cr_assert(asprintf(&path, "%s/first:%s", dir.path, dir.path) > 0);
	cr_assert(zero(int, setenv("PATH", path, 1)));
	cr_assert(eq(int, proc_run(argv, NULL, 0, 10, &text, NULL, &err), 0));
	cr_assert(eq(str, text, "found\n"));
	tmpdir_remove(&dir);
}

Test(proc, run_out_of_memory)
{
	static const char *const argv[] = {"echo", "text", NULL};

	CHAOS_EACH(n)
	{
		char *text = NULL;
		int failed = proc_run(argv, "in", 0, 10, &text, NULL, NULL);
		bool hit = chaos_stop();

		cr_assert(eq(int, failed, hit ? -ERR_NOMEM : 0));
		free(text);
	}
}

Test(proc, descendants_are_counted_up_to_a_limit)
{
	const char *argv[4];
	struct proc_spec spec = shell(
	    "setsid sleep 60 & setsid sleep 60 & sleep 60 & wait", argv, -1);
	struct proc proc = {0};

	cr_assert(eq(int, proc_adopt_orphans(&err), 0));
	cr_assert(eq(sz, proc_count_descendants(10), 0));
	cr_assert(eq(int, proc_spawn(&spec, &proc, &err), 0));
	for (int i = 0; i < 6000 && proc_count_descendants(10) < 4; i++)
		usleep(10000);
	cr_assert(eq(sz, proc_count_descendants(10), 4));
	cr_assert(eq(sz, proc_count_descendants(3), 3));
	cr_assert(eq(sz, proc_kill_all(), 4));
	cr_assert(eq(sz, proc_count_descendants(10), 0));
}

/* Nor is what it starts later. */
Test(proc, who_was_there_before_is_spared)
{
	const char *argv[4];
	struct proc_spec spec =
	    shell("sleep 60 & read x; sleep 60 & sleep 60", argv, -1);
	struct proc before = {0}, job = {0};
	struct proc_exit end;
	int ends[2];

	cr_assert(eq(int, pipe(ends), 0));
	spec.stdin_fd = ends[0];
	cr_assert(eq(int, proc_spawn(&spec, &before, &err), 0));
	for (int i = 0; i < 6000 && proc_count_descendants(10) < 2; i++)
		usleep(10000);
	cr_assert(eq(int, proc_spare_descendants(&err), 0));
	cr_assert(proc_is_spared(before.pid));
	cr_assert(eq(sz, (size_t)write(ends[1], "x\n", 2), 2));

	spec = shell("exec sleep 60", argv, -1);
	cr_assert(eq(int, proc_spawn(&spec, &job, &err), 0));
	cr_assert(not(proc_is_spared(job.pid)));
	cr_assert(eq(sz, proc_count_descendants(10), 1));
	cr_assert(eq(sz, proc_kill_all(), 1));
	cr_assert(eq(sz, proc_descendants(), 0));
	cr_assert(eq(int, proc_poll(&before, &end, &err), 0), "it lives");
	kill(-before.pid, SIGKILL);
}

Test(proc, sparing_runs_out_of_memory)
{
	const char *argv[4];
	struct proc_spec spec = shell("sleep 60", argv, -1);
	struct proc before = {0};

	cr_assert(eq(int, proc_spawn(&spec, &before, &err), 0));
	CHAOS_EACH(n)
	{
		int failed = proc_spare_descendants(NULL);
		bool hit = chaos_stop();

		cr_assert(eq(int, failed, hit ? -ERR_NOMEM : 0));
	}
	kill(-before.pid, SIGKILL);
}
