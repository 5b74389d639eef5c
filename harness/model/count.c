#include "model/count.h"

#include <string.h>

static const char *const pass_name[COUNT_PASSES] = {
    [COUNT_ALLOCATIONS] = "allocations",
    [COUNT_SIMULATED] = "simulated",
};

const char *count_pass_name(enum count_pass pass)
{
	return pass_name[pass];
}

bool count_pass_parse(const char *name, enum count_pass *ret)
{
	for (enum count_pass pass = 0; pass < COUNT_PASSES; pass++)
		if (strcmp(name, pass_name[pass]) == 0) {
			*ret = pass;
			return true;
		}
	return false;
}

bool count_is_broken(const struct count_samples *samples)
{
	return samples->status != CASE_OK && samples->status != CASE_SKIPPED &&
	       samples->status != CASE_NOT_RUN;
}
