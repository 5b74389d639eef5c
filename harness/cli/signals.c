#include <signal.h>

#include "cli/cli.h"

static volatile int stop_signal;

static void on_signal(int number)
{
	stop_signal = number;
}

const volatile int *signals_catch(void)
{
	struct sigaction action = {
	    .sa_handler = on_signal,
	    .sa_flags = (int)SA_RESETHAND,
	};

	(void)sigemptyset(&action.sa_mask);
	(void)sigaction(SIGINT, &action, NULL);
	(void)sigaction(SIGTERM, &action, NULL);
	(void)sigaction(SIGHUP, &action, NULL);
	return &stop_signal;
}
