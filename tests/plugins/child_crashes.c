/* A child of the benchmark crashes, or exits; the benchmark is well. */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.child_crashes", "1.0.0")

static void run_child(struct tare_state *b, void (*end)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		end();
		_exit(9);
	}
	tare_expect(b, pid > 0);
	tare_expect(b, waitpid(pid, &status, 0) == pid);
}

static void leave(void)
{
	exit(7);
}

TARE_BENCH(aborts)
{
	run_child(b, abort);
	TARE_LOOP(b) {
	}
}

TARE_BENCH(exits)
{
	run_child(b, leave);
	TARE_LOOP(b) {
	}
}
