/*
 * What it takes to hand over a turn between the sides of a process pair: two
 * processes on one CPU pass the token to each other, with or without work in
 * between. Prints microseconds one way.
 *
 *	handover [WORK_US]
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/proc.h"
#include "run/token.h"
#include "stats/stats.h"

#define TURNS 8000

static void work(uint64_t ns)
{
	uint64_t end_ns = clock_now(&clock_system) + ns;

	while (ns > 0 && clock_now(&clock_system) < end_ns) {
	}
}

/* From the end of the other side's turn to the begin of one's own. */
static void take_turns(struct token *token, uint64_t *passed_ns, uint32_t role,
		       uint64_t work_ns, double *handover_us)
{
	for (uint32_t turn = role; turn < TURNS; turn += 2) {
		if (!token_wait(token, turn))
			exit(1);
		uint64_t now_ns = clock_now(&clock_system);

		if (turn > 0)
			handover_us[turn / 2] =
			    (double)(now_ns - *passed_ns) / 1e3;
		work(work_ns);
		*passed_ns = clock_now(&clock_system);
		token_pass(token, role, 1 - role);
	}
}

int main(int argc, char **argv)
{
	static double handover_us[TURNS / 2];
	uint64_t work_ns = argc > 1 ? 1000 * strtoull(argv[1], NULL, 10) : 0;
	struct token *token, *clock;
	struct err err = {0};
	int fd, cpu;

	/* A second one holds the time of the last pass. */
	if (token_create(&token, &fd, &err) < 0 ||
	    token_create(&clock, &fd, &err) < 0 ||
	    proc_allowed_cpus(&cpu, 1) != 1 || proc_pin(cpu, &err) < 0) {
		fprintf(stderr, "handover: %s\n", err.text);
		return 1;
	}
	pid_t pid = fork();
	if (pid < 0)
		return 1;
	take_turns(token, &clock->ops, pid == 0, work_ns, handover_us);
	if (pid == 0)
		_exit(0);
	(void)waitpid(pid, NULL, 0);
	stats_sort(handover_us + 1, TURNS / 2 - 1);
	printf("handover, %4.0f us of work between: median %.2f us, p90 %.2f "
	       "us, p99 %.1f us (%d turns)\n",
	       (double)work_ns / 1e3,
	       stats_quantile_sorted(handover_us + 1, TURNS / 2 - 1, 0.5),
	       stats_quantile_sorted(handover_us + 1, TURNS / 2 - 1, 0.9),
	       stats_quantile_sorted(handover_us + 1, TURNS / 2 - 1, 0.99),
	       TURNS / 2);
	return 0;
}
