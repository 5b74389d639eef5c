/*
 * A baseline: schema "tare.baseline/1". Sessions of numbers, append-only,
 * of one machine, with the plugin artefacts they came from.
 */
#ifndef MODEL_BASELINE_H
#define MODEL_BASELINE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/machine.h"
#include "model/result.h"

#define BASELINE_SCHEMA       "tare.baseline/1"
#define BASELINE_MAX_BYTES    (64u * 1024 * 1024)
#define BASELINE_MAX_SESSIONS 60

/* A count an operation that is the same in every run. */
struct baseline_count {
	char *name, *unit; /* unit NULL: a plain count */
	enum counter_provider provider;
	double per_op;
};

/* One case in one session. */
struct baseline_case {
	char *id;
	uint64_t process_count; /* 0: only counts, which there are then */
	/* One number a process, ns an operation. */
	double *median_ns, *lower_quartile_ns;
	struct baseline_count *count;
	size_t count_count;
	struct count_function *function; /* of the newest session only */
	size_t function_count;
};

struct baseline_session {
	char *run_id, *started_utc, *git_commit, *tare_version;
	char *simulator; /* as in a result; NULL: nothing was simulated */
	char *accepted;  /* who-what-why of a red or unfit run; or NULL */
	struct result_plugin *plugin; /* path: of the stored artefact */
	size_t plugin_count;
	struct baseline_case *baseline_case; /* sorted by id */
	size_t case_count;
};

/* Everything in it is owned by its arena. */
struct baseline {
	struct arena arena;
	char *name;
	struct machine_identity machine;
	struct baseline_session *session; /* oldest first */
	size_t session_count;
};

void baseline_release(struct baseline *baseline);
int baseline_write(const struct baseline *baseline, FILE *out, struct err *err);
int baseline_read(struct baseline *baseline, const char *path, struct err *err);
int baseline_parse(struct baseline *baseline, const char *name,
		   const char *text, size_t length, struct err *err);
/* The case in one session, or NULL. */
const struct baseline_case *
baseline_find(const struct baseline_session *session, const char *id);

#endif
