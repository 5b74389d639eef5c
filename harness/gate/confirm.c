/* A second measurement of the reds. */
#include <math.h>
#include <string.h>

#include "gate/compare.h"
#include "gate/gate.h"

/* Broken limits that the second measurement does not break are undecided. */
static void confirm_limits(struct verdict *v, const struct verdict *again)
{
	for (size_t i = 0; i < v->limit_count && i < again->limit_count; i++)
		if (v->limit[i].state == LIMIT_BROKEN &&
		    again->limit[i].state != LIMIT_BROKEN &&
		    again->limit[i].state != LIMIT_NO_DATA)
			v->limit[i].state = LIMIT_INCONCLUSIVE;
}

static int withdraw(struct arena *arena, struct verdict *v,
		    const struct verdict *again, struct err *err)
{
	char first[32], second[32];

	v->reason = arena_printf(
	    arena, err,
	    "%s slower at first, not shown again: %s %s in a second "
	    "measurement",
	    rule_percent(first, log(v->ratio)),
	    rule_percent(second, log(again->ratio)),
	    again->ratio > 1 ? "slower" : "faster");
	if (!v->reason)
		return -ERR_NOMEM;
	v->time_kind = VERDICT_INCONCLUSIVE;
	return 0;
}

static const struct metric_verdict *find_row(const struct verdict *v,
					     const char *name)
{
	for (size_t i = 0; i < v->metric_count; i++)
		if (strcmp(v->metric[i].metric, name) == 0)
			return &v->metric[i];
	return NULL;
}

/* Counts that were exact, and are others now. */
static int confirm_metric(struct arena *arena, struct metric_verdict *m,
			  const struct metric_verdict *again, struct err *err)
{
	if (!m->decides || m->kind != VERDICT_REGRESSED || !again ||
	    isnan(again->ratio) || again->kind == VERDICT_REGRESSED)
		return 0;
	m->reason = arena_printf(
	    arena, err, "%.15g at first, %.15g in a second measurement",
	    m->head, again->head);
	m->kind = VERDICT_INCONCLUSIVE;
	return m->reason ? 0 : -ERR_NOMEM;
}

static int confirm_case(const struct comparison *cmp, struct verdict *v,
			struct err *err)
{
	const struct result_case *c = result_find(cmp->head, v->id);
	struct verdict again;
	bool row;

	/* What could not be measured again stays as it was. */
	if (!c || c->status != CASE_OK)
		return 0;
	int r = comparison_verdict(cmp, c, &again, &row, err);
	if (r < 0)
		return r;
	confirm_limits(v, &again);
	if (v->kind != VERDICT_REGRESSED)
		return 0;
	if (v->timed && v->time_kind == VERDICT_REGRESSED &&
	    comparison_testable(cmp, c)) {
		v->confirmed = again.time_kind == VERDICT_REGRESSED;
		if (!v->confirmed)
			r = withdraw(cmp->arena, v, &again, err);
	}
	for (size_t i = 0; i < v->metric_count && r == 0; i++)
		r = confirm_metric(cmp->arena, &v->metric[i],
				   find_row(&again, v->metric[i].metric), err);
	verdict_conclude(v);
	return r;
}

int gate_confirm(struct result *head, const struct result *confirm,
		 const struct baseline *base, const struct suite_gate *policy,
		 struct err *err)
{
	CLEANUP(comparison_release)
	struct comparison cmp = {.arena = &head->arena};
	struct gate_outcome *outcome = head->outcome;
	int r = comparison_init(&cmp, confirm, base, err);

	if (r < 0)
		return r;
	cmp.policy = policy;
	cmp.theta = policy->theta;
	cmp.floor = policy->floor;
	cmp.alpha = policy_level(policy, outcome->tests);
	for (size_t i = 0; i < outcome->verdict_count && r == 0; i++)
		r = confirm_case(&cmp, &outcome->verdict[i], err);
	if (r == 0)
		policy_apply_outcome(outcome, policy->inconclusive);
	return r;
}
