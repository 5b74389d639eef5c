/* How a paired gate measures. */
#include <string.h>

#include "cli/options.h"

enum {
	KEY_CASE_TIME = 512,
	KEY_ISOLATION,
	KEY_NUMBERS,
	KEY_PAIRS,
	KEY_TIME,
	KEY_WAIVERS,
};

static bool parse_isolation(const char *arg, struct argp_state *state)
{
	if (strcmp(arg, "fork") != 0 && strcmp(arg, "exec") != 0)
		argp_error(state,
			   "--isolation: expected fork or exec, found '%s'",
			   arg);
	return strcmp(arg, "exec") == 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct pairs_options *options = state->input;

	switch (key) {
	case KEY_CASE_TIME:
		options->case_time_ns = option_time(arg, "--case-time", state);
		return 0;
	case KEY_ISOLATION:
		options->alone = parse_isolation(arg, state);
		return 0;
	case KEY_NUMBERS:
		options->numbers = true;
		return 0;
	case KEY_PAIRS:
		options->most = option_number(arg, "--pairs", GATE_MIN_PAIRS,
					      GATE_MAX_PAIRS, state);
		return 0;
	case KEY_TIME:
		options->time_ns = option_time(arg, "--time", state);
		return 0;
	case KEY_WAIVERS:
		options->waivers = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option table[] = {
    {"pairs", KEY_PAIRS, "N", 0, "most pairs of a set, 8 to 120 (default 60)",
     0},
    {"time", KEY_TIME, "TIME", 0, "for the whole gate: 90s, 5min", 0},
    {"case-time", KEY_CASE_TIME, "TIME", 0, "for each case (default 10s)", 0},
    {"isolation", KEY_ISOLATION, "WORD", 0,
     "how the two processes start: fork or exec (default fork)", 0},
    {"numbers", KEY_NUMBERS, NULL, 0,
     "no pairs: compare with stored numbers, even if the base can run", 0},
    {"waivers", KEY_WAIVERS, "FILE", 0,
     "accepted regressions (default: waivers.json beside the baselines, if "
     "it exists)",
     0},
    {0},
};
const struct argp pairs_argp = {
    .options = table,
    .parser = parse,
};

void pairs_apply(const struct pairs_options *options, struct suite_gate *gate)
{
	if (options->most)
		gate->pairs = options->most;
	if (options->time_ns > 0)
		gate->budget_ns = options->time_ns;
	if (options->case_time_ns > 0)
		gate->case_budget_ns = options->case_time_ns;
}
