/*
 * Option tables shared by several commands, as argp children.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>

#include "model/suite.h"
#include "plan/plan.h"
#include "store/store.h"

#define OPTIONS_MAX 64 /* repetitions of one option */

/* Which benchmarks. */
struct select_options {
	struct plan_options plan;
	const char *filter[OPTIONS_MAX], *tag[OPTIONS_MAX], *param[OPTIONS_MAX];
	const char *plugin_dir[OPTIONS_MAX];
	size_t plugin_dir_count;
	/* Of a gate, not from the command line. */
	const char *side;          /* "base", for messages; or NULL */
	const struct build *build; /* the one place of plugins; or NULL */
	bool whole_build;          /* without a suite: no default one */
};
extern const struct argp select_argp;

/* How they are measured. */
struct measure_options {
	uint64_t processes, slices, seed;
	bool seed_given;
	double time_budget_ns;
	const char *counters;
	const char *json;
	bool quiet;
	bool counts_only; /* untimed passes alone; not of this table */
};
extern const struct argp measure_argp;

/* What decides. NAN: the suite's. */
struct policy_options {
	double theta, error;
	int inconclusive; /* enum inconclusive_policy, or -1 */
	struct suite_metric metric[SUITE_MAX_METRICS]; /* none: the suite's */
	size_t metric_count;
};
extern const struct argp policy_argp;
/* Into GATE, its metrics into ARENA; a name's last mention counts. */
int policy_apply(const struct policy_options *options, struct suite_gate *gate,
		 struct arena *arena, struct err *err);

/* How pairs of processes are measured: what the suite says unless set. */
struct pairs_options {
	bool alone;                   /* two execs a pair */
	bool numbers;                 /* no pairs: stored numbers */
	uint64_t most;                /* pairs of a set; 0: the suite's */
	double time_ns, case_time_ns; /* 0: the suite's */
	const char *waivers;          /* file; NULL: the default one */
};
extern const struct argp pairs_argp;
void pairs_apply(const struct pairs_options *options, struct suite_gate *gate);

/* Where baselines are. */
extern const struct argp store_argp;

/* Positional arguments. */
struct arguments {
	char *text[OPTIONS_MAX];
	size_t count;
};
/* For ARGP_KEY_ARG: stores ARG, or a usage error beyond MAX. */
error_t arguments_add(struct arguments *arguments, char *arg, size_t max,
		      struct argp_state *state);

/* From LEAST to MOST; a usage error names WHAT otherwise. */
uint64_t option_number(const char *arg, const char *what, uint64_t least,
		       uint64_t most, struct argp_state *state);
/* A time above 0, "60s". */
double option_time(const char *arg, const char *what, struct argp_state *state);
/* A ratio: "2%" or "0.02"; usage error unless in [LEAST, 1]. */
double option_ratio(const char *arg, const char *what, double least,
		    struct argp_state *state);

#endif
