/*
 * `tare __pair`: one fresh exec with two forks, so that both sides of a
 * process pair share one draw of the address space's layout. It loads nothing
 * and ends at once; its children become those of the supervisor.
 */
#include <fcntl.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/proc.h"
#include "run/pair.h"
#include "run/run.h"
#include "run/token.h"

/* As launch.c gives them. */
enum { TOKEN_FD = PROC_MORE_FD + 5 };
static const struct {
	int wire, out, err;
} given[2] = {
    {PROC_WIRE_FD, PROC_MORE_FD, PROC_MORE_FD + 1},
    {PROC_MORE_FD + 2, PROC_MORE_FD + 3, PROC_MORE_FD + 4},
};

/* Puts the descriptors where a worker expects them, and closes the rest. */
static int place_descriptors(int role)
{
	const int from[] = {given[role].out, given[role].err, given[role].wire,
			    TOKEN_FD};
	const int to[] = {STDOUT_FILENO, STDERR_FILENO, PROC_WIRE_FD,
			  PROC_MORE_FD};
	int moved[ARRAY_SIZE(from)];

	for (size_t i = 0; i < ARRAY_SIZE(from); i++)
		moved[i] = fcntl(from[i], F_DUPFD_CLOEXEC, TOKEN_FD + 1);
	for (size_t i = 0; i < ARRAY_SIZE(from); i++)
		if (moved[i] < 0 || dup2(moved[i], to[i]) < 0)
			return -1;
	for (size_t i = 0; i < ARRAY_SIZE(from); i++)
		(void)close(moved[i]);
	for (int fd = PROC_MORE_FD + 1; fd <= TOKEN_FD; fd++)
		(void)close(fd);
	return 0;
}

int run_pair_main(void)
{
	struct token *token = NULL;
	struct err err = {0};

	if (token_attach(&token, TOKEN_FD, &err) < 0)
		return EXIT_BROKEN;
	for (int role = 0; role < 2; role++) {
		pid_t pid;
		if (proc_fork(&pid, &err) < 0)
			return EXIT_BROKEN;
		if (pid == 0) {
			token_detach(&token);
			return place_descriptors(role) < 0 ? EXIT_BROKEN
							   : run_worker_main();
		}
		token->pid[role] = pid;
	}
	return EXIT_PASS;
}
