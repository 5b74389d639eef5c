/* tare plot: the charts of results. */
#include <limits.h>

#include "base/log.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "cli/pairs.h"

struct plot_command {
	struct arguments results;
	const char *out;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct plot_command *options = state->input;

	switch (key) {
	case 'o':
		options->out = arg;
		return 0;
	case ARGP_KEY_INIT:
		options->out = ".tare/charts";
		return 0;
	case ARGP_KEY_ARG:
		return arguments_add(&options->results, arg, OPTIONS_MAX,
				     state);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option table[] = {
    {"out", 'o', "DIR", 0, "where to (default: .tare/charts)", 0},
    {0},
};
static const struct argp plot_argp = {
    .options = table,
    .parser = parse,
    .args_doc = "[RESULT...]",
    .doc = "Draw the charts of a result, SVG and PNG; of the newest one "
	   "if none is named. Several results get a folder each.",
};

static int plot(const char *path, const char *directory, struct err *err)
{
	CLEANUP(result_release) struct result result = {0};
	CLEANUP(arena_release) struct arena arena = {0};
	struct report_pairs *pairs = NULL;
	const char *note = NULL;
	size_t count = 0;

	int r = result_load(&result, path, err);
	if (r == 0)
		r = pairs_of_result(&result, &arena, &pairs, err);
	if (r == 0)
		r = report_plot(&result, pairs, directory, &count, &note, err);
	if (r < 0)
		return r;
	if (note)
		log_note("%s", note);
	(void)printf("%zu %s in %s\n", count, count == 1 ? "chart" : "charts",
		     directory);
	return 0;
}

static int plot_all(const struct plot_command *options, struct err *err)
{
	size_t n = options->results.count;
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++) {
		char directory[PATH_MAX];
		int length = n == 1 ? snprintf(directory, sizeof(directory),
					       "%s", options->out)
				    : snprintf(directory, sizeof(directory),
					       "%s/%zu", options->out, i + 1);
		if (length < 0 || (size_t)length >= sizeof(directory)) {
			return err_set(err, ERR_USAGE,
				       "--out: the path is too long");
		}
		r = plot(options->results.text[i], directory, err);
	}
	return r;
}

int cmd_plot(int argc, char **argv)
{
	struct plot_command options = {0};
	CLEANUP(mem_free) char *newest = NULL;
	struct err err = {0};

	(void)argp_parse(&plot_argp, argc, argv, 0, NULL, &options);
	if (options.results.count == 0) {
		if (result_newest(&newest, &err) < 0)
			return fail(&err);
		options.results.text[options.results.count++] = newest;
	}
	if (plot_all(&options, &err) < 0 || flush_stdout(&err) < 0)
		return fail(&err);
	return EXIT_PASS;
}
