#include "run/threads.h"

#include <alloca.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/proc.h"
#include "run/crash.h"

/* Keeping busy goes by this part of a slice. */
#define BUSY_PARTS 64

static const char left_early[] =
    "the body left TARE_LOOP early (break or return): the loop must run to "
    "its end";
static const char second_loop[] =
    "a second TARE_LOOP was started: a benchmark has exactly one";
static const char no_loop[] = "no TARE_LOOP was reached";

/* A count that stood still for one member is not the team's. */
static void add_counts(struct slice *slice, const struct slice *add,
		       size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct counter_reading *sum = &slice->counter[i];
		const struct counter_reading *one = &add->counter[i];
		bool still = sum->enabled_ns == 0 || one->enabled_ns == 0;
		sum->value += one->value;
		sum->running_ns += one->running_ns;
		sum->enabled_ns = still ? 0 : sum->enabled_ns + one->enabled_ns;
	}
	slice->counters_lost |= add->counters_lost;
}

static void merge_counts(struct team *team)
{
	const struct member *first = &team->member[0];
	struct slice *slice = &team->slice;
	size_t count = first->counters.count;

	memcpy(slice->counter, first->slice.counter,
	       count * sizeof(slice->counter[0]));
	slice->counters_lost = first->slice.counters_lost;
	for (uint32_t i = 1; i < team->count; i++)
		add_counts(slice, &team->member[i].slice, count);
}

/* What all members saw of one slice, as one. */
static void merge_slices(struct team *team)
{
	struct slice *slice = &team->slice;
	uint64_t start_ns = team->member[0].start_ns;
	uint64_t finish_ns = team->member[0].finish_ns, manual_ns = 0;
	bool manual = false, backwards = false;

	slice->ops = team->ops * team->count;
	slice->involuntary = 0;
	slice->migrated = false;
	for (uint32_t i = 0; i < team->count; i++) {
		const struct member *member = &team->member[i];
		slice->involuntary += member->slice.involuntary;
		slice->migrated |= member->slice.migrated;
		backwards |= member->finish_ns < member->start_ns;
		if (member->start_ns < start_ns)
			start_ns = member->start_ns;
		if (member->finish_ns > finish_ns)
			finish_ns = member->finish_ns;
		manual |= member->manual;
		if (member->manual_ns > manual_ns)
			manual_ns = member->manual_ns;
	}
	slice_set_time(slice, start_ns, backwards ? 0 : finish_ns);
	if (manual)
		slice->ns = manual_ns;
	merge_counts(team);
}

static void tell_stage(const struct team *team, const char *name)
{
	if (team->config.stage)
		team->config.stage(team->config.ctx, name);
}

/* Everybody has arrived: records the slice that ended, chooses the next. */
static void decide(void *ctx)
{
	struct team *team = ctx;

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

static void release(void *ctx)
{
	struct team *team = ctx;

	team->finished = 0;
}

static bool meet(struct team *team, struct meeting *meeting,
		 void (*last)(void *ctx))
{
	return meeting_wait(meeting, team->count, &team->broken, last, team);
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
	counter_probe_after(&member->counters, &member->slice);
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
	/* Not before the release: to wait for it would be counted. */
	counter_probe_before(&member->counters);
	if (team->config.edge)
		team->config.edge();
	member->start_ns = clock_now(team->config.clock);
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
	meeting_ring(&team->before);
	meeting_ring(&team->release);
}

/* After pinning: a CPU may have a PMU of its own. */
static bool join_counters(struct member *member)
{
	struct team *team = member->team;
	struct counter_probe *probe = &member->counters;
	struct err err = {0};

	if (!team->config.counters)
		return true;
	if (team_counters_join(team->config.counters, &probe->counters, &err)) {
		if (!atomic_exchange(&team->failed, true))
			team->err = err;
		return false;
	}
	probe->count = counters_count(probe->counters);
	return true;
}

static void leave_counters(struct member *member)
{
	if (member->counters.counters)
		team_counters_leave(member->team->config.counters,
				    member->counters.counters);
	member->counters.counters = NULL;
}

static void *member_main(void *arg)
{
	struct member *member = arg;

	if (member->cpu >= 0 && proc_pin(member->cpu, NULL))
		host_note(member->team->host, "could not pin to its CPU");
	if (join_counters(member))
		run_offset(member);
	leave_counters(member);
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
	    .member = member,
	    .count = count,
	    .finished = count,
	    .before = {.sleeps =
			   (config->quiet || config->counts_only) && together},
	    .release = {.sleeps = config->counts_only && together},
	};
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
	if (!team->failed)
		return 0;
	if (err)
		*err = team->err;
	return -(int)team->err.code;
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
