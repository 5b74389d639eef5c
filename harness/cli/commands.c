#include "cli/cli.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <tare/version.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"

const struct command commands[] = {
    {"list", cmd_list, "show the benchmarks that would run"},
    {"run", cmd_run, "measure, and keep the result"},
    {"compare", cmd_compare, "compare two results; never fails a build"},
    {"gate", cmd_gate, "compare a build with a base and give a verdict"},
    {"baseline", cmd_baseline, "save, list, show, promote, remove"},
    {"plot", cmd_plot, "draw the charts of a result"},
    {"doctor", cmd_doctor, "what this machine can measure"},
    {"selftest", cmd_selftest, "put the gate to the test on this machine"},
    {NULL, NULL, NULL},
};

static void print_help(FILE *out)
{
	(void)fputs("Usage: tare COMMAND [OPTION...] [TARGET...]\n"
		    "Measure benchmarks in shared objects, compare builds, "
		    "gate on the verdict.\n\n",
		    out);
	for (const struct command *c = commands; c->name; c++)
		(void)fprintf(out, "  %-10s %s\n", c->name, c->summary);
	(void)fputs("\nTARGET is a suite file, a plugin, a directory of "
		    "plugins, or nothing: the default\nsuite. `tare COMMAND "
		    "--help` shows a command's options.\n"
		    "Plugins are code and run with your rights: run those "
		    "that you trust.\n",
		    out);
}

static int unknown_command(const char *word)
{
	const char *names[ARRAY_SIZE(commands)];
	char shown[64];
	size_t n = 0;

	for (const struct command *c = commands; c->name; c++)
		names[n++] = c->name;
	(void)str_printable(shown, sizeof(shown), word);
	const char *nearest = str_nearest(word, names, n);
	if (nearest) {
		log_error("there is no command '%s'; did you mean '%s'?", shown,
			  nearest);
	} else {
		log_error("there is no command '%s'; see `tare --help`", shown);
	}
	return EXIT_USAGE;
}

int top_level(int argc, char **argv)
{
	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-?") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		print_help(stdout);
		return EXIT_PASS;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		(void)printf("tare %s (plugin ABI %d.%d)\n", TARE_VERSION,
			     TARE_ABI_MAJOR, TARE_ABI_MINOR);
		return EXIT_PASS;
	}
	return unknown_command(argv[1]);
}

int fail(const struct err *err)
{
	log_err(err);
	return (int)err_exit(err->code);
}

struct report_style style_of(FILE *out)
{
	struct report_style style = {.columns = 80};
	const char *no_colour = getenv("NO_COLOR");
	struct winsize size;

	if (!isatty(fileno(out)))
		return style;
	style.colour = !no_colour || !no_colour[0];
	if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
		style.columns = size.ws_col;
	return style;
}

int flush_stdout(struct err *err)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	int failed = errno ? errno : EIO;
	if (file_reader_gone(stdout))
		return 0;
	return err_sys(err, ERR_IO, failed, "standard output");
}
