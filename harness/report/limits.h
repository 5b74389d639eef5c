/*
 * Limits as the tables show them: each that is not kept, and their numbers.
 */
#ifndef REPORT_LIMITS_H
#define REPORT_LIMITS_H

#include <stdio.h>

#include "base/str.h"
#include "report/table.h"

enum table_ink limit_ink(enum limit_state state);
/* "limit time < 250ns: broken: measured 312 ns [305, 320]" */
void limit_words(struct str *text, const struct limit_check *limit);

/* "3 limits kept, 1 limit broken", behind what is already in TEXT. */
void limits_count(struct str *text, const struct gate_outcome *outcome);

/* Below the table of `tare run`: limits that are not kept; gated. */
void limits_print(const struct result *result, const struct report_style *style,
		  FILE *out);

#endif
