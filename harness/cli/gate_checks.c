/* What a paired gate can be told before it measures: it could not decide. */
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "cli/gate.h"
#include "cli/metrics.h"
#include "gate/gate.h"
#include "gate/paired.h"
#include "run/run.h"

/* What a pair takes beside its slices, for the budget's first check. */
#define PAIR_OVERHEAD_NS 20e6

/* For slices that are disturbed and count for nothing. */
#define SPARE_SLICES 1.25

uint64_t gate_slices(uint64_t given)
{
	return given ? given : RUN_PAIR_SLICES;
}

static bool is_paired(const struct pair_plan *pairs, size_t i)
{
	return pairs->pair[i].base_count > 0;
}

static bool is_tested(const struct pair_plan *pairs,
		      const struct paired_gate *gate, size_t i)
{
	return is_paired(pairs, i) && !paired_gate_refuses(gate, i);
}

/* Cases that have a test; each may have several, of the same pairs. */
static size_t count_tested(const struct pair_plan *pairs,
			   const struct paired_gate *gate)
{
	size_t tests = paired_gate_tests(gate), cases = 0;

	for (size_t i = 0; i < pairs->plan->case_count; i++)
		cases += is_tested(pairs, gate, i);
	return cases < tests ? cases : tests;
}

/* Does the case promise something that timed processes may have to count? */
static bool wants_counters(const struct plan_case *c)
{
	uint64_t all;

	for (size_t i = 0; i < c->limit_count; i++)
		if (!gate_limit_slices(c->limit[i]->metric, &all) &&
		    !metric_is_exact(c->limit[i]->metric))
			return true;
	return false;
}

const char *gate_counters(const char *given, const struct pair_plan *pairs)
{
	for (size_t i = 0; !given && i < pairs->plan->case_count; i++)
		if (is_paired(pairs, i) &&
		    wants_counters(&pairs->plan->plan_case[i]))
			given = "auto";
	return given ? given : "none";
}

/* Of a side, if the case may end after FIRST pairs; 0: any will do. */
static uint64_t slices_needed(const struct suite_limit *limit, size_t first)
{
	uint64_t all = 0, each = gate_limit_slices(limit->metric, &all);
	double share = first ? (double)all / (double)first : 0;

	if (limit->relative || each <= 1)
		return 0;
	return (uint64_t)ceil(SPARE_SLICES * fmax((double)each, share));
}

static int too_few_slices(const struct plan_case *c,
			  const struct suite_limit *limit, uint64_t slices,
			  uint64_t needed, struct err *err)
{
	return err_set(err, ERR_USAGE,
		       "%s: the limit '%s' needs %llu slices of a side in each "
		       "pair, and a pair has %llu; give --slices=%llu, or hold "
		       "the limit against single processes by `tare run` or "
		       "--numbers",
		       str_shown(c->id).text, str_shown(limit->text).text,
		       (unsigned long long)needed, (unsigned long long)slices,
		       (unsigned long long)needed);
}

static int check_limits(const struct pair_plan *pairs,
			const struct paired_gate *gate, size_t first,
			uint64_t slices, struct err *err)
{
	for (size_t i = 0; i < pairs->plan->case_count; i++) {
		const struct plan_case *c = &pairs->plan->plan_case[i];
		for (size_t k = 0;
		     is_tested(pairs, gate, i) && k < c->limit_count; k++) {
			uint64_t needed = slices_needed(c->limit[k], first);
			if (needed > slices)
				return too_few_slices(c, c->limit[k], slices,
						      needed, err);
		}
	}
	return 0;
}

static int too_short(const char *option, double given_ns, double needed_ns,
		     size_t cases, size_t pairs, struct err *err)
{
	char given[32];

	return err_set(err, ERR_USAGE,
		       "%s of %s is too short for a verdict: %zu pairs of each "
		       "of %zu case%s take about %.1f s; allow that, or choose "
		       "fewer cases by --filter",
		       option, str_time(given, sizeof(given), given_ns), pairs,
		       cases, cases == 1 ? "" : "s", needed_ns / 1e9);
}

/* What a suite's entry gives its cases. */
static int check_entry(const struct plan *plan, const struct suite_entry *entry,
		       double needed_ns, size_t first, struct err *err)
{
	const char *path = plan->suite->path ? plan->suite->path : "suite";
	CLEANUP(str_release) struct str what = {0};

	if (entry->gate_budget_ns >= needed_ns)
		return 0;
	str_addf(&what, "%s:%u: the \"gate_budget\"", str_shown(path).text,
		 entry->line);
	return too_short(str_text(&what), entry->gate_budget_ns, needed_ns, 1,
			 first, err);
}

static int check_case_budgets(const struct pair_plan *pairs,
			      const struct paired_gate *gate,
			      const struct suite_gate *policy, double case_ns,
			      size_t first, struct err *err)
{
	const struct plan *plan = pairs->plan;
	int r = 0;

	for (size_t i = 0; i < plan->case_count && r == 0; i++) {
		const struct suite_entry *entry = plan->plan_case[i].entry;
		if (!is_tested(pairs, gate, i))
			continue;
		if (entry && entry->gate_budget_ns > 0)
			r = check_entry(plan, entry, case_ns, first, err);
		else if (policy->case_budget_ns > 0 &&
			 policy->case_budget_ns < case_ns)
			r = too_short("a case's time", policy->case_budget_ns,
				      case_ns, 1, first, err);
	}
	return r;
}

int gate_check_pairs(const struct pair_plan *pairs,
		     const struct paired_gate *gate,
		     const struct suite_gate *policy, uint64_t given,
		     struct err *err)
{
	uint64_t slices = gate_slices(given);
	size_t tests = paired_gate_tests(gate);

	if (metrics_exact_only(pairs->plan, policy))
		return 0;
	size_t first = paired_first_look(policy, tests);
	double slices_ns = 2 * (double)slices * pairs->plan->slice_ns;
	double case_ns =
	    (double)first *
	    (PAIR_OVERHEAD_NS +
	     (given ? slices_ns : fmin(slices_ns, RUN_PAIR_TIME_NS)));
	size_t cases = count_tested(pairs, gate);
	double all_ns = case_ns * (double)cases;
	int r = check_limits(pairs, gate, first, slices, err);

	if (r < 0)
		return r;
	double timed_ns =
	    policy->budget_ns -
	    metrics_reserve_ns(policy->budget_ns,
			       metrics_passes("none", pairs->plan, policy));
	if (policy->budget_ns > 0 && timed_ns < all_ns)
		return too_short("the gate's time", policy->budget_ns,
				 all_ns * policy->budget_ns / timed_ns, cases,
				 first, err);
	return check_case_budgets(pairs, gate, policy, case_ns, first, err);
}

static bool has_case(const struct pair_plan *pairs, const char *id)
{
	for (size_t i = 0; i < pairs->plan->case_count; i++)
		if (strcmp(pairs->plan->plan_case[i].id, id) == 0)
			return true;
	for (size_t i = 0; i < pairs->removed_count; i++)
		if (strcmp(pairs->removed[i], id) == 0)
			return true;
	return false;
}

void gate_narrow_waivers(struct waivers *waivers, const struct pair_plan *pairs)
{
	size_t kept = 0;

	for (size_t i = 0; i < waivers->count; i++)
		if (has_case(pairs, waivers->waiver[i].id))
			waivers->waiver[kept++] = waivers->waiver[i];
	waivers->count = kept;
}
