/* What exits 1: slower cases and broken limits. */

#include "gate/compare.h"
#include "gate/gate.h"

static bool is_red(const struct verdict *v)
{
	bool red = v->kind == VERDICT_REGRESSED && !v->waived;

	for (size_t i = 0; i < v->limit_count; i++)
		red |= v->limit[i].state == LIMIT_BROKEN;
	return red;
}

size_t gate_reds(const struct result *head, const char **ret)
{
	const struct gate_outcome *outcome = head->outcome;
	size_t n = 0;

	for (size_t i = 0; i < outcome->verdict_count; i++)
		if (is_red(&outcome->verdict[i]))
			ret[n++] = outcome->verdict[i].id;
	return n;
}

int gate_session_reds(const struct baseline_session *session,
		      const struct baseline *base, const char **ret,
		      size_t *ret_count, struct err *err)
{
	const struct suite_gate policy = SUITE_GATE_DEFAULT;
	struct comparison cmp = {
	    .base = base,
	    .first_session = comparison_first_session(base),
	    .mine = *session,
	    .theta = policy.theta,
	    .floor = policy.floor,
	};
	size_t shared = 0, n = 0;

	for (size_t i = 0; i < session->case_count; i++)
		shared +=
		    comparison_in_base(&cmp, session->baseline_case[i].id);
	cmp.alpha = policy_level(&policy, shared);
	for (size_t i = 0; i < session->case_count; i++) {
		const char *id = session->baseline_case[i].id;
		bool slower = false;
		int r = comparison_slower(&cmp, id, &slower, err);
		if (r < 0)
			return r;
		if (slower)
			ret[n++] = id;
	}
	*ret_count = n;
	return 0;
}
