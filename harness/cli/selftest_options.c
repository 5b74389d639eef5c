/* The command line of `tare selftest gate`. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/selftest.h"

#define DEFAULT_TIME_NS 120e9
#define MAX_DECISIONS   100000
#define UNITS_A_PERCENT 2 /* nearly: see WORK_UNITS */
#define MAX_EXTRA       100

enum {
	KEY_DECISIONS = 1000,
	KEY_AA,
	KEY_TIME,
	KEY_EFFECTS,
	KEY_THETA,
	KEY_JSON,
	KEY_PLOT,
	KEY_SEED
};

static uint64_t parse_count(const char *arg, const char *what,
			    struct argp_state *state)
{
	uint64_t value = 0;

	if (!str_to_u64(arg, &value) || value > MAX_DECISIONS)
		argp_error(state,
			   "%s: expected a whole number from 0 to %d, found "
			   "'%s'",
			   what, MAX_DECISIONS, arg);
	return value;
}

/* "1", "0.5": per cent, in steps of half a per cent; units, or 0. */
static uint32_t parse_effect(const char *word)
{
	double percent = 0;

	if (!str_to_double(word, &percent) || percent <= 0)
		return 0;
	double units = percent * UNITS_A_PERCENT;
	return units <= MAX_EXTRA && units == floor(units) ? (uint32_t)units
							   : 0;
}

static bool has_extra(const struct selftest_options *options, uint32_t extra)
{
	for (size_t i = 0; i < options->extra_count; i++)
		if (options->extra[i] == extra)
			return true;
	return false;
}

static void parse_effects(struct selftest_options *options, const char *arg,
			  struct argp_state *state)
{
	CLEANUP(mem_free) char *words = strdup(arg);
	char *rest = words, *word;

	options->extra_count = 0;
	while (rest && (word = strsep(&rest, ","))) {
		uint32_t extra = parse_effect(word);

		if (extra == 0 || has_extra(options, extra) ||
		    options->extra_count == SELFTEST_MAX_EFFECTS) {
			argp_error(state,
				   "--effects: expected up to %d different "
				   "slow-downs in per cent, 0.5 to %d in steps "
				   "of 0.5, such as 1,2,5; found '%s'",
				   SELFTEST_MAX_EFFECTS,
				   MAX_EXTRA / UNITS_A_PERCENT, arg);
			return;
		}
		options->extra[options->extra_count++] = extra;
	}
}

static void parse_time(struct selftest_options *options, const char *arg,
		       struct argp_state *state)
{
	if (!str_to_ns(arg, &options->time_ns) || options->time_ns <= 0)
		argp_error(state,
			   "--time: expected a time such as 60s or 10min, "
			   "found '%s'",
			   arg);
}

static void set_defaults(struct selftest_command *command)
{
	struct selftest_options *options = &command->options;
	static const uint32_t extra[] = {2, 4, 10};

	memcpy(options->extra, extra, sizeof(extra));
	options->extra_count = ARRAY_SIZE(extra);
	options->theta = (double)NAN;
}

/* What the options leave open. */
static void settle(struct selftest_command *command)
{
	struct selftest_options *o = &command->options;
	bool counted = o->decisions_given || o->unchanged_given;
	uint32_t seed = 0;

	if (!o->decisions_given)
		o->decisions = o->unchanged_given ? o->unchanged : UINT64_MAX;
	if (!o->unchanged_given)
		o->unchanged = o->decisions;
	if (o->decisions == 0)
		o->extra_count = 0;
	if (!counted && o->time_ns == 0)
		o->time_ns = DEFAULT_TIME_NS;
	if (o->seed_given)
		return;
	if (getrandom(&seed, sizeof(seed), 0) != (ssize_t)sizeof(seed))
		seed = (uint32_t)clock_now(&clock_system);
	o->seed = seed;
}

static void check_words(const struct selftest_command *command,
			struct argp_state *state)
{
	const struct selftest_options *o = &command->options;
	bool targets = command->words.count > 1;

	if (command->words.count == 0 ||
	    strcmp(command->words.text[0], "gate") != 0) {
		argp_error(state, "expected \"tare selftest gate\"");
		return;
	}
	if (targets && (command->effects_given || o->plot))
		argp_error(state, "TARGETs are gated without a change: they "
				  "take no --effects and no --plot");
	if (o->decisions_given && o->unchanged_given &&
	    o->decisions + o->unchanged == 0)
		argp_error(state, "--decisions 0 and --aa 0 leave nothing to "
				  "decide");
	if (targets
		? o->decisions_given && o->decisions == 0 && !o->unchanged_given
		: o->unchanged_given && o->unchanged == 0 &&
		      !o->decisions_given)
		argp_error(state, "nothing is left to decide: give "
				  "--decisions and --aa");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct selftest_command *command = state->input;
	struct selftest_options *o = &command->options;

	switch (key) {
	case ARGP_KEY_INIT:
		set_defaults(command);
		state->child_inputs[0] = &o->select;
		return 0;
	case KEY_DECISIONS:
		o->decisions = parse_count(arg, "--decisions", state);
		o->decisions_given = true;
		return 0;
	case KEY_AA:
		o->unchanged = parse_count(arg, "--aa", state);
		o->unchanged_given = true;
		return 0;
	case KEY_TIME:
		parse_time(o, arg, state);
		return 0;
	case KEY_EFFECTS:
		parse_effects(o, arg, state);
		command->effects_given = true;
		return 0;
	case KEY_THETA:
		o->theta = option_ratio(arg, "--theta", SUITE_MIN_THETA, state);
		return 0;
	case KEY_JSON:
		o->json = arg;
		return 0;
	case KEY_PLOT:
		o->plot = arg;
		return 0;
	case KEY_SEED:
		if (!str_to_u64(arg, &o->seed))
			argp_error(state,
				   "--seed: expected a whole number, found "
				   "'%s'",
				   arg);
		o->seed_given = true;
		return 0;
	case 'q':
		o->quiet = true;
		return 0;
	case ARGP_KEY_ARG:
		return arguments_add(&command->words, arg, OPTIONS_MAX, state);
	case ARGP_KEY_END:
		check_words(command, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option table[] = {
    {"decisions", KEY_DECISIONS, "N", 0,
     "gates of each benchmark and effect (default: as many as fit)", 0},
    {"aa", KEY_AA, "N", 0,
     "gates of each benchmark without a change (default: as --decisions)", 0},
    {"time", KEY_TIME, "TIME", 0,
     "no round that would end later (default: 2min, none with N)", 0},
    {"effects", KEY_EFFECTS, "LIST", 0,
     "slow-downs in per cent (default: 1,2,5)", 0},
    {"theta", KEY_THETA, "RATIO", 0, "the change to hear about (default 2%)",
     0},
    {"json", KEY_JSON, "FILE", 0,
     "write the result there; - is standard output", 0},
    {"plot", KEY_PLOT, "DIR", 0, "draw the power curve there, SVG and PNG", 0},
    {"seed", KEY_SEED, "N", 0,
     "of order, inputs and layout (default: random, recorded)", 0},
    {"quiet", 'q', NULL, 0, "no progress on stderr", 0},
    {0},
};
static const struct argp_child children[] = {
    {&select_argp, 0, "Which benchmarks:", 1},
    {0},
};
static const struct argp selftest_argp = {
    .options = table,
    .parser = parse,
    .args_doc = "gate [TARGET...]",
    .doc = "Put the paired gate to the test on this machine: gates without "
	   "a change, which must stay green, and of known slow-downs, which "
	   "must turn red and read right. With TARGETs, their benchmarks "
	   "against themselves. Exit code 1 if anything contradicts what the "
	   "gate promises.",
    .children = children,
};

void selftest_parse(int argc, char **argv, struct selftest_command *command)
{
	(void)argp_parse(&selftest_argp, argc, argv, 0, NULL, command);
	settle(command);
}
