/*
 * Leaves a process that hops: each forks the next and ends, so that no
 * process lives for long. It ends by itself after SECONDS_MAX.
 */
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

#include <tare/sdk.h>

#define SECONDS_MAX 10

TARE_PLUGIN("org.tare.test.hops", "1.0.0")

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Only the last process of the chain goes on. */
static void hop(bool leave_session)
{
	double end = now() + SECONDS_MAX;

	while (now() < end) {
		pid_t pid = fork();

		if (pid != 0)
			_exit(0);
		if (leave_session)
			setsid();
	}
	_exit(0);
}

static void start(struct tare_state *b, bool leave_session)
{
	pid_t pid = fork();

	if (pid == 0)
		hop(leave_session);
	tare_expect(b, pid > 0);
}

TARE_BENCH(in_group)
{
	start(b, false);
	TARE_LOOP(b) {
	}
}

TARE_BENCH(in_sessions)
{
	start(b, true);
	TARE_LOOP(b) {
	}
}
