#include "run/pair.h"

#include <unistd.h>

#include "run/attempt.h"
#include "run/launch.h"

struct pair {
	const struct pair_spec *spec;
	struct attempt attempt; /* workers by side: base, head */
	struct token *token;
	int token_fd;
};

static void pair_release(struct pair *pair)
{
	attempt_release(&pair->attempt);
	token_detach(&pair->token);
	if (pair->token_fd >= 0)
		(void)close(pair->token_fd);
}

/* The side that has ROLE. */
static size_t side_of(const struct pair *pair, uint32_t role)
{
	return pair->spec->wire[0]->pair->role == role ? 0 : 1;
}

/* Both share one draw of the address space. */
static int start_forked(struct pair *pair, const struct launch *how,
			struct err *err)
{
	struct attempt *attempt = &pair->attempt;
	size_t first = side_of(pair, 0), second = side_of(pair, 1);
	struct watch *const watch[2] = {&attempt->watch[first],
					&attempt->watch[second]};
	struct proc *const proc[2] = {&attempt->proc[first],
				      &attempt->proc[second]};

	return launch_pair(how, pair->token, pair->token_fd, watch, proc,
			   &attempt->guarded.group[0], err);
}

static int start_alone(struct pair *pair, const struct launch *how,
		       struct err *err)
{
	struct attempt *attempt = &pair->attempt;
	int rc = 0;

	for (uint32_t role = 0; role < 2 && rc == 0; role++) {
		size_t side = side_of(pair, role);
		rc = launch_worker(how, pair->token_fd, &attempt->watch[side],
				   &attempt->proc[side], err);
		attempt->guarded.group[side] = attempt->proc[side].pid;
	}
	return rc;
}

static int start(struct pair *pair, struct err *err)
{
	const struct pair_spec *spec = pair->spec;
	struct attempt *attempt = &pair->attempt;
	const struct launch how = {
	    .environment_bytes = spec->environment_bytes,
	    .cpu = spec->wire[0]->threads <= 1 ? spec->wire[0]->cpu : -1,
	    .limits = attempt_begin(attempt),
	};
	int rc = token_create(&pair->token, &pair->token_fd, err);

	if (rc < 0)
		return rc;
	pair->token->supervisor = getpid();
	attempt->token = pair->token;
	rc = spec->alone ? start_alone(pair, &how, err)
			 : start_forked(pair, &how, err);
	for (size_t i = 0; i < 2; i++)
		attempt->guarded.worker[i] = attempt->proc[i].pid;
	/* By role, as everything that the sides could tell apart. */
	for (uint32_t role = 0; role < 2 && rc == 0; role++) {
		size_t side = side_of(pair, role);
		rc = launch_send(&attempt->watch[side], spec->wire[side], 0,
				 err);
	}
	return rc;
}

int pair_run(const struct pair_spec *spec, struct keep *keep,
	     struct process_samples ret[2], struct err *err)
{
	CLEANUP(pair_release)
	struct pair pair = {
	    .spec = spec,
	    .token_fd = -1,
	    .attempt =
		{
		    .wire = {spec->wire[0], spec->wire[1]},
		    .count = 2,
		    .timeout_ns = {spec->timeout_ns, spec->timeout_ns},
		    .memory_bytes = spec->memory_bytes,
		    .stop_signal = spec->stop_signal,
		},
	};
	struct err why = {0};
	int rc = start(&pair, &why);

	if (rc == 0)
		rc = attempt_supervise(&pair.attempt, &why);
	rc = rc < 0 ? attempt_give_up(&pair.attempt, &why, keep, ret, err)
		    : attempt_conclude(&pair.attempt, keep, ret, err);
	return rc;
}
