/*
 * Whether the machine was too disturbed to decide. Shares are those of the
 * whole run: a round is too short for ticks of 10 ms.
 */
#include "gate/paired_gate.h"

#define TICK_NS 10e6 /* USER_HZ is 100 on every Linux */

struct share {
	double part, whole;
};

static double value_of(struct share share)
{
	return share.whole > 0 ? share.part / share.whole : 0;
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

static struct share disturbed(const struct paired_gate *gate)
{
	struct share share = {0};

	for (size_t i = 0; i < gate->count; i++) {
		share.part += (double)gate->paired_case[i].disturbed;
		share.whole += (double)gate->paired_case[i].slices;
	}
	return share;
}

int unfit_reason(const struct paired_gate *gate, struct result *result,
		 char **ret, struct err *err)
{
	const struct {
		double value, limit;
		const char *what, *mend;
	} checks[] = {
	    {value_of(stolen(result)), gate->policy.max_steal,
	     "of a CPU's time was stolen",
	     "use a machine that is not shared, or raise gate.max_steal"},
	    {value_of(throttled(result)), gate->policy.max_throttled,
	     "of the time was throttled",
	     "give the control group more CPU, or raise gate.max_throttled"},
	    {value_of(disturbed(gate)), gate->policy.max_disturbed,
	     "of the slices were disturbed",
	     "stop other work, or raise gate.max_disturbed"},
	};

	*ret = NULL;
	for (size_t i = 0; i < ARRAY_SIZE(checks) && !*ret; i++) {
		if (!(checks[i].value > checks[i].limit))
			continue;
		*ret = arena_printf(&result->arena, err,
				    "%.0f %% %s (at most %.0f %%): %s",
				    100 * checks[i].value, checks[i].what,
				    100 * checks[i].limit, checks[i].mend);
		if (!*ret)
			return -ERR_NOMEM;
	}
	return 0;
}
