/* From rows to counts and an exit code. */
#include "gate/compare.h"

static uint64_t *counter_of(struct gate_outcome *outcome,
			    enum verdict_kind kind)
{
	switch (kind) {
	case VERDICT_REGRESSED:
		return &outcome->regressed;
	case VERDICT_IMPROVED:
		return &outcome->improved;
	case VERDICT_EQUIVALENT:
		return &outcome->equivalent;
	case VERDICT_ADDED:
		return &outcome->added;
	case VERDICT_REMOVED:
		return &outcome->removed;
	case VERDICT_BROKEN:
		return &outcome->broken;
	case VERDICT_INCONCLUSIVE:
		break;
	}
	return &outcome->inconclusive;
}

static enum exit_code exit_of_kind(const struct verdict *v,
				   enum exit_code inconclusive)
{
	switch (v->kind) {
	case VERDICT_REGRESSED:
		return v->waived ? EXIT_PASS : EXIT_REGRESSED;
	case VERDICT_BROKEN:
		return EXIT_BROKEN;
	case VERDICT_INCONCLUSIVE:
		return inconclusive;
	case VERDICT_IMPROVED:
	case VERDICT_EQUIVALENT:
	case VERDICT_ADDED:
	case VERDICT_REMOVED:
		break;
	}
	return EXIT_PASS;
}

static enum exit_code exit_of_limit(enum limit_state state,
				    enum exit_code inconclusive)
{
	switch (state) {
	case LIMIT_BROKEN:
		return EXIT_REGRESSED;
	case LIMIT_NO_DATA:
		return EXIT_NOTHING;
	case LIMIT_INCONCLUSIVE:
		return inconclusive;
	case LIMIT_KEPT:
		break;
	}
	return EXIT_PASS;
}

static void add_row(struct gate_outcome *outcome, const struct verdict *v,
		    enum exit_code inconclusive)
{
	enum exit_code worst = exit_of_kind(v, inconclusive);

	++*counter_of(outcome, v->kind);
	outcome->waived += v->waived;
	for (size_t i = 0; i < v->limit_count; i++) {
		enum limit_state state = v->limit[i].state;
		outcome->limits_broken += state == LIMIT_BROKEN;
		worst = exit_worst(worst, exit_of_limit(state, inconclusive));
	}
	outcome->exit = exit_worst(outcome->exit, worst);
}

static enum exit_code exit_of_inconclusive(const struct gate_outcome *outcome,
					   enum inconclusive_policy policy)
{
	/* To be lenient with small effects is not to go without measuring. */
	if (outcome->unfit)
		return EXIT_UNFIT;
	return policy == INCONCLUSIVE_WARN ? EXIT_PASS : EXIT_INCONCLUSIVE;
}

/* No data never passes. */
static bool is_empty(const struct gate_outcome *outcome)
{
	if (!outcome->paired)
		return outcome->base_name && outcome->tests == 0;
	return outcome->added + outcome->removed == outcome->verdict_count;
}

double policy_level(const struct suite_gate *policy, uint64_t tests)
{
	uint64_t shards = policy->shards ? policy->shards : 1;

	return policy->error / (double)shards / (double)(tests ? tests : 1);
}

void policy_apply_outcome(struct gate_outcome *outcome,
			  enum inconclusive_policy inconclusive)
{
	enum exit_code exit = exit_of_inconclusive(outcome, inconclusive);

	outcome->regressed = outcome->improved = outcome->equivalent = 0;
	outcome->inconclusive = outcome->added = outcome->removed = 0;
	outcome->broken = outcome->limits_broken = outcome->waived = 0;
	outcome->exit = EXIT_PASS;
	for (size_t i = 0; i < outcome->verdict_count; i++)
		add_row(outcome, &outcome->verdict[i], exit);
	if (is_empty(outcome))
		outcome->exit = exit_worst(outcome->exit, EXIT_NOTHING);
}
