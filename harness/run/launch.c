#include "run/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/mem.h"
#include "run/wire.h"

/* The worker's ends of its channels. */
struct far_ends {
	int wire_fd, stdout_fd, stderr_fd; /* -1: closed */
};

static void far_ends_release(struct far_ends *ends)
{
	const int fd[] = {ends->wire_fd, ends->stdout_fd, ends->stderr_fd};

	for (size_t i = 0; i < ARRAY_SIZE(fd); i++)
		if (fd[i] >= 0)
			(void)close(fd[i]);
	*ends = (struct far_ends){-1, -1, -1};
}

static int open_channels(struct watch *watch, struct far_ends *ends,
			 struct err *err)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return err_sys(err, ERR_SYS, errno, "no socket for a worker");
	watch->fd[WATCH_WIRE] = pair[0];
	ends->wire_fd = pair[1];
	if (pipe2(pair, O_CLOEXEC) < 0)
		return err_sys(err, ERR_SYS, errno, "no pipe for a worker");
	watch->fd[WATCH_STDOUT] = pair[0];
	ends->stdout_fd = pair[1];
	if (pipe2(pair, O_CLOEXEC) < 0)
		return err_sys(err, ERR_SYS, errno, "no pipe for a worker");
	watch->fd[WATCH_STDERR] = pair[0];
	ends->stderr_fd = pair[1];
	return 0;
}

/* The environment, grown by one variable of BYTES bytes. Malloc'ed. */
static const char **make_environment(size_t bytes, char **ret_pad)
{
	size_t count = 0;

	while (environ[count])
		count++;
	const char **list = malloc((count + 2) * sizeof(*list));
	char *pad = NULL;
	if (!list || asprintf(&pad, "TARE_PAD=%0*d", (int)bytes + 1, 0) < 0) {
		free(list);
		return NULL;
	}
	for (size_t i = 0; i < count; i++)
		list[i] = environ[i];
	list[count] = pad;
	list[count + 1] = NULL;
	*ret_pad = pad;
	return list;
}

static int spawn(const struct job_spec *spec, const struct proc_limits *limits,
		 const struct far_ends *ends, struct proc *ret, struct err *err)
{
	static const char *const worker[] = {"tare", "__worker", NULL};
	CLEANUP(mem_free) char *pad = NULL;
	CLEANUP(mem_free)
	const char **environment =
	    make_environment(spec->environment_bytes, &pad);

	if (!environment)
		return err_nomem(err, "environment of a worker");
	/* Threads of a case are spread by the worker itself. */
	int cpu = spec->wire->threads <= 1 ? spec->wire->cpu : -1;
	struct proc_spec proc = {
	    .path = spec->path,
	    .argv = spec->argv ? spec->argv : worker,
	    .envp = environment,
	    .stdin_fd = -1,
	    .stdout_fd = ends->stdout_fd,
	    .stderr_fd = ends->stderr_fd,
	    .wire_fd = ends->wire_fd,
	    .cpu = cpu,
	    .limits = *limits,
	};
	return proc_spawn(&proc, ret, err);
}

int launch(const struct job_spec *spec, const struct proc_limits *limits,
	   struct watch *watch, struct proc *proc, struct err *err)
{
	CLEANUP(far_ends_release) struct far_ends ends = {-1, -1, -1};
	CLEANUP(mem_free) char *json = wire_job_encode(spec->wire, err);

	if (!json)
		return -ERR_NOMEM;
	int rc = open_channels(watch, &ends, err);
	if (rc == 0)
		rc = spawn(spec, limits, &ends, proc, err);
	if (rc < 0)
		return rc;
	/* Without it the end is noticed at the next tick. */
	watch->fd[WATCH_PID] = (int)syscall(SYS_pidfd_open, proc->pid, 0);
	/* A worker that is gone already: its end tells more than EPIPE. */
	(void)wire_send(watch->fd[WATCH_WIRE], WIRE_JOB, json, NULL);
	return 0;
}
