/* tare list: the benchmarks that would run. */
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/cli.h"

struct list_options {
	struct select_options select;
	struct arguments targets;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct list_options *options = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->select;
		return 0;
	case ARGP_KEY_ARG:
		return arguments_add(&options->targets, arg, OPTIONS_MAX,
				     state);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
    {&select_argp, 0, NULL, 0},
    {0},
};
static const struct argp list_argp = {
    .parser = parse,
    .args_doc = "[TARGET...]",
    .doc = "Show benchmarks with their params, tags and unit.",
    .children = children,
};

/* A pipe has no width: nothing is cut but for COLUMNS. */
static struct report_style list_style(void)
{
	struct report_style style = style_of(stdout);
	const char *columns = getenv("COLUMNS");
	uint64_t wanted;

	if (isatty(STDOUT_FILENO))
		return style;
	style.columns = UINT_MAX;
	if (columns && str_to_u64(columns, &wanted) && wanted > 0 &&
	    wanted < UINT_MAX)
		style.columns = (unsigned)wanted;
	return style;
}

int cmd_list(int argc, char **argv)
{
	struct list_options options = {0};
	/* Cases are listed, not processes: one of each makes the plan small. */
	struct measure_options measure = {.seed_given = true, .processes = 1};
	CLEANUP(workspace_release) struct workspace workspace = {0};
	struct report_style style = list_style();
	struct err err = {0};

	(void)argp_parse(&list_argp, argc, argv, 0, NULL, &options);
	if (workspace_open(&workspace, &options.select, &measure,
			   options.targets.text, options.targets.count,
			   &err) < 0 ||
	    report_catalog(&workspace.plan, &style, stdout, &err) < 0 ||
	    flush_stdout(&err) < 0)
		return fail(&err);
	return (int)workspace.refused;
}
