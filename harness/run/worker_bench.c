/* The worker's benchmark: threads, counters, and, in a pair, set-ups. */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/proc.h"
#include "run/extensions.h"
#include "run/pages.h"
#include "run/threads.h"
#include "run/worker.h"

/* A thread that was told to end takes a moment to be gone. */
#define THREAD_WAITS   20
#define THREAD_WAIT_NS 1000000

/* Tells this use of the seed from others. */
#define PAGES_STREAM UINT64_C(0x7061676573)

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

static int prepare_sampler(struct worker *worker, struct err *err)
{
	const struct sampler_config config = {
	    .slices = worker->job.slices,
	    .paired = worker->job.pair,
	    .slice_ns = worker->job.slice_ns,
	    .budget_ns = worker->job.budget_ns,
	    .resolution_ns = clock_measure(&clock_system).resolution_ns,
	    .clock = &clock_system,
	};
	return sampler_init(&worker->sampler, &config, worker->counters.count,
			    err);
}

static int prepare_timing(struct worker *worker, struct err *err)
{
	const struct wire_job *job = &worker->job;

	/* A CPU may have a PMU of its own. Who fails is told later. */
	if (worker->cpus)
		(void)proc_pin(worker->cpus[0], NULL);
	int rc = team_counters_init(&worker->counters, job->counters,
				    job->process, job->threads, err);

	return rc ? rc : prepare_sampler(worker, err);
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

static bool is_simulated(const struct worker *worker)
{
	return worker->job.count && worker->job.count->pass == COUNT_SIMULATED;
}

/* One set-up with its slices: until the scheduler ends it. */
static int run_team(struct worker *worker, const struct scheduler *scheduler,
		    bool first, struct err *err)
{
	CLEANUP(team_release) struct team team = {0};
	const struct team_config config = {
	    .bench = worker->bench,
	    .clock = &clock_system,
	    .counters = worker->job.count ? NULL : &worker->counters,
	    .cpus = worker->cpus,
	    .quiet = worker->job.pair,
	    .edge = is_simulated(worker) ? count_course_edge : NULL,
	    .counts_only = worker->job.count,
	    /* Each message wakes the supervisor: not between slices. */
	    .stage = first ? worker_stage : NULL,
	    .ctx = worker,
	};
	int rc = team_init(&team, &worker->host, scheduler, &config, err);
	return rc ? rc : team_run(&team, err);
}

/* A side of a process pair: set-ups and slices in their turns. */
static int run_side(struct worker *worker, struct err *err)
{
	struct course *course = &worker->course;
	const struct scheduler scheduler = course_scheduler(course);
	uint64_t setup = 0;
	int rc = 0;

	do {
		uint64_t faults = pages_faulted();
		host_begin_setup(&worker->host, setup);
		course_set_up(course);
		rc = run_team(worker, &scheduler, setup == 0, err);
		if (rc || worker->host.status != TARE_STATUS_OK ||
		    !course_goes_on(course))
			break;
		setup = course_setup(course);
		pages_renew(pages_faulted() - faults,
			    rng_derive(worker->job.seed, PAGES_STREAM, setup));
	} while (true);
	return rc;
}

/* An untimed pass. */
static int run_counting(struct worker *worker, struct err *err)
{
	const struct scheduler scheduler =
	    count_course_scheduler(&worker->counting);
	struct rusage children;
	int rc = run_team(worker, &scheduler, true, err);

	if (getrusage(RUSAGE_CHILDREN, &children) == 0 &&
	    children.ru_maxrss > 0)
		host_note(&worker->host,
			  "starts processes, which are not counted");
	return rc;
}

static int run_alone(struct worker *worker, struct err *err)
{
	const struct scheduler scheduler = sampler_scheduler(&worker->sampler);

	return run_team(worker, &scheduler, true, err);
}

static int run_counted(struct worker *worker, struct err *err)
{
	size_t threads = count_threads();
	int rc = worker->job.count  ? run_counting(worker, err)
		 : worker->job.pair ? run_side(worker, err)
				    : run_alone(worker, err);

	if (!rc)
		note_threads_left(worker, threads);
	return rc;
}

int worker_run(struct worker *worker, struct err *err)
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
	if (worker->job.count)
		count_course_init(&worker->counting, worker->job.count);
	else
		rc = prepare_timing(worker, err);
	if (rc)
		return rc;
	if (worker->counting.phase == COUNT_DONE)
		return 0;
	take_heap_offset(worker);
	worker_stage(worker, "set-up");
	return run_counted(worker, err);
}
