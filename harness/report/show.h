/*
 * Numbers as the tables and charts show them.
 */
#ifndef REPORT_SHOW_H
#define REPORT_SHOW_H

#include <stddef.h>

#include "model/result.h"

#define SHOW_SIZE 64

/* A unit of time: what an interval or an axis is given in. */
struct show_unit {
	const char *name; /* "us" */
	double ns;
};

/* The unit that str_time() takes for NS. */
struct show_unit show_unit_of(double ns);

/* "52.31 ns"; "-" for NAN. Each returns BUF, of SHOW_SIZE bytes. */
char *show_time(char *buf, double ns);
/* "[51.98, 52.80]" in the unit of VALUE; "-" where it is not bounded. */
char *show_interval(char *buf, const struct estimate *estimate);
/* A share: 0.123 is "12.3 %". */
char *show_share(char *buf, double share);
/* A ratio as a change: 1.123 is "+12.3 %", 25 is "x25.0". */
char *show_change(char *buf, double ratio);
/* "[+10.1, +14.5]" in per cent; "x" as in show_change() beyond 10. */
char *show_changes(char *buf, double low, double high);
/*
 * "1,234,567"; "12.0625": a count an operation, four digits behind the point.
 * What that would make 0 is "3.1e-05".
 */
char *show_count(char *buf, double value);
/* "+1,204", "-0.5", "0" */
char *show_difference(char *buf, double difference);
/* As show_change(), with the digits that a small change of a count needs. */
char *show_count_change(char *buf, double ratio);
/* "12.3 GB/s" from 1.23e10 and "bytes/s". */
char *show_rate(char *buf, double value, const char *unit);

#endif
