/* From rows to counts and an exit code. */
#include <math.h>

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

/* The time is one of a list, and has no number. */
static bool lacks_listed_time(const struct verdict *v)
{
	bool listed = false;

	for (size_t i = 0; i < v->metric_count; i++)
		listed |= v->metric[i].decides;
	return listed && v->timed && v->time_kind == VERDICT_INCONCLUSIVE &&
	       isnan(v->ratio);
}

/*
 * What the kind of the row does not say: a part may be waived while another
 * one has no verdict, or no data, which never passes.
 */
static enum exit_code exit_of_parts(const struct verdict *v,
				    enum exit_code inconclusive)
{
	enum exit_code worst = EXIT_PASS;

	if (v->timed && v->time_kind == VERDICT_INCONCLUSIVE)
		worst = exit_worst(worst, inconclusive);
	if (lacks_listed_time(v))
		worst = exit_worst(worst, EXIT_NOTHING);
	for (size_t i = 0; i < v->metric_count; i++) {
		const struct metric_verdict *m = &v->metric[i];
		if (m->decides && m->kind == VERDICT_INCONCLUSIVE)
			worst = exit_worst(worst, inconclusive);
		if (verdict_lacks_data(m))
			worst = exit_worst(worst, EXIT_NOTHING);
	}
	return worst;
}

static void add_row(struct gate_outcome *outcome, const struct verdict *v,
		    enum exit_code inconclusive)
{
	enum exit_code worst = exit_worst(exit_of_kind(v, inconclusive),
					  exit_of_parts(v, inconclusive));

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

static bool has_metrics(const struct gate_outcome *outcome)
{
	for (size_t i = 0; i < outcome->verdict_count; i++)
		for (size_t k = 0; k < outcome->verdict[i].metric_count; k++)
			if (outcome->verdict[i].metric[k].decides)
				return true;
	return false;
}

/* No data never passes. What metrics lack is in their own rows. */
static bool is_empty(const struct gate_outcome *outcome)
{
	if (!outcome->paired)
		return outcome->base_name && outcome->tests == 0 &&
		       !has_metrics(outcome);
	return outcome->added + outcome->removed == outcome->verdict_count;
}

/* A row without verdict, but not for want of any number. */
static bool has_numbers(const struct verdict *v)
{
	bool any = v->pairs > 0;

	for (size_t i = 0; i < v->metric_count; i++)
		any |=
		    v->metric[i].decides && !verdict_lacks_data(&v->metric[i]);
	return any;
}

/* Nothing has a verdict, and nothing was measured that could have one. */
static bool is_unmeasured(const struct gate_outcome *outcome)
{
	if (!outcome->paired ||
	    outcome->inconclusive + outcome->added + outcome->removed <
		outcome->verdict_count)
		return false;
	for (size_t i = 0; i < outcome->verdict_count; i++)
		if (has_numbers(&outcome->verdict[i]))
			return false;
	return true;
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
	if (is_empty(outcome) ||
	    (outcome->exit == EXIT_PASS && is_unmeasured(outcome)))
		outcome->exit = exit_worst(outcome->exit, EXIT_NOTHING);
}
