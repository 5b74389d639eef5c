/*
 * Params: "a=1,2,4 b=64..65536*4", as plugins and suites write them.
 */
#ifndef MODEL_PARAMS_H
#define MODEL_PARAMS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"

#define PARAMS_MAX        8
#define PARAMS_MAX_NAME   32
#define PARAMS_MAX_VALUES 10000

struct params_axis {
	char *name;
	int64_t *value;
	size_t value_count;
};

/* NULL or "" gives 0 axes. ERR_PLUGIN with the column of the fault. */
int params_parse(const char *spec, struct arena *arena,
		 struct params_axis **ret_axis, size_t *ret_count,
		 struct err *err);
/*
 * Values of one axis: "1,2,4" or "64..4096*4" or "1..9+2". A range goes up
 * to its end; the end is in it if a step meets it.
 */
int params_values(const char *spec, struct arena *arena, int64_t **ret_value,
		  size_t *ret_count, struct err *err);

#endif
