/*
 * tare: benchmarks in shared objects, measured, compared and gated.
 */
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <tare/version.h>

#include "cli/cli.h"
#include "plugin/plugin.h"
#include "run/pair.h"
#include "run/run.h"

/* The heap grows by this much at a time: 20 system calls fewer in a listing. */
#define HEAP_STEP_BYTES (2 * 1024 * 1024)

/*
 * Descriptors that tare needs, with a plugin loaded on every CPU; and those
 * that it takes if it may, as usual systems give: a plugin must not meet
 * another limit because tare was here.
 */
#define LEAST_DESCRIPTORS 128
#define USUAL_DESCRIPTORS 1024

/* The last line on stderr names the exit code, also after a usage error. */
static void say_exit_code(int status, void *always)
{
	(void)fflush(stdout);
	if (status != EXIT_PASS || *(bool *)always) {
		(void)fprintf(stderr, "tare: %s (%d)\n",
			      exit_name((enum exit_code)status), status);
	}
}

static int internal_command(int argc, char **argv)
{
	if (strcmp(argv[1], "__worker") == 0)
		return run_worker_main();
	if (strcmp(argv[1], "__pair") == 0)
		return run_pair_main();
	if (strcmp(argv[1], "__describe") == 0 && argc == 3)
		return plugin_describe_main(argv[2]);
	return -1;
}

/*
 * Descriptors 0 to 2 that the caller closed are filled, so that no file of
 * ours becomes stdout; using them stays an error (EBADF).
 */
static void fill_descriptors(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)open("/dev/null", fd ? O_RDONLY : O_WRONLY);
}

/* Inherited by all that tare starts. Without enough of them: why, in ERR. */
static int ensure_descriptors(struct err *err)
{
	struct rlimit now;

	if (getrlimit(RLIMIT_NOFILE, &now) != 0)
		return 0;
	if (now.rlim_cur < USUAL_DESCRIPTORS) {
		now.rlim_cur = now.rlim_max < USUAL_DESCRIPTORS
				   ? now.rlim_max
				   : USUAL_DESCRIPTORS;
		(void)setrlimit(RLIMIT_NOFILE, &now);
	}
	if (now.rlim_cur >= LEAST_DESCRIPTORS)
		return 0;
	return err_set(err, ERR_SYS,
		       "a process may have only %ju open files here (ulimit "
		       "-n), and tare needs %d; allow more before it starts: "
		       "ulimit -n 4096, or LimitNOFILE= of a service",
		       (uintmax_t)now.rlim_cur, LEAST_DESCRIPTORS);
}

static bool gives_verdict(const char *name)
{
	return strcmp(name, "run") == 0 || strcmp(name, "compare") == 0 ||
	       strcmp(name, "gate") == 0;
}

int main(int argc, char **argv)
{
	static bool always;

	if (argc > 1) {
		int status = internal_command(argc, argv);
		if (status >= 0)
			return status;
	}
	(void)mallopt(M_TOP_PAD, HEAP_STEP_BYTES);
	fill_descriptors();
	/* A reader that is gone, a full disk: errors to report, not deaths. */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);
	argp_err_exit_status = EXIT_USAGE;
	argp_program_version = "tare " TARE_VERSION;
	(void)on_exit(say_exit_code, &always);
	struct err err = {0};
	if (argc > 1 && argv[1][0] != '-' && ensure_descriptors(&err) < 0)
		exit(fail(&err));
	for (const struct command *c = commands; argc > 1 && c->name; c++) {
		if (strcmp(argv[1], c->name) == 0) {
			char name[32];
			(void)snprintf(name, sizeof(name), "tare %s", c->name);
			argv[1] = name;
			always = gives_verdict(c->name);
			exit(c->run(argc - 1, argv + 1));
		}
	}
	exit(top_level(argc, argv));
}
