#include "run/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/mem.h"
#include "run/wire.h"

#define ZYGOTE_TIMEOUT_MS 10000

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

static int spawn(const struct launch *launch, const char *const *argv,
		 const struct far_ends *ends, const int *more,
		 size_t more_count, struct proc *ret, struct err *err)
{
	CLEANUP(mem_free) char *pad = NULL;
	CLEANUP(mem_free) const char **grown = NULL;

	if (!launch->environment) {
		grown = make_environment(launch->environment_bytes, &pad);
		if (!grown)
			return err_nomem(err, "environment of a worker");
	}
	struct proc_spec proc = {
	    .path = launch->path,
	    .argv = argv,
	    .envp = grown ? grown : launch->environment,
	    .stdin_fd = -1,
	    .stdout_fd = ends->stdout_fd,
	    .stderr_fd = ends->stderr_fd,
	    .wire_fd = ends->wire_fd,
	    .more_fd = more,
	    .more_count = more_count,
	    .cpu = launch->cpu,
	    .limits = launch->limits,
	};
	return proc_spawn(&proc, ret, err);
}

/* Without it the end is noticed at the next tick. */
static void watch_end(struct watch *watch, pid_t pid)
{
	watch->fd[WATCH_PID] = (int)syscall(SYS_pidfd_open, pid, 0);
}

int launch_worker(const struct launch *launch, int token_fd,
		  struct watch *watch, struct proc *ret, struct err *err)
{
	static const char *const worker[] = {"tare", "__worker", NULL};
	CLEANUP(far_ends_release) struct far_ends ends = {-1, -1, -1};
	int rc = open_channels(watch, &ends, err);

	if (rc == 0)
		rc = spawn(launch, launch->argv ? launch->argv : worker, &ends,
			   &token_fd, token_fd >= 0, ret, err);
	if (rc == 0)
		watch_end(watch, ret->pid);
	return rc;
}

static int start_zygote(const struct launch *launch,
			const struct far_ends ends[2], int token_fd,
			struct proc *ret, struct err *err)
{
	static const char *const zygote[] = {"tare", "__pair", NULL};
	/* The order that `tare __pair` expects. */
	const int more[] = {ends[0].stdout_fd, ends[0].stderr_fd,
			    ends[1].wire_fd,   ends[1].stdout_fd,
			    ends[1].stderr_fd, token_fd};
	const struct far_ends own = {ends[0].wire_fd, -1, -1};

	_Static_assert(ARRAY_SIZE(more) <= PROC_MAX_MORE, "descriptors");
	return spawn(launch, zygote, &own, more, ARRAY_SIZE(more), ret, err);
}

/* It does next to nothing; if it hangs, that must not be for ever. */
static int bury_zygote(struct proc *zygote, struct proc_exit *ret,
		       struct err *err)
{
	struct pollfd end = {
	    .fd = (int)syscall(SYS_pidfd_open, zygote->pid, 0),
	    .events = POLLIN,
	};

	if (end.fd >= 0) {
		if (poll(&end, 1, ZYGOTE_TIMEOUT_MS) == 0)
			(void)kill(-zygote->pid, SIGKILL);
		(void)close(end.fd);
	}
	return proc_wait(zygote, ret, err);
}

int launch_pair(const struct launch *launch, const struct token *token,
		int token_fd, struct watch *const watch[2],
		struct proc *const ret[2], pid_t *ret_group, struct err *err)
{
	CLEANUP(far_ends_release) struct far_ends first = {-1, -1, -1};
	CLEANUP(far_ends_release) struct far_ends second = {-1, -1, -1};
	struct proc zygote = {0};
	struct proc_exit end = {0};
	int rc = open_channels(watch[0], &first, err);

	if (rc == 0)
		rc = open_channels(watch[1], &second, err);
	const struct far_ends ends[2] = {first, second};
	if (rc == 0)
		rc = start_zygote(launch, ends, token_fd, &zygote, err);
	if (rc < 0)
		return rc;
	*ret_group = zygote.pid;
	rc = bury_zygote(&zygote, &end, err);
	if (rc < 0)
		return rc;
	/* It forks nothing but both, and says so before it ends. */
	for (int i = 0; i < 2; i++)
		if ((ret[i]->pid = token->pid[i]) > 0)
			watch_end(watch[i], ret[i]->pid);
	if (end.signalled || end.status != 0 || ret[0]->pid <= 0 ||
	    ret[1]->pid <= 0)
		return err_set(err, ERR_SYS,
			       "cannot fork the two sides of a process pair");
	return 0;
}

/* JSON may end in blanks. */
static char *add_blanks(const char *json, size_t multiple)
{
	char *ret = NULL;
	size_t length = strlen(json);
	size_t whole = (length / multiple + 1) * multiple;

	return asprintf(&ret, "%-*s", (int)whole, json) < 0 ? NULL : ret;
}

int launch_send(struct watch *watch, const struct wire_job *job,
		size_t pad_bytes, struct err *err)
{
	CLEANUP(mem_free) char *json = wire_job_encode(job, err);

	if (!json)
		return -ERR_NOMEM;
	if (pad_bytes > 0) {
		char *padded = add_blanks(json, pad_bytes);

		if (!padded)
			return err_nomem(err, "job");
		free(json);
		json = padded;
	}
	/* A worker that is gone already: its end tells more than EPIPE. */
	(void)wire_send(watch->fd[WATCH_WIRE], WIRE_JOB, json, NULL);
	return 0;
}
