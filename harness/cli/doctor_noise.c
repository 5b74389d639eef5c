/*
 * The noise of this machine: what process pairs of one build against itself
 * say, and so how small a change a gate can see here.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/doctor.h"
#include "cli/selftest.h"
#include "gate/paired.h"
#include "gate/paired_test.h"
#include "gate/unfit.h"
#include "machine/machine.h"
#include "plan/plan.h"
#include "run/run.h"
#include "stats/stats.h"
#include "stats/swap.h"

/* Nothing but the CPU, and its caches too: neighbours disturb both apart. */
static const char *const filter[] = {"selftest/multiply*", "selftest/table*"};
#define REDRAW_NS 2e8

/* The pairs of one benchmark. */
struct series {
	double log_ratio[RUN_PAIRS_MAX_CASE], wall_ns[RUN_PAIRS_MAX_CASE];
	double room[RUN_PAIRS_MAX_CASE];
	size_t valid, pairs;
	struct slice_count slices;
};

struct probe {
	struct workspace workspace;
	struct pair_plan pairs;
	struct result result;
	struct series series[DOCTOR_MAX_BENCHES];
	double shown_ns;
	bool terminal;
};

static void probe_release(struct probe *probe)
{
	result_release(&probe->result);
	arena_release(&probe->pairs.arena);
	workspace_release(&probe->workspace);
}

static int judge(void *ctx, uint32_t case_index,
		 const struct process_samples *base,
		 const struct process_samples *head, double wall_ns,
		 enum run_pair_answer *ret, struct err *err)
{
	struct probe *probe = ctx;
	struct series *series = &probe->series[case_index];
	struct pair_estimate pair;
	int r = pair_estimate(base, head, &pair, err);

	*ret = RUN_PAIR_MORE;
	if (r < 0)
		return r;
	series->slices.slices += pair.slices;
	series->slices.disturbed += pair.disturbed;
	series->wall_ns[series->pairs++] = wall_ns;
	if (pair.valid)
		series->log_ratio[series->valid++] = pair.log_ratio;
	if (series->pairs == RUN_PAIRS_MAX_CASE)
		*ret = RUN_PAIR_DONE;
	return 0;
}

static void observe(void *ctx, const struct run_event *event)
{
	struct probe *probe = ctx;

	if (!probe->terminal || event->kind == RUN_WARNING)
		return;
	if (event->kind != RUN_ENDED &&
	    event->elapsed_ns - probe->shown_ns < REDRAW_NS)
		return;
	probe->shown_ns = event->elapsed_ns;
	(void)fputs("\r\033[K", stderr);
	if (event->kind != RUN_ENDED)
		(void)fprintf(stderr, "noise probe: %.0f of %.0f s",
			      event->elapsed_ns / 1e9, DOCTOR_NOISE_NS / 1e9);
	(void)fflush(stderr);
}

/* The self-test's benchmarks, without their knob, on both sides. */
static int prepare(struct probe *probe, struct err *err)
{
	const struct selftest_options options = {
	    .select.plan = {.filter = filter,
			    .filter_count = ARRAY_SIZE(filter)},
	    .unchanged = 1,
	    .seed = clock_now(&clock_system),
	};
	const struct plan *plan = &probe->workspace.plan;
	int r = selftest_own(&probe->workspace, &options, err);

	if (r == 0)
		r = plan_match(&probe->pairs, plan, 1, plan, 1, err);
	if (r == 0)
		r = run_prepare_pairs(&probe->pairs, &probe->result, err);
	if (r == 0 && plan->case_count > DOCTOR_MAX_BENCHES)
		r = err_set(err, ERR_INTERNAL, "the self-test has %zu cases",
			    plan->case_count);
	return r;
}

static int measure_pairs(struct probe *probe, struct err *err)
{
	const struct run_pairs_options options = {
	    .run = {.observe = observe,
		    .ctx = probe,
		    .stop_signal = signals_catch(),
		    .keep_going = true},
	    .budget_ns = DOCTOR_NOISE_NS,
	    .judge = judge,
	    .judge_ctx = probe,
	};

	probe->terminal = isatty(STDERR_FILENO);
	return run_pairs(&probe->pairs, &options, &probe->result, err);
}

/* What the pairs say about a gate of this one benchmark. */
static int resolve(struct series *series, const struct suite_gate *gate,
		   struct doctor_bench *ret, struct err *err)
{
	size_t n = series->valid;
	double *d = series->log_ratio, center;
	int r = stats_walsh(d, n, &center, err);

	if (r < 0)
		return r;
	double sd = swap_standard_error(d, n, center) * sqrt((double)n);
	/* Both sets of a red take their pairs from the second. */
	size_t set = (size_t)(ret->second / 2);
	struct paired_reach reach =
	    paired_reach(gate->theta, gate->error, sd, set > 0 ? set : 1);
	double first = (double)paired_first_look(gate, 1);
	if (ret->second >= first)
		ret->mde = expm1(reach.mde);
	ret->needs_ns = fmax(reach.needs_pairs, first) * ret->pair_ns;
	memcpy(series->room, d, n * sizeof *d);
	stats_sort(series->room, n);
	ret->sd = stats_robust_sd(series->room, n, d);
	return 0;
}

static int describe(const struct probe *probe, struct series *series,
		    const char *id, struct doctor_bench *ret, struct err *err)
{
	const char *name = strchr(id, '/') ? strchr(id, '/') + 1 : id;

	*ret = (struct doctor_bench){
	    .pairs = series->valid,
	    .sd = (double)NAN,
	    .mde = (double)NAN,
	    .needs_ns = (double)NAN,
	    .pair_ns = (double)NAN,
	    .second = 0,
	    .slices = series->slices.slices,
	    .disturbed = series->slices.disturbed,
	};
	(void)snprintf(ret->name, sizeof(ret->name), "%.*s",
		       (int)strcspn(name, "/"), name);
	if (series->pairs == 0)
		return 0;
	stats_sort(series->wall_ns, series->pairs);
	ret->pair_ns = stats_median_sorted(series->wall_ns, series->pairs);
	ret->second = floor(1e9 / ret->pair_ns);
	return series->valid < 2
		   ? 0
		   : resolve(series, &probe->result.gate, ret, err);
}

/* Why there is not one pair that counts. */
static int say_nothing(const struct probe *probe, struct doctor_noise *noise)
{
	const struct result_case *c = probe->result.result_case;
	const char *why = "too few slices were undisturbed";

	for (size_t i = 0; i < probe->result.case_count; i++)
		if (c[i].process_count > 0 && c[i].process[0].reason)
			why = c[i].process[0].reason;
	(void)snprintf(noise->reason, sizeof(noise->reason), "%s", why);
	return 0;
}

static int summarise(struct probe *probe, struct doctor_noise *noise,
		     struct err *err)
{
	struct result *result = &probe->result;
	struct slice_count slices = {0};
	char *unfit = NULL;
	size_t valid = 0;
	int r = 0;

	noise->theta = result->gate.theta;
	noise->interference =
	    interference_sum(result->round, result->round_count);
	for (size_t i = 0; i < result->case_count && r == 0; i++) {
		struct series *series = &probe->series[i];

		valid += series->valid;
		slices.slices += series->slices.slices;
		slices.disturbed += series->slices.disturbed;
		r = describe(probe, series, result->result_case[i].id,
			     &noise->bench[noise->bench_count++], err);
	}
	if (r == 0 && valid == 0)
		return say_nothing(probe, noise);
	if (r == 0)
		r = unfit_reason(result, &result->gate, slices, &unfit, err);
	if (unfit)
		(void)snprintf(noise->unfit, sizeof(noise->unfit), "%s", unfit);
	noise->measured = r == 0;
	return r;
}

int doctor_noise(struct doctor *doctor, struct err *err)
{
	CLEANUP(probe_release) struct probe probe = {.shown_ns = 0};
	struct doctor_noise *noise = &doctor->noise;
	struct err failed = {0};
	int r = prepare(&probe, &failed);

	if (r == 0)
		r = measure_pairs(&probe, &failed);
	if (r == 0)
		r = summarise(&probe, noise, &failed);
	if (r == -ERR_INTERRUPTED || r == -ERR_TERMINATED)
		return err_set(err, failed.code, "%s", failed.text);
	if (r < 0)
		(void)snprintf(noise->reason, sizeof(noise->reason), "%.511s",
			       failed.text);
	return 0;
}
