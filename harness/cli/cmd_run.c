/* tare run: measure, keep, show. */
#include <string.h>

#include "base/mem.h"
#include "cli/cli.h"
#include "cli/metrics.h"
#include "gate/gate.h"

struct run_command {
	struct select_options select;
	struct measure_options measure;
	struct arguments targets;
	const char *recover;
	bool dry_run;
};

enum { KEY_RECOVER = 1000, KEY_COUNTS_ONLY };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct run_command *options = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->select;
		state->child_inputs[1] = &options->measure;
		return 0;
	case 'n':
		options->dry_run = true;
		return 0;
	case KEY_COUNTS_ONLY:
		options->measure.counts_only = true;
		return 0;
	case KEY_RECOVER:
		options->recover = arg;
		return 0;
	case ARGP_KEY_ARG:
		return arguments_add(&options->targets, arg, OPTIONS_MAX,
				     state);
	case ARGP_KEY_END:
		if (options->recover &&
		    (options->targets.count > 0 || options->dry_run)) {
			argp_error(state, "--recover measures nothing: it "
					  "takes no TARGET and no --dry-run");
		}
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option table[] = {
    {"dry-run", 'n', NULL, 0, "print the plan and its expected time", 0},
    {"counts-only", KEY_COUNTS_ONLY, NULL, 0,
     "only what is counted without a clock: allocations, simulated", 0},
    {"recover", KEY_RECOVER, "JOURNAL", 0,
     "make a result of what a run had finished when it was cut off", 0},
    {0},
};
static const struct argp_child children[] = {
    {&select_argp, 0, "Which benchmarks:", 1},
    {&measure_argp, 0, "How they are measured:", 2},
    {0},
};
static const struct argp run_argp = {
    .options = table,
    .parser = parse,
    .args_doc = "[TARGET...]",
    .doc = "Measure benchmarks, show the table, keep the result.",
    .children = children,
};

static bool to_stdout(const struct output *output)
{
	return strcmp(output->path, "-") == 0;
}

/* Shows the table, unless stdout carries the JSON. */
static int show(const struct result *result, const struct output *output,
		struct err *err)
{
	struct report_style style = style_of(stdout);

	if (to_stdout(output))
		return 0;
	int r = report_run(result, &style, stdout, err);
	return r < 0 ? r : flush_stdout(err);
}

/* Saves first: a reader of the table may go away. */
static int finish(struct result *result, const struct output *output,
		  enum exit_code status)
{
	struct err err = {0};

	/* The table names the file, if there is one. */
	result->path = output->path;
	if (gate_limits(result, &err) < 0 ||
	    result_save(result, output, &err) < 0) {
		status = exit_worst(status, (enum exit_code)fail(&err));
		err_clear(&err);
		result->path = NULL;
	}
	if (show(result, output, &err) < 0)
		status = exit_worst(status, (enum exit_code)fail(&err));
	if (result->outcome)
		status = exit_worst(status, result->outcome->exit);
	return (int)exit_worst(status, result_exit(result));
}

static int recover(const struct run_command *options)
{
	CLEANUP(result_release) struct result result = {0};
	CLEANUP(output_release) struct output output = {0};
	struct err err = {0};

	if (result_load(&result, options->recover, &err) < 0 ||
	    output_choose(&output, options->measure.json, &err) < 0)
		return fail(&err);
	return finish(&result, &output, EXIT_PASS);
}

static int dry_run(const struct workspace *workspace)
{
	struct report_style style = style_of(stdout);
	struct err err = {0};

	if (report_plan(&workspace->plan, &style, stdout, &err) < 0 ||
	    flush_stdout(&err) < 0)
		return fail(&err);
	return (int)workspace->refused;
}

/* --counts-only must have something to count. */
static int check_counts(const struct workspace *workspace,
			const struct measure_options *options, struct err *err)
{
	const char *counters = measure_counters(workspace, options);

	if (!options->counts_only ||
	    metrics_passes(counters, &workspace->plan, &workspace->suite.gate))
		return 0;
	return err_set(err, ERR_USAGE,
		       "--counts-only: --counters=%s counts nothing without a "
		       "clock; expected --counters=simulated or "
		       "--counters=allocations",
		       counters);
}

int cmd_run(int argc, char **argv)
{
	struct run_command options = {0};
	CLEANUP(workspace_release) struct workspace workspace = {0};
	CLEANUP(result_release) struct result result = {0};
	CLEANUP(output_release) struct output output = {0};
	struct err err = {0};

	(void)argp_parse(&run_argp, argc, argv, 0, NULL, &options);
	if (options.recover)
		return recover(&options);
	if (workspace_open(&workspace, &options.select, &options.measure,
			   options.targets.text, options.targets.count,
			   &err) < 0)
		return fail(&err);
	if (options.dry_run)
		return dry_run(&workspace);
	if (check_counts(&workspace, &options.measure, &err) < 0 ||
	    output_choose(&output, options.measure.json, &err) < 0)
		return fail(&err);
	enum exit_code status = workspace.refused;
	if (measure(&workspace, &options.measure, &output, &result, &err) < 0) {
		status = exit_worst(status, (enum exit_code)fail(&err));
		if (err.code != ERR_INTERRUPTED && err.code != ERR_TERMINATED)
			return (int)status;
	}
	return finish(&result, &output, status);
}
