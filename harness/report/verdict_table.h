/*
 * Parts of the tables of verdicts, of stored numbers and of a paired gate.
 */
#ifndef REPORT_VERDICT_TABLE_H
#define REPORT_VERDICT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/report.h"
#include "report/table.h"

#define VERDICT_REASONS_MAX   5 /* of inconclusive rows; all are in the JSON */
#define VERDICT_FUNCTIONS_MAX 5 /* of a metric, likewise */

/* The table while rows are added. */
struct verdict_rows {
	struct table *table;
	const struct result *head;
	bool counts_only; /* no row has a time or an interval */
	size_t reasons;   /* of inconclusive rows so far */
};

/* Titles and the rows of all cases of the outcome. ERR_NOMEM. */
int verdict_rows_add(struct verdict_rows *rows, struct err *err);
/* Reasons of KIND are few enough to be shown. */
bool verdict_shows_reason(struct verdict_rows *rows, enum verdict_kind kind,
			  const char *reason);
/*
 * Metrics of V that get a row: those that decide, and what changed besides.
 * Counts that are the same in both builds are in the JSON.
 */
size_t verdict_metrics_shown(const struct verdict *v);
/* Their rows, and the functions that changed. */
void verdict_metric_rows(struct verdict_rows *rows, const struct verdict *v);

enum table_ink verdict_ink(enum verdict_kind kind);
/* The time was compared, whether it decides or not. */
bool verdict_has_time(const struct verdict *v);
/* A line for each limit that is not kept. */
void verdict_limits(struct table *table, const struct verdict *v);
/* Says that reasons were left out, so that none is missed. */
void verdict_print_reasons(size_t reasons, const struct report_style *style,
			   FILE *out);
/* Of the intervals; NAN if no row has one. */
double verdict_level(const struct gate_outcome *outcome);
/* "2 regressed, 1 improved, 57 equivalent, 3 inconclusive" */
void verdict_print_counts(const struct gate_outcome *outcome,
			  const struct report_style *style, FILE *out);
/* What "exact" and names in parentheses mean, if there are any. */
void verdict_print_metrics(const struct result *head,
			   const struct report_style *style, FILE *out);

/* The words below the rows of a paired gate. */
void verdict_paired_words(const struct gate_outcome *outcome,
			  const struct suite_gate *policy,
			  const struct report_style *style, FILE *out);

#endif
