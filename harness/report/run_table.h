/*
 * The parts of the table of `tare run`.
 */
#ifndef REPORT_RUN_TABLE_H
#define REPORT_RUN_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/report.h"

/* Cases FIRST .. FIRST + COUNT - 1 share PREFIX bytes of their ids. */
struct case_group {
	size_t first, count, prefix;
};
/* The group that begins at case FIRST: one plugin, or one benchmark of it. */
struct case_group case_group_at(const struct result *result, size_t first);

/* A rate: an amount a second. Shown beside the time, not as a counter. */
bool metric_is_rate(const struct metric *metric);

/* The table of counters and authors' numbers, if there are any. */
int run_counters(const struct result *result, const struct report_style *style,
		 FILE *out, struct err *err);
/* A process was timed, or would have been. */
bool run_has_times(const struct result *result);
/* Counters that are missing, with reason and mend. */
void run_missing(const struct result *result, const struct report_style *style,
		 FILE *out);
/* Counts that are not exact: a paragraph for each kind, however many cases. */
void run_uneven(const struct result *result, const struct report_style *style,
		FILE *out);
/* What processes left behind, and where less was measured than planned. */
void run_notes(const struct result *result, const struct report_style *style,
	       FILE *out);
/* What was measured, what disturbed it, what is missing, where it is. */
void run_footer(const struct result *result, const struct report_style *style,
		FILE *out);

#endif
