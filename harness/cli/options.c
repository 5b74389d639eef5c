#include "cli/options.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "counters/counters.h"
#include "plugin/plugin.h"

enum {
	KEY_TAG = 256,
	KEY_PARAM,
	KEY_SHARD,
	KEY_PLUGIN_DIR,
	KEY_PROCESSES,
	KEY_SLICES,
	KEY_SEED,
	KEY_TIME_BUDGET,
	KEY_COUNTERS,
	KEY_JSON,
	KEY_BASELINES,
	KEY_ARTEFACTS,
};

static void add_text(const char **texts, size_t *count, const char *arg,
		     struct argp_state *state)
{
	if (*count == OPTIONS_MAX) {
		argp_error(state, "more than %d of one option", OPTIONS_MAX);
		return;
	}
	texts[(*count)++] = arg;
}

uint64_t option_number(const char *arg, const char *what, uint64_t least,
		       uint64_t most, struct argp_state *state)
{
	uint64_t value = 0;

	if (!str_to_u64(arg, &value) || value < least || value > most) {
		argp_error(state,
			   "%s: expected a whole number from %llu to %llu, "
			   "found '%s'",
			   what, (unsigned long long)least,
			   (unsigned long long)most, arg);
	}
	return value;
}

double option_time(const char *arg, const char *what, struct argp_state *state)
{
	double ns = 0;

	if (!str_to_ns(arg, &ns) || ns <= 0) {
		argp_error(state,
			   "%s: expected a time such as 60s or 2min, found "
			   "'%s'",
			   what, arg);
	}
	return ns;
}

double option_ratio(const char *arg, const char *what, double least,
		    struct argp_state *state)
{
	char number[32];
	size_t length = strlen(arg);
	bool percent = length > 0 && arg[length - 1] == '%';
	double value = 0;

	(void)snprintf(number, sizeof(number), "%.*s",
		       (int)(length - (percent ? 1 : 0)), arg);
	bool ok = length < sizeof(number) && str_to_double(number, &value);
	value /= percent ? 100.0 : 1.0;
	if (!ok || !(value >= least && value <= 1)) {
		argp_error(state,
			   "%s: expected a ratio from %g to 1, such as 2%% or "
			   "0.02, found '%s'",
			   what, least, arg);
	}
	return value;
}

static void parse_shard(struct plan_options *plan, const char *arg,
			struct argp_state *state)
{
	char first[16];
	const char *slash = strchr(arg, '/');
	uint64_t index = 0, count = 0;
	size_t length = slash ? (size_t)(slash - arg) : 0;

	if (length > 0 && length < sizeof(first)) {
		(void)snprintf(first, sizeof(first), "%.*s", (int)length, arg);
		if (str_to_u64(first, &index) &&
		    str_to_u64(slash + 1, &count) && index >= 1 &&
		    index <= count && count <= SUITE_MAX_SHARDS) {
			plan->shard_index = (uint32_t)index;
			plan->shard_count = (uint32_t)count;
			return;
		}
	}
	argp_error(state,
		   "--shard: expected I/N with 1 <= I <= N <= %d, "
		   "found '%s'",
		   SUITE_MAX_SHARDS, arg);
}

static error_t parse_select(int key, char *arg, struct argp_state *state)
{
	struct select_options *options = state->input;
	struct plan_options *plan = &options->plan;

	switch (key) {
	case 'f':
		plan->filter = options->filter;
		add_text(options->filter, &plan->filter_count, arg, state);
		return 0;
	case KEY_TAG:
		plan->tag = options->tag;
		add_text(options->tag, &plan->tag_count, arg, state);
		return 0;
	case KEY_PARAM:
		if (!strchr(arg, '=')) {
			argp_error(state,
				   "--param: expected NAME=VALUE, found "
				   "'%s'",
				   arg);
		}
		plan->param = options->param;
		add_text(options->param, &plan->param_count, arg, state);
		return 0;
	case KEY_SHARD:
		parse_shard(plan, arg, state);
		return 0;
	case KEY_PLUGIN_DIR:
		add_text(options->plugin_dir, &options->plugin_dir_count, arg,
			 state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option select_table[] = {
    {"filter", 'f', "GLOB", 0,
     "only cases whose id matches (repeat: any of them)", 0},
    {"tag", KEY_TAG, "TAG", 0, "only cases with this tag (repeat: all)", 0},
    {"param", KEY_PARAM, "NAME=VALUE", 0, "only cases with this argument", 0},
    {"shard", KEY_SHARD, "I/N", 0, "the I-th of N parts of the suite", 0},
    {"plugin-dir", KEY_PLUGIN_DIR, "DIR", 0,
     "where to look for plugins by name, first", 0},
    {0},
};
const struct argp select_argp = {
    .options = select_table,
    .parser = parse_select,
};

static void check_counters(const char *arg, struct argp_state *state)
{
	struct err err = {0};

	if (counters_check_spec(arg, &err) < 0)
		argp_error(state, "--counters: %s", err.text);
}

static error_t parse_measure(int key, char *arg, struct argp_state *state)
{
	struct measure_options *options = state->input;

	switch (key) {
	case KEY_PROCESSES:
		options->processes =
		    option_number(arg, "--processes", 1, 1000, state);
		return 0;
	case KEY_SLICES:
		options->slices =
		    option_number(arg, "--slices", 1, 100000, state);
		return 0;
	case KEY_SEED:
		if (!str_to_u64(arg, &options->seed)) {
			argp_error(state,
				   "--seed: expected a whole number, "
				   "found '%s'",
				   arg);
		}
		options->seed_given = true;
		return 0;
	case KEY_TIME_BUDGET:
		options->time_budget_ns =
		    option_time(arg, "--time-budget", state);
		return 0;
	case KEY_COUNTERS:
		check_counters(arg, state);
		options->counters = arg;
		return 0;
	case KEY_JSON:
		options->json = arg;
		return 0;
	case 'q':
		options->quiet = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option measure_table[] = {
    {"processes", KEY_PROCESSES, "N", 0, "processes a case (default 10)", 0},
    {"slices", KEY_SLICES, "N", 0,
     "slices a process (default 50; in a process pair 25)", 0},
    {"time-budget", KEY_TIME_BUDGET, "TIME", 0, "for the whole run: 60s, 2min",
     0},
    {"seed", KEY_SEED, "N", 0,
     "of order, inputs and layout (default: random, recorded)", 0},
    {"counters", KEY_COUNTERS, "SPEC", 0,
     "auto, hardware, os, simulated, allocations, none, or names: "
     "cycles,page-faults",
     0},
    {"json", KEY_JSON, "FILE", 0,
     "write the result there; - is standard output", 0},
    {"quiet", 'q', NULL, 0, "no progress on stderr", 0},
    {0},
};
const struct argp measure_argp = {
    .options = measure_table,
    .parser = parse_measure,
};

static error_t parse_store(int key, char *arg, struct argp_state *state)
{
	struct store *store = state->input;

	switch (key) {
	case KEY_BASELINES:
		store->baselines = arg;
		return 0;
	case KEY_ARTEFACTS:
		store->artefacts = arg;
		return 0;
	case ARGP_KEY_INIT:
		store->baselines = "baselines";
		store->artefacts = ".tare/artefacts";
		store->build_id = plugin_build_id;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option store_table[] = {
    {"baselines", KEY_BASELINES, "DIR", 0,
     "where baselines are (default: baselines)", 0},
    {"artefacts", KEY_ARTEFACTS, "DIR", 0,
     "their plugins (default: .tare/artefacts)", 0},
    {0},
};
const struct argp store_argp = {
    .options = store_table,
    .parser = parse_store,
};

error_t arguments_add(struct arguments *arguments, char *arg, size_t max,
		      struct argp_state *state)
{
	if (arguments->count >= max || arguments->count >= OPTIONS_MAX) {
		argp_error(state, "unexpected argument '%s'", arg);
		return 0;
	}
	arguments->text[arguments->count++] = arg;
	return 0;
}
