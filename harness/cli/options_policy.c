/* What decides. */
#include <math.h>
#include <string.h>

#include "cli/metrics.h"
#include "cli/options.h"

enum {
	KEY_METRIC = 512,
	KEY_THETA,
	KEY_ERROR,
	KEY_INCONCLUSIVE,
};

static void add_metric(struct policy_options *options, char *arg,
		       struct argp_state *state)
{
	if (options->metric_count == SUITE_MAX_METRICS) {
		argp_error(state, "more than %d of --metric",
			   SUITE_MAX_METRICS);
		return;
	}
	options->metric[options->metric_count++] = option_metric(arg, state);
}

static error_t parse_policy(int key, char *arg, struct argp_state *state)
{
	struct policy_options *options = state->input;

	switch (key) {
	case KEY_METRIC:
		add_metric(options, arg, state);
		return 0;
	case KEY_THETA:
		options->theta =
		    option_ratio(arg, "--theta", SUITE_MIN_THETA, state);
		return 0;
	case KEY_ERROR:
		options->error =
		    option_ratio(arg, "--error", SUITE_MIN_ERROR, state);
		return 0;
	case KEY_INCONCLUSIVE:
		if (strcmp(arg, "fail") == 0) {
			options->inconclusive = INCONCLUSIVE_FAIL;
		} else if (strcmp(arg, "warn") == 0) {
			options->inconclusive = INCONCLUSIVE_WARN;
		} else {
			argp_error(state,
				   "--inconclusive: expected fail or "
				   "warn, found '%s'",
				   arg);
		}
		return 0;
	case ARGP_KEY_INIT:
		*options = (struct policy_options){
		    .theta = (double)NAN,
		    .error = (double)NAN,
		    .inconclusive = -1,
		};
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option policy_table[] = {
    {"metric", KEY_METRIC, "NAME[=THETA]", 0,
     "what decides, instead of the time alone: time, sim.instructions, "
     "allocs, a counter; repeat: all of them",
     0},
    {"theta", KEY_THETA, "RATIO", 0, "the change to hear about (default 2%)",
     0},
    {"error", KEY_ERROR, "RATIO", 0,
     "false reds in a run of the whole suite (default 1%)", 0},
    {"inconclusive", KEY_INCONCLUSIVE, "WORD", 0,
     "what an inconclusive row does: fail or warn", 0},
    {0},
};
const struct argp policy_argp = {
    .options = policy_table,
    .parser = parse_policy,
};

static bool is_named_later(const struct policy_options *options, size_t i)
{
	for (size_t k = i + 1; k < options->metric_count; k++)
		if (strcmp(options->metric[k].name, options->metric[i].name) ==
		    0)
			return true;
	return false;
}

/* They replace those of the suite. */
static int apply_metrics(const struct policy_options *options,
			 struct suite_gate *gate, struct arena *arena,
			 struct err *err)
{
	if (options->metric_count == 0)
		return 0;
	struct suite_metric *metric =
	    arena_array(arena, options->metric_count, sizeof(*metric), err);
	size_t count = 0;

	if (!metric)
		return -ERR_NOMEM;
	for (size_t i = 0; i < options->metric_count; i++)
		if (!is_named_later(options, i)) {
			metric[count] = options->metric[i];
			metric[count].name =
			    arena_strdup(arena, metric[count].name, err);
			if (!metric[count++].name)
				return -ERR_NOMEM;
		}
	gate->metric = metric;
	gate->metric_count = count;
	return 0;
}

int policy_apply(const struct policy_options *options, struct suite_gate *gate,
		 struct arena *arena, struct err *err)
{
	if (!isnan(options->theta))
		gate->theta = options->theta;
	if (!isnan(options->error))
		gate->error = options->error;
	if (options->inconclusive >= 0) {
		gate->inconclusive =
		    (enum inconclusive_policy)options->inconclusive;
	}
	return apply_metrics(options, gate, arena, err);
}
