/*
 * tare gate: its parts, by what a head is compared with.
 */
#ifndef CLI_GATE_H
#define CLI_GATE_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/build.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "model/waivers.h"

struct paired_gate;

/* Directories of builds, or another place. */
struct gate_side {
	const char *place[OPTIONS_MAX];
	size_t count;
	enum place_kind kind; /* of all of them */
};

struct gate_command {
	struct select_options select;
	struct measure_options measure;
	struct policy_options policy;
	struct pairs_options pairs;
	struct store store;
	struct arguments targets;
	struct gate_side base, head; /* head: none but by --head */
	bool base_given;
};

/* Each returns the exit code. */

/* Judges the result that --head names. */
int gate_again(const struct gate_command *options);
/* Measures the head and compares with stored numbers. */
int gate_numbers(const struct gate_command *options);
/* Measures the builds at hand in pairs. */
int gate_builds(const struct gate_command *options);
/*
 * The same with the stored plugins of a baseline; with its numbers, and a
 * line that says why, where they cannot run.
 */
int gate_baseline(const struct gate_command *options);

/* Slices of a side; those of a suite are for single processes. 0: default. */
uint64_t gate_slices(uint64_t given);
/*
 * What timed pairs count: what was asked for (NULL: nothing was), or else what
 * the limits of PAIRS need.
 */
const char *gate_counters(const char *given, const struct pair_plan *pairs);
/* Into RESULT, whose policy is set: what timed pairs are to count. */
int gate_note_counters(const struct gate_command *options,
		       const struct pair_plan *pairs, struct result *result,
		       struct err *err);
/*
 * Measures PAIRS into RESULT, and lets GATE judge the times meanwhile. Errors
 * of run_pairs() and run_counts_pairs(); what was measured stays valid.
 */
int gate_measure(const struct gate_command *options,
		 const struct pair_plan *pairs, const struct output *output,
		 struct paired_gate *gate, struct result *result,
		 struct err *err);
/*
 * ERR_USAGE, before anything is measured, for limits that so few slices a side
 * cannot decide and for times that end before any verdict. GIVEN: slices as
 * above. Cases that GATE refuses take no time.
 */
int gate_check_pairs(const struct pair_plan *pairs,
		     const struct paired_gate *gate,
		     const struct suite_gate *policy, uint64_t given,
		     struct err *err);

/* Keeps those of cases of PAIRS: the others were not selected. */
void gate_narrow_waivers(struct waivers *waivers,
			 const struct pair_plan *pairs);

/* Saves HEAD and prints its verdicts; the worst of STATUS and what failed. */
int gate_show(const struct result *head, const struct output *output,
	      enum exit_code status);
/* The policy of HEAD becomes what the command line says. */
int gate_policy(const struct gate_command *options, struct result *head,
		struct err *err);
/* The waivers that hold; none if there is no file. Sets their `today`. */
int gate_waivers(const struct gate_command *options, struct waivers *ret,
		 struct err *err);

#endif
