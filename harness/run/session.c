#include "run/session.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "base/clock.h"
#include "base/proc.h"
#include "machine/machine.h"

#define LEAST_ROUNDS 64

int session_init(struct session *session, struct err *err)
{
	int rc = keep_init(&session->keep, &session->result->arena, err);

	if (!session->pass)
		session->result->round_count = 0;
	if (rc == 0)
		rc = proc_adopt_orphans(err);
	if (rc == 0)
		rc = proc_spare_descendants(err);
	session->cpu_count =
	    proc_allowed_cpus(session->cpu, ARRAY_SIZE(session->cpu));
	return rc;
}

void session_release(struct session *session)
{
	arena_release(&session->arena);
}

double session_elapsed_ns(const struct session *session)
{
	return (double)(clock_now(&clock_system) - session->started_ns);
}

void session_tell(const struct session *session, struct run_event event)
{
	const struct run_options *options = session->options;

	if (!options->observe)
		return;
	event.plan = session->plan;
	event.paired = session->paired;
	event.pass = session->pass;
	event.jobs_done = session->jobs_done;
	event.jobs_total = session->jobs_total;
	event.elapsed_ns = session_elapsed_ns(session);
	event.remaining_ns =
	    session->remaining_ns(session->ctx, event.elapsed_ns);
	options->observe(options->ctx, &event);
}

static int write_line(FILE *journal, const char *line, struct err *err)
{
	if (!line)
		return -ERR_NOMEM;
	if (fputs(line, journal) == EOF || fputc('\n', journal) == EOF ||
	    fflush(journal) == EOF) {
		return err_sys(err, ERR_IO, errno,
			       "the journal takes no more, so that a crash of "
			       "tare would lose what follows");
	}
	return 0;
}

static bool keeps_journal(const struct session *session)
{
	return session->options->journal && !session->journal_failed;
}

static void add_to_journal(struct session *session, const char *line,
			   struct err *err)
{
	if (write_line(session->options->journal, line, err) == 0)
		return;
	session->journal_failed = true;
	session_tell(session, (struct run_event){.kind = RUN_WARNING,
						 .text = err->text});
}

void session_journal(struct session *session,
		     const struct process_samples *samples)
{
	struct err err = {0};

	samples_count_slices(samples, &session->slices);
	if (!keeps_journal(session))
		return;
	CLEANUP(mem_free) char *line = samples_encode(samples, &err);
	add_to_journal(session, line, &err);
}

void session_journal_count(struct session *session,
			   const struct count_samples *counted)
{
	struct err err = {0};

	if (!keeps_journal(session))
		return;
	CLEANUP(mem_free) char *line = count_encode(counted, &err);
	add_to_journal(session, line, &err);
}

void session_refresh_cpus(struct session *session)
{
	size_t before = session->cpu_count;
	char text[160];

	session->cpu_count =
	    proc_allowed_cpus(session->cpu, ARRAY_SIZE(session->cpu));
	if (session->cpu_count == before)
		return;
	(void)snprintf(text, sizeof(text),
		       "tare may use %zu CPU%s from here on, %zu before; run "
		       "again if the result is to be compared",
		       session->cpu_count, session->cpu_count == 1 ? "" : "s",
		       before);
	session_tell(session,
		     (struct run_event){.kind = RUN_WARNING, .text = text});
}

bool session_may_use(const struct session *session, int cpu)
{
	for (size_t i = 0; i < session->cpu_count; i++)
		if (session->cpu[i] == cpu)
			return true;
	return false;
}

bool session_must_stop(const struct session *session)
{
	return session->broken && !session->options->keep_going;
}

static int grow_rounds(struct session *session, struct err *err)
{
	struct result *result = session->result;
	size_t count = result->round_count;
	size_t capacity = count > 0 ? 2 * count : LEAST_ROUNDS;

	if (count < session->round_capacity)
		return 0;
	struct interference *grown =
	    arena_array(&result->arena, capacity, sizeof(*grown), err);
	if (!grown)
		return -ERR_NOMEM;
	if (count > 0)
		memcpy(grown, result->round, count * sizeof(*grown));
	result->round = grown;
	session->round_capacity = capacity;
	return 0;
}

int session_round(struct session *session,
		  int (*body)(void *ctx, struct err *err), void *ctx,
		  struct err *err)
{
	struct result *result = session->result;
	struct interference before, after, *round;
	int rc = grow_rounds(session, err);

	if (rc < 0)
		return rc;
	session->slices = (struct slice_count){0};
	machine_interference(&before, "");
	rc = body(ctx, err);
	machine_interference(&after, "");
	round = &result->round[result->round_count++];
	*round = interference_since(&before, &after);
	round->slices = (double)session->slices.slices;
	round->disturbed = (double)session->slices.disturbed;
	session_tell(session, (struct run_event){.kind = RUN_ROUND_ENDED});
	return rc;
}

/* Cases that have samples get their status from them, by the gate. */
static int settle(struct session *session, struct err *err)
{
	struct result *result = session->result;

	double before_ns = session->pass ? result->wall_ns : 0;

	result->wall_ns = before_ns + session_elapsed_ns(session);
	for (size_t i = 0; i < result->case_count; i++) {
		struct result_case *of = &result->result_case[i];

		if (of->process_count > 0 || of->counted_count > 0 ||
		    of->reason)
			continue;
		of->reason = arena_strdup(&result->arena,
					  "the run stopped before it", err);
		if (!of->reason)
			return -ERR_NOMEM;
	}
	return 0;
}

static int supervise(struct session *session,
		     int (*body)(void *ctx, struct err *err), void *ctx,
		     struct err *err)
{
	struct err settling = {0};

	struct result *result = session->result;

	session->started_ns = clock_now(&clock_system);
	int rc = body(ctx, err);
	result->complete = rc == 0 && !session_must_stop(session) &&
			   (!session->pass || result->complete);
	int settled = settle(session, &settling);
	session_tell(session, (struct run_event){.kind = RUN_ENDED});
	if (rc == 0 && settled < 0)
		return err_set(err, settling.code, "%s", settling.text);
	return rc;
}

int session_run(struct session *session,
		int (*body)(void *ctx, struct err *err), void *ctx,
		struct err *err)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN}, before;

	(void)sigaction(SIGPIPE, &ignore, &before);
	int rc = supervise(session, body, ctx, err);
	(void)sigaction(SIGPIPE, &before, NULL);
	return rc;
}
