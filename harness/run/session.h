/*
 * What a run of single processes and one of pairs have in common: listeners,
 * journal, CPUs, rounds, and what holds from its start to its end.
 */
#ifndef RUN_SESSION_H
#define RUN_SESSION_H

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "run/keep.h"
#include "run/run.h"

struct session {
	const struct plan *plan;
	const struct run_options *options;
	struct result *result;
	struct arena arena; /* of what the run itself needs */
	struct keep keep;
	int cpu[CPU_SETSIZE];
	size_t cpu_count;
	uint64_t started_ns, jobs_done, jobs_total;
	bool paired;      /* jobs are cases, done when decided */
	const char *pass; /* untimed: beside what was timed; or NULL */
	double (*remaining_ns)(const void *ctx, double elapsed_ns);
	const void *ctx;
	size_t round_capacity;
	struct slice_count slices;   /* of the round so far */
	bool journal_failed, broken; /* broken: a job was */
};

/* OPTIONS, PLAN, RESULT, hooks and jobs_total are set; the rest is zero. */
int session_init(struct session *session, struct err *err);
void session_release(struct session *session);
/*
 * BODY(CTX) as a run: the clock starts, a worker that is gone before its job
 * is sent kills nobody, cases without samples get a reason (unless they have
 * one), and RUN_ENDED is told.
 */
int session_run(struct session *session,
		int (*body)(void *ctx, struct err *err), void *ctx,
		struct err *err);
double session_elapsed_ns(const struct session *session);
/* Fills in what every event has, and tells the observer. */
void session_tell(const struct session *session, struct run_event event);
/*
 * A process that ended: its slices for the round's ledger, and a line of the
 * journal. Warns of the first line that cannot be written and writes no more.
 */
void session_journal(struct session *session,
		     const struct process_samples *samples);
/* The same line for what an untimed pass counted. */
void session_journal_count(struct session *session,
			   const struct count_samples *counted);
/* CPUs can be taken away, or given back, while the run goes on. */
void session_refresh_cpus(struct session *session);
bool session_may_use(const struct session *session, int cpu);
/* A job broke and the run does not keep going. */
bool session_must_stop(const struct session *session);
/* BODY(CTX) as a round: what disturbed it goes into the result. */
int session_round(struct session *session,
		  int (*body)(void *ctx, struct err *err), void *ctx,
		  struct err *err);

#endif
