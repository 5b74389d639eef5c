#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <unistd.h>

#include "run/guard.h"

static struct guard guard;

Test(guard, limits_leave_room_for_what_is_there)
{
	guard_begin(&guard);
	struct proc_limits limits = guard_limits(&guard, 1 << 30);

	cr_assert(gt(sz, guard.threads_before, 0));
	cr_assert(eq(u64, limits.processes,
		     guard.threads_before + GUARD_MAX_PROCESSES));
	cr_assert(eq(u64, limits.address_space_bytes,
		     guard_limits_memory ? 1 << 30 : 0));
}

Test(guard, an_unknown_number_of_threads_limits_nothing)
{
	cr_assert(eq(u64, guard_limits(&guard, 0).processes, 0));
}

Test(guard, a_tick_sees_the_memory)
{
	guard_begin(&guard);
	cr_assert(guard_tick(&guard, getpid()));
	cr_assert(gt(u64, guard.peak_bytes, 4096));

	guard_note_peak(&guard, UINT64_MAX);
	cr_assert(guard_tick(&guard, getpid()));
	cr_assert(eq(u64, guard.peak_bytes, UINT64_MAX));
}

static void start_sleeper(struct proc *proc)
{
	static const char *const argv[] = {"sh", "-c", "sleep 60 & sleep 60",
					   NULL};
	const struct proc_spec spec = {
	    .path = "/bin/sh",
	    .argv = argv,
	    .stdin_fd = -1,
	    .stdout_fd = -1,
	    .stderr_fd = -1,
	    .wire_fd = -1,
	    .cpu = -1,
	};
	struct err err = {0};

	cr_assert(eq(int, proc_spawn(&spec, proc, &err), 0));
}

/* An alarm that proves false: the job goes on, the next alarm is later. */
Test(guard, a_false_alarm_lets_the_job_go_on)
{
	struct proc proc = {0};
	struct proc_exit end;
	struct err err = {0};

	start_sleeper(&proc);
	guard_begin(&guard);
	guard.alarm_threads = 1;
	cr_assert(guard_tick(&guard, proc.pid));
	cr_assert(gt(sz, guard.alarm_threads, 1));
	cr_assert(eq(int, proc_poll(&proc, &end, &err), 0));
	cr_assert(gt(sz, guard_kill(&guard, proc.pid), 0));
	cr_assert(eq(sz, proc_descendants(), 0));
}

Test(guard, nothing_left_is_nothing_killed)
{
	guard_begin(&guard);
	cr_assert(eq(sz, guard_kill(&guard, getpid()), 0));
	cr_assert(eq(sz, guard_kill(&guard, 0), 0));
	cr_assert(not(guard.urgent));
}
