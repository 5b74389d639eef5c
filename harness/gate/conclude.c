/* The verdict of a case from those of its time and its metrics. */
#include <math.h>
#include <string.h>

#include "gate/compare.h"

static int rank(enum verdict_kind kind)
{
	static const int ranks[] = {
	    [VERDICT_BROKEN] = 4,       [VERDICT_REGRESSED] = 3,
	    [VERDICT_INCONCLUSIVE] = 2, [VERDICT_IMPROVED] = 1,
	    [VERDICT_EQUIVALENT] = 0,   [VERDICT_ADDED] = 0,
	    [VERDICT_REMOVED] = 0,
	};

	return ranks[kind];
}

void verdict_conclude(struct verdict *v)
{
	/* What broke broke, whatever was asked. */
	bool any = v->timed || v->time_kind == VERDICT_BROKEN;
	enum verdict_kind worst = any ? v->time_kind : VERDICT_EQUIVALENT;

	for (size_t i = 0; i < v->metric_count; i++) {
		if (!v->metric[i].decides)
			continue;
		any = true;
		if (rank(v->metric[i].kind) > rank(worst))
			worst = v->metric[i].kind;
	}
	if (any)
		v->kind = worst;
}

bool verdict_lacks_data(const struct metric_verdict *metric)
{
	if (!metric->decides || metric->kind != VERDICT_INCONCLUSIVE)
		return false;
	return metric->exact ? isnan(metric->base) || isnan(metric->head)
			     : metric->pairs == 0;
}

const struct suite_metric *policy_metric(const struct suite_gate *policy,
					 const char *name)
{
	for (size_t i = 0; i < policy->metric_count; i++)
		if (strcmp(policy->metric[i].name, name) == 0)
			return &policy->metric[i];
	return NULL;
}

bool policy_decides_time(const struct suite_gate *policy)
{
	return policy->metric_count == 0 || policy_metric(policy, "time");
}
