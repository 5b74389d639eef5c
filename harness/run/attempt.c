#include "run/attempt.h"

#include <signal.h>
#include <string.h>

#include "base/clock.h"

struct proc_limits attempt_begin(struct attempt *attempt)
{
	uint64_t now_ns = clock_now(&clock_system);

	for (size_t i = 0; i < GUARD_WORKERS; i++) {
		attempt->started_ns[i] = now_ns;
		watch_init(&attempt->watch[i]);
	}
	guard_begin(&attempt->guard);
	return guard_limits(&attempt->guard, attempt->memory_bytes);
}

void attempt_release(struct attempt *attempt)
{
	bool running = false;

	for (size_t i = 0; i < attempt->count; i++)
		running |= attempt->proc[i].pid > 0;
	if (running)
		(void)guard_kill(&attempt->guard, &attempt->guarded);
	for (size_t i = 0; i < GUARD_WORKERS; i++)
		watch_release(&attempt->watch[i]);
}

static bool has_breach(const struct attempt *attempt)
{
	for (size_t i = 0; i < attempt->count; i++)
		if (attempt->watch[i].breach.code != ERR_NONE)
			return true;
	return false;
}

static bool is_late(const struct attempt *attempt, size_t i, uint64_t now_ns)
{
	return attempt->timeout_ns[i] > 0 && !attempt->ended[i] &&
	       (double)(now_ns - attempt->started_ns[i]) >=
		   attempt->timeout_ns[i];
}

static bool any_is_late(const struct attempt *attempt, uint64_t now_ns)
{
	for (size_t i = 0; i < attempt->count; i++)
		if (is_late(attempt, i, now_ns))
			return true;
	return false;
}

/* OUTCOME_ENDED: the workers may go on. */
static enum outcome_cause cause_to_end(struct attempt *attempt, uint64_t now_ns)
{
	if (attempt->stop_signal && *attempt->stop_signal)
		return OUTCOME_STOPPED;
	if (has_breach(attempt))
		return OUTCOME_BREACH;
	if (any_is_late(attempt, now_ns))
		return OUTCOME_TIMEOUT;
	if (now_ns >= attempt->tick_ns) {
		attempt->tick_ns = now_ns + GUARD_TICK_NS;
		if (!guard_tick(&attempt->guard, &attempt->guarded))
			return OUTCOME_PROCESSES;
	}
	return OUTCOME_ENDED;
}

static int milliseconds_to_tick(const struct attempt *attempt, uint64_t now_ns)
{
	uint64_t left =
	    attempt->tick_ns > now_ns ? attempt->tick_ns - now_ns : 0;

	return (int)(left / 1000000 + 1);
}

/*
 * An answer, and exit status 0. A side that was broken may not have told the
 * other one, which then waits for a turn that never comes.
 */
static bool ended_well(const struct attempt *attempt, size_t i)
{
	const struct proc_exit *exit = &attempt->exit[i];
	const struct watch *watch = &attempt->watch[i];

	return !exit->signalled && exit->status == 0 && watch->answered &&
	       watch->samples.status != CASE_BROKEN;
}

static int look_for_end(struct attempt *attempt, size_t i, struct err *err)
{
	int rc = proc_poll(&attempt->proc[i], &attempt->exit[i], err);

	if (rc <= 0)
		return rc;
	attempt->ended[i] = true;
	attempt->guarded.worker[i] = 0;
	watch_drain(&attempt->watch[i]);
	return attempt->replace && ended_well(attempt, i)
		   ? attempt->replace(attempt->ctx, i, err)
		   : 0;
}

/* Sets *RET if there is nobody to wait for any more. */
static int look_for_ends(struct attempt *attempt, bool *ret, struct err *err)
{
	bool all = true, badly = false;

	for (size_t i = 0; i < attempt->count; i++) {
		int rc = attempt->ended[i] ? 0 : look_for_end(attempt, i, err);

		if (rc < 0)
			return rc;
		all &= attempt->ended[i];
		badly |= attempt->ended[i] && !ended_well(attempt, i);
	}
	*ret = all || badly;
	return 0;
}

int attempt_supervise(struct attempt *attempt, struct err *err)
{
	bool over = false;
	int rc = 0;

	attempt->tick_ns = attempt->started_ns[0] + GUARD_TICK_NS;
	while (!over && rc == 0) {
		uint64_t now_ns = clock_now(&clock_system);

		attempt->cause = cause_to_end(attempt, now_ns);
		if (attempt->cause != OUTCOME_ENDED)
			return 0;
		(void)watch_step(attempt->watch, attempt->count,
				 milliseconds_to_tick(attempt, now_ns));
		rc = look_for_ends(attempt, &over, err);
	}
	return rc;
}

/*
 * Of two, who has the turn went wrong; or who is left when the other one has
 * ended, or nobody has a turn any more.
 */
static bool is_to_blame(const struct attempt *attempt, size_t i)
{
	if (attempt->cause == OUTCOME_BREACH)
		return attempt->watch[i].breach.code != ERR_NONE;
	if (attempt->cause == OUTCOME_TIMEOUT && attempt->replace)
		return is_late(attempt, i, clock_now(&clock_system));
	if (!attempt->token || attempt->ended[1 - i])
		return true;
	uint32_t holder = attempt->token->holder;
	return holder == TOKEN_NOBODY || attempt->wire[i]->pair->role == holder;
}

/* True if worker I just had to go because of the other one. */
static bool is_bystander(const struct attempt *attempt, size_t i)
{
	if (attempt->ended[i])
		return false;
	return attempt->cause == OUTCOME_ENDED || !is_to_blame(attempt, i);
}

/* True if it is not known who left what was running at the end. */
static bool is_mixed_up(const struct attempt *attempt, size_t survivors)
{
	return attempt->replace && attempt->count > 1 && survivors > 0;
}

static struct outcome_facts gather(struct attempt *attempt, size_t i,
				   size_t survivors)
{
	struct watch *watch = &attempt->watch[i];
	struct guard *guard = &attempt->guard;

	guard_note_peak(guard,
			(uint64_t)attempt->exit[i].usage.ru_maxrss * 1024);
	guard_note_peak(guard, watch->samples.peak_rss_bytes);
	guard_note_peak(guard, watch->memory.peak_bytes);
	return (struct outcome_facts){
	    .cause = watch->breach.code != ERR_NONE ? OUTCOME_BREACH
		     : attempt->ended[i]            ? OUTCOME_ENDED
						    : attempt->cause,
	    .exit = attempt->exit[i],
	    .stage = watch->stage,
	    .answered = watch->answered,
	    .crash = watch->crashed ? &watch->crash : NULL,
	    .breach = watch->breach.text,
	    .timeout_ns = attempt->timeout_ns[i],
	    .memory_bytes = guard_limits_memory ? attempt->memory_bytes : 0,
	    .peak_bytes = guard->peak_bytes,
	    .memory_refused = watch->memory.refused,
	    .process_limit = GUARD_MAX_PROCESSES,
	    .survivors = survivors,
	    .dropped_bytes = watch->dropped_bytes,
	};
}

static void fill_in(const struct attempt *attempt, size_t i,
		    struct process_samples *samples)
{
	const struct wire_job *wire = attempt->wire[i];
	const struct watch *watch = &attempt->watch[i];

	if (!watch->answered)
		samples->cpu = wire->cpu;
	samples->case_index = wire->case_index;
	samples->process = wire->process;
	samples->side = wire->side;
	samples->seed = wire->seed;
	samples->wall_ns = clock_now(&clock_system) - attempt->started_ns[i];
	if (samples->peak_rss_bytes == 0) {
		samples->peak_rss_bytes =
		    (uint64_t)attempt->exit[i].usage.ru_maxrss * 1024;
	}
}

static int set_reason(struct attempt *attempt, size_t i,
		      enum case_status status, const char *text,
		      struct process_samples *samples, struct err *err)
{
	samples->status = status;
	samples->reason = arena_strdup(&attempt->watch[i].arena, text, err);
	return samples->reason ? 0 : -ERR_NOMEM;
}

static int conclude_one(struct attempt *attempt, size_t i, size_t survivors,
			struct keep *keep, struct process_samples *ret,
			struct err *err)
{
	struct watch *watch = &attempt->watch[i];
	struct process_samples *samples = &watch->samples;
	const struct outcome_facts facts = gather(attempt, i, survivors);
	int rc;

	fill_in(attempt, i, samples);
	samples->output = watch->output_bytes ? watch->output : NULL;
	if (is_bystander(attempt, i) || is_mixed_up(attempt, survivors))
		rc = set_reason(attempt, i, CASE_NOT_RUN,
				"the other side of the pair ended", samples,
				err);
	else
		rc = outcome_decide(&facts, &watch->arena, samples, err);
	return rc < 0 ? rc : keep_samples(keep, samples, ret, err);
}

static int stopped(const struct attempt *attempt, struct err *err)
{
	if (*attempt->stop_signal == SIGINT)
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	return err_set(err, ERR_TERMINATED, "terminated");
}

bool attempt_is_clear(const struct attempt *attempt)
{
	size_t running = 0;

	for (size_t i = 0; i < attempt->count; i++)
		running += !attempt->ended[i];
	return proc_count_descendants(running + 1) <= running;
}

int attempt_vacate(struct attempt *attempt, size_t i, struct keep *keep,
		   struct process_samples *ret, struct err *err)
{
	int rc = conclude_one(attempt, i, 0, keep, ret, err);

	watch_release(&attempt->watch[i]);
	watch_init(&attempt->watch[i]);
	attempt->proc[i] = (struct proc){0};
	attempt->exit[i] = (struct proc_exit){0};
	attempt->guarded.group[i] = 0;
	attempt->ended[i] = false;
	attempt->started_ns[i] = clock_now(&clock_system);
	return rc;
}

int attempt_conclude(struct attempt *attempt, struct keep *keep,
		     struct process_samples *ret, struct err *err)
{
	size_t survivors = guard_kill(&attempt->guard, &attempt->guarded);
	int rc = 0;

	for (size_t i = 0; i < attempt->count; i++)
		watch_drain(&attempt->watch[i]);
	if (attempt->cause == OUTCOME_STOPPED)
		return stopped(attempt, err);
	/* A side that had to go is no survivor. */
	for (size_t i = 0; i < attempt->count; i++)
		if (!attempt->ended[i] && attempt->count > 1)
			survivors = 0;
	for (size_t i = 0; i < attempt->count && rc == 0; i++)
		rc = conclude_one(attempt, i, survivors, keep, &ret[i], err);
	return rc;
}

int attempt_give_up(struct attempt *attempt, const struct err *why,
		    struct keep *keep, struct process_samples *ret,
		    struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < attempt->count && rc == 0; i++) {
		struct process_samples samples = {.status = CASE_BROKEN};

		fill_in(attempt, i, &samples);
		samples.reason = arena_printf(&attempt->watch[i].arena, err,
					      "no worker: %s", why->text);
		rc = samples.reason ? keep_samples(keep, &samples, &ret[i], err)
				    : -ERR_NOMEM;
	}
	return rc;
}
