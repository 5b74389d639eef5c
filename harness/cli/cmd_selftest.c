/* tare selftest gate: gates whose right answer is known. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/selftest.h"
#include "report/selftest.h"

#define RESULTS ".tare/selftest"

/* The place of the result; that it cannot be written is found out now. */
static int choose_path(struct selftest_command *command, struct err *err)
{
	CLEANUP(file_out_abort) struct file_out out = {0};
	const char *json = command->options.json;
	char utc[32], compact[32];

	clock_utc(utc);
	clock_utc_compact(utc, compact);
	if (!json && file_make_directories(RESULTS, err) < 0)
		return -(int)err->code;
	if (json)
		command->path = strdup(json);
	else if (asprintf(&command->path, RESULTS "/%s-%d.json", compact,
			  (int)getpid()) < 0)
		command->path = NULL;
	if (!command->path)
		return err_nomem(err, "name of the result");
	if (strcmp(command->path, "-") == 0)
		return 0;
	int r = file_out_open(&out, command->path, err);
	return r < 0 ? err_wrap(err, "the result cannot be written") : 0;
}

static int write_result(const struct selftest *t, const char *path,
			struct err *err)
{
	CLEANUP(file_out_abort) struct file_out out = {0};
	int r = file_out_open(&out, path, err);

	if (r == 0)
		r = selftest_write(t, out.stream, err);
	return r < 0 ? r : file_out_commit(&out, err);
}

/* After each round: a long self-test can be killed. */
static int save(void *ctx, const struct selftest *t, struct err *err)
{
	const struct selftest_command *command = ctx;

	if (strcmp(command->path, "-") == 0)
		return 0;
	return write_result(t, command->path, err);
}

static int draw(const struct selftest_command *command,
		const struct selftest *t, struct err *err)
{
	const char *note = NULL, *dir = command->options.plot;
	size_t count = 0;

	if (!dir || t->decision_count == 0)
		return 0;
	int r = report_selftest_plot(t, dir, &count, &note, err);
	if (r == 0 && note)
		log_note("%s", note);
	if (r == 0 && count > 0)
		log_note("the chart is in %s", str_shown(dir).text);
	return r;
}

static enum exit_code status_of(const struct selftest *t)
{
	enum exit_code status = EXIT_PASS;
	uint64_t decided = 0;

	for (size_t i = 0; i < t->cell_count; i++) {
		decided += t->cell[i].decisions;
		if (t->cell[i].broken > 0)
			status = EXIT_BROKEN;
	}
	if (t->contradiction_count > 0)
		status = exit_worst(status, EXIT_REGRESSED);
	return decided ? status : exit_worst(status, EXIT_NOTHING);
}

static int finish(const struct selftest_command *command,
		  const struct selftest *t, enum exit_code status)
{
	struct report_style style = style_of(stdout);
	struct err err = {0};
	int r;

	if (strcmp(command->path, "-") == 0) {
		r = write_result(t, "-", &err);
	} else {
		r = report_selftest(t, &style, stdout, &err);
		(void)printf("\nresult: %s\n", command->path);
	}
	if (r == 0)
		r = flush_stdout(&err);
	if (r == 0)
		r = draw(command, t, &err);
	if (r < 0)
		status = exit_worst(status, (enum exit_code)fail(&err));
	return (int)exit_worst(status, status_of(t));
}

static int open_plan(struct selftest_command *command,
		     struct workspace *workspace, struct err *err)
{
	struct selftest_options *o = &command->options;
	const struct measure_options measure = {
	    .seed = o->seed,
	    .seed_given = true,
	};

	if (command->words.count == 1)
		return selftest_own(workspace, o, err);
	return workspace_open(workspace, &o->select, &measure,
			      command->words.text + 1, command->words.count - 1,
			      err);
}

static int run(struct selftest_command *command)
{
	CLEANUP(workspace_release) struct workspace workspace = {0};
	CLEANUP(selftest_release)
	struct selftest t = {.own = command->words.count == 1};
	struct err err = {0};

	if (open_plan(command, &workspace, &err) < 0 ||
	    choose_path(command, &err) < 0)
		return fail(&err);
	enum exit_code status = workspace.refused;
	if (selftest_measure(&command->options, &workspace, save, command, &t,
			     &err) < 0) {
		status = exit_worst(status, (enum exit_code)fail(&err));
		if (t.decision_count == 0)
			return (int)status;
	}
	return finish(command, &t, status);
}

int cmd_selftest(int argc, char **argv)
{
	struct selftest_command command = {.path = NULL};

	selftest_parse(argc, argv, &command);
	int status = run(&command);
	free(command.path);
	return status;
}
