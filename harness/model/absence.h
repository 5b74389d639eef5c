/*
 * What is missing and why. The same few texts hold for thousands of
 * processes: a result has each once, in its list "absent", and
 * {"absent": INDEX} wherever it applies.
 */
#ifndef MODEL_ABSENCE_H
#define MODEL_ABSENCE_H

#include "model/codec.h"
#include "model/result.h"

#define ABSENCES_MAX 1000

struct absence {
	char *name; /* NULL: see index */
	char *provider, *errno_name, *reason, *mend;
	uint64_t index;
};

struct absences {
	struct absence *item; /* malloc'ed, or an arena's when read */
	size_t count, capacity;
};

/* Adds it unless there is an equal one or ABSENCES_MAX are there. */
int absences_add(struct absences *absences, const struct absence *item,
		 struct err *err);
json_t *absences_json(const struct absences *absences);
/* The list "absent" of AT; items go into ARENA. */
int absences_read(const struct json_at *at, struct arena *arena,
		  struct absences *ret, struct err *err);

/* In full, or as the index of an equal one in ABSENCES (may be NULL). */
json_t *absence_json(const struct absence *absence,
		     const struct absences *absences);
int absence_from_json(const struct json_at *at, struct arena *arena,
		      struct absence *ret, struct err *err);

struct absence absence_of_counter(const struct counter_value *counter);
struct absence absence_of_metric(const struct metric *metric);

#endif
