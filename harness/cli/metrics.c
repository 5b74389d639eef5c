#include "cli/metrics.h"

#include <string.h>

#include "base/str.h"
#include "cli/options.h"
#include "counters/counters.h"
#include "counters/passes.h"

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

int metrics_counters(const char *spec, const struct suite_gate *gate,
		     struct arena *arena, char **ret, struct err *err)
{
	CLEANUP(str_release) struct str text = {0};

	str_add(&text, strcmp(spec, "none") == 0 ? "" : spec);
	for (size_t i = 0; i < gate->metric_count; i++) {
		const char *name = gate->metric[i].name;
		if (strncmp(spec, "fake:", 5) != 0 && !metric_is_exact(name) &&
		    is_counter(name))
			str_addf(&text, "%s%s", text.length ? "," : "", name);
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
