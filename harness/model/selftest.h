/*
 * What `tare selftest gate` found: schema "tare.selftest/1"
 * (docs/formats.md, docs/selftest.schema.json).
 */
#ifndef MODEL_SELFTEST_H
#define MODEL_SELFTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "model/result.h"
#include "model/verdict.h"

#define SELFTEST_SCHEMA      "tare.selftest/1"
#define SELFTEST_MAX_EFFECTS 8

/* One whole gate of one benchmark, whose true effect is known. */
struct selftest_decision {
	char *bench; /* "selftest/multiply" */
	/* As ratios less 1: units added, and what that is in instructions. */
	double effect, expected;
	uint64_t round;
	enum verdict_kind kind;
	double ratio, low, high, level; /* NAN when there is none */
	uint64_t pairs;                 /* of both sets */
	double spent_ns;                /* wall time of them */
	double pair_sd, order_effect, mde;
	bool alone;
	char *reason; /* or NULL */
};

/* Decisions of one benchmark and effect. */
struct selftest_cell {
	const char *bench;
	double effect, expected;
	uint64_t decisions; /* broken ones not among them */
	uint64_t regressed, improved, equivalent, inconclusive, broken;
	/* Share regressed, with its exact (Clopper-Pearson) interval. */
	struct estimate flagged;
	/* Median of the estimates as a ratio, interval over decisions. */
	struct estimate reads;
	double median_pairs, median_ns; /* to the verdict */
};

/* Everything in it is owned by the arena of `head`. */
struct selftest {
	struct result head; /* machine, conditions, rounds, plugins, policy */
	bool own;           /* tare's benchmarks, not the user's */
	struct selftest_decision *decision;
	size_t decision_count, decision_capacity;
	/* From the decisions: gate/selftest.h. By bench, then effect. */
	struct selftest_cell *cell;
	size_t cell_count;
	uint64_t unchanged, false_alarms, false_improved;
	struct estimate false_alarm_rate; /* over all benchmarks */
	char **contradiction;             /* of the promise; a sentence each */
	size_t contradiction_count;
};

void selftest_release(struct selftest *selftest);
/* A zeroed decision at the end, or NULL with *ERR set. */
struct selftest_decision *selftest_add(struct selftest *selftest,
				       struct err *err);
/* Writes the document, a decision a line. ERR_NOMEM, ERR_IO. */
int selftest_write(const struct selftest *selftest, FILE *out, struct err *err);

#endif
