#include <string.h>

#include "base/proc.h"
#include "report/chart.h"

#define PROBE_NS   (10 * 1000000000ULL)
#define DRAW_NS    (60 * 1000000000ULL)
#define MAX_OUTPUT 65536

bool gnuplot_found(void)
{
	static const char *const argv[] = {"gnuplot", "--version", NULL};
	CLEANUP(mem_free) char *output = NULL;
	struct proc_exit ended = {0};

	return proc_run(argv, NULL, PROBE_NS, MAX_OUTPUT, &output, &ended,
			NULL) == 0 &&
	       !ended.signalled && ended.status == 0 && output &&
	       strncmp(output, "gnuplot ", 8) == 0;
}

/* The first line that tells of an error, else the last line. */
static const char *error_line(char *output)
{
	const char *found = "it said nothing";
	char *save = NULL;

	for (char *line = strtok_r(output, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		while (*line == ' ' || *line == '\t' || *line == '^')
			line++;
		if (!*line || strstr(line, "arning:"))
			continue;
		found = line;
		if (strstr(line, "line "))
			break;
	}
	return found;
}

int gnuplot_draw(const char *dir, struct err *err)
{
	CLEANUP(str_release) struct str script = {0};
	CLEANUP(mem_free) char *output = NULL;
	struct proc_exit ended = {0};
	const char *argv[] = {"/usr/bin/env", "LC_ALL=C", "gnuplot", "-d",
			      "-c",           NULL,       dir,       NULL};
	int r;

	str_addf(&script, "%s/charts.gp", dir);
	if (script.failed)
		return err_nomem(err, "path of a chart");
	argv[5] = script.text;
	r = proc_run(argv, NULL, DRAW_NS, MAX_OUTPUT, &output, &ended, err);
	if (r < 0)
		return err_wrap(err, "gnuplot");
	if (ended.signalled)
		return err_set(err, ERR_SYS, "gnuplot was killed by signal %d",
			       ended.status);
	if (ended.status != 0)
		return err_set(
		    err, ERR_SYS,
		    "gnuplot failed with status %d: %s; try "
		    "`gnuplot charts.gp` in %s",
		    ended.status,
		    str_shown(output ? error_line(output) : "it said nothing")
			.text,
		    str_shown(dir).text);
	return 0;
}
