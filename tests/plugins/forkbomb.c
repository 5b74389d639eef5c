/* Forks as much as it may, at most FORKS_MAX times; the children linger. */
#include <stdlib.h>
#include <unistd.h>

#include <tare/sdk.h>

#define FORKS_MAX      200
#define LINGER_SECONDS 30

TARE_PLUGIN("org.tare.test.forkbomb", "1.0.0")

TARE_BENCH(fork)
{
	for (int i = 0; i < FORKS_MAX; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			setsid();
			sleep(LINGER_SECONDS);
			_exit(0);
		}
		if (pid < 0)
			break;
	}
	TARE_LOOP(b) {
	}
}
