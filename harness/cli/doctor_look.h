/*
 * How lines of the doctor are made. Together they must fit on a screen, so
 * texts are short; details, the JSON and docs/doctor.md have the long ones.
 */
#ifndef CLI_DOCTOR_LOOK_H
#define CLI_DOCTOR_LOOK_H

#include "counters/perf_facts.h"
#include "machine/machine.h"
#include "model/doctor.h"

/* Names of lines that others ask for. */
#define LOOK_SIMULATED   "simulated"
#define LOOK_ALLOCATIONS "allocs"
#define LOOK_CHARTS      "gnuplot"

/* What several lines are made of. */
struct look {
	struct doctor *doctor;
	const char *root;
	struct machine_conditions conditions;
	struct interference now;
	struct perf_facts perf;
};

/* The next line, without trouble. */
struct doctor_line *look_add(struct look *look, const char *what,
			     const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* What its state means, where that is no trouble. */
void look_means(struct doctor_line *line, const char *effect);
void look_say(struct doctor_line *line, enum doctor_level level,
	      const char *effect, const char *mend);

/* Some lines each, in the order of the screen. */
void look_counters(struct look *look); /* and every counter */
void look_rights(struct look *look);
void look_machine(struct look *look);
void look_load(struct look *look);
void look_tools(struct look *look);

#endif
