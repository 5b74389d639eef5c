/*
 * Running a plan: a supervisor that never loads a plugin, and one worker
 * process a job.
 */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "model/plan.h"
#include "model/result.h"

enum run_event_kind {
	RUN_JOB_STARTED,
	RUN_JOB_ENDED,
	RUN_ROUND_ENDED,
	RUN_WARNING, /* text: something was lost, the run goes on */
	RUN_ENDED,
};

struct run_event {
	enum run_event_kind kind;
	const struct plan *plan;
	const struct plan_case *plan_case;     /* of the job; or NULL */
	const struct process_samples *samples; /* RUN_JOB_ENDED; head's */
	const char *text;                      /* RUN_WARNING */
	/* A job is a process; in run_pairs() a case, done when decided. */
	bool paired;
	/* RUN_JOB_*: an untimed pass; jobs are counted anew for these. */
	const char *pass; /* "simulated"; NULL: it measures time */
	uint64_t jobs_done, jobs_total;
	double elapsed_ns, remaining_ns; /* ETA from what jobs really took */
};

struct run_options {
	const char *counters; /* spec: "auto", ... */
	FILE *journal;        /* a line a finished job; NULL: none */
	void (*observe)(void *ctx, const struct run_event *event);
	void *ctx;
	/* Set by a signal handler: stop after killing the running job. */
	const volatile int *stop_signal;
	bool keep_going; /* false: stop at the first broken job */
	/*
	 * Untimed passes, all together; 0: no limit. What is not counted when
	 * it is over is absent in its counts.
	 */
	double counts_budget_ns;
};

/*
 * Runs every job of PLAN inside its budget and puts the samples into
 * RESULT's cases, which must be prepared by run_prepare(). Broken jobs are
 * data, not errors. ERR_INTERRUPTED or ERR_TERMINATED when stopped; what was
 * measured until then is in RESULT, which stays valid.
 */
int run_plan(const struct plan *plan, const struct run_options *options,
	     struct result *result, struct err *err);

/* What a process pair aims at; each may turn out to be less. */
#define RUN_PAIR_SLICES  25 /* of a side */
#define RUN_PAIR_SETUPS  10
#define RUN_PAIR_TIME_NS 60e6 /* of both sides' slices and set-ups */
/* A case ends at the latest after so many pairs, whatever its judge says. */
#define RUN_PAIRS_MAX_CASE 300

/* What a case wants after a pair. */
enum run_pair_answer { RUN_PAIR_MORE, RUN_PAIR_MORE_ALONE, RUN_PAIR_DONE };

struct run_pairs_options {
	struct run_options run; /* counters: NULL is "none" */
	bool alone;             /* every pair as two execs */
	uint64_t slices;        /* of a side; 0: RUN_PAIR_SLICES */
	size_t least_pairs;     /* of a case, for any verdict; 0: unknown */
	double budget_ns;       /* of all; 0: none */
	double case_budget_ns;  /* of one; entries may have their own; 0: none
				 */
	/*
	 * Told of each pair whose sides are both CASE_OK; answers into *RET.
	 * RUN_PAIR_MORE_ALONE forgets the pairs that the case has.
	 */
	int (*judge)(void *ctx, uint32_t case_index,
		     const struct process_samples *base,
		     const struct process_samples *head, double wall_ns,
		     enum run_pair_answer *ret, struct err *err);
	/* Why the case is not worth a pair, or NULL; may be NULL itself. */
	const char *(*refuses)(void *ctx, uint32_t case_index);
	void *judge_ctx; /* of both */
};

/*
 * Runs process pairs of every case that both sides of PLAN have, in rounds:
 * each open case once a round, in random order, until `judge` has no more
 * questions or the time is over. A case ends at the first pair with a side
 * that is not CASE_OK. Layout variants are drawn at random. Samples go into
 * RESULT's cases (base_process, process), which run_prepare_pairs() made.
 * Errors as in run_plan(), and those of `judge`.
 */
int run_pairs(const struct pair_plan *plan,
	      const struct run_pairs_options *options, struct result *result,
	      struct err *err);
/*
 * The untimed passes in PASSES (count_pass_bit()) of every case of PLAN, two
 * processes at a time, into RESULT's cases (counted) and result->simulator.
 * Independent of seed, environment and working directory of the run: every
 * case has the same inputs each time. What cannot be counted is data, with a
 * reason; errors as in run_plan(). The journal gets a line for each.
 */
int run_counts(const struct plan *plan, unsigned passes,
	       const struct run_options *options, struct result *result,
	       struct err *err);
/*
 * The same of both builds of PLAN's cases (the first where a side has
 * several), with the same operations. What differs between the sides is
 * counted once more; a side that does not repeat itself is not exact.
 */
int run_counts_pairs(const struct pair_plan *plan, unsigned passes,
		     const struct run_options *options, struct result *result,
		     struct err *err);
/* Fills RESULT with everything but samples: cases, plugins, machine, ... */
int run_prepare(const struct plan *plan, struct result *result,
		struct err *err);
/* The same of plan->plan, with the plugins of every build of both sides. */
int run_prepare_pairs(const struct pair_plan *plan, struct result *result,
		      struct err *err);

/* The child's side: `tare __worker`, job on descriptor PROC_WIRE_FD. */
int run_worker_main(void);

#endif
