/*
 * A paired gate over made results: as `tare gate --base` runs it.
 */
#ifndef TEST_GATE_PAIRS_H
#define TEST_GATE_PAIRS_H

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gate/gate.h"
#include "gate/paired.h"
#include "make_counts.h"
#include "make_ratios.h"
#include "make_result.h"
#include "tare/plugin.h"
#include "text.h"

enum { PAIRS_MAX = 240 };

/* A result whose cases come from a plugin that both sides have. */
struct pairs_gate {
	struct result result;
	struct suite_gate policy;
	struct waivers *waivers; /* or NULL */
	struct suite_entry entry[MAKE_MAX_CASES];
	bool added[MAKE_MAX_CASES];
	char *removed[4];
	size_t removed_count;
	size_t rounds;   /* 0: until all is decided */
	bool one_by_one; /* no rounds: a case to its end, then the next */
	/* Found by pairs_judge(). */
	size_t taken[MAKE_MAX_CASES];
	bool again_alone[MAKE_MAX_CASES];
	int code; /* of the first pair that failed */
};

static inline char *pairs_text(struct pairs_gate *g, const char *text)
{
	char *copy = arena_strdup(&g->result.arena, text, NULL);
	if (!copy)
		abort();
	return copy;
}

static inline struct result_plugin *pairs_plugin(struct pairs_gate *g)
{
	struct result_plugin *p =
	    arena_alloc(&g->result.arena, sizeof *p, NULL);
	if (!p)
		abort();
	*p = (struct result_plugin){
	    .id = pairs_text(g, "org.tare.test"),
	    .build_id = pairs_text(g, "0123abcd"),
	    .build_info = pairs_text(g, "gcc 12.2.0 -O2"),
	    .build_flags = TARE_BUILD_OPTIMIZED | TARE_BUILD_ALIGNED,
	};
	return p;
}

static inline void pairs_init(struct pairs_gate *g)
{
	memset(g, 0, sizeof *g);
	make_result(&g->result);
	g->policy = SUITE_GATE_DEFAULT;
	g->result.wall_ns = 0;
	g->result.plugin = pairs_plugin(g);
	g->result.base_plugin = pairs_plugin(g);
	g->result.plugin_count = g->result.base_plugin_count = 1;
}

static inline void pairs_release(struct pairs_gate *g)
{
	result_release(&g->result);
}

/* PAIRS_MAX pairs around CHANGE; seeded by the number of cases. */
static inline struct result_case *
pairs_add(struct pairs_gate *g, const char *id, double change, double sd)
{
	double d[PAIRS_MAX];
	make_normal(d, PAIRS_MAX, change, sd, g->result.case_count + 1);
	struct make_ratios spec = {
	    .log_ratio = d, .count = PAIRS_MAX, .noise = 0.001};
	return make_ratios(&g->result, id, &spec);
}

/* Puts NAME into the policy's list; THETA < 0: the default. */
static inline void pairs_metric(struct pairs_gate *g, const char *name,
				double theta)
{
	struct suite_gate *policy = &g->policy;

	if (!policy->metric)
		policy->metric =
		    arena_array(&g->result.arena, SUITE_MAX_METRICS,
				sizeof *policy->metric, NULL);
	if (!policy->metric || policy->metric_count == SUITE_MAX_METRICS)
		abort();
	policy->metric[policy->metric_count++] =
	    (struct suite_metric){pairs_text(g, name), theta};
}

static inline void pairs_limit(struct pairs_gate *g, struct result_case *c,
			       const char *text)
{
	struct err err = {0};
	c->limit = arena_alloc(&g->result.arena, sizeof *c->limit, &err);
	c->limit_count = 1;
	cr_assert(
	    zero(int, limit_parse(&g->result.arena, text, c->limit, &err)),
	    "%s", err.text);
}

/* The case's next pair, unless a side of it failed; false: it is over. */
static inline bool pairs_give(struct pairs_gate *g, struct paired_gate *gate,
			      size_t i, struct err *err)
{
	struct result_case *c = &g->result.result_case[i];
	size_t n = g->taken[i];
	enum pair_advice advice;

	if (n >= c->process_count || n >= c->base_process_count)
		return false;
	g->taken[i]++;
	if (c->process[n].status != CASE_OK ||
	    c->base_process[n].status != CASE_OK)
		return false;
	g->code = paired_gate_take(gate, i, &c->base_process[n], &c->process[n],
				   50e6, &advice, err);
	if (g->code < 0)
		return false;
	if (advice == PAIR_MORE_ALONE) {
		/* What was measured is forgotten. */
		g->again_alone[i] = true;
		c->process += n + 1;
		c->base_process += n + 1;
		c->process_count -= n + 1;
		c->base_process_count -= n + 1;
		for (size_t k = 0; k < c->process_count; k++)
			c->process[k].alone = c->base_process[k].alone = true;
		g->taken[i] = 0;
	}
	return advice != PAIR_DONE;
}

/* Rounds over the cases; then each has only the pairs that were taken. */
static inline void pairs_run(struct pairs_gate *g, struct paired_gate *gate,
			     struct err *err)
{
	bool open[MAKE_MAX_CASES], any = true;

	for (size_t i = 0; i < g->result.case_count; i++) {
		open[i] = !g->added[i] && !paired_gate_refuses(gate, i);
		while (open[i] && g->one_by_one)
			open[i] = pairs_give(g, gate, i, err);
	}
	for (size_t round = 0;
	     any && !g->code && (!g->rounds || round < g->rounds); round++) {
		any = false;
		for (size_t i = 0; i < g->result.case_count; i++) {
			if (open[i])
				open[i] = pairs_give(g, gate, i, err);
			any |= open[i];
		}
	}
	for (size_t i = 0; i < g->result.case_count; i++) {
		struct result_case *c = &g->result.result_case[i];
		c->base_process_count = g->taken[i];
		if (!g->added[i])
			c->process_count = g->taken[i];
	}
}

static inline struct paired_gate *
pairs_new(struct pairs_gate *g, struct pair_plan *plan, struct err *err)
{
	struct result *r = &g->result;

	for (size_t i = 0; i < r->case_count; i++) {
		plan->pair[i].base_count = !g->added[i];
		plan->pair[i].head_count = 1;
	}
	return paired_gate_new(r, plan, &g->policy, r->seed, err);
}

static inline int pairs_judge(struct pairs_gate *g, struct err *err)
{
	struct plan_pair pair[MAKE_MAX_CASES] = {{0}};
	struct plan_case plan_case[MAKE_MAX_CASES] = {{0}};
	struct plan plan = {.plan_case = plan_case,
			    .case_count = g->result.case_count};
	struct pair_plan pairs = {.plan = &plan,
				  .pair = pair,
				  .removed = g->removed,
				  .removed_count = g->removed_count};

	for (size_t i = 0; i < plan.case_count; i++)
		plan_case[i].entry = &g->entry[i];
	struct paired_gate *gate = pairs_new(g, &pairs, err);
	if (!gate)
		return -(int)err->code;
	g->code = 0;
	pairs_run(g, gate, err);
	int code = g->code;
	if (code == 0)
		code = paired_gate_finish(gate, &g->result, g->waivers, err);
	paired_gate_free(gate);
	return code;
}

static inline const struct gate_outcome *pairs_outcome(struct pairs_gate *g)
{
	struct err err = {0};
	int code = pairs_judge(g, &err);
	cr_assert(zero(int, code), "%s", err.text);
	return g->result.outcome;
}

/* The row of ID in the outcome. */
static inline struct verdict *pairs_row(struct pairs_gate *g, const char *id)
{
	struct gate_outcome *o = g->result.outcome;

	for (size_t i = 0; i < o->verdict_count; i++)
		if (strcmp(o->verdict[i].id, id) == 0)
			return &o->verdict[i];
	return NULL;
}

/* Judges, and the row of ID. */
static inline const struct verdict *pairs_verdict(struct pairs_gate *g,
						  const char *id)
{
	(void)pairs_outcome(g);
	const struct verdict *v = pairs_row(g, id);
	cr_assert(v != NULL, "%s", id);
	return v;
}

/* The row of metric NAME beside V. */
static inline const struct metric_verdict *
pairs_metric_row(const struct verdict *v, const char *name)
{
	for (size_t i = 0; i < v->metric_count; i++)
		if (strcmp(v->metric[i].metric, name) == 0)
			return &v->metric[i];
	cr_fatal("no row of %s", name);
}

static inline void pairs_metric_says(const struct metric_verdict *m,
				     const char *text)
{
	cr_assert(m->reason != NULL, "no reason; expected '%s'", text);
	cr_assert(text_has(m->reason, text), "'%s' is not in '%s'", text,
		  m->reason);
}

static inline void pairs_says(const struct verdict *v, const char *text)
{
	cr_assert(v->reason != NULL, "no reason; expected '%s'", text);
	cr_assert(text_has(v->reason, text), "'%s' is not in '%s'", text,
		  v->reason);
}

#endif
