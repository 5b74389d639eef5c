/*
 * `tare selftest gate`: gates with a known answer, in rounds.
 */
#ifndef CLI_SELFTEST_H
#define CLI_SELFTEST_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/cli.h"
#include "model/selftest.h"
#include "model/suite.h"

struct selftest_options {
	struct select_options select;
	uint64_t decisions, unchanged; /* of a benchmark and effect */
	bool decisions_given, unchanged_given;
	double time_ns;                       /* 0: as long as they take */
	uint32_t extra[SELFTEST_MAX_EFFECTS]; /* units, of the effects */
	size_t extra_count;
	double theta; /* NAN: the suite's */
	uint64_t seed;
	bool seed_given, quiet;
	const char *json, *plot;
};

struct selftest_command {
	struct selftest_options options;
	struct arguments words; /* "gate", then TARGETs */
	bool effects_given;
	char *path; /* of the result; "-" is stdout */
};
/* Ends the process on a usage error. */
void selftest_parse(int argc, char **argv, struct selftest_command *command);

/* The plan of tare's own benchmarks, with every extra. */
int selftest_own(struct workspace *workspace,
		 const struct selftest_options *options, struct err *err);

/*
 * Two copies of every plugin of a plan and of the libraries that it brings,
 * below .tare: the builds of both sides. They are written again for each
 * round, so that the pages that hold the code are drawn anew.
 */
struct selftest_file {
	const char *from, *to;
};
struct selftest_copies {
	char directory[64];
	const struct catalog_plugin **plugin; /* the originals */
	struct catalog_plugin *base, *head;
	size_t count;
	struct selftest_file *file;
	size_t file_count, file_capacity;
	const char **folder; /* outer ones first */
	size_t folder_count, folder_capacity;
	struct arena arena;
};
int selftest_copies_make(struct selftest_copies *copies,
			 const struct plan *plan, struct err *err);
int selftest_copies_write(const struct selftest_copies *copies,
			  struct err *err);
/* Removes them. */
void selftest_copies_release(struct selftest_copies *copies);

/* A case of the plan: gates of one benchmark with one effect. */
struct selftest_case {
	const char *bench;         /* the id without the knob */
	struct plan_case sides[2]; /* base, head */
	double effect, expected;
	uint64_t wanted; /* decisions; 0: as many as fit */
};

/*
 * One round: a decision of each of the COUNT cases at CASES, into SELFTEST.
 * ERR_INTERRUPTED and ERR_TERMINATED leave those that were reached.
 */
struct selftest_round {
	const struct plan *plan; /* settings */
	const struct suite_gate *policy;
	const struct selftest_case *const *cases;
	size_t count;
	uint64_t number;
	bool quiet;
	const volatile int *stop_signal;
};
int selftest_round(const struct selftest_round *round,
		   struct selftest *selftest, struct err *err);

/* All rounds. SAVE is called after each one; errors as selftest_round(). */
int selftest_measure(const struct selftest_options *options,
		     const struct workspace *workspace,
		     int (*save)(void *ctx, const struct selftest *selftest,
				 struct err *err),
		     void *ctx, struct selftest *selftest, struct err *err);

#endif
