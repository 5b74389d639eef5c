#include "gate/paired.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gate/paired_gate.h"
#include "gate/rule.h"
#include "stats/stats.h"

/* Pairs after which a case that is mostly disturbed is given up. */
enum { MOST_DISTURBED_PAIRS = 16 };

static uint64_t most(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

size_t paired_set_pairs(const struct suite_gate *policy)
{
	uint64_t pairs = most(policy->pairs, GATE_MIN_PAIRS);

	return pairs < SWAP_MAX_PAIRS ? (size_t)pairs : SWAP_MAX_PAIRS;
}

double paired_level(const struct suite_gate *policy, uint64_t tests,
		    uint64_t reds)
{
	return policy_level(policy, tests > reds ? tests - reds : 1);
}

/* The first of LOOKS at which a set of MAX pairs can reject at LEVEL; or 0. */
static size_t first_look(size_t max, double level)
{
	size_t look[SWAP_MAX_LOOKS];
	size_t count = swap_looks(max, look, SWAP_MAX_LOOKS);

	for (size_t i = 0; i < count; i++) {
		double t = (double)look[i] / (double)max;
		/* A subgroup cannot tell finer levels. */
		size_t bits = look[i] < SWAP_MAX_DIMENSIONS
				  ? look[i]
				  : SWAP_MAX_DIMENSIONS;
		if (exp2(-(double)bits) <= swap_spent(level, t))
			return look[i];
	}
	return 0;
}

size_t paired_first_look(const struct suite_gate *policy, size_t tests)
{
	double level = paired_set_level(paired_level(policy, tests, 0));
	size_t max = paired_set_pairs(policy);
	size_t equivalent = first_look(max, RULE_EQUIVALENCE);
	size_t red = 2 * first_look(max, level); /* two sets */

	return red && red < equivalent ? red : equivalent;
}

/* A gate that cannot be red must not look like one that passes. */
static int check_pairs(const struct suite_gate *policy, uint64_t tests,
		       struct err *err)
{
	double level = paired_set_level(paired_level(policy, tests, 0));
	double error = policy_level(policy, 1);
	const char *s = tests == 1 ? "" : "s";
	const char *what = policy->metric_count ? "test" : "benchmark";
	size_t max = paired_set_pairs(policy), enough = max;

	if (tests == 0 || first_look(max, level))
		return 0;
	while (enough < SWAP_MAX_PAIRS && !first_look(enough, level))
		enough++;
	if (!first_look(enough, level))
		return err_set(err, ERR_USAGE,
			       "no number of pairs can show a regression in "
			       "%llu %s%s at an error of %g; allow a larger "
			       "error",
			       (unsigned long long)tests, what, s, error);
	return err_set(err, ERR_USAGE,
		       "%zu pairs cannot show a regression of any size in %llu "
		       "%s%s at an error of %g; allow %zu pairs or more",
		       max, (unsigned long long)tests, what, s, error, enough);
}

static const struct result_plugin *
next_plugin(const struct result_plugin *plugin, size_t count, size_t *at,
	    const char *id)
{
	while (*at < count) {
		const struct result_plugin *p = &plugin[(*at)++];
		if (id && p->id && strcmp(p->id, id) == 0)
			return p;
	}
	return NULL;
}

/* Every build of the base with every one of the head; the worst counts. */
static void compare_builds(const struct result *result, const char *id,
			   struct build_facts *ret)
{
	const struct result_plugin *base, *head;
	struct build_facts facts;

	*ret = (struct build_facts){0};
	for (size_t i = 0;
	     (base = next_plugin(result->base_plugin, result->base_plugin_count,
				 &i, id));)
		for (size_t k = 0;
		     (head = next_plugin(result->plugin, result->plugin_count,
					 &k, id));) {
			build_compare(base, head, &facts);
			if (facts.text[0] &&
			    (!ret->text[0] || (facts.refused && !ret->refused)))
				*ret = facts;
		}
}

/* Cases of one plugin are mostly neighbours and share its facts. */
static int set_builds(struct paired_gate *gate, const struct result *result,
		      size_t i, struct err *err)
{
	const char *id = result->result_case[i].plugin_id;
	const char *before = i ? result->result_case[i - 1].plugin_id : NULL;
	struct paired_case *c = &gate->paired_case[i];
	struct build_facts facts;

	if (id && before && strcmp(id, before) == 0) {
		c->builds = c[-1].builds;
		return 0;
	}
	compare_builds(result, id, &facts);
	if (!facts.text[0])
		return 0;
	c->builds = arena_alloc(&gate->arena, sizeof *c->builds, err);
	if (!c->builds)
		return -ERR_NOMEM;
	*c->builds = facts;
	return 0;
}

static bool is_tested(const struct paired_case *c)
{
	return c->paired && !(c->builds && c->builds->refused);
}

static void begin(struct paired_gate *gate, struct paired_case *c)
{
	for (size_t i = 0; i < c->question_count; i++)
		paired_question_begin(gate, &c->question[i]);
	c->order_count = c->pairs = c->invalid = 0;
}

static int check_tests(const struct paired_gate *gate, struct err *err)
{
	if (gate->tests <= PAIRED_MAX_TESTS)
		return 0;
	return err_set(err, ERR_LIMIT,
		       "more than %d swap tests: a test is a metric of a case; "
		       "gate fewer cases at once, such as --shard=1/4",
		       PAIRED_MAX_TESTS);
}

static int add_cases(struct paired_gate *gate, const struct result *result,
		     const struct paired_cases *cases, struct err *err)
{
	const struct suite_gate *policy = &gate->policy;
	int r = 0;

	for (size_t i = 0; i < gate->count && r == 0; i++) {
		struct paired_case *c = &gate->paired_case[i];
		double budget_ns = cases->own(cases->ctx, i).budget_ns;

		r = set_builds(gate, result, i, err);
		c->paired = cases->paired(cases->ctx, i);
		c->budget_ns =
		    budget_ns > 0 ? budget_ns : policy->case_budget_ns;
		if (r == 0 && is_tested(c)) {
			r = paired_questions(
			    gate, c, i, &result->result_case[i], cases, err);
			gate->tests += c->test_count;
		}
		if (r == 0)
			r = check_tests(gate, err);
	}
	return r;
}

static void release_gate(struct paired_gate **gate)
{
	paired_gate_free(*gate);
}

int paired_gate_make(const struct result *result,
		     const struct paired_cases *cases,
		     const struct suite_gate *policy, uint64_t seed,
		     struct paired_gate **ret, struct err *err)
{
	CLEANUP(release_gate)
	struct paired_gate *gate = calloc(1, sizeof *gate);

	if (!gate)
		return err_nomem(err, "paired gate");
	gate->policy = *policy;
	gate->count = result->case_count;
	gate->removed = cases->removed;
	gate->removed_count = cases->removed_count;
	gate->paired_case = arena_array(&gate->arena, gate->count + 1,
					sizeof *gate->paired_case, err);
	if (!gate->paired_case)
		return -ERR_NOMEM;
	int r = add_cases(gate, result, cases, err);
	if (r == 0)
		r = check_pairs(policy, gate->tests, err);
	if (r < 0)
		return r;
	swap_group_init(&gate->group,
			paired_set_level(paired_level(policy, gate->tests, 0)),
			seed);
	swap_group_init(&gate->coarse_group, RULE_EQUIVALENCE, seed);
	*ret = TAKE(gate);
	return 0;
}

void paired_gate_free(struct paired_gate *gate)
{
	if (!gate)
		return;
	arena_release(&gate->arena);
	free(gate);
}

const char *paired_gate_refuses(const struct paired_gate *gate,
				size_t case_index)
{
	const struct paired_case *c = &gate->paired_case[case_index];

	return c->builds && c->builds->refused ? c->builds->text : NULL;
}

size_t paired_gate_tests(const struct paired_gate *gate)
{
	return gate->tests;
}

static size_t order_effects(const struct paired_case *c, double *sorted)
{
	size_t n = 0;

	for (size_t i = 0; i < c->order_count; i++)
		if (isfinite(c->order[i]))
			sorted[n++] = c->order[i];
	stats_sort(sorted, n);
	return n;
}

double paired_order_effect(const struct paired_case *c)
{
	double sorted[2 * SWAP_MAX_PAIRS];
	size_t n = order_effects(c, sorted);

	return stats_median_sorted(sorted, n);
}

bool paired_order_matters(const struct paired_case *c)
{
	static const double level = 0.99; /* eight of one sign reach it */
	double sorted[2 * SWAP_MAX_PAIRS];
	size_t n = order_effects(c, sorted);
	struct stats_interval i = stats_median_interval(sorted, n, level);

	return i.bounded && fabs(i.estimate) > PAIRED_ORDER_EFFECT &&
	       (i.low > 0 || i.high < 0);
}

static bool is_done(const struct paired_case *c)
{
	for (size_t i = 0; i < c->question_count; i++)
		if (c->question[i].tested && !c->question[i].done)
			return false;
	return true;
}

/*
 * Where the order matters is seen at the first look of any question: none has
 * more pairs than there are effects of the order, so none is decided yet.
 */
static bool is_first_look(const struct paired_case *c)
{
	return c->order_count == c->question[0].test.look[0];
}

static int take_estimate(struct paired_gate *gate, struct paired_case *c,
			 const struct process_samples *base,
			 const struct process_samples *head,
			 const struct pair_estimate *e, enum pair_advice *ret,
			 struct err *err)
{
	int r = 0;

	c->order[c->order_count++] = e->order_effect;
	if (!c->alone && is_first_look(c) && paired_order_matters(c)) {
		c->alone = true;
		begin(gate, c);
		*ret = PAIR_MORE_ALONE;
		return 0;
	}
	for (size_t i = 0; i < c->question_count && r == 0; i++)
		r = paired_question_take(gate, &c->question[i], base, head, e,
					 err);
	c->done = is_done(c);
	return r;
}

int paired_gate_take(struct paired_gate *gate, size_t case_index,
		     const struct process_samples *base,
		     const struct process_samples *head, double wall_ns,
		     enum pair_advice *ret, struct err *err)
{
	struct paired_case *c = &gate->paired_case[case_index];
	struct pair_estimate e;
	int r = 0;

	*ret = PAIR_DONE;
	if (!is_tested(c) || c->done)
		return 0;
	c->spent_ns += wall_ns;
	c->measured++;
	r = pair_estimate(base, head, &e, err);
	if (r < 0)
		return r;
	c->pairs++;
	c->alone |= base->alone || head->alone;
	c->slices += e.slices;
	c->disturbed += e.disturbed;
	*ret = PAIR_MORE;
	if (e.valid) {
		r = take_estimate(gate, c, base, head, &e, ret, err);
	} else {
		c->invalid++;
		c->disturbed_out = c->pairs >= MOST_DISTURBED_PAIRS &&
				   2 * c->invalid > c->pairs;
		c->done = c->disturbed_out;
	}
	if (c->done)
		*ret = PAIR_DONE;
	return r;
}
