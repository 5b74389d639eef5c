/*
 * How the self-test of the gate is shown: two tables, the verdict in words,
 * and a chart.
 */
#ifndef REPORT_SELFTEST_H
#define REPORT_SELFTEST_H

#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "model/selftest.h"
#include "report/report.h"

/* After selftest_summarise(). */
int report_selftest(const struct selftest *selftest,
		    const struct report_style *style, FILE *out,
		    struct err *err);

/*
 * Power and readings over the true effect into DIR/power.svg and .png, as
 * report_plot(); at most 8 benchmarks.
 */
int report_selftest_plot(const struct selftest *selftest, const char *dir,
			 size_t *ret_count, const char **ret_note,
			 struct err *err);

#endif
