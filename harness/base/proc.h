/*
 * Processes: the only room that forks.
 */
#ifndef BASE_PROC_H
#define BASE_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "base/err.h"

/* Limits of a child; 0 means "leave as it is". */
struct proc_limits {
	uint64_t address_space_bytes;
	uint64_t processes; /* RLIMIT_NPROC; the kernel exempts root */
	bool core;          /* false: no core files */
};

/*
 * What to start. The child gets a new process group, default signals, an
 * empty signal mask, PR_SET_PDEATHSIG = SIGKILL, and no descriptor but 0, 1,
 * 2 and, as number PROC_WIRE_FD, wire_fd; more_fd get the numbers from
 * PROC_MORE_FD on.
 */
#define PROC_WIRE_FD  3
#define PROC_MORE_FD  4
#define PROC_MAX_MORE 6
struct proc_spec {
	const char *path;        /* executable; NULL: /proc/self/exe */
	const char *const *argv; /* NULL-terminated */
	const char *const *envp; /* NULL: inherit */
	int stdin_fd, stdout_fd, stderr_fd; /* -1: /dev/null */
	int wire_fd;                        /* -1: none */
	const int *more_fd; /* with a wire only, at most PROC_MAX_MORE */
	size_t more_count;
	int cpu; /* pin to it; -1: no */
	struct proc_limits limits;
};

struct proc {
	pid_t pid; /* also its process group; 0: not running */
};

struct proc_exit {
	bool signalled;
	int status; /* exit status, or signal number */
	struct rusage usage;
};

int proc_spawn(const struct proc_spec *spec, struct proc *ret, struct err *err);
/*
 * Forks the caller, which has one thread and no lock: *RET is 0 in the child,
 * which stays in the process group and goes on in a copy of the caller.
 */
int proc_fork(pid_t *ret, struct err *err);
/* Dies when PARENT, the caller's parent now, does. */
int proc_die_with(pid_t parent, struct err *err);
/* 1: ended, *ret filled; 0: still running; negative: error. */
int proc_poll(struct proc *proc, struct proc_exit *ret, struct err *err);
int proc_wait(struct proc *proc, struct proc_exit *ret, struct err *err);
/*
 * Kills and buries every descendant (the caller became a subreaper by
 * proc_adopt_orphans), until none remains. Returns how many lived at once,
 * at least.
 */
size_t proc_kill_all(void);
/* Become the reaper of orphaned descendants. */
int proc_adopt_orphans(struct err *err);
/*
 * From here on the descendants that exist now, and what they start, are not
 * counted as descendants, and not killed: whoever ended in `exec tare` had
 * them. Those that were spared before are forgotten.
 */
int proc_spare_descendants(struct err *err);
bool proc_is_spared(pid_t pid);
/* Number of live descendants of the calling process, by /proc. */
size_t proc_descendants(void);
/*
 * The same up to MAX, counting also the dead that nobody has waited for, at
 * a cost that depends on that number only.
 */
size_t proc_count_descendants(size_t max);

/*
 * Runs a helper program to its end with TEXT on its standard input (NULL:
 * none); stdout and stderr are captured to RET_OUTPUT (malloc'ed, at most
 * MAX_OUTPUT bytes, may be NULL). TIMEOUT_NS 0: none. ERR_TIMEOUT when over.
 */
int proc_run(const char *const *argv, const char *text, uint64_t timeout_ns,
	     size_t max_output, char **ret_output, struct proc_exit *ret_exit,
	     struct err *err);

/*
 * The program NAME as the shell finds it in PATH, malloc'ed: NAME itself if it
 * has a '/' or is nowhere. NULL without memory.
 */
char *proc_find(const char *name);

/* CPUs this process may run on, at most MAX; returns their number. */
size_t proc_allowed_cpus(int *cpus, size_t max);
/* Pins the calling thread. */
int proc_pin(int cpu, struct err *err);

#endif
