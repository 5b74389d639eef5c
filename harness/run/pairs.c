/*
 * The paired run: which case has its next process pair when, and when it has
 * had enough of them.
 */
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "run/assign.h"
#include "run/pair.h"
#include "run/pair_budget.h"
#include "run/pair_draw.h"
#include "run/pair_room.h"
#include "run/run.h"
#include "run/session.h"

/* A pair whose CPU is taken away is repeated, once. */
#define PAIR_ATTEMPTS 2

enum { BASE, HEAD };

struct pair_case {
	uint64_t seed;
	uint32_t drawn; /* pairs, also those repeated or forgotten */
	size_t capacity;
	bool alone;
};

struct pairs {
	struct session session;
	const struct pair_plan *plan;
	const struct run_pairs_options *options;
	struct pair_budget budget;
	struct pair_case *pair_case;
	uint32_t *order; /* of the cases of the round */
	size_t order_count;
	char *counters;
};

static void pairs_release(struct pairs *pairs)
{
	session_release(&pairs->session);
}

static double remaining_ns(const void *ctx, double elapsed_ns)
{
	const struct pairs *pairs = ctx;

	return pair_budget_remaining_ns(&pairs->budget, elapsed_ns);
}

/* The time-out of a pair: that of a process of the case. */
static double timeout_ns(const struct pairs *pairs, uint32_t index)
{
	const struct plan *plan = pairs->plan->plan;

	return assign_timeout_ns(plan, &plan->plan_case[index]);
}

/* What the slices of both sides may take; those asked for fit in. */
static double time_ns(const struct pairs *pairs, double most)
{
	double slices = (double)pairs->options->slices;
	double time_ns =
	    fmax(RUN_PAIR_TIME_NS, 4 * slices * pairs->plan->plan->slice_ns);

	return most > 0 ? fmin(time_ns, most) : time_ns;
}

static struct wire_job make_wire_job(const struct pairs *pairs, uint32_t index,
				     const struct pair_draw *draw, int side,
				     struct wire_pair *pair)
{
	const struct plan_pair *builds = &pairs->plan->pair[index];
	const struct plan_case *of = side == BASE
					 ? builds->base[draw->variant[BASE]]
					 : builds->head[draw->variant[HEAD]];
	double most = timeout_ns(pairs, index) / 2;
	struct wire_job wire =
	    assign_job(pairs->plan->plan, of, &draw->place, pairs->counters);

	*pair = (struct wire_pair){
	    .role = draw->role[side],
	    .seed = draw->seed,
	    .setups = RUN_PAIR_SETUPS,
	    .time_ns = time_ns(pairs, most),
	};
	wire.slices = pairs->session.result->slices;
	wire.case_index = index;
	wire.process =
	    (uint32_t)pairs->session.result->result_case[index].process_count;
	wire.seed = draw->input[side];
	wire.budget_ns = most;
	wire.side = side == BASE ? PAIR_SIDE_BASE : PAIR_SIDE_HEAD;
	wire.pair = pair;
	return wire;
}

static int measure(struct pairs *pairs, uint32_t index,
		   const struct pair_draw *draw, struct process_samples ret[2],
		   struct err *err)
{
	struct wire_pair pair[2];
	const struct wire_job wire[2] = {
	    make_wire_job(pairs, index, draw, BASE, &pair[BASE]),
	    make_wire_job(pairs, index, draw, HEAD, &pair[HEAD]),
	};
	const struct pair_spec spec = {
	    .wire = {&wire[BASE], &wire[HEAD]},
	    .alone = pairs->pair_case[index].alone,
	    .environment_bytes = draw->place.environment_bytes,
	    .timeout_ns = timeout_ns(pairs, index),
	    .memory_bytes = pairs->plan->plan->suite->memory_bytes,
	    .stop_signal = pairs->options->run.stop_signal,
	};
	int rc = pair_run(&spec, &pairs->session.keep, ret, err);

	for (int side = BASE; side <= HEAD && rc == 0; side++) {
		ret[side].side = wire[side].side;
		ret[side].variant = draw->variant[side];
		ret[side].alone = spec.alone;
	}
	return rc;
}

/*
 * A pair whose CPU is no longer there at its end may have run anywhere: it is
 * forgotten, whatever it shows, and another one drawn.
 */
static int measure_on_a_cpu(struct pairs *pairs, uint32_t index,
			    struct process_samples ret[2], struct err *err)
{
	struct session *session = &pairs->session;
	struct pair_case *state = &pairs->pair_case[index];
	const struct plan_pair *of = &pairs->plan->pair[index];
	const size_t builds[2] = {of->base_count, of->head_count};
	int rc = 0;

	for (int attempt = 0; attempt < PAIR_ATTEMPTS && rc == 0; attempt++) {
		session_refresh_cpus(session);
		struct pair_draw draw =
		    pair_draw(state->seed, state->drawn++, builds, session->cpu,
			      session->cpu_count);
		rc = measure(pairs, index, &draw, ret, err);
		session_refresh_cpus(session);
		if (session_may_use(session, draw.place.cpu))
			break;
	}
	return rc;
}

static int keep_pair(struct pairs *pairs, uint32_t index,
		     const struct process_samples pair[2], struct err *err)
{
	struct session *session = &pairs->session;
	struct result_case *into = &session->result->result_case[index];
	int rc = pair_room(into, &pairs->pair_case[index].capacity,
			   &session->result->arena, err);

	if (rc < 0)
		return rc;
	into->base_process[into->base_process_count++] = pair[BASE];
	into->process[into->process_count++] = pair[HEAD];
	session_journal(session, &pair[BASE]);
	session_journal(session, &pair[HEAD]);
	return 0;
}

static void close_case(struct pairs *pairs, uint32_t index, bool decided)
{
	pair_budget_close(&pairs->budget, index, decided);
	pairs->session.jobs_done++;
}

/* A side that was not run because of the other one is not what broke. */
static bool is_broken(enum case_status status)
{
	return status != CASE_OK && status != CASE_SKIPPED &&
	       status != CASE_NOT_RUN;
}

static void begin_alone(struct pairs *pairs, uint32_t index)
{
	struct result_case *of = &pairs->session.result->result_case[index];

	of->process_count = of->base_process_count = 0;
	pairs->pair_case[index].alone = true;
}

/* What the pair, which is kept, means for its case. */
static int conclude(struct pairs *pairs, uint32_t index,
		    const struct process_samples pair[2], double wall_ns,
		    struct err *err)
{
	const struct run_pairs_options *options = pairs->options;
	const struct result_case *of =
	    &pairs->session.result->result_case[index];
	enum run_pair_answer answer = RUN_PAIR_MORE;

	if (pair[BASE].status != CASE_OK || pair[HEAD].status != CASE_OK) {
		pairs->session.broken |= is_broken(pair[BASE].status) ||
					 is_broken(pair[HEAD].status);
		close_case(pairs, index, false);
		return 0;
	}
	int rc = options->judge(options->judge_ctx, index, &pair[BASE],
				&pair[HEAD], wall_ns, &answer, err);
	if (rc < 0)
		return rc;
	if (answer == RUN_PAIR_DONE)
		close_case(pairs, index, true);
	else if (of->process_count >= RUN_PAIRS_MAX_CASE)
		close_case(pairs, index, false);
	else if (answer == RUN_PAIR_MORE_ALONE &&
		 !pairs->pair_case[index].alone)
		begin_alone(pairs, index);
	return 0;
}

static int run_case(struct pairs *pairs, uint32_t index, struct err *err)
{
	struct session *session = &pairs->session;
	const struct plan_case *of = &pairs->plan->plan->plan_case[index];
	struct process_samples pair[2];
	uint64_t start_ns = clock_now(&clock_system);

	session_tell(session, (struct run_event){.kind = RUN_JOB_STARTED,
						 .plan_case = of});
	int rc = measure_on_a_cpu(pairs, index, pair, err);
	if (rc == 0)
		rc = keep_pair(pairs, index, pair, err);
	if (rc < 0)
		return rc;
	double wall_ns = (double)(clock_now(&clock_system) - start_ns);
	pair_budget_spent(&pairs->budget, index, wall_ns);
	rc = conclude(pairs, index, pair, wall_ns, err);
	session_tell(session, (struct run_event){.kind = RUN_JOB_ENDED,
						 .plan_case = of,
						 .samples = &pair[HEAD]});
	return rc;
}

/* Whether there is time for a pair of the case; if not, it is closed. */
static bool has_time(struct pairs *pairs, uint32_t index)
{
	bool all = pair_budget_allows(&pairs->budget, index,
				      session_elapsed_ns(&pairs->session));

	if (all && pair_budget_case_allows(&pairs->budget, index))
		return true;
	pairs->session.result->budget_ended |= !all;
	close_case(pairs, index, false);
	return false;
}

static int run_order(void *ctx, struct err *err)
{
	struct pairs *pairs = ctx;
	int rc = 0;

	for (size_t i = 0; i < pairs->order_count && rc == 0; i++) {
		if (session_must_stop(&pairs->session))
			break;
		if (has_time(pairs, pairs->order[i]))
			rc = run_case(pairs, pairs->order[i], err);
	}
	return rc;
}

/* False if no case is open. */
static bool next_round(struct pairs *pairs, uint64_t round)
{
	const struct pair_budget *budget = &pairs->budget;

	pairs->order_count = 0;
	for (size_t i = 0; i < budget->case_count; i++)
		if (budget->budget_case[i].open)
			pairs->order[pairs->order_count++] = (uint32_t)i;
	pair_order(pairs->plan->plan->seed, round, pairs->order,
		   pairs->order_count);
	return pairs->order_count > 0;
}

static int run_rounds(void *ctx, struct err *err)
{
	struct pairs *pairs = ctx;
	struct session *session = &pairs->session;
	int rc = 0;

	while (rc == 0 && !session_must_stop(session) &&
	       next_round(pairs, session->result->round_count))
		rc = session_round(session, run_order, pairs, err);
	return rc;
}

/* Why the case has no pairs; or NULL. */
static const char *left_out(const struct pairs *pairs, uint32_t index)
{
	const struct run_pairs_options *options = pairs->options;

	if (pairs->plan->pair[index].base_count == 0)
		return "only the head has it";
	return options->refuses ? options->refuses(options->judge_ctx, index)
				: NULL;
}

static int open_case(struct pairs *pairs, uint32_t index, struct err *err)
{
	const struct plan *plan = pairs->plan->plan;
	const struct plan_case *of = &plan->plan_case[index];
	struct result *result = pairs->session.result;
	struct pair_budget_case *budget = &pairs->budget.budget_case[index];
	const char *reason = left_out(pairs, index);

	if (reason)
		return arena_copy_text(&result->arena, reason,
				       &result->result_case[index].reason, err);
	pairs->pair_case[index] = (struct pair_case){
	    .seed = pair_case_seed(plan->seed, of->id),
	    .alone = pairs->options->alone,
	};
	budget->open = true;
	budget->limit_ns = of->entry && of->entry->gate_budget_ns > 0
			       ? of->entry->gate_budget_ns
			       : pairs->options->case_budget_ns;
	pairs->session.jobs_total++;
	return 0;
}

static int pairs_init(struct pairs *pairs, struct err *err)
{
	const struct run_pairs_options *options = pairs->options;
	struct arena *arena = &pairs->session.arena;
	size_t count = pairs->plan->plan->case_count;
	int rc = session_init(&pairs->session, err);

	if (rc == 0)
		rc = pair_budget_init(&pairs->budget, count, arena, err);
	if (rc == 0)
		rc = arena_copy_text(
		    arena,
		    options->run.counters ? options->run.counters : "none",
		    &pairs->counters, err);
	if (rc < 0)
		return rc;
	pairs->pair_case =
	    arena_array(arena, count + 1, sizeof(*pairs->pair_case), err);
	pairs->order =
	    arena_array(arena, count + 1, sizeof(*pairs->order), err);
	if (!pairs->pair_case || !pairs->order)
		return -ERR_NOMEM;
	pairs->budget.limit_ns = options->budget_ns;
	pairs->budget.least_pairs = options->least_pairs;
	for (uint32_t i = 0; i < count && rc == 0; i++)
		rc = open_case(pairs, i, err);
	return rc;
}

int run_pairs(const struct pair_plan *plan,
	      const struct run_pairs_options *options, struct result *result,
	      struct err *err)
{
	CLEANUP(pairs_release)
	struct pairs pairs = {
	    .session =
		{
		    .plan = plan->plan,
		    .options = &options->run,
		    .result = result,
		    .paired = true,
		    .remaining_ns = remaining_ns,
		    .ctx = &pairs,
		},
	    .plan = plan,
	    .options = options,
	};

	result->slices = options->slices ? options->slices : RUN_PAIR_SLICES;
	int rc = pairs_init(&pairs, err);
	return rc < 0 ? rc
		      : session_run(&pairs.session, run_rounds, &pairs, err);
}
