/* tare gate: a head against a base, and an exit code by the verdict. */
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/gate.h"

enum { KEY_HEAD = 1000 };

static void add_place(struct gate_side *side, const char *arg,
		      struct argp_state *state)
{
	if (side->count == OPTIONS_MAX)
		argp_error(state, "more than %d of one option", OPTIONS_MAX);
	else
		side->place[side->count++] = arg;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct gate_command *options = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->select;
		state->child_inputs[1] = &options->measure;
		state->child_inputs[2] = &options->pairs;
		state->child_inputs[3] = &options->policy;
		state->child_inputs[4] = &options->store;
		return 0;
	case 'b':
		options->base_given = true;
		add_place(&options->base, arg, state);
		return 0;
	case KEY_HEAD:
		add_place(&options->head, arg, state);
		return 0;
	case ARGP_KEY_ARG:
		return arguments_add(&options->targets, arg, OPTIONS_MAX,
				     state);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option table[] = {
    {"base", 'b', "DIR|NAME|FILE", 0,
     "build (a directory of plugins), baseline, result, or directory of "
     "results (default: main)",
     0},
    {"head", KEY_HEAD, "DIR|RESULT", 0,
     "build, or a result to judge instead of measuring (default: TARGET)", 0},
    {0},
};
static const struct argp_child children[] = {
    {&select_argp, 0, "Which benchmarks:", 1},
    {&measure_argp, 0, "How they are measured:", 2},
    {&pairs_argp, 0, "Pairs of processes:", 3},
    {&policy_argp, 0, "What decides:", 4},
    {&store_argp, 0, "Baselines:", 5},
    {0},
};
static const struct argp gate_argp = {
    .options = table,
    .parser = parse,
    .args_doc = "[TARGET...]",
    .doc = "Compare a head with a base and exit by the verdict: 0 pass, 1 "
	   "regressed, 3 inconclusive, 4 nothing to compare, 5 broken, 6 "
	   "unfit machine. Both are run side by side, in pairs of processes, "
	   "if the base's plugins are at hand; give a side several times for "
	   "builds that differ in layout only.",
    .children = children,
};

/* Several places of a side must be builds. */
static int find_kinds(struct gate_side *side, const char *name, bool numbers,
		      struct err *err)
{
	for (size_t i = 0; i < side->count; i++) {
		int r =
		    place_kind(name, side->place[i], numbers, &side->kind, err);
		if (r < 0)
			return r;
		if (side->count > 1 && side->kind != PLACE_BUILD)
			return err_set(err, ERR_USAGE,
				       "--%s '%s' is no build, and only builds "
				       "may be several",
				       name, str_shown(side->place[i]).text);
	}
	return 0;
}

static int check_distinct(const struct gate_command *options, struct err *err)
{
	const char *place[2 * OPTIONS_MAX];
	size_t count = 0;

	for (size_t i = 0; i < options->base.count; i++)
		if (options->base.kind == PLACE_BUILD)
			place[count++] = options->base.place[i];
	for (size_t i = 0; i < options->head.count; i++)
		place[count++] = options->head.place[i];
	return place_check_distinct(place, count, err);
}

/* What does not go together, with the mend. */
static int check_sides(const struct gate_command *options, struct err *err)
{
	const struct gate_side *base = &options->base, *head = &options->head;
	bool head_build = head->count > 0 && head->kind == PLACE_BUILD;

	if (head->count > 0 && !head_build)
		return options->targets.count == 0
			   ? 0
			   : err_set(err, ERR_USAGE,
				     "--head '%s' is a finished result: it "
				     "takes no TARGET",
				     str_shown(head->place[0]).text);
	if (base->kind == PLACE_BUILD && options->pairs.numbers)
		return err_set(err, ERR_USAGE,
			       "--numbers compares with stored numbers, and "
			       "--base '%s' is a build; leave one of them out",
			       str_shown(base->place[0]).text);
	if (head_build && base->kind != PLACE_BUILD &&
	    base->kind != PLACE_NAME && !options->pairs.numbers)
		return err_set(err, ERR_USAGE,
			       "--head '%s' is a build and --base '%s' stored "
			       "numbers; give the base's build, or say "
			       "--numbers",
			       str_shown(head->place[0]).text,
			       str_shown(base->place[0]).text);
	return check_distinct(options, err);
}

/* Options that say nothing about what is done. */
static void warn_ignored(const struct gate_command *options, bool again)
{
	const struct pairs_options *pairs = &options->pairs;
	const struct plan_options *plan = &options->select.plan;
	bool paired = !again && options->base.kind == PLACE_BUILD;
	bool select = plan->filter_count + plan->tag_count + plan->param_count +
			  plan->shard_count >
		      0;
	CLEANUP(str_release) struct str names = {0};

	str_add(&names, options->measure.processes && (paired || again)
			    ? " --processes"
			    : "");
	if (again) {
		str_add(&names, options->measure.slices ? " --slices" : "");
		str_add(&names, pairs->most ? " --pairs" : "");
		str_add(&names, pairs->time_ns > 0 ? " --time" : "");
		str_add(&names, pairs->case_time_ns > 0 ? " --case-time" : "");
		str_add(&names, pairs->alone ? " --isolation" : "");
		str_add(&names,
			select ? " --filter, --tag, --param or --shard" : "");
	}
	if (names.length > 0)
		log_warn("without effect on %s:%s",
			 again ? "a finished result" : "pairs of processes",
			 str_text(&names));
}

static int dispatch(const struct gate_command *options)
{
	if (options->head.count > 0 && options->head.kind == PLACE_FILE)
		return gate_again(options);
	if (options->base.kind == PLACE_BUILD)
		return gate_builds(options);
	if (options->base.kind == PLACE_NAME && !options->pairs.numbers)
		return gate_baseline(options);
	return gate_numbers(options);
}

int cmd_gate(int argc, char **argv)
{
	struct gate_command options = {0};
	struct err err = {0};

	(void)argp_parse(&gate_argp, argc, argv, 0, NULL, &options);
	if (!options.base_given)
		options.base.place[options.base.count++] = "main";
	bool again = false;
	int r = find_kinds(&options.head, "head", options.pairs.numbers, &err);
	again = options.head.count > 0 && options.head.kind == PLACE_FILE;
	if (r == 0 && !(again && !options.base_given))
		r = find_kinds(&options.base, "base", options.pairs.numbers,
			       &err);
	if (r == 0)
		r = check_sides(&options, &err);
	if (r < 0)
		return fail(&err);
	warn_ignored(&options, again);
	return dispatch(&options);
}
