/*
 * A plan: the cases of a run and the order of their processes.
 */
#ifndef MODEL_PLAN_H
#define MODEL_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "model/catalog.h"
#include "model/suite.h"

struct plan;

#define PLAN_MAX_CASES 20000
#define PLAN_MAX_JOBS  2000000

struct plan_arg {
	char *name;
	int64_t value;
};

/* One benchmark with its arguments: what gets a row in the table. */
struct plan_case {
	char *id; /* "memory/copy/n=64", "sort/quick/n=1000/threads=2" */
	const struct catalog_plugin *plugin;
	const struct catalog_bench *bench;
	const struct suite_entry *entry; /* may be NULL */
	struct plan_arg *arg;
	size_t arg_count;
	uint32_t threads;
	const struct suite_limit **limit; /* entry's, then the suite's */
	size_t limit_count;
};

/* One process: a job of the supervisor. */
struct plan_job {
	uint32_t case_index;
	uint32_t process; /* 0 .. processes - 1, also the round */
	uint64_t seed;
};

/* A case in both builds. A side has several where layout variants exist. */
struct plan_pair {
	const struct plan_case **base, **head;
	size_t base_count, head_count; /* base_count 0: added */
};

/* The cases of two sides, for a paired gate. Points into their plans. */
struct pair_plan {
	struct arena arena;
	const struct plan *plan; /* cases and settings: the first head's */
	struct plan_pair *pair;  /* one for each case of PLAN */
	char **removed;          /* ids that only the base has, sorted */
	size_t removed_count;
};

struct plan {
	struct arena arena;
	const struct suite *suite;
	struct plan_case *plan_case; /* sorted by id */
	size_t case_count;
	/*
	 * In rounds: every case once a round, in random order. The seed
	 * fixes order and job seeds.
	 */
	struct plan_job *job;
	size_t job_count;
	uint64_t seed;
	uint64_t processes, slices;
	double slice_ns, time_budget_ns;
	double expected_ns; /* of the whole run */
};

#endif
