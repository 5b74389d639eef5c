/* One case of the head against the base. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gate/compare.h"
#include "machine/machine.h"
#include "store/session.h"

size_t comparison_first_session(const struct baseline *base)
{
	size_t first = 0;

	/* An accepted change is a new level: older sessions are not its. */
	for (size_t i = 1; base && i < base->session_count; i++)
		if (base->session[i].accepted)
			first = i;
	return first;
}

int comparison_init(struct comparison *cmp, const struct result *head,
		    const struct baseline *base, struct err *err)
{
	char why[512];

	cmp->head = head;
	cmp->base = base;
	cmp->first_session = comparison_first_session(base);
	cmp->other_machine =
	    base &&
	    !machine_same(&base->machine, &head->machine, why, sizeof why);
	return session_make(head, &cmp->scratch, &cmp->mine, err);
}

void comparison_release(struct comparison *cmp)
{
	arena_release(&cmp->scratch);
}

/* A stored case that can be used; hostile files may hold others. */
static const struct baseline_case *
usable_case(const struct baseline_session *session, const char *id)
{
	const struct baseline_case *c = baseline_find(session, id);

	if (!c || c->process_count == 0)
		return NULL;
	for (uint64_t i = 0; i < c->process_count; i++)
		if (!(c->median_ns[i] > 0 && c->lower_quartile_ns[i] > 0 &&
		      isfinite(c->median_ns[i]) &&
		      isfinite(c->lower_quartile_ns[i])))
			return NULL;
	return c;
}

/* The newest BASELINE_MAX_SESSIONS sessions with the case, oldest first. */
static size_t base_cases(const struct comparison *cmp, const char *id,
			 const struct baseline_case **ret,
			 const struct baseline_session **ret_newest)
{
	size_t n = 0, count = cmp->base ? cmp->base->session_count : 0;

	for (size_t i = cmp->first_session; i < count; i++) {
		const struct baseline_session *s = &cmp->base->session[i];
		const struct baseline_case *c = usable_case(s, id);
		if (!c)
			continue;
		if (n == BASELINE_MAX_SESSIONS)
			memmove(ret, ret + 1, --n * sizeof(*ret));
		ret[n++] = c;
		*ret_newest = s;
	}
	return n;
}

static const struct result_plugin *
find_plugin(const struct result_plugin *plugin, size_t count, const char *id)
{
	for (size_t i = 0; id && i < count; i++)
		if (plugin[i].id && strcmp(plugin[i].id, id) == 0)
			return &plugin[i];
	return NULL;
}

void comparison_builds(const struct comparison *cmp,
		       const struct result_case *c,
		       const struct baseline_session *session,
		       struct build_facts *ret)
{
	const struct result *head = cmp->head;

	build_compare(
	    find_plugin(session->plugin, session->plugin_count, c->plugin_id),
	    find_plugin(head->plugin, head->plugin_count, c->plugin_id), ret);
}

bool comparison_in_base(const struct comparison *cmp, const char *id)
{
	const struct baseline_case *found[BASELINE_MAX_SESSIONS];
	const struct baseline_session *newest;

	return base_cases(cmp, id, found, &newest) > 0;
}

bool comparison_knows(const struct comparison *cmp, const char *id)
{
	for (size_t i = cmp->first_session; i < cmp->base->session_count; i++) {
		const struct baseline_case *c =
		    baseline_find(&cmp->base->session[i], id);
		if (c && c->count_count > 0)
			return true;
	}
	return comparison_in_base(cmp, id);
}

bool comparison_timed(const struct comparison *cmp)
{
	return !cmp->policy || policy_decides_time(cmp->policy);
}

bool comparison_testable(const struct comparison *cmp,
			 const struct result_case *c)
{
	const struct baseline_case *found[BASELINE_MAX_SESSIONS];
	const struct baseline_session *newest;
	struct build_facts facts;

	if (base_cases(cmp, c->id, found, &newest) == 0 ||
	    !usable_case(&cmp->mine, c->id))
		return false;
	comparison_builds(cmp, c, newest, &facts);
	return !facts.refused;
}

static int set_reason(const struct comparison *cmp, struct verdict *v,
		      const char *text, struct err *err)
{
	v->reason = arena_strdup(cmp->arena, text, err);
	return v->reason ? 0 : -ERR_NOMEM;
}

static void set_numbers(struct verdict *v, const struct rule_answer *answer)
{
	v->kind = answer->kind;
	v->advisory = answer->advisory;
	v->base_ns = answer->base_ns;
	v->head_ns = answer->head_ns;
	v->ratio = exp(answer->change);
	v->low = exp(answer->low);
	v->high = exp(answer->high);
	v->level = answer->level;
	v->mde = exp(answer->mde);
}

static int apply_rule(const struct comparison *cmp, struct rule_input *input,
		      struct rule_answer *ret, struct err *err)
{
	input->theta = cmp->theta;
	input->floor = cmp->floor;
	input->alpha = cmp->alpha;
	return rule_decide(input, ret, err);
}

int comparison_slower(const struct comparison *cmp, const char *id, bool *ret,
		      struct err *err)
{
	const struct baseline_case *found[BASELINE_MAX_SESSIONS];
	const struct baseline_session *newest;
	struct rule_answer answer = {.kind = VERDICT_ADDED};
	struct rule_input input = {
	    .session = found,
	    .session_count = base_cases(cmp, id, found, &newest),
	    .head = usable_case(&cmp->mine, id),
	};
	int r = 0;

	if (input.session_count && input.head)
		r = apply_rule(cmp, &input, &answer, err);
	*ret = answer.kind == VERDICT_REGRESSED;
	return r;
}

static int decide(const struct comparison *cmp, struct rule_input *input,
		  const struct build_facts *facts, struct verdict *v,
		  double *ret_sd, struct err *err)
{
	struct rule_answer answer;
	int r = apply_rule(cmp, input, &answer, err);

	if (r < 0)
		return r;
	set_numbers(v, &answer);
	*ret_sd = answer.session_sd;
	if (answer.reason[0])
		return set_reason(cmp, v, answer.reason, err);
	if (facts->text[0] && fabs(answer.change) < facts->below &&
	    answer.kind != VERDICT_EQUIVALENT)
		return set_reason(cmp, v, facts->text, err);
	return 0;
}

/* The base has no times of it. */
static int judge_untimed(const struct comparison *cmp,
			 const struct result_case *c, struct verdict *v,
			 struct err *err)
{
	v->head_ns = c->summary.lower_quartile_ns.value;
	v->kind = VERDICT_ADDED;
	if (!cmp->base || !comparison_knows(cmp, c->id))
		return 0;
	v->kind = VERDICT_INCONCLUSIVE;
	return set_reason(cmp, v,
			  "the base has counts of it, but no times; save a run "
			  "that measures times",
			  err);
}

/* A case that is well in the head. */
static int judge_times(const struct comparison *cmp,
		       const struct result_case *c, struct verdict *v,
		       double *ret_sd, struct err *err)
{
	const struct baseline_case *found[BASELINE_MAX_SESSIONS];
	const struct baseline_session *newest = NULL;
	struct build_facts facts;
	struct rule_input input = {
	    .session = found,
	    .session_count = base_cases(cmp, c->id, found, &newest),
	    .head = usable_case(&cmp->mine, c->id),
	};

	v->sessions = input.session_count;
	if (!input.session_count)
		return judge_untimed(cmp, c, v, err);
	if (!input.head) {
		v->kind = VERDICT_INCONCLUSIVE;
		return set_reason(cmp, v,
				  c->process_count
				      ? "too few slices were undisturbed; "
					"measure on a quieter machine"
				      : "its time was not measured",
				  err);
	}
	comparison_builds(cmp, c, newest, &facts);
	if (facts.refused) {
		v->kind = VERDICT_BROKEN;
		return set_reason(cmp, v, facts.text, err);
	}
	return decide(cmp, &input, &facts, v, ret_sd, err);
}

/* A time that does not decide is shown, if it is of this machine. */
static int show_times(const struct comparison *cmp, const struct result_case *c,
		      struct verdict *v, double *ret_sd, struct err *err)
{
	struct verdict shown = *v;
	int r = judge_times(cmp, c, &shown, ret_sd, err);

	v->kind = shown.kind;
	if (r < 0 || v->kind == VERDICT_ADDED)
		return r;
	if (v->kind == VERDICT_BROKEN) {
		v->reason = shown.reason;
		return 0;
	}
	v->kind = VERDICT_INCONCLUSIVE;
	if (cmp->other_machine)
		return 0;
	v->sessions = shown.sessions;
	v->base_ns = shown.base_ns;
	v->head_ns = shown.head_ns;
	v->ratio = shown.ratio;
	v->low = shown.low;
	v->high = shown.high;
	v->level = shown.level;
	return 0;
}

/* The time, and the metrics beside it. */
static int judge_all(const struct comparison *cmp, const struct result_case *c,
		     struct verdict *v, double *ret_sd, struct err *err)
{
	bool timed = comparison_timed(cmp);
	int r = timed ? judge_times(cmp, c, v, ret_sd, err)
		      : show_times(cmp, c, v, ret_sd, err);

	if (r < 0 || v->kind == VERDICT_ADDED)
		return r;
	v->timed = timed;
	v->time_kind = v->kind;
	r = comparison_metrics(cmp, c, v, err);
	verdict_conclude(v);
	return r;
}

static int judge_absent(const struct comparison *cmp,
			const struct result_case *c, struct verdict *v,
			bool *ret_row, struct err *err)
{
	bool broken = c->status != CASE_SKIPPED && c->status != CASE_NOT_RUN;

	v->kind = broken ? VERDICT_BROKEN : VERDICT_INCONCLUSIVE;
	v->timed = cmp->base && comparison_timed(cmp);
	v->time_kind = v->kind;
	*ret_row = broken || c->limit_count > 0 ||
		   (cmp->base && comparison_knows(cmp, c->id));
	v->reason =
	    arena_printf(cmp->arena, err, "%s%s%s", case_status_name(c->status),
			 c->reason ? ": " : "", c->reason ? c->reason : "");
	return v->reason ? 0 : -ERR_NOMEM;
}

int row_init(struct verdict *row, struct arena *arena, const char *id,
	     struct err *err)
{
	*row = (struct verdict){
	    .id = arena_strdup(arena, id, err),
	    .base_ns = NAN,
	    .head_ns = NAN,
	    .ratio = NAN,
	    .low = NAN,
	    .high = NAN,
	    .level = NAN,
	    .mde = NAN,
	    .pair_sd = NAN,
	    .order_effect = NAN,
	};
	return row->id ? 0 : -ERR_NOMEM;
}

/* Without a base, factors of it are left for the gate. */
static int check_limits(const struct comparison *cmp,
			const struct result_case *c, double session_sd,
			struct verdict *v, struct err *err)
{
	const struct limits_context context = {
	    .arena = cmp->arena,
	    .relative = cmp->base,
	    .session_sd = session_sd,
	};

	return limits_check(&context, c, v, err);
}

int comparison_verdict(const struct comparison *cmp,
		       const struct result_case *c, struct verdict *ret,
		       bool *ret_row, struct err *err)
{
	double session_sd = 0;
	struct verdict v;
	int r = row_init(&v, cmp->arena, c->id, err);

	if (r < 0)
		return r;
	*ret_row = true;
	r = c->status == CASE_OK ? judge_all(cmp, c, &v, &session_sd, err)
				 : judge_absent(cmp, c, &v, ret_row, err);
	if (r == 0)
		r = check_limits(cmp, c, session_sd, &v, err);
	if (r == 0)
		*ret = v;
	return r;
}
