#include "cli/metrics.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "cli/options.h"
#include "counters/counters.h"
#include "counters/passes.h"
#include "gate/gate.h"

/* Of a time budget, for untimed passes. */
#define SIMULATED_SHARE   0.5
#define ALLOCATIONS_SHARE 0.1

#define NEAR_FROM 4 /* letters: shorter names are near to everything */

static const char time_name[] = "time";

/* Of several counters, or of none. */
static bool is_word(const char *name)
{
	static const char *const words[] = {
	    "auto", "none", "os", "hardware", "simulated", "allocations",
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcmp(name, words[i]) == 0)
			return true;
	return false;
}

static bool is_counter(const char *name)
{
	return !is_word(name) && !strchr(name, ',') &&
	       strncmp(name, "fake:", 5) != 0 &&
	       counters_check_spec(name, NULL) == 0;
}

bool metric_is_exact(const char *name)
{
	return counters_pass_of(name) != 0;
}

static bool is_known(const char *name)
{
	return strcmp(name, time_name) == 0 || metric_is_exact(name) ||
	       is_counter(name);
}

/* A known name that NAME may have been meant to be, or NULL. */
static const char *near(const char *name)
{
	static const char *const times[] = {time_name};
	const char *nearest = str_nearest(name, times, 1);

	if (!nearest || nearest[0] != name[0])
		nearest = counters_nearest(name);
	return nearest && nearest[0] == name[0] && strlen(name) >= NEAR_FROM
		   ? nearest
		   : NULL;
}

static bool is_name(const char *name)
{
	return *name && !name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
					   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					   "0123456789_.-")];
}

const char *metric_unit(const char *name)
{
	uint64_t all;
	const char *unit = counters_unit(name);

	if (gate_limit_slices(name, &all))
		return "ns";
	return !unit && is_counter(name) ? "" : unit;
}

int metric_check(const char *name, struct err *err)
{
	const char *nearest = near(name);

	if (is_known(name))
		return 0;
	if (is_word(name))
		return err_set(err, ERR_USAGE,
			       "'%s' names several counters; expected one "
			       "metric, such as time, sim.instructions, allocs "
			       "or cycles",
			       name);
	if (nearest)
		return err_set(err, ERR_USAGE,
			       "unknown metric '%s'; did you mean '%s'?",
			       str_shown(name).text, nearest);
	if (strncmp(name, "sim.", 4) == 0 || !is_name(name))
		return err_set(err, ERR_USAGE,
			       "unknown metric '%s'; expected time, "
			       "sim.instructions, allocs, a counter's name or "
			       "that of a benchmark's own number",
			       str_shown(name).text);
	return 0;
}

struct suite_metric option_metric(char *arg, struct argp_state *state)
{
	struct suite_metric metric = {.name = arg, .theta = -1};
	char *equals = strrchr(arg, '=');
	struct err err = {0};

	/* Names of events may have an '=' of their own. */
	if (equals && !is_known(arg)) {
		*equals = '\0';
		metric.theta = option_ratio(
		    equals + 1, "--metric",
		    metric_is_exact(arg) ? 0 : SUITE_MIN_THETA, state);
	}
	if (metric_check(arg, &err) < 0)
		argp_error(state, "--metric: %s", err.text);
	return metric;
}

static int in_suite(const struct suite *suite, const char *key,
		    const struct err *why, struct err *err)
{
	return err_set(err, ERR_SUITE, "%s: \"%s\": %s",
		       str_shown(suite->path ? suite->path : "suite").text, key,
		       why->text);
}

/* Pairs never show that nothing changed at all. */
static int check_theta(const struct suite_metric *metric, struct err *err)
{
	if (metric->theta < 0 || metric->theta >= SUITE_MIN_THETA ||
	    metric_is_exact(metric->name))
		return 0;
	return err_set(err, ERR_SUITE,
		       "the theta of '%s' is %g; expected %g or more, as it is "
		       "not exact",
		       str_shown(metric->name).text, metric->theta,
		       SUITE_MIN_THETA);
}

/* What bounds of a metric may be written in beside a plain number. */
static const struct {
	const char *unit;
	enum limit_unit of;
	const char *what, *expected;
} bounds[] = {
    {"", LIMIT_PLAIN, "a count", "a plain number"},
    {"ns", LIMIT_DURATION, "a time", "a duration, such as 2ms"},
    {"bytes", LIMIT_SIZE, "a number of bytes", "a size, such as 4KiB"},
};

static int check_unit(const struct suite_limit *limit, struct err *err)
{
	const char *unit = metric_unit(limit->metric);

	if (!unit || limit->unit == LIMIT_PLAIN)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(bounds); i++)
		if (strcmp(unit, bounds[i].unit) == 0 &&
		    limit->unit != bounds[i].of)
			return err_set(err, ERR_SUITE,
				       "'%s' is %s; expected %s",
				       str_shown(limit->metric).text,
				       bounds[i].what, bounds[i].expected);
	return 0;
}

/* LINE of the entry; 0: limits of the whole suite. */
static int check_limits(const struct suite *suite, unsigned line,
			const struct suite_limit *limit, size_t count,
			struct err *err)
{
	struct err why = {0};
	char at[16] = "";
	uint64_t all;

	if (line)
		(void)snprintf(at, sizeof(at), ":%u", line);
	for (size_t i = 0; i < count; i++)
		if ((!gate_limit_slices(limit[i].metric, &all) &&
		     metric_check(limit[i].metric, &why) < 0) ||
		    check_unit(&limit[i], &why) < 0)
			return err_set(
			    err, ERR_SUITE,
			    "%s%s: \"limits\": limit \"%s\": %s",
			    str_shown(suite->path ? suite->path : "suite").text,
			    at, str_shown(limit[i].text).text, why.text);
	return 0;
}

int metrics_check_limits(const struct suite *suite, struct err *err)
{
	int r = check_limits(suite, 0, suite->limit, suite->limit_count, err);

	for (size_t i = 0; i < suite->entry_count && r == 0; i++)
		r = check_limits(suite, suite->entry[i].line,
				 suite->entry[i].limit,
				 suite->entry[i].limit_count, err);
	return r;
}

int metrics_check_suite(const struct suite *suite, struct err *err)
{
	struct err why = {0};

	if (suite->counters && counters_check_spec(suite->counters, &why) < 0)
		return in_suite(suite, "counters", &why, err);
	for (size_t i = 0; i < suite->gate.metric_count; i++)
		if (metric_check(suite->gate.metric[i].name, &why) < 0 ||
		    check_theta(&suite->gate.metric[i], &why) < 0)
			return in_suite(suite, "metrics", &why, err);
	return 0;
}

unsigned metrics_passes(const char *spec, const struct plan *plan,
			const struct suite_gate *gate)
{
	unsigned passes = counters_passes(spec);

	for (size_t i = 0; i < gate->metric_count; i++)
		passes |= counters_pass_of(gate->metric[i].name);
	for (size_t i = 0; i < plan->case_count; i++) {
		const struct plan_case *c = &plan->plan_case[i];
		for (size_t k = 0; k < c->limit_count; k++)
			passes |= counters_pass_of(c->limit[k]->metric);
	}
	return passes;
}

double metrics_reserve_ns(double budget_ns, unsigned passes)
{
	if (passes & count_pass_bit(COUNT_SIMULATED))
		return budget_ns * SIMULATED_SHARE;
	return passes ? budget_ns * ALLOCATIONS_SHARE : 0;
}

double metrics_left_ns(double budget_ns, uint64_t since_ns)
{
	double spent_ns = (double)(clock_now(&clock_system) - since_ns);

	return budget_ns > 0 ? fmax(budget_ns - spent_ns, 1) : 0;
}

bool metrics_exact_only(const struct plan *plan, const struct suite_gate *gate)
{
	for (size_t i = 0; i < gate->metric_count; i++)
		if (!metric_is_exact(gate->metric[i].name))
			return false;
	for (size_t i = 0; i < plan->case_count; i++) {
		const struct plan_case *c = &plan->plan_case[i];
		for (size_t k = 0; k < c->limit_count; k++)
			if (!metric_is_exact(c->limit[k]->metric))
				return false;
	}
	return gate->metric_count > 0;
}

/* NAME is a word of LIST. */
static bool is_listed(const char *list, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = list; (at = strstr(at, name)); at++)
		if ((at == list || at[-1] == ',') &&
		    (!at[length] || at[length] == ','))
			return true;
	return false;
}

/* Adds what timed processes count; other names are not the counters'. */
static void add_counter(struct str *text, const char *name)
{
	uint64_t all;

	if (!gate_limit_slices(name, &all) && !metric_is_exact(name) &&
	    !is_listed(str_text(text), name) && is_counter(name))
		str_addf(text, "%s%s", text->length ? "," : "", name);
}

int metrics_counters(const char *spec, const struct plan *plan,
		     const struct suite_gate *gate, struct arena *arena,
		     char **ret, struct err *err)
{
	bool fake = strncmp(spec, "fake:", 5) == 0;
	CLEANUP(str_release) struct str text = {0};

	str_add(&text, strcmp(spec, "none") == 0 ? "" : spec);
	for (size_t i = 0; i < gate->metric_count && !fake; i++)
		add_counter(&text, gate->metric[i].name);
	for (size_t i = 0; i < plan->case_count && !fake; i++) {
		const struct plan_case *c = &plan->plan_case[i];
		for (size_t k = 0; k < c->limit_count; k++)
			add_counter(&text, c->limit[k]->metric);
	}
	if (text.failed)
		return err_nomem(err, "counters");
	const char *chosen = text.length ? str_text(&text) : "none";
	int r = counters_check_spec(chosen, err);
	if (r < 0)
		return r;
	*ret = arena_strdup(arena, chosen, err);
	return *ret ? 0 : -ERR_NOMEM;
}
