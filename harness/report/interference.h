/*
 * What disturbed the machine while it measured.
 */
#ifndef REPORT_INTERFERENCE_H
#define REPORT_INTERFERENCE_H

#include <stdio.h>

#include "report/report.h"

/*
 * One line with the share of disturbed slices and what else stood out, worst
 * first; nothing where the machine was quiet, or where nothing is known.
 */
void interference_print(const struct result *result,
			const struct report_style *style, FILE *out);

#endif
