/* Metrics against stored numbers: exact counts by arithmetic. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "gate/compare.h"
#include "gate/exact.h"

/* What the base keeps of one metric. */
struct stored {
	const struct baseline_session *session; /* the newest; or NULL */
	const struct baseline_case *of;
	const struct baseline_count *count;
};

/* The newest session that has the case with a count of PASS, of any name. */
static bool has_pass(const struct comparison *cmp, const char *id,
		     enum count_pass pass)
{
	for (size_t i = cmp->base->session_count; i > cmp->first_session; i--) {
		const struct baseline_case *of =
		    baseline_find(&cmp->base->session[i - 1], id);
		for (size_t k = 0; of && k < of->count_count; k++) {
			const struct pass_metric *metric =
			    pass_metric_find(of->count[k].name);
			if (metric && metric->pass == pass)
				return true;
		}
	}
	return false;
}

/* Baselines keep exact counts only. COUNTER outlives RET. */
static struct counted left_out(struct counter_value *counter)
{
	static char why[] = "it was not exact when the baseline was saved, so "
			    "it was left out";

	*counter = (struct counter_value){.reason = why};
	return (struct counted){.found = true, .counter = counter};
}

static struct stored find_stored(const struct comparison *cmp, const char *id,
				 const char *name)
{
	for (size_t i = cmp->base->session_count; i > cmp->first_session; i--) {
		const struct baseline_session *session =
		    &cmp->base->session[i - 1];
		const struct baseline_case *of = baseline_find(session, id);
		for (size_t k = 0; of && k < of->count_count; k++)
			if (strcmp(of->count[k].name, name) == 0)
				return (struct stored){session, of,
						       &of->count[k]};
	}
	return (struct stored){0};
}

/* As if it had just been counted. COUNTER outlives RET. */
static struct counted as_counted(const struct stored *stored,
				 struct counter_value *counter)
{
	if (!stored->count)
		return (struct counted){.found = false};
	*counter = (struct counter_value){
	    .name = stored->count->name,
	    .unit = stored->count->unit,
	    .provider = stored->count->provider,
	    .available = true,
	    .exact = true,
	    .per_op = stored->count->per_op,
	    .coverage = 1,
	};
	return (struct counted){
	    .found = true,
	    .available = true,
	    .exact = true,
	    .value = stored->count->per_op,
	    .counter = counter,
	};
}

static const char *or_nothing(const char *text)
{
	return text ? text : "nothing known";
}

/* What a simulation depends on; it need not be the same machine. */
static void check_simulator(const struct comparison *cmp,
			    const struct stored *stored, char *why, size_t size)
{
	const char *base = stored->session->simulator;
	const char *head = cmp->head->simulator;

	if (!base || !head || strcmp(base, head) != 0)
		(void)snprintf(why, size,
			       "the base was simulated by '%s', the head by "
			       "'%s': not compared; save the baseline again "
			       "on this machine",
			       str_shown(or_nothing(base)).text,
			       str_shown(or_nothing(head)).text);
}

/* Allocations are the program's and its C library's. */
static void check_library(const struct comparison *cmp, char *why, size_t size)
{
	const struct machine_identity *base = &cmp->base->machine;
	const struct machine_identity *head = &cmp->head->machine;

	if (strcmp(base->libc, head->libc) != 0 ||
	    strcmp(base->arch, head->arch) != 0)
		(void)snprintf(
		    why, size,
		    "the base counted with libc '%s' on '%s', the "
		    "head with '%s' on '%s': not compared",
		    str_shown(base->libc).text, str_shown(base->arch).text,
		    str_shown(head->libc).text, str_shown(head->arch).text);
}

static int set_reason(struct metric_verdict *row, enum verdict_kind kind,
		      const char *why, struct arena *arena, struct err *err)
{
	row->kind = kind;
	row->ratio = row->low = row->high = NAN;
	return arena_copy_text(arena, why, &row->reason, err);
}

/* Whether ROW compares what can be compared, and what to beware of. */
static int check_row(const struct comparison *cmp, const struct result_case *c,
		     const struct stored *stored,
		     const struct pass_metric *metric,
		     struct metric_verdict *row, struct err *err)
{
	struct build_facts builds;
	char why[1280] = "";

	if (!stored->session)
		return 0;
	comparison_builds(cmp, c, stored->session, &builds);
	if (builds.refused)
		return set_reason(row, VERDICT_BROKEN, builds.text, cmp->arena,
				  err);
	if (isnan(row->head))
		return 0;
	if (metric->pass == COUNT_SIMULATED)
		check_simulator(cmp, stored, why, sizeof why);
	else
		check_library(cmp, why, sizeof why);
	if (why[0])
		return set_reason(row, VERDICT_INCONCLUSIVE, why, cmp->arena,
				  err);
	if (!row->reason && row->kind != VERDICT_EQUIVALENT && builds.text[0] &&
	    isinf(builds.below))
		return arena_copy_text(cmp->arena, builds.text, &row->reason,
				       err);
	return 0;
}

static int judge_exact(const struct comparison *cmp,
		       const struct result_case *c,
		       const struct pass_metric *metric,
		       struct metric_verdict *row, struct err *err)
{
	const struct suite_metric *policy =
	    cmp->policy ? policy_metric(cmp->policy, metric->name) : NULL;
	const struct stored stored = find_stored(cmp, c->id, metric->name);
	struct counter_value counter;
	const struct exact_input input = {
	    .metric = metric,
	    .theta = policy && policy->theta > 0 ? policy->theta : 0,
	    .base = stored.count || !has_pass(cmp, c->id, metric->pass)
			? as_counted(&stored, &counter)
			: left_out(&counter),
	    .head = counted_find(c, false, metric),
	};
	int r = exact_judge(&input, cmp->arena, row, err);

	row->decides = policy;
	if (r == 0)
		r = check_row(cmp, c, &stored, metric, row, err);
	if (r < 0 || strcmp(metric->name, "sim.instructions") != 0 ||
	    row->kind == VERDICT_INCONCLUSIVE || row->kind == VERDICT_BROKEN ||
	    !stored.of || stored.of->function_count == 0)
		return r;
	const struct count_samples *samples = input.head.samples;
	const struct function_list base = {stored.of->function,
					   stored.of->function_count};
	const struct function_list head = {samples->function,
					   samples->function_count};
	return exact_functions(&base, &head, cmp->arena, row, err);
}

/* What only pairs can decide. */
static int judge_noisy(const struct comparison *cmp,
		       const struct result_case *c, const char *name,
		       struct metric_verdict *row, struct err *err)
{
	*row = (struct metric_verdict){
	    .metric = arena_strdup(cmp->arena, name, err),
	    .decides = true,
	    .kind = VERDICT_INCONCLUSIVE,
	    .theta = cmp->theta,
	    .base = NAN,
	    .head = NAN,
	    .ratio = NAN,
	    .low = NAN,
	    .high = NAN,
	    .mde = NAN,
	};
	for (size_t i = 0; i < c->metric_count; i++)
		if (strcmp(c->metric[i].name, name) == 0 &&
		    c->metric[i].available)
			row->head = c->metric[i].estimate.value;
	row->reason = arena_strdup(cmp->arena,
				   "stored numbers do not decide it: it needs "
				   "the paired gate, so give the base's build",
				   err);
	return row->metric && row->reason ? 0 : -ERR_NOMEM;
}

static bool has_row(const struct verdict *v, const char *name)
{
	for (size_t i = 0; i < v->metric_count; i++)
		if (strcmp(v->metric[i].metric, name) == 0)
			return true;
	return strcmp(name, "time") == 0;
}

static int add_row(const struct comparison *cmp, const struct result_case *c,
		   const char *name, struct verdict *v, struct err *err)
{
	const struct pass_metric *metric = pass_metric_find(name);
	struct metric_verdict *row = &v->metric[v->metric_count];
	int r = 0;

	if (has_row(v, name))
		return 0;
	r = metric ? judge_exact(cmp, c, metric, row, err)
		   : judge_noisy(cmp, c, name, row, err);
	v->metric_count += r == 0;
	return r;
}

int comparison_metrics(const struct comparison *cmp,
		       const struct result_case *c, struct verdict *v,
		       struct err *err)
{
	size_t listed = cmp->policy ? cmp->policy->metric_count : 0;
	int r = 0;

	v->metric = arena_array(cmp->arena, listed + pass_metric_count,
				sizeof *v->metric, err);
	if (!v->metric)
		return -ERR_NOMEM;
	for (size_t i = 0; i < listed && r == 0; i++)
		r = add_row(cmp, c, cmp->policy->metric[i].name, v, err);
	/* And what both sides have counted, as it is shown. */
	for (size_t i = 0; i < pass_metric_count && r == 0; i++)
		if (counted_find(c, false, &pass_metric[i]).found &&
		    find_stored(cmp, c->id, pass_metric[i].name).count)
			r = add_row(cmp, c, pass_metric[i].name, v, err);
	return r;
}
