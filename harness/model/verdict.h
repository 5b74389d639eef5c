/*
 * Verdicts: what a comparison of one case found, and of the whole gate.
 */
#ifndef MODEL_VERDICT_H
#define MODEL_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/samples.h"

enum verdict_kind {
	VERDICT_REGRESSED,
	VERDICT_IMPROVED,
	VERDICT_EQUIVALENT,
	VERDICT_INCONCLUSIVE,
	VERDICT_ADDED,   /* only in head */
	VERDICT_REMOVED, /* only in base */
	VERDICT_BROKEN,  /* a side has no valid timing */
};
const char *verdict_name(enum verdict_kind kind);
bool verdict_parse(const char *name, enum verdict_kind *ret);

/* How an absolute or relative limit came out. */
enum limit_state {
	LIMIT_KEPT,
	LIMIT_BROKEN,
	LIMIT_INCONCLUSIVE,
	LIMIT_NO_DATA
};
const char *limit_state_name(enum limit_state state);
bool limit_state_parse(const char *name, enum limit_state *ret);

struct limit_check {
	char *text;
	enum limit_state state;
	char *detail; /* "measured 312 ns [305, 320]" */
};

/* What a function takes an operation, in both builds; 0 where it is not. */
struct function_change {
	char *name, *object; /* object may be NULL */
	double base, head;   /* instructions of its own */
	double base_calls, head_calls;
};
#define VERDICT_MAX_FUNCTIONS 50

/* One metric of a case, base against head. */
struct metric_verdict {
	char *metric, *unit; /* "sim.instructions"; unit NULL: a count */
	char *provider;      /* "simulated"; NULL: not known */
	bool exact;          /* by arithmetic; otherwise by the swap test */
	bool decides;        /* in gate.metrics; otherwise shown only */
	enum verdict_kind kind;
	double theta;
	double base, head;            /* an operation; NAN: no value */
	double ratio, low, high, mde; /* as of the time; NAN: none */
	uint64_t pairs;
	char *reason; /* why broken or inconclusive, a caution; or NULL */
	/* Simulated: what changed, the greatest change first. */
	struct function_change *function;
	size_t function_count;
};

/* One case, base against head. Ratios are head / base, cost direction. */
struct verdict {
	char *id;
	enum verdict_kind kind;
	bool advisory;  /* fewer sessions than a prediction limit needs */
	bool confirmed; /* a second, independent set said the same */
	double base_ns, head_ns;
	double ratio, low, high; /* NAN when there is none */
	double level;            /* of the interval */
	double mde;              /* found with 80 % power, as a ratio: 1.07 */
	uint64_t sessions;       /* of the base; 0 in a paired gate */
	/* Of a paired gate; otherwise 0, NAN and NULL. */
	double theta;         /* of this case; 0: it was not tested */
	uint64_t pairs;       /* that the ratio comes from */
	uint64_t first_pairs; /* of the first set, where a second decided */
	double pair_sd;       /* robust sd of the pairs' log ratios */
	double order_effect;  /* ln: what running second costs */
	double spent_ns;      /* wall time of the case's pairs */
	double needs_ns;      /* for a verdict at theta; inconclusive rows */
	bool alone;           /* measured by pairs of two execs */
	bool waived;          /* regressed, but a waiver holds */
	char *waiver;         /* "until 2026-12-31, up to +10 %: WHY" */
	char *reason; /* why broken or inconclusive, a caution; or NULL */
	struct limit_check *limit;
	size_t limit_count;
	/*
	 * Metrics beside the time. `kind` of the case is the worst of those
	 * that decide, the time among them if `timed`.
	 */
	struct metric_verdict *metric;
	size_t metric_count;
	bool timed; /* the time was tested; its verdict is time_kind */
	enum verdict_kind time_kind;
};

/* The whole comparison. Owned by the arena of the result it is put in. */
struct gate_outcome {
	char *base_name;
	uint64_t tests; /* m: what the error is divided by */
	double theta, error, floor;
	bool paired;
	/* regressed counts those waived, too. */
	uint64_t regressed, improved, equivalent, inconclusive, added, removed,
	    broken, limits_broken, waived;
	double spent_ns; /* wall time of the whole gate; paired */
	char *unfit;     /* why the machine could not decide; or NULL */
	char **note;     /* of the whole: expired waivers, ... */
	size_t note_count;
	enum exit_code exit;
	struct verdict *verdict; /* sorted by id; added and removed included */
	size_t verdict_count;
};

#endif
