#include "run/guard.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sysfile.h"

#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif

#define MAX_BURIALS 1000 /* a tick */

#ifdef SANITIZED
const bool guard_limits_memory = false;
#else
const bool guard_limits_memory = true;
#endif

/*
 * Threads on the system, or 0. One small read, unlike a walk of /proc:
 * "0.20 0.18 0.12 1/80 11206".
 */
static size_t system_threads(void)
{
	char text[128];

	if (!sysfile_text("", "/proc/loadavg", text, sizeof(text)))
		return 0;
	const char *slash = strchr(text, '/');
	return slash ? strtoul(slash + 1, NULL, 10) : 0;
}

void guard_begin(struct guard *guard)
{
	size_t threads = system_threads();

	*guard = (struct guard){
	    .threads_before = threads,
	    .last_threads = threads,
	    .alarm_threads = threads + GUARD_URGENT_PROCESSES,
	};
}

/*
 * RLIMIT_NPROC counts all threads of the user, so those that are there
 * already come on top.
 */
struct proc_limits guard_limits(const struct guard *guard,
				uint64_t memory_bytes)
{
	size_t before = guard->threads_before;

	return (struct proc_limits){
	    .address_space_bytes = guard_limits_memory ? memory_bytes : 0,
	    .processes = before > 0 ? before + GUARD_MAX_PROCESSES : 0,
	};
}

void guard_note_peak(struct guard *guard, uint64_t bytes)
{
	if (bytes > guard->peak_bytes)
		guard->peak_bytes = bytes;
}

static void look_at_memory(struct guard *guard, pid_t pid)
{
	char path[64];
	uint64_t pages;

	(void)snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);
	if (sysfile_u64("", path, NULL, &pages))
		guard_note_peak(guard, pages * (uint64_t)sysconf(_SC_PAGESIZE));
}

/*
 * A thousand forking processes leave tare a thousandth of the CPU, so that it
 * takes a real-time priority. The rule: only for more than
 * GUARD_URGENT_PROCESSES descendants of its own, or while it kills what a job
 * has left; never for what others do on the machine. It ends with the job.
 * Who may escape RLIMIT_NPROC may also do this; for others it is not needed.
 */
static void hurry(struct guard *guard)
{
	const struct sched_param first = {.sched_priority = 1};
	const int policy = SCHED_FIFO | SCHED_RESET_ON_FORK;

	if (!guard->urgent)
		guard->urgent = sched_setscheduler(0, policy, &first) == 0;
}

static void calm_down(struct guard *guard)
{
	const struct sched_param usual = {.sched_priority = 0};

	if (guard->urgent) {
		(void)sched_setscheduler(0, SCHED_OTHER, &usual);
		guard->urgent = false;
	}
}

static void signal_groups(const struct guarded *of, int number)
{
	for (int i = 0; i < GUARD_WORKERS; i++)
		if (of->group[i] > 0)
			(void)kill(-of->group[i], number);
}

/* While the group stands still it does not grow: then the count is true. */
static size_t count_in_peace(const struct guarded *of)
{
	signal_groups(of, SIGSTOP);
	size_t count = proc_descendants();
	if (count <= GUARD_MAX_PROCESSES)
		signal_groups(of, SIGCONT);
	return count;
}

/*
 * Counts what the job has, whoever else has started threads, and sets the
 * next alarm for when that can have reached the next level.
 */
static bool count_is_fine(struct guard *guard, const struct guarded *of,
			  size_t threads)
{
	size_t level = GUARD_URGENT_PROCESSES + 1;
	size_t count = proc_count_descendants(GUARD_MAX_PROCESSES + 1);

	if (count >= level) {
		hurry(guard);
		level = GUARD_MAX_PROCESSES + 1;
	}
	if (count >= level)
		count = count_in_peace(of);
	if (count >= level)
		return false;
	guard->alarm_threads = threads + level - count;
	return true;
}

/* What others give back must not hide what the job takes. */
static void follow_down(struct guard *guard, size_t threads)
{
	size_t fall = 0;

	if (threads < guard->last_threads)
		fall = guard->last_threads - threads;
	guard->alarm_threads -=
	    fall < guard->alarm_threads ? fall : guard->alarm_threads;
	guard->last_threads = threads;
}

/*
 * Orphans that have ended are tare's to bury: a chain of processes that fork
 * and exit would fill the table of processes with the dead.
 */
static void bury_orphans(const struct guarded *of)
{
	for (int i = 0; i < MAX_BURIALS; i++) {
		siginfo_t info = {.si_pid = 0};

		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 ||
		    info.si_pid == 0 || info.si_pid == of->worker[0] ||
		    info.si_pid == of->worker[1])
			return;
		(void)waitpid(info.si_pid, NULL, WNOHANG);
	}
}

bool guard_tick(struct guard *guard, const struct guarded *of)
{
	size_t threads = system_threads();

	bury_orphans(of);
	for (int i = 0; i < GUARD_WORKERS; i++)
		if (of->worker[i] > 0)
			look_at_memory(guard, of->worker[i]);
	follow_down(guard, threads);
	return threads < guard->alarm_threads ||
	       count_is_fine(guard, of, threads);
}

/*
 * Anybody, dead or alive: orphans become our children, so that without these
 * there is nobody. Often the kernel says so without a look at /proc.
 */
static bool has_left_anybody(void)
{
	siginfo_t info;

	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       proc_count_descendants(1) > 0;
}

size_t guard_kill(struct guard *guard, const struct guarded *of)
{
	if ((of->group[0] <= 0 && of->group[1] <= 0) || !has_left_anybody()) {
		calm_down(guard);
		return 0;
	}
	hurry(guard);
	signal_groups(of, SIGSTOP);
	size_t count = proc_descendants();
	signal_groups(of, SIGKILL);
	size_t killed = proc_kill_all();
	calm_down(guard);
	/* One that hops by fork and exit is easily missed once. */
	return killed > count ? killed : count;
}
