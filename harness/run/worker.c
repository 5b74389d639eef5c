/*
 * The child's side: one job, then the process ends. It prints nothing; what
 * goes wrong is in the samples.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/frame.h"
#include "base/proc.h"
#include "base/str.h"
#include "base/sysfile.h"
#include "plugin/plugin.h"
#include "run/crash.h"
#include "run/extensions.h"
#include "run/run.h"
#include "run/threads.h"
#include "run/wire.h"

/* Out of the way of a plugin that writes to a descriptor it does not own. */
#define WIRE_FD_HIGH 900
#define WIRE_FD_LOW  100

/* A thread that was told to end takes a moment to be gone. */
#define THREAD_WAITS   20
#define THREAD_WAIT_NS 1000000

struct worker {
	int fd;
	struct arena arena;
	struct wire_job job;
	const struct tare_plugin *plugin;
	const struct tare_bench *bench;
	struct counters *counters;
	struct host host;
	struct sampler sampler;
	struct process_samples samples;
	uint64_t started_ns, measuring_ns; /* measuring: 0 if not reached */
	int *cpus;
	void *heap_offset;
};

static void stage(void *ctx, const char *name)
{
	struct worker *worker = ctx;
	char json[64];

	if (!strcmp(name, "measure"))
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
		       str_shown(job->plugin_path).text, found, job->build_id);
}

static int load(struct worker *worker, struct err *err)
{
	const struct wire_job *job = &worker->job;
	struct plugin plugin = {0};

	crash_set_plugin(job->plugin_path);
	stage(worker, "load");
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
			       job->plugin_path, job->bench_id);
	return 0;
}

/* A CPU for each thread, the job's first; false if there are too few. */
static int choose_cpus(struct worker *worker, struct err *err)
{
	const struct wire_job *job = &worker->job;
	int allowed[WIRE_MAX_THREADS];
	size_t count = proc_allowed_cpus(allowed, WIRE_MAX_THREADS), first = 0;

	if (job->threads > 1 && count < job->threads) {
		host_say(&worker->host, TARE_STATUS_SKIP,
			 "needs %" PRIu32 " CPUs, may use %zu", job->threads,
			 count);
		return 0;
	}
	worker->samples.cpu = job->cpu;
	if (job->cpu < 0)
		return 0;
	worker->cpus =
	    arena_array(&worker->arena, job->threads, sizeof(int), err);
	if (!worker->cpus)
		return -ERR_NOMEM;
	while (first < count && allowed[first] != job->cpu)
		first++;
	for (size_t i = 0; i < job->threads; i++)
		worker->cpus[i] =
		    first < count ? allowed[(first + i) % count] : job->cpu;
	return 0;
}

static int open_counters(struct worker *worker, struct err *err)
{
	int rc = counters_open(&worker->counters, worker->job.counters,
			       worker->job.process, err);
	if (!rc)
		rc = counters_start(worker->counters, err);
	return rc;
}

static int prepare_sampler(struct worker *worker, struct err *err)
{
	const struct sampler_config config = {
	    .slices = worker->job.slices,
	    .team = worker->job.threads > 1,
	    .slice_ns = worker->job.slice_ns,
	    .budget_ns = worker->job.budget_ns,
	    .resolution_ns = clock_measure(&clock_system).resolution_ns,
	    .clock = &clock_system,
	};
	return sampler_init(&worker->sampler, &config,
			    counters_count(worker->counters), err);
}

/* Moves what the benchmark will allocate; held until the process ends. */
static void take_heap_offset(struct worker *worker)
{
	size_t bytes = worker->job.heap_offset_bytes;
	worker->heap_offset = bytes ? malloc(bytes) : NULL;
	if (worker->heap_offset)
		memset(worker->heap_offset, 0xff, bytes);
}

static size_t count_threads(void)
{
	size_t count = 0;
	DIR *dir = opendir("/proc/self/task");
	if (!dir)
		return 0;
	for (struct dirent *entry; (entry = readdir(dir));)
		count += entry->d_name[0] != '.';
	closedir(dir);
	return count;
}

static void note_threads_left(struct worker *worker, size_t before)
{
	char text[64];
	size_t after = count_threads();

	for (int i = 0; after > before && i < THREAD_WAITS; i++) {
		clock_sleep_ns(THREAD_WAIT_NS);
		after = count_threads();
	}
	if (after <= before)
		return;
	snprintf(text, sizeof(text), "left %zu thread%s running",
		 after - before, after - before == 1 ? "" : "s");
	host_note(&worker->host, text);
}

static int run_team(struct worker *worker, struct err *err)
{
	CLEANUP(team_release) struct team team = {0};
	const struct team_config config = {
	    .bench = worker->bench,
	    .clock = &clock_system,
	    .counters = worker->counters,
	    .cpus = worker->cpus,
	    .stage = stage,
	    .ctx = worker,
	};
	int rc =
	    team_init(&team, &worker->host, &worker->sampler, &config, err);
	if (rc)
		return rc;

	size_t threads = count_threads();
	rc = team_run(&team, err);
	/* What was deferred may join threads. */
	team_release(&team);
	if (!rc)
		note_threads_left(worker, threads);
	return rc;
}

static int run_benchmark(struct worker *worker, struct err *err)
{
	int rc = host_init(&worker->host, &worker->job, err);
	if (rc)
		return rc;
	if (!extension_needs_met(worker->plugin, worker->job.bench_id,
				 &worker->host))
		return 0;
	rc = choose_cpus(worker, err);
	if (rc || worker->host.status != TARE_STATUS_OK)
		return rc;
	if (!rc)
		rc = open_counters(worker, err);
	if (!rc)
		rc = prepare_sampler(worker, err);
	if (rc)
		return rc;
	take_heap_offset(worker);
	stage(worker, "set-up");
	return run_team(worker, err);
}

static int copy_named(struct worker *worker, const struct host_list *list,
		      struct named_value **ret, size_t *ret_count,
		      struct err *err)
{
	struct arena *arena = &worker->arena;
	struct named_value *value =
	    arena_array(arena, list->count + 1, sizeof(*value), err);
	if (!value)
		return -ERR_NOMEM;
	for (size_t i = 0; i < list->count; i++) {
		const struct host_named *item = &list->item[i];
		value[i].value = item->value;
		value[i].lower_is_better = item->lower_is_better;
		value[i].name = arena_strdup(arena, item->name, err);
		if (item->unit[0])
			value[i].unit = arena_strdup(arena, item->unit, err);
		if (!value[i].name || (item->unit[0] && !value[i].unit))
			return -ERR_NOMEM;
	}
	*ret = value;
	*ret_count = list->count;
	return 0;
}

/* Peak of this image: ru_maxrss would be that of who started it, too. */
static uint64_t peak_rss_bytes(void)
{
	uint64_t kib = 0;

	(void)sysfile_u64("", "/proc/self/status", "VmHWM", &kib);
	return kib * 1024;
}

/* A benchmark that did not end well has no timing. */
static int collect(struct worker *worker, struct err *err)
{
	struct process_samples *samples = &worker->samples;
	struct host *host = &worker->host;
	int rc = 0;

	if (host->status != TARE_STATUS_OK) {
		samples->status = host->status == TARE_STATUS_SKIP
				      ? CASE_SKIPPED
				      : CASE_FAILED;
		samples->reason = host->reason;
	} else if (worker->sampler.failure) {
		samples->status = CASE_BROKEN;
		samples->reason =
		    arena_strdup(&worker->arena, worker->sampler.failure, err);
	} else {
		rc = sampler_collect(&worker->sampler, worker->counters,
				     &worker->arena, samples, err);
	}
	if (!rc)
		rc = copy_named(worker, &host->rate, &samples->rate,
				&samples->rate_count, err);
	if (!rc)
		rc = copy_named(worker, &host->metric, &samples->metric,
				&samples->metric_count, err);
	samples->note = host->note[0] ? host->note : NULL;
	return rc;
}

static int send_samples(struct worker *worker, struct err *err)
{
	CLEANUP(mem_free) char *json = samples_encode(&worker->samples, err);
	if (!json)
		return -ERR_NOMEM;
	return wire_send(worker->fd, WIRE_SAMPLES, json, err);
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
		rc = load(worker, err);
	if (!rc)
		rc = run_benchmark(worker, err);
	if (!rc)
		rc = collect(worker, err);
	if (worker->measuring_ns)
		samples->setup_ns = worker->measuring_ns - worker->started_ns;
	samples->peak_rss_bytes = peak_rss_bytes();
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
	int rc = send_samples(&worker, &err);
	fflush(NULL);
	leave(rc ? WIRE_EXIT_LOST : EXIT_PASS);
}
