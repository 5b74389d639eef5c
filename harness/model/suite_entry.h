/*
 * Parts of a suite as it is read: entries, durations, limits.
 */
#ifndef MODEL_SUITE_ENTRY_H
#define MODEL_SUITE_ENTRY_H

#include "base/str.h"
#include "model/codec.h"
#include "model/suite.h"

struct suite_span {
	double min_ns, max_ns;
};

/* "60s" or a number of seconds, in SPAN. Absent leaves *RET_NS. */
int suite_duration(const struct json_at *at, const char *key,
		   struct suite_span span, double *ret_ns, struct err *err);
/* A ratio from MIN to 1: 0.02 or "2%". Absent leaves *RET. */
int suite_ratio(const struct json_at *at, const char *key, double min,
		double *ret, struct err *err);
/* One element of "benchmarks": an object, or its "select" alone. */
codec_item_fn suite_entry_read;
/* "gate"; absent leaves *RET. */
int suite_gate_read(const struct json_at *at, struct arena *arena,
		    struct suite_gate *ret, struct err *err);
/* The list "limits". */
extern const struct codec_items suite_limits;

#endif
