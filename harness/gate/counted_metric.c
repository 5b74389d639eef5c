/* What untimed passes counted, as a metric of the case. */
#include <math.h>

#include "gate/counted.h"
#include "gate/summarise.h"

int metric_describe(struct metric *metric, const struct counter_value *from,
		    struct arena *arena, struct err *err)
{
	const char *provider = counter_provider_name(from->provider);
	int r = arena_copy_text(arena, provider, &metric->provider, err);

	metric->lower_is_better = true;
	if (r == 0)
		r = arena_copy_text(arena, from->unit ? from->unit : "per op",
				    &metric->unit, err);
	if (r == 0)
		r = arena_copy_text(arena, from->errno_name,
				    &metric->errno_name, err);
	if (r == 0)
		r = arena_copy_text(arena, from->reason, &metric->reason, err);
	return r == 0 ? arena_copy_text(arena, from->mend, &metric->mend, err)
		      : r;
}

/* It needs no interval if it is exact, and has none if not. */
static int set_number(struct metric *metric, const struct counted *counted,
		      struct arena *arena, struct err *err)
{
	double end = counted->exact ? counted->value : (double)NAN;

	metric->available = true;
	metric->exact = counted->exact;
	metric->coverage = 1;
	metric->estimate = (struct estimate){
	    .available = true,
	    .value = counted->value,
	    .low = end,
	    .high = end,
	    .level = counted->exact ? 1 : (double)NAN,
	};
	metric->errno_name = metric->reason = metric->mend = NULL;
	return arena_copy_text(arena, counted->exact ? NULL : counted->reason,
			       &metric->reason, err);
}

/* No process got as far as to describe its counters. */
static int describe_absent(struct metric *metric,
			   const struct pass_metric *from,
			   const struct counted *counted, struct arena *arena,
			   struct err *err)
{
	enum counter_provider provider =
	    from->pass == COUNT_SIMULATED ? PROVIDER_SIMULATED : PROVIDER_OS;
	char why[1024];

	counted_explain(counted, why, sizeof why);
	metric->lower_is_better = true;
	metric->provider =
	    arena_strdup(arena, counter_provider_name(provider), err);
	metric->unit =
	    arena_strdup(arena, from->unit[0] ? from->unit : "per op", err);
	metric->reason = arena_strdup(arena, why, err);
	return metric->provider && metric->unit && metric->reason ? 0
								  : -ERR_NOMEM;
}

int counted_metric(const struct pass_metric *from,
		   const struct counted *counted, struct arena *arena,
		   struct metric *ret, struct err *err)
{
	*ret = (struct metric){.name = arena_strdup(arena, from->name, err)};
	if (!ret->name)
		return -ERR_NOMEM;
	if (!counted->counter)
		return describe_absent(ret, from, counted, arena, err);
	int r = metric_describe(ret, counted->counter, arena, err);
	return r == 0 && counted->available
		   ? set_number(ret, counted, arena, err)
		   : r;
}
