/* tare compare: two results side by side; never fails a build. */
#include <string.h>

#include "base/mem.h"
#include "cli/cli.h"
#include "gate/gate.h"

struct compare_command {
	struct store store;
	struct policy_options policy;
	struct arguments sides;
	const char *json;
};

enum { KEY_JSON = 1000 };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct compare_command *options = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->policy;
		state->child_inputs[1] = &options->store;
		return 0;
	case KEY_JSON:
		options->json = arg;
		return 0;
	case ARGP_KEY_ARG:
		return arguments_add(&options->sides, arg, 2, state);
	case ARGP_KEY_END:
		if (options->sides.count != 2) {
			argp_error(state,
				   "expected BASE and HEAD, two "
				   "results; found %zu",
				   options->sides.count);
		}
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option table[] = {
    {"json", KEY_JSON, "FILE", 0,
     "write HEAD with its verdicts there; - is standard output", 0},
    {0},
};
static const struct argp_child children[] = {
    {&policy_argp, 0, "What decides:", 1},
    {&store_argp, 0, "Baselines:", 2},
    {0},
};
static const struct argp compare_argp = {
    .options = table,
    .parser = parse,
    .args_doc = "BASE HEAD",
    .doc = "Compare two results. BASE is a result, a directory of results "
	   "or a baseline; HEAD is a result. Exit code 0 whatever the "
	   "verdicts are.",
    .children = children,
};

static int compare(struct compare_command *options, struct result *head,
		   struct err *err)
{
	CLEANUP(baseline_release) struct baseline base = {0};

	int r = base_load(&options->store, options->sides.text[0], &base, err);
	if (r == 0)
		r = result_load(head, options->sides.text[1], err);
	if (r < 0)
		return r;
	struct suite_gate policy = head->gate;
	r = policy_apply(&options->policy, &policy, &head->arena, err);
	return r < 0 ? r : gate_compare(head, &base, &policy, err);
}

static int show(const struct compare_command *options,
		const struct result *head, struct err *err)
{
	struct report_style style = style_of(stdout);

	if (options->json) {
		CLEANUP(output_release) struct output output = {0};
		int r = output_choose(&output, options->json, err);
		if (r == 0)
			r = result_save(head, &output, err);
		if (r < 0 || strcmp(options->json, "-") == 0)
			return r;
	}
	int r = report_verdicts(head, &style, stdout, err);
	return r < 0 ? r : flush_stdout(err);
}

int cmd_compare(int argc, char **argv)
{
	struct compare_command options = {0};
	CLEANUP(result_release) struct result head = {0};
	struct err err = {0};

	(void)argp_parse(&compare_argp, argc, argv, 0, NULL, &options);
	if (compare(&options, &head, &err) < 0 ||
	    show(&options, &head, &err) < 0)
		return fail(&err);
	return EXIT_PASS;
}
