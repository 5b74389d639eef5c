/*
 * What `tare doctor` looks at, and how it is shown.
 */
#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H

#include <stdbool.h>
#include <stdio.h>

#include "model/doctor.h"
#include "report/report.h"

#define DOCTOR_SCREEN_LINES   24
#define DOCTOR_SCREEN_COLUMNS 80

/* ROOT is "" for the real machine, or a folder with proc/ and sys/. */
void doctor_look(struct doctor *ret, const char *root);
/*
 * The noise of this machine, by process pairs of one build against itself, for
 * DOCTOR_NOISE_NS. That it could not be measured is data. ERR_INTERRUPTED,
 * ERR_TERMINATED.
 */
#define DOCTOR_NOISE_NS 5e9
int doctor_noise(struct doctor *doctor, struct err *err);

/* At most one screen, and the noise below it. ERR_IO, ERR_NOMEM. */
int doctor_print(const struct doctor *doctor, const struct report_style *style,
		 FILE *out, struct err *err);

/* What may be required of a machine: docs/doctor.md. */
enum doctor_requirement {
	REQUIRE_HARDWARE,
	REQUIRE_SIMULATED,
	REQUIRE_ALLOCATIONS,
	REQUIRE_QUIET,
	REQUIRE_CHARTS,
	DOCTOR_REQUIREMENTS,
};
/* The words of LIST, with commas, as bits. ERR_USAGE lists them all. */
int doctor_require_parse(const char *list, unsigned *ret, struct err *err);
/*
 * Why REQUIREMENT is not met, and what mends it, into BUF; false: it is met.
 */
bool doctor_lacks(const struct doctor *doctor,
		  enum doctor_requirement requirement, char *buf, size_t size);
/* "hardware" */
const char *doctor_requirement_name(enum doctor_requirement requirement);

#endif
