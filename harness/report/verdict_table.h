/*
 * Parts of the tables of verdicts, of stored numbers and of a paired gate.
 */
#ifndef REPORT_VERDICT_TABLE_H
#define REPORT_VERDICT_TABLE_H

#include <stddef.h>
#include <stdio.h>

#include "report/report.h"
#include "report/table.h"

#define VERDICT_REASONS_MAX 5 /* of inconclusive rows; all are in the JSON */

enum table_ink verdict_ink(enum verdict_kind kind);
/* What the reader must act on comes first. NULL without memory. */
const struct verdict **verdict_order(const struct gate_outcome *outcome,
				     struct arena *arena, struct err *err);
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

/* The rows and the words below them of a paired gate. */
int verdict_paired_rows(struct table *table, const struct gate_outcome *outcome,
			size_t *reasons, struct err *err);
void verdict_paired_words(const struct gate_outcome *outcome,
			  const struct suite_gate *policy,
			  const struct report_style *style, FILE *out);

#endif
