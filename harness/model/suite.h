/*
 * A suite: which benchmarks to run, how, and what is promised about them.
 * Schema: docs/suite.schema.json; text: docs/formats.md.
 */
#ifndef MODEL_SUITE_H
#define MODEL_SUITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"

#define SUITE_SCHEMA           "tare.suite/1"
#define SUITE_MAX_BYTES        (1024u * 1024)
#define SUITE_MAX_ENTRIES      10000
#define SUITE_MAX_PARAM_VALUES 10000 /* of one param */
#define SUITE_MAX_LIST         1000  /* plugins, tags, config, limits */
#define SUITE_MAX_TEXT         65536 /* one string of "config" */
#define SUITE_MAX_PROCESSES    1000
#define SUITE_MAX_THREADS      1024
#define SUITE_MIN_SLICE_NS     10e3
#define SUITE_MAX_SLICE_NS     60e9
#define SUITE_MIN_TIMEOUT_NS   10e6
#define SUITE_MAX_TIME_NS      86400e9
#define SUITE_MIN_MEMORY_BYTES (UINT64_C(16) << 20)
#define SUITE_MAX_MEMORY_BYTES (UINT64_C(1) << 42)

/* "n": [64, 4096] or "n": "64..4096*4" */
struct suite_param {
	char *name;
	int64_t *value;
	size_t value_count;
};

/* "argv": ["ls", "-l"]: strings for the plugin (ext/config.h). */
struct suite_config {
	char *key;
	char **value; /* one or more */
	size_t value_count;
	bool list; /* written as a list */
};

/*
 * A promise about a metric: "time < 250ns", "p99 < 2ms",
 * "time < baseline*1.03", "allocs <= 3".
 */
enum limit_op { LIMIT_LT, LIMIT_LE, LIMIT_GT, LIMIT_GE };
/* What a bound is written in: "3", "3ms", "3KiB". */
enum limit_unit { LIMIT_PLAIN, LIMIT_DURATION, LIMIT_SIZE };
struct suite_limit {
	char *text;   /* as written */
	char *metric; /* "time", "p95", "bytes", a counter's or metric's name */
	enum limit_op op;
	bool relative;        /* bound is a factor of the baseline */
	enum limit_unit unit; /* PLAIN if it is relative */
	double bound;         /* base unit (ns, bytes, 1) or factor */
};

/* One entry of "benchmarks". */
struct suite_entry {
	char *select; /* glob over PLUGIN/BENCH, e.g. "memory/copy*" */
	char *as;     /* name of the case instead of BENCH, or NULL */
	char **tag;
	size_t tag_count;
	struct suite_param *param; /* override the benchmark's values */
	size_t param_count;
	struct suite_config *config;
	size_t config_count;
	int64_t *threads; /* override; count 0: the benchmark's own */
	size_t threads_count;
	struct suite_limit *limit;
	size_t limit_count;
	double timeout_ns;            /* 0: the suite's */
	double theta, gate_budget_ns; /* 0: the suite's; paired gate */
	unsigned line;                /* in the suite file, for messages */
};

enum inconclusive_policy { INCONCLUSIVE_FAIL, INCONCLUSIVE_WARN };

/* What a gate decides by. */
struct suite_metric {
	char *name; /* "time", "sim.instructions", a counter, a metric */
	/* The change to hear about; < 0: the gate's, or 0 if it is exact. */
	double theta;
};
#define SUITE_MAX_METRICS 32

struct suite_gate {
	double theta; /* the change to hear about, as a ratio: 0.02 */
	double error; /* false reds per run of the whole suite: 0.01 */
	double floor; /* for stored numbers with few sessions: 0.05 */
	enum inconclusive_policy inconclusive;
	uint64_t shards; /* that share the error; 0 or 1: none beside this */
	/* The paired gate. */
	uint64_t pairs;        /* most of a set, GATE_MIN_PAIRS .. _MAX_ */
	double budget_ns;      /* of the whole gate; 0: none */
	double case_budget_ns; /* of one case; 0: none */
	/*
	 * Beyond these a row without verdict makes the machine unfit:
	 * shares of stolen CPU time, of throttled time, of disturbed slices.
	 */
	double max_steal, max_throttled, max_disturbed;
	struct suite_metric *metric; /* count 0: the time alone */
	size_t metric_count;
};
#define GATE_MIN_PAIRS   8
#define GATE_MAX_PAIRS   120
#define SUITE_MAX_SHARDS 1000
#define SUITE_GATE_DEFAULT                                                     \
	((struct suite_gate){                                                  \
	    .theta = 0.02,                                                     \
	    .error = 0.01,                                                     \
	    .floor = 0.05,                                                     \
	    .inconclusive = INCONCLUSIVE_FAIL,                                 \
	    .pairs = 60,                                                       \
	    .case_budget_ns = 10e9,                                            \
	    .max_steal = 0.25,                                                 \
	    .max_throttled = 0.25,                                             \
	    .max_disturbed = 0.5,                                              \
	})
#define SUITE_MIN_THETA 0.001
#define SUITE_MIN_ERROR 1e-6

/* Everything in it is owned by its arena. */
struct suite {
	struct arena arena;
	char *path;      /* as given, or NULL for one made from options */
	char *name;      /* "default" */
	char *directory; /* of the file: plugins are relative to it */
	char **plugin;   /* names or paths; count 0: every plugin found */
	size_t plugin_count;
	struct suite_entry *entry;
	size_t entry_count;
	uint64_t processes;        /* a case; default 10 */
	uint64_t slices;           /* a process; default 50 */
	double slice_ns;           /* default 0.2 ms */
	double time_budget_ns;     /* of the whole run; 0: none */
	double timeout_ns;         /* of one process; default 30 s */
	uint64_t memory_bytes;     /* of one process; default 4 GiB */
	char *counters;            /* spec of --counters; NULL: "auto" */
	struct suite_limit *limit; /* for every entry */
	size_t limit_count;
	struct suite_gate gate;
};

/* Fills in the defaults; the suite selects every benchmark found. */
int suite_init(struct suite *suite, struct err *err);
/* Reads and checks the file. ERR_SUITE with file, line, column, key. */
int suite_read(struct suite *suite, const char *path, struct err *err);
int suite_parse(struct suite *suite, const char *name, const char *text,
		size_t length, struct err *err);
/* Reads one limit, "p99 < 2ms"; ERR_SUITE says what was expected. */
int limit_parse(struct arena *arena, const char *text, struct suite_limit *ret,
		struct err *err);
void suite_release(struct suite *suite);
/* Copies GATE with its metrics into ARENA. */
int suite_gate_copy(const struct suite_gate *gate, struct arena *arena,
		    struct suite_gate *ret, struct err *err);

#endif
