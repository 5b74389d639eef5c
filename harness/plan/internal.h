/*
 * Steps of plan_make().
 */
#ifndef PLAN_INTERNAL_H
#define PLAN_INTERNAL_H

#include "plan/plan.h"

/* A suite's entry and a benchmark that it selects. */
struct selected {
	const struct suite_entry *entry; /* NULL: the suite has none */
	const struct catalog_plugin *plugin;
	const struct catalog_bench *bench;
};

/* Malloc'ed. In the order of the suite, then of the catalog. */
struct selection {
	struct selected *item;
	size_t count, capacity;
};

/* A growing list of cases. */
struct case_list {
	struct plan_case *item;
	size_t count, capacity;
};

/* Entries x benchmarks. An entry that selects nothing is ERR_SUITE. */
int select_benches(struct selection *ret, const struct suite *suite,
		   const struct catalog *catalog,
		   const struct plan_options *options, struct err *err);
/* Does a pattern of --filter match the id of a case? */
bool select_filter(const char *pattern, const char *id);
/* What is kept of a case by the command line's filters, tags and params. */
bool select_case(const struct plan_case *plan_case,
		 const struct plan_options *options);
/* Checks that "n=64" is well formed, for each of them. ERR_USAGE. */
int select_check_params(const struct plan_options *options, struct err *err);

/* Appends every case of SELECTED that OPTIONS keep; strings go to ARENA. */
int expand_cases(struct case_list *ret, const struct selected *selected,
		 const struct suite *suite, const struct plan_options *options,
		 struct arena *arena, struct err *err);

/* Keeps the cases of one shard: equal shares, drawn by the ids' hashes. */
int shard_cases(struct plan *plan, const struct plan_options *options,
		struct err *err);

/* Rounds in random order, seeds, expected time; plan_case is complete. */
int order_jobs(struct plan *plan, struct err *err);

#endif
