/*
 * What `tare doctor` found: one line a property of the machine. Schema
 * "tare.doctor/1".
 */
#ifndef MODEL_DOCTOR_H
#define MODEL_DOCTOR_H

#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "model/machine.h"

#define DOCTOR_SCHEMA    "tare.doctor/1"
#define DOCTOR_MAX_LINES 20

enum doctor_level {
	DOCTOR_OK,
	DOCTOR_NOTE, /* worth knowing; measuring goes well */
	DOCTOR_WARN, /* disturbs, or something cannot be measured */
};

struct doctor_line {
	char what[16];    /* "governor" */
	char state[64];   /* "powersave" */
	char effect[64];  /* on measurements; "" if there is none */
	char mend[64];    /* a command or a short sentence; "" likewise */
	char detail[640]; /* more than fits on a line; or "" */
	enum doctor_level level;
};

struct doctor {
	struct machine_identity machine;
	struct doctor_line line[DOCTOR_MAX_LINES];
	size_t count;
};

const char *doctor_level_name(enum doctor_level level); /* "ok" ... */
/* One line of JSON. */
int doctor_write(const struct doctor *doctor, FILE *out, struct err *err);

#endif
