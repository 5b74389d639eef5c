/*
 * The command line: one file a command, option tables shared by several in
 * options.c. Only this room prints.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "cli/options.h"
#include "model/baseline.h"
#include "model/result.h"
#include "report/report.h"
#include "store/store.h"

/* A command: gets its own argv, argv[0] being "tare NAME". */
struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
};
extern const struct command commands[]; /* ends with a NULL name */

int cmd_list(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_gate(int argc, char **argv);
int cmd_baseline(int argc, char **argv);
int cmd_plot(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
int cmd_selftest(int argc, char **argv);

/* `tare --help`, `tare --version`; other words: usage error. */
int top_level(int argc, char **argv);

/* Prints ERR and gives its exit code. */
int fail(const struct err *err);
/* Colour and width of OUT. */
struct report_style style_of(FILE *out);
/*
 * Flushes stdout. A reader that went away is no error (EPIPE); a full disk
 * is.
 */
int flush_stdout(struct err *err);

/*
 * From now on the first SIGINT, SIGTERM or SIGHUP stops cleanly: its number
 * is where the answer points. The second one kills.
 */
const volatile int *signals_catch(void);

/* What is to be run: suite, catalog and plan, which refer to each other. */
struct workspace {
	struct suite suite;
	struct catalog catalog;
	struct plan plan;
	enum exit_code refused; /* EXIT_BROKEN: a plugin was refused */
};

/* Reads TARGETs (suite, plugins, directories of plugins) and plans. */
int workspace_open(struct workspace *workspace,
		   const struct select_options *select,
		   const struct measure_options *measure, char *const *targets,
		   size_t target_count, struct err *err);
/* The same in two steps, the first of which does not plan. */
int workspace_describe(struct workspace *workspace,
		       const struct select_options *select,
		       char *const *targets, size_t target_count,
		       struct err *err);
int workspace_plan(struct workspace *workspace,
		   const struct select_options *select,
		   const struct measure_options *measure, struct err *err);
void workspace_release(struct workspace *workspace);

/*
 * Measures the plan of WORKSPACE and summarises. With a progress line on
 * stderr and a journal beside OUTPUT, which result_save() removes.
 * ERR_INTERRUPTED and ERR_TERMINATED leave a valid RESULT.
 */
struct output {
	char *path;    /* of the result; "-" is stdout */
	char *journal; /* "" if it could not be opened */
};
int output_choose(struct output *output, const char *json_option,
		  struct err *err);
void output_release(struct output *output);
/* The journal with its first line; NULL, and a warning, if that fails. */
FILE *journal_open(const struct output *output, const struct result *result);
int measure(const struct workspace *workspace,
	    const struct measure_options *options, const struct output *output,
	    struct result *result, struct err *err);
/* The counters that are asked for: the command line's, the suite's, "auto". */
const char *measure_counters(const struct workspace *workspace,
			     const struct measure_options *options);
/*
 * Into RESULT: the spec COUNTERS, and the PMU whose counts its own may be
 * compared with. ERR_NOMEM.
 */
int measure_note_counters(struct result *result, const char *counters,
			  struct err *err);
/*
 * Writes RESULT to its path; if that fails, to a file in $TMPDIR, and says
 * so: nothing measured is lost.
 */
int result_save(const struct result *result, const struct output *output,
		struct err *err);
/* Newest result of .tare/results; malloc'ed. ERR_NO_DATA if none. */
int result_newest(char **ret_path, struct err *err);
/* Reads and summarises. */
int result_load(struct result *result, const char *path, struct err *err);

/*
 * The base of a comparison: a result file or journal, a directory of
 * results (a session each, ordered by their start), a baseline file, or the
 * name of a baseline.
 */
int base_load(const struct store *store, const char *text, struct baseline *ret,
	      struct err *err);

/*
 * The worst of the cases' own states, without any comparison. EXIT_UNFIT:
 * every case that ran was disturbed all the time, or the machine was unfit.
 */
enum exit_code result_exit(const struct result *result);

#endif
