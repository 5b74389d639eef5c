/*
 * The child's side: one job, then the process ends. It prints nothing; what
 * goes wrong is in the samples.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/frame.h"
#include "base/proc.h"
#include "base/str.h"
#include "plugin/plugin.h"
#include "run/crash.h"
#include "run/requests.h"
#include "run/run.h"
#include "run/wire.h"
#include "run/worker.h"

/* Out of the way of a plugin that writes to a descriptor it does not own. */
#define WIRE_FD_HIGH 900
#define WIRE_FD_LOW  100

void worker_stage(void *ctx, const char *name)
{
	struct worker *worker = ctx;
	char json[64];

	if (!strcmp(name, "measure") && !worker->measuring_ns)
		worker->measuring_ns = clock_now(&clock_system);
	snprintf(json, sizeof(json), "{\"stage\":\"%s\"}", name);
	wire_send(worker->fd, WIRE_STAGE, json, NULL);
}

/* The wire under a number that plugins do not meet, closed on exec. */
static int hide_wire(struct err *err)
{
	int fd = fcntl(PROC_WIRE_FD, F_DUPFD_CLOEXEC, WIRE_FD_HIGH);
	if (fd < 0)
		fd = fcntl(PROC_WIRE_FD, F_DUPFD_CLOEXEC, WIRE_FD_LOW);
	if (fd < 0)
		return err_sys(err, ERR_PROTOCOL, errno,
			       "no wire on descriptor %d; `tare __worker` is "
			       "started by tare itself",
			       PROC_WIRE_FD);
	close(PROC_WIRE_FD);
	return fd;
}

static int receive_job(struct worker *worker, struct err *err)
{
	CLEANUP(frame_release) struct frame_buffer buffer = {0};
	const char *bytes = NULL;
	size_t length = 0;
	int rc;

	while (!(rc = frame_next(&buffer, &bytes, &length, err))) {
		rc = frame_fill(&buffer, worker->fd, err);
		if (rc < 0)
			return rc;
		if (rc == 0)
			return err_set(err, ERR_PROTOCOL,
				       "the wire ended before the job");
	}
	if (rc < 0)
		return rc;
	if (length < 1 || bytes[0] != WIRE_JOB)
		return err_set(err, ERR_PROTOCOL, "expected a job");
	return wire_job_decode(&worker->job, &worker->arena, bytes + 1,
			       length - 1, err);
}

/* As it is shown: simulate_pad() puts slashes in front. */
static const char *plugin_path(const struct wire_job *job)
{
	return str_bare_path(job->plugin_path);
}

/* Two builds in one result would be neither. */
static int check_build(const struct wire_job *job, struct err *err)
{
	char found[80];

	if (!job->build_id)
		return 0;
	int rc = plugin_build_id(job->plugin_path, found, err);
	if (rc || strcmp(found, job->build_id) == 0)
		return rc;
	return err_set(err, ERR_PLUGIN,
		       "plugin '%s' was built again while the run went on "
		       "(build %.12s, planned %.12s); run it again",
		       str_shown(plugin_path(job)).text, found, job->build_id);
}

static int load(struct worker *worker, struct err *err)
{
	const struct wire_job *job = &worker->job;
	struct plugin plugin = {0};

	crash_set_plugin(job->plugin_path);
	worker_stage(worker, "load");
	int rc = plugin_load(&plugin, job->plugin_path, err);
	if (!rc)
		rc = check_build(job, err);
	if (rc)
		return rc;
	worker->plugin = plugin.descriptor;
	worker->bench = plugin_find(&plugin, job->bench_id);
	if (!worker->bench)
		return err_set(err, ERR_PLUGIN,
			       "plugin '%s' has no benchmark '%s' (any more); "
			       "`tare list` shows what it has",
			       plugin_path(job), job->bench_id);
	return 0;
}

/*
 * A side of a pair has its first turn before it loads anything, so that the
 * other one is left in peace.
 */
static int join_pair(struct worker *worker, struct err *err)
{
	int rc = token_attach(&worker->token, PROC_MORE_FD, err);

	(void)close(PROC_MORE_FD);
	if (rc)
		return rc;
	/* It has lost the process that it was forked from. */
	rc = proc_die_with(worker->token->supervisor, err);
	if (rc)
		return rc;
	course_begin(&worker->course, worker->job.pair, worker->token,
		     &worker->sampler, &clock_system, err);
	return 0;
}

static int load_and_run(struct worker *worker, struct err *err)
{
	int rc = load(worker, err);

	return rc ? rc : worker_run(worker, err);
}

static int run_in_pair(struct worker *worker, struct err *err)
{
	int rc = join_pair(worker, err);

	if (rc)
		return rc;
	/* Also if the other side left: this one may have the same reason. */
	rc = load_and_run(worker, err);
	/* Of the course: it can only end the slices. */
	if (!rc && err->code)
		rc = -(int)err->code;
	course_end(&worker->course,
		   rc || worker->host.status != TARE_STATUS_OK);
	return rc;
}

static int work(struct worker *worker, struct err *err)
{
	int rc = receive_job(worker, err);
	if (rc)
		return rc;
	struct process_samples *samples = &worker->samples;
	samples->case_index = worker->job.case_index;
	samples->process = worker->job.process;
	samples->seed = worker->job.seed;

	rc = crash_install(worker->fd, err);
	if (!rc)
		rc = worker->job.pair ? run_in_pair(worker, err)
				      : load_and_run(worker, err);
	if (!rc)
		rc = worker_collect(worker, err);
	if (worker->measuring_ns)
		samples->setup_ns = worker->measuring_ns - worker->started_ns;
	samples->peak_rss_bytes = worker_peak_rss_bytes();
	return rc;
}

/* Coverage builds only: their counts are written by exit() or by this. */
extern void dump_coverage(void) __asm__("__gcov_dump") __attribute__((weak));

/* Past the plugin's handlers of exit(). */
static _Noreturn void leave(int status)
{
	if (dump_coverage)
		dump_coverage();
	_exit(status);
}

int run_worker_main(void)
{
	static struct worker worker = {.samples = {.cpu = -1}};
	struct err err = {0};

	worker.started_ns = clock_now(&clock_system);
	if (request(REQUEST_RUNNING, NULL))
		wire_fix_hashes();
	worker.fd = hide_wire(&err);
	if (worker.fd < 0)
		leave(EXIT_BROKEN);
	if (work(&worker, &err)) {
		worker.samples.status = CASE_BROKEN;
		worker.samples.reason = err.text;
		worker.samples.column_count = 0;
		worker.samples.counter_count = 0;
		worker.samples.slice_count = 0;
	}
	int rc = worker_send_samples(&worker, &err);
	fflush(NULL);
	leave(rc ? WIRE_EXIT_LOST : EXIT_PASS);
}
