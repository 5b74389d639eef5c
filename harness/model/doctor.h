/*
 * What `tare doctor` found: one line a property of the machine, every counter,
 * and the noise where that was measured. Schema "tare.doctor/1"
 * (docs/doctor.md).
 */
#ifndef MODEL_DOCTOR_H
#define MODEL_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "model/machine.h"
#include "model/samples.h"

#define DOCTOR_SCHEMA       "tare.doctor/1"
#define DOCTOR_MAX_LINES    24
#define DOCTOR_MAX_COUNTERS 64
#define DOCTOR_MAX_BENCHES  4

enum doctor_level {
	DOCTOR_OK,
	DOCTOR_NOTE, /* worth knowing; measuring goes well */
	DOCTOR_WARN, /* disturbs, or something cannot be measured */
};

struct doctor_line {
	char what[16];    /* "governor" */
	char state[64];   /* "powersave" */
	char effect[64];  /* on measurements; "" if there is none */
	char mend[64];    /* a command or a short sentence; "" if DOCTOR_OK */
	char detail[640]; /* more than fits on a line; or "" */
	enum doctor_level level;
};

struct doctor_counter {
	char name[96]; /* "cycles", "sim.instructions" */
	enum counter_provider provider;
	bool available;
	char errno_name[16], reason[256], mend[256]; /* if not available */
};

/* One build against itself, in process pairs. */
struct doctor_bench {
	char name[32];
	size_t pairs;    /* with a valid estimate */
	double pair_ns;  /* wall time of one; median */
	double sd;       /* of the pairs' log ratios, robust; NAN: unknown */
	double second;   /* pairs that a gate measures in a second */
	double mde;      /* slow-down it finds 4 times in 5; NAN: none */
	double needs_ns; /* time of a verdict at theta; NAN: unknown */
	uint64_t slices; /* slice pairs */
	uint64_t disturbed;
};

struct doctor_noise {
	bool measured;
	char reason[512]; /* why not; "" if it was, or was not asked for */
	double theta;
	struct interference interference; /* over all of it */
	struct doctor_bench bench[DOCTOR_MAX_BENCHES];
	size_t bench_count;
	char unfit[256]; /* why a gate would call the machine so; or "" */
};

struct doctor {
	struct machine_identity machine;
	struct doctor_line line[DOCTOR_MAX_LINES];
	size_t count;
	struct doctor_counter counter[DOCTOR_MAX_COUNTERS];
	size_t counter_count;
	struct doctor_noise noise;
};

const char *doctor_level_name(enum doctor_level level); /* "ok" ... */
/* One line of JSON. */
int doctor_write(const struct doctor *doctor, FILE *out, struct err *err);

#endif
