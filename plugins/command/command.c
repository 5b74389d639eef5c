/*
 * Whole programs: one operation is one run of a command, without a shell.
 *
 * The suite's "config" gives
 *   argv    the program (searched in PATH) and its arguments
 *   exit    the exit status that is right; default "0"
 *   stdin   a file to read from; default /dev/null
 *   stdout  the exact output that is right; default: any, thrown away
 *
 * Beside the time it reports CPU time of a run, `user` and `system`, and the
 * most memory that one had, `child-peak-rss`: `peak-rss` is the worker's.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.command", "1.0.0")

struct command {
	struct tare_state *state;
	char **argv; /* owned by the host */
	long exit_status;
	const char *output; /* expected; or NULL */
	int output_fd;      /* collects it; or -1 */
	posix_spawn_file_actions_t actions;
	double user_ns, system_ns;
	long peak_rss_kib;
	uint64_t runs;
	char fault[256]; /* first wrong run; or "" */
};

static void drop(void *self)
{
	struct command *command = self;

	if (!command)
		return;
	(void)posix_spawn_file_actions_destroy(&command->actions);
	if (command->output_fd >= 0)
		(void)close(command->output_fd);
	free(command);
}

static int32_t read_config(struct tare_state *b, struct command *command)
{
	size_t count = 0;
	const char *const *argv = tare_config_list(b, "argv", &count);
	const char *status = tare_config(b, "exit");
	char *end = NULL;

	if (count == 0) {
		return tare_say(b, TARE_STATUS_SKIP,
				"no command: give one in the suite, "
				"\"config\": {\"argv\": [\"ls\", \"-l\"]}");
	}
	/* posix_spawnp does not write to it. */
	memcpy(&command->argv, &argv, sizeof(argv));
	command->output = tare_config(b, "stdout");
	if (status) {
		command->exit_status = strtol(status, &end, 10);
		if (end == status || *end || command->exit_status < 0 ||
		    command->exit_status > 255) {
			return tare_say(b, TARE_STATUS_FAIL,
					"config: `exit`: expected a whole "
					"number from 0 to 255");
		}
	}
	return TARE_STATUS_OK;
}

/* Where the command's three streams go. */
static int set_streams(struct tare_state *b, struct command *command)
{
	const char *input = tare_config(b, "stdin");
	posix_spawn_file_actions_t *actions = &command->actions;

	if (command->output) {
		command->output_fd = memfd_create("tare-command", MFD_CLOEXEC);
		if (command->output_fd < 0)
			return errno;
	}
	int r = posix_spawn_file_actions_addopen(
	    actions, 0, input ? input : "/dev/null", O_RDONLY, 0);
	if (r == 0) {
		r = command->output ? posix_spawn_file_actions_adddup2(
					  actions, command->output_fd, 1)
				    : posix_spawn_file_actions_addopen(
					  actions, 1, "/dev/null", O_WRONLY, 0);
	}
	return r ? r
		 : posix_spawn_file_actions_addopen(actions, 2, "/dev/null",
						    O_WRONLY, 0);
}

/* posix_spawnp returns the error of exec itself. */
static int start(struct command *command, pid_t *ret_pid)
{
	if (command->output && (ftruncate(command->output_fd, 0) < 0 ||
				lseek(command->output_fd, 0, SEEK_SET) < 0))
		return errno;
	return posix_spawnp(ret_pid, command->argv[0], &command->actions, NULL,
			    command->argv, environ);
}

static double time_ns(struct timeval time)
{
	return (double)time.tv_sec * 1e9 + (double)time.tv_usec * 1e3;
}

static void account(struct command *command, const struct rusage *usage)
{
	command->runs++;
	command->user_ns += time_ns(usage->ru_utime);
	command->system_ns += time_ns(usage->ru_stime);
	if (usage->ru_maxrss > command->peak_rss_kib)
		command->peak_rss_kib = usage->ru_maxrss;
}

static int output_is_right(const struct command *command)
{
	char chunk[4096];
	size_t length = strlen(command->output), at = 0;

	for (;;) {
		ssize_t n =
		    pread(command->output_fd, chunk, sizeof(chunk), (off_t)at);
		if (n <= 0)
			return n == 0 && at == length;
		if ((size_t)n > length - at ||
		    memcmp(chunk, command->output + at, (size_t)n) != 0)
			return 0;
		at += (size_t)n;
	}
}

static void judge(struct command *command, int status)
{
	if (WIFSIGNALED(status)) {
		(void)snprintf(command->fault, sizeof(command->fault),
			       "'%s' was killed by signal %d", command->argv[0],
			       WTERMSIG(status));
	} else if (WEXITSTATUS(status) != command->exit_status) {
		(void)snprintf(command->fault, sizeof(command->fault),
			       "'%s' exited with %d, expected %ld",
			       command->argv[0], WEXITSTATUS(status),
			       command->exit_status);
	} else if (command->output && !output_is_right(command)) {
		(void)snprintf(command->fault, sizeof(command->fault),
			       "'%s' wrote something else than the suite's "
			       "`stdout`",
			       command->argv[0]);
	}
}

static void run_once(struct command *command)
{
	struct rusage usage;
	pid_t pid = 0;
	int status = 0;

	int r = start(command, &pid);
	if (r != 0) {
		(void)snprintf(command->fault, sizeof(command->fault),
			       "'%s' cannot be started: %s", command->argv[0],
			       strerror(r));
		return;
	}
	while (wait4(pid, &status, 0, &usage) < 0) {
		if (errno != EINTR) {
			(void)snprintf(command->fault, sizeof(command->fault),
				       "wait4: %s", strerror(errno));
			return;
		}
	}
	account(command, &usage);
	judge(command, status);
}

static int32_t setup(struct tare_state *b, void **ret_self)
{
	struct command *command = calloc(1, sizeof(*command));

	if (!command)
		return tare_say(b, TARE_STATUS_FAIL, "out of memory");
	command->state = b;
	command->output_fd = -1;
	(void)posix_spawn_file_actions_init(&command->actions);
	int32_t status = read_config(b, command);
	if (status == TARE_STATUS_OK) {
		int r = set_streams(b, command);
		if (r != 0)
			status = tare_say(b, TARE_STATUS_FAIL, strerror(r));
	}
	if (status != TARE_STATUS_OK) {
		drop(command);
		return status;
	}
	*ret_self = command;
	return TARE_STATUS_OK;
}

/* Stops at the first wrong run; check() says which it was. */
static int32_t run(void *self, uint64_t ops)
{
	struct command *command = self;

	for (uint64_t i = 0; i < ops && !command->fault[0]; i++)
		run_once(command);
	return TARE_STATUS_OK;
}

static int32_t check(void *self)
{
	struct command *command = self;

	if (command->fault[0]) {
		return tare_say(command->state, TARE_STATUS_FAIL,
				command->fault);
	}
	if (command->runs > 0) {
		double runs = (double)command->runs;
		tare_metric(command->state, "user", command->user_ns / runs,
			    "ns", TARE_LOWER_IS_BETTER);
		tare_metric(command->state, "system", command->system_ns / runs,
			    "ns", TARE_LOWER_IS_BETTER);
		tare_metric(command->state, "child-peak-rss",
			    (double)command->peak_rss_kib * 1024, "bytes",
			    TARE_LOWER_IS_BETTER);
	}
	return TARE_STATUS_OK;
}

TARE_BATCH(run, .summary = "one run of the suite's command", .unit = "runs",
	   .tags = "command", .batch = run, .setup = setup, .check = check,
	   .teardown = drop)
