/*
 * A result: schema "tare.result/1" (docs/formats.md,
 * docs/result.schema.json).
 */
#ifndef MODEL_RESULT_H
#define MODEL_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/count.h"
#include "model/machine.h"
#include "model/plan.h"
#include "model/samples.h"
#include "model/verdict.h"

#define RESULT_SCHEMA    "tare.result/1"
#define JOURNAL_SCHEMA   "tare.journal/1"
#define RESULT_MAX_BYTES (64u * 1024 * 1024)
/* What a result may take once it is read. */
#define RESULT_MAX_MEMORY_BYTES (256u * 1024 * 1024)
#define RESULT_MAX_SLICES       (32u * 1000 * 1000)
#define RESULT_MAX_CASE_SLICES  (4u * 1000 * 1000)

/* A number with the interval that the data allows. */
struct estimate {
	bool available;
	double value, low, high; /* interval at `level`, over processes */
	double level;            /* 0.95 */
};

/* Time per operation of one case, in ns; over processes unless named. */
struct summary {
	uint64_t processes;         /* that measured cleanly */
	uint64_t slices, disturbed; /* of all processes */
	struct estimate median_ns;  /* of the processes' medians */
	struct estimate lower_quartile_ns;
	double minimum_ns, maximum_ns; /* of clean slices */
	double p50_ns, p90_ns, p99_ns; /* of clean slices, pooled;
					  p99 NAN below 1000 slices */
	double within_rsd;  /* median over processes of robust sd / median */
	double between_rsd; /* robust sd of the processes' medians, relative */
};

/* One metric of a case: a counter, a rate or an author's number. */
struct metric {
	char *name, *unit;
	char *provider; /* "hardware", "os", "plugin", ... */
	bool available;
	struct estimate estimate; /* if available; per operation for counters */
	double coverage;
	bool exact, lower_is_better;
	char *errno_name, *reason, *mend; /* if not available */
};

struct result_case {
	char *id;
	char *plugin_id, *bench, *unit;
	char *file;
	uint32_t line;
	struct plan_arg *arg;
	size_t arg_count;
	uint32_t threads;
	char **tag;
	size_t tag_count;
	enum case_status status; /* the worst of its processes */
	char *reason;
	struct process_samples *process;
	size_t process_count;
	/*
	 * Of a paired gate: what the base measured; `process` is the head's.
	 * Entry I of both is one process pair.
	 */
	struct process_samples *base_process;
	size_t base_process_count;
	struct summary summary;
	struct metric *metric;
	size_t metric_count;
	struct metric *base_metric; /* of base_process and its passes */
	size_t base_metric_count;
	struct count_samples *counted; /* untimed passes, of both sides */
	size_t counted_count;
	struct suite_limit *limit;
	size_t limit_count;
	struct verdict *verdict; /* NULL: not compared */
};

struct result_plugin {
	char *id, *version, *path, *build_id, *build_info;
	uint32_t abi, build_flags;
};

/* Everything in it is owned by its arena. */
struct result {
	struct arena arena;
	char *path; /* it was read from, or NULL */
	char *tare_version, *run_id, *started_utc, *suite_name;
	char *counters; /* the spec that was asked for: "auto" */
	/*
	 * What counts can be compared with, as one text each; NULL: none.
	 * pmu: vendor, family, model and name of the PMU. simulator: tool and
	 * version, geometry of the caches, libc, class of the CPU.
	 */
	char *pmu, *simulator;
	char *unfit;      /* why the machine was too disturbed; or NULL */
	char *git_commit; /* NULL: not in a checkout */
	bool git_dirty;
	bool complete;     /* no planned process is missing but by the budget */
	bool budget_ended; /* there was no time for all processes */
	uint64_t seed, processes, slices;
	double slice_ns, time_budget_ns, wall_ns;
	struct suite_gate gate;
	struct machine_identity machine;
	struct machine_conditions conditions;
	struct interference *round; /* differences, one a round */
	size_t round_count;
	struct result_plugin *plugin;
	size_t plugin_count;
	struct result_plugin *base_plugin; /* of a paired gate */
	size_t base_plugin_count;
	struct result_case *result_case; /* sorted by id */
	size_t case_count;
	struct gate_outcome *outcome; /* NULL: not gated */
};

void result_release(struct result *result);
/* The case, or NULL. */
struct result_case *result_find(const struct result *result, const char *id);

/*
 * Writes the document, one case a line, so that memory does not grow with
 * the number of cases.
 */
int result_write(const struct result *result, FILE *out, struct err *err);
/*
 * Reads a result, or the journal of a run that was cut off (then `complete`
 * is false and only finished processes are in it). Unknown keys are ignored.
 * ERR_FORMAT with place, ERR_SCHEMA for a newer one.
 */
int result_read(struct result *result, const char *path, struct err *err);
int result_parse(struct result *result, const char *name, const char *text,
		 size_t length, struct err *err);

/*
 * Journal: a first line with everything but the processes, then a line for
 * each finished process (samples_encode()).
 */
int journal_write_head(const struct result *result, FILE *out, struct err *err);

#endif
