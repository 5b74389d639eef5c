/* The rounds of the self-test: which cases take part, and until when. */
#include <math.h>
#include <signal.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "cli/selftest.h"
#include "gate/selftest.h"
#include "run/run.h"

#define KNOB  "extra"
#define UNITS 195.0 /* WORK_UNITS of plugins/selftest/work.h */
/* What a change is called by: 4 units are "2 %". */
#define NAMED_UNITS 200.0

/*
 * The surplus of an operation in instructions, divided by that in units:
 * benchmarks/pairs/instructions shows it. A unit more of jansson's work is
 * more than that part: malloc's lists grow.
 */
static double expected_of(const struct catalog_bench *bench, double units)
{
	static const struct {
		const char *bench;
		double factor;
	} known[] = {{"multiply", 0.99},
		     {"table", 0.99},
		     {"sort", 1.02},
		     {"parse", 1.08}};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (strcmp(bench->id, known[i].bench) == 0)
			return known[i].factor * units;
	return units;
}

struct rounds {
	const struct selftest_options *options;
	const struct plan *plan;
	struct suite_gate policy;
	struct selftest_copies copies;
	struct selftest_case *cases;
	const struct selftest_case **taking_part;
	struct arena arena;
};

static void rounds_release(struct rounds *rounds)
{
	selftest_copies_release(&rounds->copies);
	arena_release(&rounds->arena);
}

/* The knob of CASE becomes 0 in an own copy of its arguments. */
static int turn_knob_back(struct rounds *rounds, struct plan_case *c,
			  int64_t *ret_extra, struct err *err)
{
	struct plan_arg *arg =
	    arena_array(&rounds->arena, c->arg_count + 1, sizeof(*arg), err);

	if (!arg)
		return -ERR_NOMEM;
	memcpy(arg, c->arg, c->arg_count * sizeof(*arg));
	for (size_t i = 0; i < c->arg_count; i++) {
		if (strcmp(arg[i].name, KNOB) == 0) {
			*ret_extra = arg[i].value;
			arg[i].value = 0;
		}
	}
	c->arg = arg;
	return 0;
}

/* "selftest/multiply" of "selftest/multiply/extra=2". */
static const char *bench_of(struct rounds *rounds, const char *id,
			    struct err *err)
{
	const char *knob = strstr(id, "/" KNOB "=");

	return arena_strndup(&rounds->arena, id,
			     knob ? (size_t)(knob - id) : strlen(id), err);
}

static int set_effect(struct rounds *rounds, struct selftest_case *c,
		      struct err *err)
{
	int64_t extra = 0;
	int r = turn_knob_back(rounds, &c->sides[0], &extra, err);

	c->bench = bench_of(rounds, c->sides[1].id, err);
	if (r < 0 || !c->bench)
		return -ERR_NOMEM;
	c->effect = (double)extra / NAMED_UNITS;
	c->expected = expected_of(c->sides[1].bench, (double)extra / UNITS);
	c->wanted =
	    extra ? rounds->options->decisions : rounds->options->unchanged;
	return 0;
}

static int make_case(struct rounds *rounds, size_t i, bool own, struct err *err)
{
	const struct plan_case *from = &rounds->plan->plan_case[i];
	const struct selftest_copies *copies = &rounds->copies;
	struct selftest_case *c = &rounds->cases[i];
	size_t plugin = 0;

	while (copies->plugin[plugin] != from->plugin)
		plugin++;
	c->sides[0] = c->sides[1] = *from;
	/* A limit may ask for a test more, which would share the error. */
	c->sides[0].limit_count = c->sides[1].limit_count = 0;
	c->sides[0].plugin = &copies->base[plugin];
	c->sides[1].plugin = &copies->head[plugin];
	if (own)
		return set_effect(rounds, c, err);
	c->bench = from->id;
	c->wanted = rounds->options->unchanged;
	return 0;
}

static int prepare(struct rounds *rounds, struct selftest *t, struct err *err)
{
	size_t n = rounds->plan->case_count;
	int r = run_prepare(rounds->plan, &t->head, err);

	if (r < 0)
		return r;
	rounds->policy = rounds->plan->suite->gate;
	/* The time is what the self-test knows the right answer of. */
	rounds->policy.metric_count = 0;
	if (!isnan(rounds->options->theta))
		rounds->policy.theta = rounds->options->theta;
	t->head.gate = rounds->policy;
	t->head.time_budget_ns = rounds->options->time_ns;
	rounds->cases =
	    arena_array(&rounds->arena, n, sizeof(*rounds->cases), err);
	rounds->taking_part =
	    arena_array(&rounds->arena, n, sizeof(struct selftest_case *), err);
	if (!rounds->cases || !rounds->taking_part)
		return -ERR_NOMEM;
	r = selftest_copies_make(&rounds->copies, rounds->plan, err);
	for (size_t i = 0; i < n && r == 0; i++)
		r = make_case(rounds, i, t->own, err);
	return r;
}

/* UINT64_MAX: no end but that of the time. */
static uint64_t count_rounds(const struct rounds *rounds)
{
	uint64_t count = 0;

	for (size_t i = 0; i < rounds->plan->case_count; i++) {
		uint64_t wanted = rounds->cases[i].wanted;

		if (wanted > count)
			count = wanted;
	}
	return count;
}

/* Cases with fewer decisions have them spread over the rounds. */
static size_t choose(struct rounds *rounds, uint64_t round, uint64_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < rounds->plan->case_count; i++) {
		const struct selftest_case *c = &rounds->cases[i];
		double share = (double)c->wanted / (double)count;

		if (floor(((double)round + 1) * share + 1e-9) >
		    floor((double)round * share + 1e-9))
			rounds->taking_part[n++] = c;
	}
	return n;
}

static void tell(const struct rounds *rounds, uint64_t round,
		 const struct selftest *t)
{
	if (!rounds->options->quiet)
		log_note("round %llu: %zu decisions, %.0f s",
			 (unsigned long long)round + 1, t->decision_count,
			 t->head.wall_ns / 1e9);
}

/* No round begins that would not end in time, to judge by the last one. */
static bool has_time(const struct rounds *rounds, uint64_t round,
		     double elapsed_ns, double last_ns)
{
	double most = rounds->options->time_ns;

	return round == 0 || most <= 0 || elapsed_ns + last_ns <= most;
}

/* A round without pairs (every build was refused) does not see the signal. */
static int check_signal(const volatile int *stop_signal, struct err *err)
{
	int number = *stop_signal;

	if (number == 0)
		return 0;
	return err_set(err, number == SIGINT ? ERR_INTERRUPTED : ERR_TERMINATED,
		       "stopped by signal %d", number);
}

/* A round of COUNT, and what all of them say now. */
static int measure_round(struct rounds *rounds, struct selftest_round *round,
			 uint64_t count, struct selftest *t, struct err *err)
{
	struct err failed = {0};

	round->cases = rounds->taking_part;
	round->count = choose(rounds, round->number, count);
	int r = selftest_copies_write(&rounds->copies, err);
	if (r == 0)
		r = selftest_round(round, t, err);
	if (r == 0)
		r = check_signal(round->stop_signal, err);
	t->head.complete = r == 0;
	if (selftest_summarise(t, &failed) < 0)
		return err_set(err, failed.code, "%s", failed.text);
	return r;
}

/* Where nothing can be decided, more rounds change nothing. */
static bool all_broken(const struct selftest *t)
{
	for (size_t i = 0; i < t->cell_count; i++)
		if (t->cell[i].decisions > 0)
			return false;
	return true;
}

int selftest_measure(const struct selftest_options *options,
		     const struct workspace *workspace,
		     int (*save)(void *ctx, const struct selftest *selftest,
				 struct err *err),
		     void *ctx, struct selftest *t, struct err *err)
{
	CLEANUP(rounds_release)
	struct rounds rounds = {.options = options, .plan = &workspace->plan};
	struct selftest_round round = {
	    .plan = rounds.plan,
	    .policy = &rounds.policy,
	    .quiet = options->quiet,
	    .stop_signal = signals_catch(),
	};
	uint64_t begin = clock_now(&clock_system);
	double last_ns = 0;
	int r = prepare(&rounds, t, err);
	uint64_t count = r < 0 ? 0 : count_rounds(&rounds);

	t->head.complete = true;
	while (r == 0 && round.number < count &&
	       has_time(&rounds, round.number, t->head.wall_ns, last_ns)) {
		r = measure_round(&rounds, &round, count, t, err);
		last_ns = (double)(clock_now(&clock_system) - begin) -
			  t->head.wall_ns;
		t->head.wall_ns += last_ns;
		struct err failed = {0};
		if (save(ctx, t, &failed) < 0)
			return err_set(err, failed.code, "%s", failed.text);
		tell(&rounds, round.number++, t);
		if (all_broken(t))
			break;
	}
	return r;
}
