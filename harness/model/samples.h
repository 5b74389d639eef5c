/*
 * What one process measured: columns over its slices.
 */
#ifndef MODEL_SAMPLES_H
#define MODEL_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"

#define SAMPLES_MAX_SLICES  100000
#define SAMPLES_MAX_COLUMNS 128
#define SAMPLES_MAX_TEXT    4096

/*
 * One quantity for each slice. In JSON a column whose values are all equal
 * is that one number, otherwise a list.
 */
struct column {
	char *name;
	bool constant; /* value[0] holds for every slice */
	uint64_t *value;
};

/*
 * Fixed columns: "ops", "ns", "involuntary" (switches), "migrations" (0 or
 * 1: the CPU changed), "disturbed" (0 or 1: left out of the estimate).
 * Others are counters, by name.
 */
#define COLUMN_OPS         "ops"
#define COLUMN_NS          "ns"
#define COLUMN_INVOLUNTARY "involuntary"
#define COLUMN_MIGRATIONS  "migrations"
#define COLUMN_DISTURBED   "disturbed"
/*
 * Of a process pair only: "second" (0 or 1: ran after the other side in its
 * slice pair) and "setup" (0, 1, ...: the set-up that the slice belongs to).
 * Slice I of both sides is slice pair I.
 */
#define COLUMN_SECOND "second"
#define COLUMN_SETUP  "setup"

enum case_status {
	CASE_OK,
	CASE_SKIPPED, /* the benchmark said so, with its reason */
	CASE_FAILED,  /* wrong answer or misuse: timing is void */
	CASE_CRASHED, /* signal or exit(): reason names it */
	CASE_TIMEOUT,
	CASE_LIMIT,   /* memory or process limit */
	CASE_BROKEN,  /* refused plugin, protocol, set-up */
	CASE_NOT_RUN, /* interrupted or out of budget */
};
const char *case_status_name(enum case_status status);
bool case_status_parse(const char *name, enum case_status *ret);

enum counter_provider {
	PROVIDER_HARDWARE,
	PROVIDER_OS,
	PROVIDER_SIMULATED,
	PROVIDER_FAKE,
	PROVIDER_OTHER, /* of a newer tare */
};
const char *counter_provider_name(enum counter_provider provider);
bool counter_provider_parse(const char *name, enum counter_provider *ret);

/* A level of the process: no number an operation, and no column. */
#define COUNTER_PEAK_RSS "peak-rss"

/* The side of a process pair that a process measured. */
enum pair_side {
	PAIR_SIDE_NONE, /* not of a pair: `tare run` */
	PAIR_SIDE_BASE,
	PAIR_SIDE_HEAD,
};
/* "base", "head"; NULL for PAIR_SIDE_NONE. */
const char *pair_side_name(enum pair_side side);
bool pair_side_parse(const char *name, enum pair_side *ret);

/* One counter over a process, or why there is none. */
struct counter_value {
	char *name; /* "cycles" */
	char *unit; /* "ns", "bytes"; NULL: a plain count */
	enum counter_provider provider;
	bool available;
	bool exact;      /* counted, not scaled or estimated */
	double total;    /* over all slices; only if available */
	double per_op;   /* over clean slices; only if available */
	double coverage; /* running / enabled, 0 .. 1 */
	/* If not available: errno's name, reason, and what mends it. */
	char *errno_name, *reason, *mend;
};

/* rate: NAME a second; metric: the author's own number. */
struct named_value {
	char *name, *unit; /* unit NULL for rates */
	double value;      /* amount an operation, or the value */
	bool lower_is_better;
};

/* Everything in it is owned by the arena that it was decoded into. */
struct process_samples {
	uint32_t case_index, process; /* process: or the pair's number */
	enum pair_side side;
	uint32_t variant; /* which of several builds of its side */
	bool alone;       /* two execs, instead of two forks of one */
	uint64_t seed;
	enum case_status status;
	char *reason; /* NULL when status is CASE_OK */
	int cpu;      /* pinned to */
	uint64_t slice_count;
	struct column *column;
	size_t column_count;
	struct counter_value *counter;
	size_t counter_count;
	struct named_value *rate, *metric;
	size_t rate_count, metric_count;
	uint64_t wall_ns;  /* exec to end, set by the supervisor */
	uint64_t setup_ns; /* load and set-up */
	uint64_t peak_rss_bytes;
	/* What the benchmark printed, at most SAMPLES_MAX_TEXT; or NULL. */
	char *output;
	char *note; /* e.g. "left 2 threads running"; or NULL */
};

/* The column, or NULL. */
const struct column *samples_column(const struct process_samples *samples,
				    const char *name);
static inline uint64_t column_at(const struct column *column, uint64_t slice)
{
	return column->value[column->constant ? 0 : slice];
}

/*
 * The ns an operation of the slices that count, in order of measurement,
 * into RET (slice_count numbers); returns how many.
 *
 * Undisturbed slices count. Where fewer than SAMPLES_MIN_CLEAN of them are
 * undisturbed there is no valid timing (0), unless a slice is one operation:
 * it cannot be made shorter, being preempted is part of what it takes on
 * this machine, and every slice counts.
 */
#define SAMPLES_MIN_CLEAN 0.1
size_t samples_clean_times(const struct process_samples *samples, double *ret);

/* Slices that show whether the machine was disturbed. */
struct slice_count {
	uint64_t slices, disturbed;
};
/*
 * Adds those of a process to *SUM: none if it is not CASE_OK, or if its slices
 * are of one operation, which are disturbed however quiet the machine is.
 */
void samples_count_slices(const struct process_samples *samples,
			  struct slice_count *sum);

/* One line of compact JSON, malloc'ed; NULL with *ERR set on failure. */
char *samples_encode(const struct process_samples *samples, struct err *err);
/* Strings and arrays go into ARENA. Hostile input: ERR_PROTOCOL. */
int samples_decode(struct process_samples *ret, struct arena *arena,
		   const char *text, size_t length, struct err *err);

#endif
