/*
 * Whether the machine was too disturbed to measure, or to decide. Shares are
 * those of the whole run: a round is too short for ticks of 10 ms.
 */
#include "gate/unfit.h"

#include "base/mem.h"

#define TICK_NS 10e6 /* USER_HZ is 100 on every Linux */
/* Of less than this a share says nothing: a tick, or one bad slice, is much. */
#define LEAST_TIME_NS 200e6
#define LEAST_SLICES  20

struct share {
	double part, whole;
};

static double value_of(struct share share, double least)
{
	return share.whole >= least ? share.part / share.whole : 0;
}

/* Of one CPU's time, as the report shows it. */
static struct share stolen(const struct result *result)
{
	struct share share = {0};

	for (size_t i = 0; i < result->round_count; i++) {
		const struct interference *round = &result->round[i];
		if (round->steal_ticks < 0 || round->wall_ns <= 0)
			continue;
		share.part += round->steal_ticks * TICK_NS;
		share.whole += round->wall_ns;
	}
	return share;
}

static struct share throttled(const struct result *result)
{
	struct share share = {0};

	for (size_t i = 0; i < result->round_count; i++) {
		const struct interference *round = &result->round[i];
		if (round->throttled_us < 0 || round->wall_ns <= 0)
			continue;
		share.part += round->throttled_us * 1e3;
		share.whole += round->wall_ns;
	}
	return share;
}

static struct share disturbed(struct slice_count slices)
{
	return (struct share){(double)slices.disturbed, (double)slices.slices};
}

int unfit_reason(struct result *result, const struct suite_gate *policy,
		 struct slice_count slices, char **ret, struct err *err)
{
	const struct {
		double value, limit;
		const char *what, *mend;
	} checks[] = {
	    {value_of(stolen(result), LEAST_TIME_NS), policy->max_steal,
	     "of a CPU's time was stolen",
	     "use a machine that is not shared, or raise gate.max_steal"},
	    {value_of(throttled(result), LEAST_TIME_NS), policy->max_throttled,
	     "of the time was throttled",
	     "give the control group more CPU, or raise gate.max_throttled"},
	    {value_of(disturbed(slices), LEAST_SLICES), policy->max_disturbed,
	     "of the slices were disturbed",
	     "stop other work, or raise gate.max_disturbed"},
	};

	*ret = NULL;
	for (size_t i = 0; i < ARRAY_SIZE(checks) && !*ret; i++) {
		if (!(checks[i].value > checks[i].limit))
			continue;
		*ret = arena_printf(
		    &result->arena, err, "%.*f %% %s (at most %.3g %%): %s",
		    checks[i].limit < 0.01 ? 2 : 0, 100 * checks[i].value,
		    checks[i].what, 100 * checks[i].limit, checks[i].mend);
		if (!*ret)
			return -ERR_NOMEM;
	}
	return 0;
}

/* False: RESULT has pairs, and its gate decides whether they were enough. */
static bool count_slices(const struct result *result, struct slice_count *ret)
{
	for (size_t i = 0; i < result->case_count; i++) {
		const struct result_case *c = &result->result_case[i];

		if (c->base_process_count > 0)
			return false;
		for (size_t k = 0; k < c->process_count; k++)
			samples_count_slices(&c->process[k], ret);
	}
	return true;
}

int summarise_unfit(struct result *result, struct err *err)
{
	struct slice_count slices = {0};

	result->unfit = NULL;
	if (!count_slices(result, &slices) || slices.slices == 0)
		return 0;
	return unfit_reason(result, &result->gate, slices, &result->unfit, err);
}
