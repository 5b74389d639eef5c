/*
 * Reports: the table on a terminal and the charts.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "model/catalog.h"
#include "model/plan.h"
#include "model/result.h"

struct report_style {
	bool colour;
	unsigned columns; /* width; 80 when it is not a terminal */
};

/* `tare run`: time with interval, percentiles, spread, rates, counters. */
int report_run(const struct result *result, const struct report_style *style,
	       FILE *out, struct err *err);
/* `tare compare`, `tare gate`: base, head, change, interval, MDE, verdict. */
int report_verdicts(const struct result *head, const struct report_style *style,
		    FILE *out, struct err *err);
/* `tare list`. */
int report_catalog(const struct plan *plan, const struct report_style *style,
		   FILE *out, struct err *err);
/* `--dry-run`: the plan with its expected time. */
int report_plan(const struct plan *plan, const struct report_style *style,
		FILE *out, struct err *err);

/* The process pairs of a case as numbers: ln(head / base), in order. */
struct report_pairs {
	double *log_ratio;
	size_t count;
};

/*
 * Charts of a result into DIR, SVG and PNG: distribution and run sequence
 * of each case, scaling over numeric params, and the ratio forest if it was
 * compared. PAIRS: one for each case of a paired gate, which get a chart of
 * both sides and of the pairs instead; or NULL. Data files are written first;
 * without gnuplot *RET_NOTE says so (static text) and the charts are left
 * out. RET_COUNT: charts drawn.
 */
int report_plot(const struct result *result, const struct report_pairs *pairs,
		const char *dir, size_t *ret_count, const char **ret_note,
		struct err *err);

#endif
