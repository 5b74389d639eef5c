/*
 * Runs a helper program to its end.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/proc.h"
#include "base/str.h"

#define POLL_MS     10
#define CHUNK_BYTES 4096

/* Whoever searches a folder may enter it: X_OK is not enough. */
static bool is_program(const char *path)
{
	struct stat facts;

	return access(path, X_OK) == 0 && stat(path, &facts) == 0 &&
	       S_ISREG(facts.st_mode);
}

char *proc_find(const char *name)
{
	CLEANUP(mem_free) char *list = NULL;
	const char *path = getenv("PATH");
	char *rest, *directory, *found;

	if (strchr(name, '/'))
		return strdup(name);
	list = rest = strdup(path ? path : "/usr/bin:/bin");
	while (rest && (directory = strsep(&rest, ":"))) {
		if (asprintf(&found, "%s/%s", *directory ? directory : ".",
			     name) < 0)
			return NULL;
		if (is_program(found))
			return found;
		free(found);
	}
	return list ? strdup(name) : NULL;
}

/* A memory file never blocks its writer and brings no SIGPIPE. */
static int text_file(const char *text)
{
	CLEANUP(file_close) int fd = memfd_create("input", MFD_CLOEXEC);
	size_t left = strlen(text);
	int ret;

	while (fd >= 0 && left) {
		ssize_t done = write(fd, text, left);

		if (done < 0 && errno != EINTR)
			return -1;
		if (done > 0) {
			text += done;
			left -= (size_t)done;
		}
	}
	if (fd < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return -1;
	ret = fd;
	fd = -1; /* NOLINT(*DeadStores): the cleanup reads it */
	return ret;
}

struct capture {
	int fd;
	size_t max;
	struct str text;
};

static void capture_release(struct capture *capture)
{
	file_close(&capture->fd);
	str_release(&capture->text);
}

/* Takes what is there, and drops what is above the limit. */
static void drain(struct capture *capture)
{
	char chunk[CHUNK_BYTES];

	while (capture->fd >= 0) {
		ssize_t got = read(capture->fd, chunk, sizeof(chunk));
		size_t room = capture->max - capture->text.length;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == EAGAIN)
			return;
		if (got <= 0) {
			close(capture->fd);
			capture->fd = -1;
			return;
		}
		str_add_bytes(&capture->text, chunk,
			      (size_t)got < room ? (size_t)got : room);
	}
}

static int attend(struct proc *proc, struct capture *capture,
		  uint64_t timeout_ns, struct proc_exit *end, struct err *err)
{
	uint64_t begin = clock_now(&clock_system);
	int ended;

	while (!(ended = proc_poll(proc, end, err))) {
		struct pollfd wait = {.fd = capture->fd, .events = POLLIN};

		if (timeout_ns &&
		    clock_now(&clock_system) - begin >= timeout_ns) {
			kill(-proc->pid, SIGKILL);
			proc_wait(proc, end, NULL);
			drain(capture);
			return -ERR_TIMEOUT;
		}
		poll(&wait, 1, capture->fd < 0 ? 1 : POLL_MS);
		drain(capture);
	}
	drain(capture);
	return ended < 0 ? ended : 0;
}

/* Starts ARGV with CAPTURE's pipe as its output. */
static int start(const char *const *argv, const char *text,
		 struct capture *capture, struct proc *ret, struct err *err)
{
	CLEANUP(mem_free) char *path = proc_find(argv[0]);
	CLEANUP(file_close) int input = text ? text_file(text) : -1;
	CLEANUP(file_close) int output = -1;
	struct proc_spec spec = {.path = path, .argv = argv, .cpu = -1};
	int ends[2];

	if (!path)
		return err_nomem(err, argv[0]);
	/* Nowhere in PATH: a file of this name that lies here is not meant. */
	if (!strchr(path, '/'))
		return err_sys(err, ERR_SYS, ENOENT, "cannot start '%s'",
			       str_shown(path).text);
	if (text && input < 0)
		return err_sys(err, ERR_SYS, errno, "cannot make its input");
	if (pipe2(ends, O_CLOEXEC))
		return err_sys(err, ERR_SYS, errno, "cannot make a pipe");
	capture->fd = ends[0];
	output = ends[1];
	(void)fcntl(capture->fd, F_SETFL, O_NONBLOCK);
	spec.stdin_fd = input;
	spec.stdout_fd = spec.stderr_fd = output;
	spec.wire_fd = -1;
	return proc_spawn(&spec, ret, err);
}

int proc_run(const char *const *argv, const char *text, uint64_t timeout_ns,
	     size_t max_output, char **ret_output, struct proc_exit *ret_exit,
	     struct err *err)
{
	CLEANUP(capture_release)
	struct capture capture = {.fd = -1, .max = max_output};
	struct proc proc = {0};
	struct proc_exit end = {0};
	int failed = start(argv, text, &capture, &proc, err);

	if (failed)
		return failed;
	failed = attend(&proc, &capture, timeout_ns, &end, err);
	if (failed == -ERR_TIMEOUT)
		return err_set(
		    err, ERR_TIMEOUT, "'%s' did not end within %.3g s",
		    str_shown(argv[0]).text, (double)timeout_ns / 1e9);
	if (failed)
		return failed;
	str_add(&capture.text, "");
	if (capture.text.failed)
		return err_nomem(err, "output of a program");
	if (ret_output)
		*ret_output = TAKE(capture.text.text);
	if (ret_exit)
		*ret_exit = end;
	return 0;
}
