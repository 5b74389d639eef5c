/*
 * Moves samples from a job's arena into the run's: packed, and texts that
 * every process repeats (names, reasons of missing counters) held once.
 * 10000 processes of 50 slices so take some 30 MiB.
 */
#ifndef RUN_KEEP_H
#define RUN_KEEP_H

#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/count.h"
#include "model/samples.h"

/* Texts beyond this number are copied as often as they come. */
#define KEEP_MAX_TEXTS 8192

struct keep {
	struct arena *arena; /* of the run */
	char **slot;         /* KEEP_MAX_TEXTS, in ARENA */
	size_t used;
};

int keep_init(struct keep *keep, struct arena *arena, struct err *err);
/* A copy of SAMPLES that owns nothing of its old arena. */
int keep_samples(struct keep *keep, const struct process_samples *samples,
		 struct process_samples *ret, struct err *err);
/* The same of what an untimed pass counted. */
int keep_count(struct keep *keep, const struct count_samples *samples,
	       struct count_samples *ret, struct err *err);

#endif
