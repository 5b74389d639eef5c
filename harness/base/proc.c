#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

#define FIRST_FREE_FD 10
#define FALLBACK_FDS  4096

/* What the child tells when it could not start the program. */
struct failure {
	int errnum;
	char step[60];
};

/* All below until child_main is async-signal-safe: it runs after fork. */

static int redirect(int fd, int flags)
{
	if (fd < 0)
		fd = open("/dev/null", flags);
	/* Above the numbers that dup2 is about to fill. */
	return fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FREE_FD);
}

static int place_more(const struct proc_spec *spec)
{
	int from[PROC_MAX_MORE];

	for (size_t i = 0; i < spec->more_count; i++)
		from[i] = redirect(spec->more_fd[i], 0);
	for (size_t i = 0; i < spec->more_count; i++)
		if (from[i] < 0 || dup2(from[i], PROC_MORE_FD + (int)i) < 0)
			return -1;
	return 0;
}

static int place_descriptors(const struct proc_spec *spec)
{
	int from[] = {redirect(spec->stdin_fd, O_RDONLY),
		      redirect(spec->stdout_fd, O_WRONLY),
		      redirect(spec->stderr_fd, O_WRONLY),
		      spec->wire_fd < 0 ? -1 : redirect(spec->wire_fd, 0)};

	if (place_more(spec))
		return -1;
	for (int i = 0; i < 3; i++)
		if (from[i] < 0 || dup2(from[i], i) < 0)
			return -1;
	if (spec->wire_fd >= 0 &&
	    (from[3] < 0 || dup2(from[3], PROC_WIRE_FD) < 0))
		return -1;
	return 0;
}

/* Every descriptor from FIRST on is closed by exec. */
static void close_others_on_exec(int first)
{
	if (!close_range((unsigned)first, ~0u, CLOSE_RANGE_CLOEXEC))
		return;
	for (int fd = first; fd < FALLBACK_FDS; fd++)
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static int limit(int resource, uint64_t value)
{
	struct rlimit now;

	if (getrlimit((__rlimit_resource_t)resource, &now))
		return -1;
	if (now.rlim_max > value)
		now.rlim_max = value;
	now.rlim_cur = now.rlim_max;
	return setrlimit((__rlimit_resource_t)resource, &now);
}

static int apply_limits(const struct proc_limits *limits)
{
	if (!limits->core && limit(RLIMIT_CORE, 0))
		return -1;
	if (limits->address_space_bytes &&
	    limit(RLIMIT_AS, limits->address_space_bytes))
		return -1;
	if (limits->processes && limit(RLIMIT_NPROC, limits->processes))
		return -1;
	return 0;
}

static void default_signals(void)
{
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		(void)signal(i, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static int pin_self(int cpu)
{
	cpu_set_t set;

	if (cpu >= CPU_SETSIZE) {
		errno = EINVAL;
		return -1;
	}
	CPU_ZERO(&set);
	CPU_SET((size_t)cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set);
}

static const char *prepare(const struct proc_spec *spec, pid_t parent)
{
	if (setpgid(0, 0))
		return "cannot make a process group";
	if (prctl(PR_SET_PDEATHSIG, SIGKILL))
		return "cannot tie it to its parent";
	if (getppid() != parent)
		_exit(127);
	default_signals();
	if (place_descriptors(spec))
		return "cannot place its descriptors";
	close_others_on_exec(
	    spec->wire_fd < 0 ? 3 : PROC_MORE_FD + (int)spec->more_count);
	if (spec->cpu >= 0 && pin_self(spec->cpu))
		return "cannot pin it to its CPU";
	if (apply_limits(&spec->limits))
		return "cannot set its limits";
	return NULL;
}

static _Noreturn void child_main(const struct proc_spec *spec, pid_t parent,
				 int report_fd)
{
	const char *path = spec->path ? spec->path : "/proc/self/exe";
	struct failure failure = {0};
	const char *step;

	report_fd = fcntl(report_fd, F_DUPFD_CLOEXEC, FIRST_FREE_FD);
	step = prepare(spec, parent);
	if (!step) {
		char **envp =
		    spec->envp ? (char **)(uintptr_t)spec->envp : environ;

		execve(path, (char **)(uintptr_t)spec->argv, envp);
		step = "cannot run it";
	}
	failure.errnum = errno;
	strncpy(failure.step, step, sizeof(failure.step) - 1);
	if (write(report_fd, &failure, sizeof(failure)) < 0)
		_exit(126);
	_exit(127);
}

/* Waits until the child runs its program; false and FAILURE if it cannot. */
static bool started(int report_fd, struct failure *failure)
{
	ssize_t got;

	do {
		got = read(report_fd, failure, sizeof(*failure));
	} while (got < 0 && errno == EINTR);
	return got != (ssize_t)sizeof(*failure);
}

/*
 * True in a process that proc_spawn() made of its own executable: execve of
 * /proc/self/exe names it "exe", and it dies with its parent. Such a process
 * must not do the same again: a program that does not know the child's
 * command would start itself without end.
 */
static bool is_own_child(void)
{
	char name[16] = "";
	int signal = 0;

	return prctl(PR_GET_NAME, name) == 0 && strcmp(name, "exe") == 0 &&
	       prctl(PR_GET_PDEATHSIG, &signal) == 0 && signal == SIGKILL;
}

int proc_spawn(const struct proc_spec *spec, struct proc *ret, struct err *err)
{
	const char *path = spec->path ? spec->path : "/proc/self/exe";
	pid_t parent = getpid(), pid;
	struct failure failure;
	int report[2], failed;
	bool runs;

	if (!spec->path && is_own_child())
		return err_set(err, ERR_INTERNAL,
			       "a child of this program may not start the "
			       "program again");
	if (pipe2(report, O_CLOEXEC))
		return err_sys(err, ERR_SYS, errno, "cannot make a pipe");
	pid = fork();
	if (pid == 0)
		child_main(spec, parent, report[1]);
	failed = errno;
	close(report[1]);
	if (pid < 0) {
		close(report[0]);
		return err_sys(err, ERR_SYS, failed, "cannot fork");
	}
	runs = started(report[0], &failure);
	close(report[0]);
	if (!runs) {
		waitpid(pid, NULL, 0);
		return err_sys(err, ERR_SYS, failure.errnum,
			       "cannot start '%s': %s", str_shown(path).text,
			       failure.step);
	}
	ret->pid = pid;
	return 0;
}

int proc_fork(pid_t *ret, struct err *err)
{
	*ret = fork();
	if (*ret < 0)
		return err_sys(err, ERR_SYS, errno, "cannot fork");
	return 0;
}

int proc_die_with(pid_t parent, struct err *err)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL))
		return err_sys(err, ERR_SYS, errno,
			       "cannot tie a process to its parent");
	/* It may have died before. */
	if (getppid() != parent)
		_exit(127);
	return 0;
}

static int reap(struct proc *proc, int flags, struct proc_exit *ret,
		struct err *err)
{
	struct proc_exit end = {0};
	int status;
	pid_t pid;

	if (proc->pid <= 0)
		return err_set(err, ERR_INTERNAL, "no process to wait for");
	do {
		pid = wait4(proc->pid, &status, flags, &end.usage);
	} while (pid < 0 && errno == EINTR);
	if (pid < 0)
		return err_sys(err, ERR_SYS, errno,
			       "cannot wait for process %d", (int)proc->pid);
	if (pid == 0)
		return 0;
	end.signalled = WIFSIGNALED(status);
	end.status = end.signalled ? WTERMSIG(status) : WEXITSTATUS(status);
	proc->pid = 0;
	if (ret)
		*ret = end;
	return 1;
}

int proc_poll(struct proc *proc, struct proc_exit *ret, struct err *err)
{
	return reap(proc, WNOHANG, ret, err);
}

int proc_wait(struct proc *proc, struct proc_exit *ret, struct err *err)
{
	int ended = reap(proc, 0, ret, err);

	return ended < 0 ? ended : 0;
}

size_t proc_allowed_cpus(int *cpus, size_t max)
{
	cpu_set_t set;
	size_t n = 0;

	if (sched_getaffinity(0, sizeof(set), &set))
		return 0;
	for (int cpu = 0; cpu < CPU_SETSIZE && n < max; cpu++)
		if (CPU_ISSET((size_t)cpu, &set))
			cpus[n++] = cpu;
	return n;
}

int proc_pin(int cpu, struct err *err)
{
	if (cpu < 0 || pin_self(cpu))
		return err_sys(err, ERR_SYS, cpu < 0 ? EINVAL : errno,
			       "cannot pin to CPU %d", cpu);
	return 0;
}
