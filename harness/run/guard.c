#include "run/guard.h"

#include <stdio.h>
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

#ifdef SANITIZED
const bool guard_limits_memory = false;
#else
const bool guard_limits_memory = true;
#endif

/* Threads on the system, or 0. One small read, unlike a walk of /proc. */
static size_t system_threads(void)
{
	char text[128];
	size_t threads = 0;

	if (!sysfile_text("", "/proc/loadavg", text, sizeof(text)) ||
	    sscanf(text, "%*s %*s %*s %*[0-9]/%zu", &threads) != 1) {
		return 0;
	}
	return threads;
}

void guard_begin(struct guard *guard)
{
	*guard = (struct guard){.threads_before = system_threads()};
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
	if (bytes > guard->peak_bytes) {
		guard->peak_bytes = bytes;
	}
}

static void look_at_memory(struct guard *guard, pid_t pid)
{
	char path[64];
	uint64_t pages;

	(void)snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);
	if (sysfile_u64("", path, NULL, &pages)) {
		guard_note_peak(guard, pages * (uint64_t)sysconf(_SC_PAGESIZE));
	}
}

/* The dear count is made only when the system has as many threads more. */
static bool too_many_processes(const struct guard *guard)
{
	size_t threads = system_threads();

	if (threads > 0 &&
	    threads < guard->threads_before + GUARD_MAX_PROCESSES / 2) {
		return false;
	}
	return proc_descendants() > GUARD_MAX_PROCESSES;
}

bool guard_tick(struct guard *guard, pid_t pid)
{
	look_at_memory(guard, pid);
	return !too_many_processes(guard);
}

size_t guard_survivors(void)
{
	siginfo_t info;

	/* No child at all is the common case, and cheap to see. */
	if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0) {
		return 0;
	}
	return proc_descendants();
}
