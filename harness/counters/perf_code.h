/*
 * Names of hardware counters, and what they are called in
 * perf_event_open(2).
 */
#ifndef COUNTERS_PERF_CODE_H
#define COUNTERS_PERF_CODE_H

#include "counters/provider.h"

#define PERF_CODES 18

/* Names that the kernel knows on every machine. */
extern const struct provider_name perf_code_name[PERF_CODES];

/* NAME in that table, or "rNNN": up to 16 hexadecimal digits. */
bool perf_code_find(const char *name, struct counter_code *ret);

#endif
