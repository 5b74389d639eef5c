#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include "run/guard.h"

static struct guard guard;

#define ONLY(pid) (&(const struct guarded){.worker = {pid}, .group = {pid}})

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
	cr_assert(guard_tick(&guard, ONLY(getpid())));
	cr_assert(gt(u64, guard.peak_bytes, 4096));

	guard_note_peak(&guard, UINT64_MAX);
	cr_assert(guard_tick(&guard, ONLY(getpid())));
	cr_assert(eq(u64, guard.peak_bytes, UINT64_MAX));
}

static void start_script(struct proc *proc, const char *script)
{
	const char *const argv[] = {"sh", "-c", script, NULL};
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

	cr_assert(eq(int, proc_adopt_orphans(&err), 0));
	cr_assert(eq(int, proc_spawn(&spec, proc, &err), 0));
}

static void start_sleeper(struct proc *proc)
{
	start_script(proc, "sleep 60 & sleep 60");
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
	cr_assert(guard_tick(&guard, ONLY(proc.pid)));
	cr_assert(gt(sz, guard.alarm_threads, 1));
	cr_assert(eq(int, proc_poll(&proc, &end, &err), 0));
	cr_assert(gt(sz, guard_kill(&guard, ONLY(proc.pid)), 0));
	cr_assert(eq(sz, proc_descendants(), 0));
}

static void *sleep_long(void *unused)
{
	(void)sleep(60);
	return unused;
}

/* Threads of others, here the test's own, are no reason to hurry. */
Test(guard, load_of_others_makes_it_neither_hurry_nor_stop_the_job)
{
	struct proc proc = {0};
	pthread_t thread;

	start_sleeper(&proc);
	guard_begin(&guard);
	for (int i = 0; i < 2 * GUARD_URGENT_PROCESSES; i++)
		cr_assert(eq(
		    int, pthread_create(&thread, NULL, sleep_long, NULL), 0));
	size_t alarm = guard.alarm_threads;
	cr_assert(guard_tick(&guard, ONLY(proc.pid)));
	cr_assert(gt(sz, guard.alarm_threads, alarm));
	cr_assert(not(guard.urgent));
	cr_assert(eq(int, sched_getscheduler(0), SCHED_OTHER));
	(void)guard_kill(&guard, ONLY(proc.pid));
}

static void wait_for_descendants(size_t count)
{
	for (int i = 0; i < 6000 && proc_count_descendants(count) < count; i++)
		(void)usleep(10000);
}

Test(guard, many_processes_of_its_own_make_it_hurry)
{
	struct proc proc = {0};

	guard_begin(&guard);
	start_script(&proc, "i=0; while [ $i -lt 80 ]; do sleep 60 & "
			    "i=$((i + 1)); done; wait");
	wait_for_descendants(81);
	guard.alarm_threads = 1;
	cr_assert(guard_tick(&guard, ONLY(proc.pid)));
	cr_assert(eq(int, guard.urgent, geteuid() == 0));
	cr_assert(eq(sz, guard_kill(&guard, ONLY(proc.pid)), 81));
	cr_assert(not(guard.urgent));
	cr_assert(eq(int, sched_getscheduler(0), SCHED_OTHER));
}

Test(guard, orphans_that_ended_are_buried)
{
	struct proc proc = {0};

	guard_begin(&guard);
	start_script(&proc, "(true &); (true &); (true &); sleep 60");
	for (int i = 0; i < 6000 && proc_count_descendants(10) < 5; i++)
		(void)usleep(10000);
	for (int i = 0; i < 6000 && proc_count_descendants(10) > 2; i++) {
		(void)usleep(10000);
		cr_assert(guard_tick(&guard, ONLY(proc.pid)));
	}
	cr_assert(eq(sz, proc_count_descendants(10), 2));
	(void)guard_kill(&guard, ONLY(proc.pid));
}

Test(guard, what_others_give_back_lowers_the_alarm)
{
	guard_begin(&guard);
	size_t alarm = guard.alarm_threads;
	guard.last_threads += 10;
	guard.alarm_threads += 10;
	cr_assert(guard_tick(&guard, ONLY(getpid())));
	cr_assert(le(sz, guard.alarm_threads, alarm + 5));
}

Test(guard, who_was_there_before_is_left_alone)
{
	struct proc before = {0};
	struct proc_exit end;
	struct err err = {0};

	start_script(&before, "sleep 60");
	cr_assert(eq(int, proc_spare_descendants(&err), 0));
	guard_begin(&guard);
	cr_assert(eq(sz, guard_kill(&guard, ONLY(getpid())), 0));
	cr_assert(eq(int, proc_poll(&before, &end, &err), 0));
	(void)kill(-before.pid, SIGKILL);
}

Test(guard, nothing_left_is_nothing_killed)
{
	guard_begin(&guard);
	cr_assert(eq(sz, guard_kill(&guard, ONLY(getpid())), 0));
	cr_assert(eq(sz, guard_kill(&guard, ONLY(0)), 0));
	cr_assert(not(guard.urgent));
}
