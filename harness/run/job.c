#include "run/job.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/proc.h"
#include "run/outcome.h"
#include "run/watch.h"

/* A worker that does not read its job at once is no worker. */
#define SEND_TIMEOUT_SECONDS 10

#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define JOB_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define JOB_SANITIZED 1
#endif
/* Sanitizers reserve terabytes of address space, so it cannot be limited. */
#ifndef JOB_SANITIZED
#define JOB_SANITIZED 0
#endif

/* The worker's ends of its channels. */
struct far_ends {
	int wire_fd, stdout_fd, stderr_fd; /* -1: closed */
};

struct job {
	const struct job_spec *spec;
	struct watch watch;
	struct proc proc;
	uint64_t started_ns, tick_ns; /* tick: the next one */
	size_t threads_before;        /* of the whole system */
	struct outcome_facts facts;
};

static void far_ends_release(struct far_ends *ends)
{
	const int fd[] = {ends->wire_fd, ends->stdout_fd, ends->stderr_fd};

	for (size_t i = 0; i < ARRAY_SIZE(fd); i++) {
		if (fd[i] >= 0) {
			(void)close(fd[i]);
		}
	}
	*ends = (struct far_ends){-1, -1, -1};
}

static void job_release(struct job *job)
{
	if (job->proc.pid > 0) {
		proc_kill_all(&job->proc);
	}
	watch_release(&job->watch);
}

/* Threads on the system, or 0. One small read, unlike counting in /proc. */
static size_t system_threads(void)
{
	char text[128];
	size_t threads = 0;
	int fd = open("/proc/loadavg", O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return 0;
	}
	ssize_t count = read(fd, text, sizeof(text) - 1);
	(void)close(fd);
	text[count > 0 ? count : 0] = '\0';
	return sscanf(text, "%*s %*s %*s %*[0-9]/%zu", &threads) == 1 ? threads
								      : 0;
}

static int open_channels(struct watch *watch, struct far_ends *ends,
			 struct err *err)
{
	const struct timeval timeout = {.tv_sec = SEND_TIMEOUT_SECONDS};
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
		return err_sys(err, ERR_SYS, errno, "no socket for a worker");
	}
	watch->fd[WATCH_WIRE] = pair[0];
	ends->wire_fd = pair[1];
	(void)setsockopt(pair[0], SOL_SOCKET, SO_SNDTIMEO, &timeout,
			 sizeof(timeout));
	if (pipe2(pair, O_CLOEXEC) < 0) {
		return err_sys(err, ERR_SYS, errno, "no pipe for a worker");
	}
	watch->fd[WATCH_STDOUT] = pair[0];
	ends->stdout_fd = pair[1];
	if (pipe2(pair, O_CLOEXEC) < 0) {
		return err_sys(err, ERR_SYS, errno, "no pipe for a worker");
	}
	watch->fd[WATCH_STDERR] = pair[0];
	ends->stderr_fd = pair[1];
	return 0;
}

/* The environment, grown by one variable of BYTES bytes. Malloc'ed. */
static const char **make_environment(size_t bytes, char **ret_pad)
{
	size_t count = 0;

	while (environ[count]) {
		count++;
	}
	const char **list = malloc((count + 2) * sizeof(*list));
	char *pad = NULL;
	if (!list || asprintf(&pad, "TARE_PAD=%0*d", (int)bytes + 1, 0) < 0) {
		free(list);
		return NULL;
	}
	for (size_t i = 0; i < count; i++) {
		list[i] = environ[i];
	}
	list[count] = pad;
	list[count + 1] = NULL;
	*ret_pad = pad;
	return list;
}

/*
 * RLIMIT_NPROC counts all threads of the user, so those that are there
 * already come on top.
 */
static struct proc_limits make_limits(const struct job *job)
{
	return (struct proc_limits){
	    .address_space_bytes = JOB_SANITIZED ? 0 : job->spec->memory_bytes,
	    .processes = job->threads_before
			     ? job->threads_before + JOB_MAX_PROCESSES
			     : 0,
	};
}

static int spawn(struct job *job, const struct far_ends *ends, struct err *err)
{
	static const char *const worker[] = {"tare", "__worker", NULL};
	const struct job_spec *spec = job->spec;
	CLEANUP(mem_free) char *pad = NULL;
	CLEANUP(mem_free)
	const char **environment =
	    make_environment(spec->environment_bytes, &pad);

	if (!environment) {
		return err_nomem(err, "environment of a worker");
	}
	/* Threads of a case are spread by the worker itself. */
	bool pinned = spec->wire->threads <= 1;
	struct proc_spec proc = {
	    .path = spec->path,
	    .argv = spec->argv ? spec->argv : worker,
	    .envp = environment,
	    .stdin_fd = -1,
	    .stdout_fd = ends->stdout_fd,
	    .stderr_fd = ends->stderr_fd,
	    .wire_fd = ends->wire_fd,
	    .cpu = pinned ? spec->wire->cpu : -1,
	    .limits = make_limits(job),
	};
	return proc_spawn(&proc, &job->proc, err);
}

static int start(struct job *job, struct err *err)
{
	CLEANUP(far_ends_release) struct far_ends ends = {-1, -1, -1};
	CLEANUP(mem_free) char *json = wire_job_encode(job->spec->wire, err);
	if (!json) {
		return -ERR_NOMEM;
	}
	int rc = open_channels(&job->watch, &ends, err);
	if (rc == 0) {
		job->threads_before = system_threads();
		rc = spawn(job, &ends, err);
	}
	if (rc < 0) {
		return rc;
	}
	/* Without it the end is noticed at the next tick. */
	job->watch.fd[WATCH_PID] =
	    (int)syscall(SYS_pidfd_open, job->proc.pid, 0);
	/* A worker that is gone already: its end tells more than EPIPE. */
	(void)wire_send(job->watch.fd[WATCH_WIRE], WIRE_JOB, json, NULL);
	return 0;
}

static void note_peak(struct job *job, uint64_t bytes)
{
	if (bytes > job->facts.peak_bytes) {
		job->facts.peak_bytes = bytes;
	}
}

static void look_at_memory(struct job *job)
{
	char path[64], text[64];
	uint64_t pages;

	(void)snprintf(path, sizeof(path), "/proc/%d/statm",
		       (int)job->proc.pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return;
	}
	ssize_t count = read(fd, text, sizeof(text) - 1);
	(void)close(fd);
	text[count > 0 ? count : 0] = '\0';
	if (sscanf(text, "%" SCNu64, &pages) == 1) {
		note_peak(job, pages * (uint64_t)sysconf(_SC_PAGESIZE));
	}
}

/*
 * The kernel does not hold root to RLIMIT_NPROC, so tare counts. The dear
 * count by /proc is made only when the system has as many threads more.
 */
static bool too_many_processes(const struct job *job)
{
	size_t threads = system_threads();

	if (threads > 0 &&
	    threads < job->threads_before + JOB_MAX_PROCESSES / 2) {
		return false;
	}
	return proc_descendants() > JOB_MAX_PROCESSES;
}

/* True, and the cause, if the job must end now. */
static bool must_end(struct job *job, uint64_t now_ns)
{
	const struct job_spec *spec = job->spec;

	if (spec->stop_signal && *spec->stop_signal) {
		job->facts.cause = OUTCOME_STOPPED;
		return true;
	}
	if (job->watch.breach.code != ERR_NONE) {
		job->facts.cause = OUTCOME_BREACH;
		return true;
	}
	if (spec->timeout_ns > 0 &&
	    (double)(now_ns - job->started_ns) >= spec->timeout_ns) {
		job->facts.cause = OUTCOME_TIMEOUT;
		return true;
	}
	if (now_ns < job->tick_ns) {
		return false;
	}
	job->tick_ns = now_ns + JOB_TICK_NS;
	look_at_memory(job);
	job->facts.cause = OUTCOME_PROCESSES;
	return too_many_processes(job);
}

static int milliseconds_to_tick(const struct job *job, uint64_t now_ns)
{
	uint64_t left = job->tick_ns > now_ns ? job->tick_ns - now_ns : 0;

	return (int)(left / 1000000 + 1);
}

/* Until the worker has ended or must. */
static int supervise(struct job *job, struct err *err)
{
	job->tick_ns = job->started_ns + JOB_TICK_NS;
	for (;;) {
		uint64_t now_ns = clock_now(&clock_system);

		if (must_end(job, now_ns)) {
			return 0;
		}
		(void)watch_step(&job->watch,
				 milliseconds_to_tick(job, now_ns));
		int rc = proc_poll(&job->proc, &job->facts.exit, err);
		if (rc != 0) {
			job->facts.cause = OUTCOME_ENDED;
			return rc < 0 ? rc : 0;
		}
	}
}

/* Descendants that outlived the worker. They are children of ours now. */
static size_t count_survivors(void)
{
	siginfo_t info;

	if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0) {
		return 0;
	}
	return proc_descendants();
}

static void finish(struct job *job)
{
	struct outcome_facts *facts = &job->facts;
	struct watch *watch = &job->watch;

	if (facts->cause == OUTCOME_ENDED) {
		facts->survivors = count_survivors();
		note_peak(job, (uint64_t)facts->exit.usage.ru_maxrss * 1024);
	}
	proc_kill_all(&job->proc);
	watch_drain(watch);
	if (watch->breach.code != ERR_NONE && !watch->answered &&
	    facts->cause == OUTCOME_ENDED) {
		facts->cause = OUTCOME_BREACH;
	}
	facts->stage = watch->stage;
	facts->answered = watch->answered;
	facts->crash = watch->crashed ? &watch->crash : NULL;
	facts->breach = watch->breach.text;
	facts->timeout_ns = job->spec->timeout_ns;
	facts->memory_bytes = JOB_SANITIZED ? 0 : job->spec->memory_bytes;
	facts->process_limit = JOB_MAX_PROCESSES;
	facts->dropped_bytes = watch->dropped_bytes;
}

static void fill_in(struct job *job, struct process_samples *samples)
{
	const struct wire_job *wire = job->spec->wire;

	if (!job->watch.answered) {
		samples->cpu = wire->cpu;
	}
	samples->case_index = wire->case_index;
	samples->process = wire->process;
	samples->seed = wire->seed;
	samples->wall_ns = clock_now(&clock_system) - job->started_ns;
	if (samples->peak_rss_bytes == 0) {
		samples->peak_rss_bytes =
		    (uint64_t)job->facts.exit.usage.ru_maxrss * 1024;
	}
	samples->output = job->watch.output_bytes ? job->watch.output : NULL;
}

static int stopped(const struct job_spec *spec, struct err *err)
{
	if (*spec->stop_signal == SIGTERM) {
		return err_set(err, ERR_TERMINATED, "terminated");
	}
	return err_set(err, ERR_INTERRUPTED, "interrupted");
}

static int conclude(struct job *job, struct keep *keep,
		    struct process_samples *ret, struct err *err)
{
	struct process_samples *samples = &job->watch.samples;

	finish(job);
	if (job->facts.cause == OUTCOME_STOPPED) {
		return stopped(job->spec, err);
	}
	fill_in(job, samples);
	int rc = outcome_decide(&job->facts, &job->watch.arena, samples, err);
	return rc < 0 ? rc : keep_samples(keep, samples, ret, err);
}

/* The machine refused: that too costs no more than this job. */
static int give_up(struct job *job, const struct err *why, struct keep *keep,
		   struct process_samples *ret, struct err *err)
{
	struct process_samples samples = {.status = CASE_BROKEN};

	proc_kill_all(&job->proc);
	fill_in(job, &samples);
	samples.output = NULL;
	samples.cpu = job->spec->wire->cpu;
	samples.reason =
	    arena_printf(&job->watch.arena, err, "no worker: %s", why->text);
	return samples.reason ? keep_samples(keep, &samples, ret, err)
			      : -ERR_NOMEM;
}

int job_run(const struct job_spec *spec, struct keep *keep,
	    struct process_samples *ret, struct err *err)
{
	CLEANUP(job_release)
	struct job job = {
	    .spec = spec,
	    .started_ns = clock_now(&clock_system),
	};
	struct err why = {0};

	watch_init(&job.watch);
	int rc = start(&job, &why);
	if (rc == 0) {
		rc = supervise(&job, &why);
	}
	return rc < 0 ? give_up(&job, &why, keep, ret, err)
		      : conclude(&job, keep, ret, err);
}
