/*
 * Describing: each plugin is loaded in a child of its own, which sends one
 * frame: the plugin's description, or 'E' and the text of an error.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/frame.h"
#include "base/mem.h"
#include "base/proc.h"
#include "base/str.h"
#include "plugin/plugin.h"

#define DESCRIBE_TIMEOUT_NS UINT64_C(10000000000)
#define CHILDREN_MAX        64
#define POLL_MS             50
/* Between the end of its frames and the end of a child. */
#define GRACE_NS     UINT64_C(1000000000)
#define REAP_STEP_NS 50000
/* What an error's frame begins with; a description's begins with '='. */
#define ERROR_MARK 'E'

/* One plugin on its way. */
struct describing {
	const char *path;
	struct proc proc;
	int fd;
	uint64_t deadline_ns;
	struct frame_buffer buffer;
	char *text; /* the frame, once it is there */
	size_t length;
	struct err err;
};

static void describing_release(struct describing *d)
{
	if (d->fd >= 0)
		close(d->fd);
	if (d->proc.pid > 0) {
		kill(-d->proc.pid, SIGKILL);
		proc_wait(&d->proc, NULL, NULL);
	}
	frame_release(&d->buffer);
	free(d->text);
}

static int start(struct describing *d, struct err *err)
{
	const char *const argv[] = {"tare", "__describe", d->path, NULL};
	struct proc_spec spec = {.argv = argv,
				 .stdin_fd = -1,
				 .stdout_fd = -1,
				 .stderr_fd = -1,
				 .cpu = -1};
	int ends[2], r;

	if (pipe2(ends, O_CLOEXEC))
		return err_sys(err, ERR_SYS, errno, "cannot make a pipe");
	spec.wire_fd = ends[1];
	r = proc_spawn(&spec, &d->proc, err);
	close(ends[1]);
	if (r) {
		close(ends[0]);
		return r;
	}
	d->fd = ends[0];
	d->deadline_ns = clock_now(&clock_system) + DESCRIBE_TIMEOUT_NS;
	return 0;
}

static void explain_exit(struct describing *d, const struct proc_exit *end)
{
	if (end->signalled) {
		err_set(&d->err, ERR_PLUGIN,
			"plugin '%s': it crashed (SIG%s) while it was "
			"loaded; nothing should run before a benchmark does",
			d->path, sigabbrev_np(end->status));
	} else {
		err_set(&d->err, ERR_PLUGIN,
			"plugin '%s': it ended the process (exit status %d) "
			"while it was loaded; nothing should run before a "
			"benchmark does",
			d->path, end->status);
	}
}

/* Reaps the child, which has GRACE_NS to end by itself. */
static int reap(struct describing *d, struct proc_exit *end)
{
	uint64_t limit = clock_now(&clock_system) + GRACE_NS;
	int ended = 0;

	while (!ended && clock_now(&clock_system) < limit) {
		ended = proc_poll(&d->proc, end, &d->err);
		if (!ended)
			clock_sleep_ns(REAP_STEP_NS);
	}
	if (ended)
		return ended < 0 ? ended : 0;
	err_set(&d->err, ERR_PLUGIN,
		"plugin '%s': it closed the descriptors of the host and did "
		"not end",
		d->path);
	kill(-d->proc.pid, SIGKILL);
	return proc_wait(&d->proc, end, NULL);
}

/*
 * No more to come: says why, if the child sent nothing. Otherwise
 * describing_release() reaps it.
 */
static void finish(struct describing *d)
{
	struct proc_exit end = {0};

	close(d->fd);
	d->fd = -1;
	if (d->text || d->err.code)
		kill(-d->proc.pid, SIGKILL); /* dies while its text is read */
	else if (!reap(d, &end))
		explain_exit(d, &end);
}

static void expire(struct describing *d)
{
	err_set(&d->err, ERR_PLUGIN,
		"plugin '%s': still not loaded after %d s; %s() and "
		"constructors must return at once",
		d->path, (int)(DESCRIBE_TIMEOUT_NS / 1000000000),
		TARE_PLUGIN_ENTRY);
	finish(d);
}

/* Takes what came; true when this plugin is done. */
static bool receive(struct describing *d)
{
	const char *bytes;
	size_t length;
	int filled = frame_fill(&d->buffer, d->fd, &d->err);
	int got = filled > 0 ? frame_next(&d->buffer, &bytes, &length, &d->err)
			     : filled;

	if (got > 0) {
		d->text = malloc(length + 1);
		if (!d->text) {
			err_nomem(&d->err, "description");
		} else {
			memcpy(d->text, bytes, length);
			d->text[length] = '\0';
			d->length = length;
		}
	}
	if (filled > 0 && got == 0)
		return false;
	finish(d);
	return true;
}

/* The children that run now: a window over the plugins in their order. */
struct crew {
	struct describing *all;
	size_t count, started, running, most;
};

static int start_some(struct crew *crew, struct err *err)
{
	while (crew->started < crew->count && crew->running < crew->most) {
		int r = start(&crew->all[crew->started], err);

		if (r)
			return r;
		crew->started++;
		crew->running++;
	}
	return 0;
}

static void serve(struct crew *crew)
{
	struct pollfd ready[CHILDREN_MAX];
	struct describing *who[CHILDREN_MAX];
	nfds_t n = 0;
	uint64_t now;

	for (size_t i = 0; i < crew->started; i++) {
		if (crew->all[i].fd >= 0) {
			who[n] = &crew->all[i];
			ready[n++] = (struct pollfd){.fd = crew->all[i].fd,
						     .events = POLLIN};
		}
	}
	poll(ready, n, POLL_MS);
	now = clock_now(&clock_system);
	for (nfds_t i = 0; i < n; i++) {
		if (ready[i].revents) {
			crew->running -= receive(who[i]);
		} else if (now > who[i]->deadline_ns) {
			expire(who[i]);
			crew->running--;
		}
	}
}

static int describe_all(struct crew *crew, struct err *err)
{
	int cpus[CHILDREN_MAX];

	crew->most = proc_allowed_cpus(cpus, CHILDREN_MAX);
	if (crew->most == 0)
		crew->most = 1;
	do {
		int r = start_some(crew, err);

		if (r)
			return r;
		serve(crew);
	} while (crew->running || crew->started < crew->count);
	return 0;
}

/* Into the catalog, or an error to tell. */
static int take(struct describing *d, struct catalog *catalog)
{
	if (d->err.code)
		return -(int)d->err.code;
	if (d->text[0] == ERROR_MARK)
		return err_set(&d->err, ERR_PLUGIN, "%s", d->text + 1);
	if (catalog_plugin_decode(catalog, d->text, d->length, &d->err))
		return err_wrap(&d->err, "plugin '%s'", d->path);
	return 0;
}

static int collect(struct crew *crew, struct catalog *catalog,
		   plugin_failed_fn *failed, void *ctx, struct err *err)
{
	for (size_t i = 0; i < crew->count; i++) {
		struct describing *d = &crew->all[i];

		if (!take(d, catalog))
			continue;
		if (!failed)
			return err_set(err, d->err.code, "%s", d->err.text);
		failed(ctx, d->path, &d->err);
	}
	return 0;
}

int plugin_describe(struct catalog *catalog, const char *const *paths,
		    size_t count, plugin_failed_fn *failed, void *ctx,
		    struct err *err)
{
	struct crew crew = {.count = count};
	int r;

	if (!count)
		return 0;
	crew.all = calloc(count, sizeof(*crew.all));
	if (!crew.all)
		return err_nomem(err, "descriptions");
	for (size_t i = 0; i < count; i++) {
		crew.all[i].path = paths[i];
		crew.all[i].fd = -1;
	}
	r = describe_all(&crew, err);
	if (!r)
		r = collect(&crew, catalog, failed, ctx, err);
	for (size_t i = 0; i < count; i++)
		describing_release(&crew.all[i]);
	free(crew.all);
	return r;
}
