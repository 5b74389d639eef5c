#include "run/threads.h"

#include <alloca.h>
#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/proc.h"
#include "run/crash.h"

/* Spins before the CPU is offered to others. */
#define SPINS 20000
/* Keeping busy goes by this part of a slice. */
#define BUSY_PARTS 64

static const char left_early[] =
    "the body left TARE_LOOP early (break or return): the loop must run to "
    "its end";
static const char second_loop[] =
    "a second TARE_LOOP was started: a benchmark has exactly one";
static const char no_loop[] = "no TARE_LOOP was reached";

static void relax(unsigned spin)
{
	if (spin >= SPINS) {
		sched_yield();
		return;
	}
#if defined(__x86_64__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ __volatile__("yield");
#endif
}

/* Until the bell has been rung since it was RUNG. */
static void await_bell(struct meeting *meeting, uint32_t rung)
{
	(void)syscall(SYS_futex, &meeting->bell, FUTEX_WAIT_PRIVATE, rung, NULL,
		      NULL, 0);
}

static void ring_bell(struct meeting *meeting)
{
	if (!meeting->sleeps)
		return;
	meeting->bell++;
	(void)syscall(SYS_futex, &meeting->bell, FUTEX_WAKE_PRIVATE, INT_MAX,
		      NULL, NULL, 0);
}

/*
 * Holds the caller until all have come; the last one runs LAST before it
 * lets the others go. False if a member has left for good.
 */
static bool meet(struct team *team, struct meeting *meeting,
		 void (*last)(struct team *))
{
	uint32_t generation = meeting->generation;
	if (++meeting->arrived == team->count) {
		last(team);
		meeting->arrived = 0;
		meeting->generation = generation + 1;
		ring_bell(meeting);
		return true;
	}
	for (unsigned spin = 0;; spin++) {
		uint32_t rung = meeting->bell;
		if (meeting->generation != generation)
			return true;
		if (team->broken)
			return meeting->generation != generation;
		if (meeting->sleeps)
			await_bell(meeting, rung);
		else
			relax(spin);
	}
}

/* What all members saw of one slice, as one. */
static void merge_slices(struct team *team)
{
	struct slice *slice = &team->slice;
	uint64_t finish_ns = team->member[0].finish_ns, manual_ns = 0;
	bool manual = false, backwards = false;

	slice->ops = team->ops * team->count;
	slice->involuntary = 0;
	slice->migrated = false;
	for (uint32_t i = 0; i < team->count; i++) {
		const struct member *member = &team->member[i];
		slice->involuntary += member->slice.involuntary;
		slice->migrated |= member->slice.migrated;
		backwards |= member->finish_ns < team->release_ns;
		if (member->finish_ns > finish_ns)
			finish_ns = member->finish_ns;
		manual |= member->manual;
		if (member->manual_ns > manual_ns)
			manual_ns = member->manual_ns;
	}
	slice_set_time(slice, team->release_ns, backwards ? 0 : finish_ns);
	if (manual)
		slice->ns = manual_ns;
}

static void tell_stage(const struct team *team, const char *name)
{
	if (team->config.stage)
		team->config.stage(team->config.ctx, name);
}

/* Everybody has arrived: records the slice that ended, chooses the next. */
static void decide(struct team *team)
{
	if (team->opened) {
		merge_slices(team);
		team->scheduler.record(team->scheduler.ctx, &team->slice);
	} else {
		tell_stage(team, "measure");
	}
	team->opened = true;
	team->ops = team->host->status == TARE_STATUS_OK
			? team->scheduler.next(team->scheduler.ctx)
			: 0;
	if (!team->ops)
		tell_stage(team, "check");
}

/* The clock is read last. */
static void release(struct team *team)
{
	team->finishing = 0;
	team->finished = 0;
	counter_probe_before(&team->counters);
	team->release_ns = clock_now(team->config.clock);
}

static void end_slice(struct team *team, struct member *member, uint64_t now_ns)
{
	if (team->config.edge)
		team->config.edge();
	member->timed = false;
	member->finish_ns = now_ns;
	member->manual = member->thread.manual;
	member->manual_ns = member->thread.manual_ns;
	/* Counters first: what the other probe asks is not the benchmark's. */
	if (++team->finishing == team->count)
		counter_probe_after(&team->counters, &team->slice);
	thread_probe_after(&member->probe, &member->slice);
	team->finished++;
}

static bool begin_slice(struct team *team, struct member *member)
{
	if (!meet(team, &team->before, decide) || !team->ops)
		return false;
	member->thread.manual = false;
	member->thread.manual_ns = 0;
	thread_probe_before(&member->probe);
	if (!meet(team, &team->release, release))
		return false;
	if (team->config.edge)
		team->config.edge();
	return true;
}

static bool misused(struct team *team, struct member *member, uint64_t left)
{
	if (!member->ended && !left)
		return false;
	host_say(team->host, TARE_STATUS_FAIL, "%s",
		 member->ended ? second_loop : left_early);
	member->ended = true;
	return true;
}

uint64_t team_next(struct tare_state *state, uint64_t left)
{
	struct member *member = (struct member *)(void *)state;
	struct team *team = member->team;
	uint64_t now_ns = clock_now(team->config.clock);

	if (misused(team, member, left))
		return 0;
	member->started = true;
	if (member->timed)
		end_slice(team, member, now_ns);
	if (team->finished < team->count && !team->broken &&
	    !team->config.counts_only)
		return team->ops / BUSY_PARTS + 1;

	member->timed = begin_slice(team, member);
	member->ended = !member->timed;
	return member->timed ? team->ops : 0;
}

/* STATUS of the plugin's function NAME; true if it is all right. */
static bool passed(struct team *team, int32_t status, const char *name)
{
	if (status == TARE_STATUS_OK)
		return true;
	host_say(team->host,
		 status == TARE_STATUS_SKIP ? status : TARE_STATUS_FAIL,
		 "%s returned status %d", name, (int)status);
	return false;
}

static void run_body(struct member *member)
{
	struct team *team = member->team;
	int32_t status = team->config.bench->body(&member->thread.state);

	if (!passed(team, status, "the body"))
		return;
	if (!member->started)
		host_say(team->host, TARE_STATUS_FAIL, no_loop);
	else if (!member->ended)
		host_say(team->host, TARE_STATUS_FAIL, left_early);
}

static void run_batch(struct member *member)
{
	struct team *team = member->team;
	const struct tare_bench *bench = team->config.bench;
	struct tare_state *state = &member->thread.state;
	void *self = NULL;
	uint64_t ops;

	if (bench->setup && !passed(team, bench->setup(state, &self), "setup"))
		return;
	while ((ops = team_next(state, 0)))
		passed(team, bench->batch(self, ops), "batch");
	if (bench->check && team->host->status == TARE_STATUS_OK)
		passed(team, bench->check(self), "check");
	if (bench->teardown)
		bench->teardown(self);
}

/* Runs the benchmark with the stack moved by the job's offset. */
__attribute__((noinline)) static void run_offset(struct member *member)
{
	const struct team *team = member->team;
	char *pad = alloca(team->host->job->stack_offset_bytes + 1);

	/* The address escapes, so the room is really taken. */
	__asm__ __volatile__("" : : "r"(pad) : "memory");
	if (team->config.bench->body)
		run_body(member);
	else
		run_batch(member);
	__asm__ __volatile__("" : : "r"(pad) : "memory");
}

/* Nobody waits for a member that has left. */
static void leave(struct team *team)
{
	team->broken = true;
	ring_bell(&team->before);
	ring_bell(&team->release);
}

static void *member_main(void *arg)
{
	struct member *member = arg;

	if (member->cpu >= 0 && proc_pin(member->cpu, NULL))
		host_note(member->team->host, "could not pin to its CPU");
	run_offset(member);
	leave(member->team);
	return NULL;
}

static void *thread_main(void *arg)
{
	crash_thread_stack(NULL);
	return member_main(arg);
}

int team_init(struct team *team, struct host *host,
	      const struct scheduler *scheduler,
	      const struct team_config *config, struct err *err)
{
	uint32_t count = host->job->threads;
	bool together = count > 1;
	struct member *member = calloc(count, sizeof(*member));
	if (!member)
		return err_nomem(err, "threads");

	*team = (struct team){
	    .config = *config,
	    .host = host,
	    .scheduler = *scheduler,
	    .counters = {.counters = config->counters},
	    .member = member,
	    .count = count,
	    .finished = count,
	    .before = {.sleeps =
			   (config->quiet || config->counts_only) && together},
	    .release = {.sleeps = config->counts_only && together},
	};
	if (config->counters)
		team->counters.count = counters_count(config->counters);
	for (uint32_t i = 0; i < count; i++) {
		host_thread_init(&member[i].thread, host, i, team_next);
		member[i].team = team;
		member[i].cpu = config->cpus ? config->cpus[i] : -1;
	}
	return 0;
}

int team_run(struct team *team, struct err *err)
{
	uint32_t started = 1;
	int failed = 0;

	while (!failed && started < team->count) {
		struct member *member = &team->member[started];
		failed = pthread_create(&member->id, NULL, thread_main, member);
		started += !failed;
	}
	if (failed)
		leave(team);
	else
		member_main(&team->member[0]);
	for (uint32_t i = 1; i < started; i++)
		pthread_join(team->member[i].id, NULL);
	if (failed)
		return err_sys(err, ERR_SYS, failed,
			       "cannot start thread %u of %u", started + 1,
			       team->count);
	return 0;
}

void team_release(struct team *team)
{
	if (!team)
		return;
	for (uint32_t i = team->count; i-- > 0;)
		host_thread_end(&team->member[i].thread);
	free(team->member);
	*team = (struct team){0};
}
