/* The gate: rows of all cases, put together. */
#include "gate/compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "gate/gate.h"
#include "machine/machine.h"

/* Exact counts have other needs, which their rows name. */
static int check_machine(const struct result *head, const struct baseline *base,
			 const struct suite_gate *policy, struct err *err)
{
	char why[512], shown[512], name[128];

	if (!policy_decides_time(policy) ||
	    machine_same(&base->machine, &head->machine, why, sizeof why))
		return 0;
	return err_set(err, ERR_OTHER_MACHINE,
		       "'%s' was measured on another machine: %s; times of two "
		       "machines are not compared. Save a baseline on this "
		       "one: tare baseline save NAME",
		       str_printable(name, sizeof name, base->name),
		       str_printable(shown, sizeof shown, why));
}

static int check_shared(const struct comparison *cmp, struct err *err)
{
	const struct result *head = cmp->head;
	char name[128];

	for (size_t i = 0; i < head->case_count; i++)
		if (comparison_knows(cmp, head->result_case[i].id))
			return 0;
	return err_set(err, ERR_NO_DATA,
		       "no benchmark is on both sides: '%s' and this run share "
		       "no case; see `tare baseline show NAME` and the filter",
		       str_printable(name, sizeof name, cmp->base->name));
}

static uint64_t count_tests(const struct comparison *cmp)
{
	uint64_t tests = 0;

	if (!comparison_timed(cmp))
		return 0;
	for (size_t i = 0; i < cmp->head->case_count; i++) {
		const struct result_case *c = &cmp->head->result_case[i];
		tests += c->status == CASE_OK && comparison_testable(cmp, c);
	}
	return tests;
}

static int add_heads(const struct comparison *cmp, struct gate_outcome *outcome,
		     struct err *err)
{
	for (size_t i = 0; i < cmp->head->case_count; i++) {
		struct verdict *v = &outcome->verdict[outcome->verdict_count];
		bool row;
		int r = comparison_verdict(cmp, &cmp->head->result_case[i], v,
					   &row, err);
		if (r < 0)
			return r;
		outcome->verdict_count += row;
	}
	return 0;
}

/* Cases of the newest session that the head lacks. */
static int add_removed(const struct comparison *cmp,
		       struct gate_outcome *outcome, struct err *err)
{
	const struct baseline *base = cmp->base;
	const struct baseline_session *newest =
	    &base->session[base->session_count - 1];

	for (size_t i = 0; i < newest->case_count; i++) {
		const char *id = newest->baseline_case[i].id;
		if (result_find(cmp->head, id))
			continue;
		struct verdict *v = &outcome->verdict[outcome->verdict_count++];
		int r = row_init(v, cmp->arena, id, err);
		if (r < 0)
			return r;
		v->kind = VERDICT_REMOVED;
	}
	return 0;
}

static int by_id(const void *a, const void *b)
{
	const struct verdict *x = a, *y = b;
	return strcmp(x->id, y->id);
}

void outcome_attach(struct result *head, struct gate_outcome *outcome)
{
	qsort(outcome->verdict, outcome->verdict_count,
	      sizeof *outcome->verdict, by_id);
	for (size_t i = 0; i < head->case_count; i++)
		head->result_case[i].verdict = NULL;
	for (size_t i = 0; i < outcome->verdict_count; i++) {
		struct verdict *v = &outcome->verdict[i];
		struct result_case *c = result_find(head, v->id);
		if (c)
			c->verdict = v;
	}
	head->outcome = outcome;
}

static struct gate_outcome *outcome_new(struct result *head,
					const struct baseline *base,
					const struct suite_gate *policy,
					struct err *err)
{
	struct gate_outcome *outcome =
	    arena_alloc(&head->arena, sizeof *outcome, err);
	size_t rows = head->case_count + 1;

	if (!outcome)
		return NULL;
	if (base)
		rows += base->session[base->session_count - 1].case_count;
	outcome->verdict =
	    arena_array(&head->arena, rows, sizeof *outcome->verdict, err);
	if (base)
		outcome->base_name =
		    arena_strdup(&head->arena, base->name, err);
	outcome->theta = policy->theta;
	outcome->error = policy->error;
	outcome->floor = policy->floor;
	return outcome->verdict && (!base || outcome->base_name) ? outcome
								 : NULL;
}

static void set_level(struct comparison *cmp, const struct suite_gate *policy,
		      struct gate_outcome *outcome)
{
	cmp->policy = policy;
	outcome->tests = count_tests(cmp);
	cmp->theta = policy->theta;
	cmp->floor = policy->floor;
	cmp->alpha = policy_level(policy, outcome->tests);
}

int gate_compare(struct result *head, const struct baseline *base,
		 const struct suite_gate *policy, struct err *err)
{
	CLEANUP(comparison_release)
	struct comparison cmp = {.arena = &head->arena};
	char name[128];

	if (base->session_count == 0)
		return err_set(err, ERR_NO_DATA, "baseline '%s' has no session",
			       str_printable(name, sizeof name, base->name));
	int r = check_machine(head, base, policy, err);
	if (r == 0)
		r = comparison_init(&cmp, head, base, err);
	if (r == 0)
		r = check_shared(&cmp, err);
	if (r < 0)
		return r;
	struct gate_outcome *outcome = outcome_new(head, base, policy, err);
	if (!outcome)
		return -ERR_NOMEM;
	set_level(&cmp, policy, outcome);
	r = add_heads(&cmp, outcome, err);
	if (r == 0)
		r = add_removed(&cmp, outcome, err);
	if (r < 0)
		return r;
	policy_apply_outcome(outcome, policy->inconclusive);
	outcome_attach(head, outcome);
	return 0;
}

/* Without a base only broken cases and those with limits have a row. */
static void drop_unlimited(struct gate_outcome *outcome)
{
	size_t kept = 0;

	for (size_t i = 0; i < outcome->verdict_count; i++) {
		const struct verdict *v = &outcome->verdict[i];
		if (v->limit_count > 0 || v->kind == VERDICT_BROKEN)
			outcome->verdict[kept++] = *v;
	}
	outcome->verdict_count = kept;
}

int gate_limits(struct result *head, struct err *err)
{
	CLEANUP(comparison_release)
	struct comparison cmp = {.arena = &head->arena};

	if (head->case_count == 0)
		return err_set(err, ERR_NO_DATA, "the result has no case");
	int r = comparison_init(&cmp, head, NULL, err);
	if (r < 0)
		return r;
	struct gate_outcome *outcome =
	    outcome_new(head, NULL, &head->gate, err);
	if (!outcome)
		return -ERR_NOMEM;
	r = add_heads(&cmp, outcome, err);
	if (r < 0)
		return r;
	drop_unlimited(outcome);
	policy_apply_outcome(outcome, head->gate.inconclusive);
	outcome_attach(head, outcome);
	return 0;
}
