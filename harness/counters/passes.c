#include "counters/passes.h"

#include <string.h>

#include "base/mem.h"
#include "counters/counters.h"

const struct pass_metric pass_metric[] = {
    [PASS_ALLOCS] = {"allocs", "", COUNT_ALLOCATIONS},
    [PASS_ALLOC_BYTES] = {"alloc-bytes", "bytes", COUNT_ALLOCATIONS},
    [PASS_FIRST_SIMULATED] = {"sim.instructions", "", COUNT_SIMULATED},
    {"sim.data_reads", "", COUNT_SIMULATED},
    {"sim.data_writes", "", COUNT_SIMULATED},
    {"sim.l1i_misses", "", COUNT_SIMULATED},
    {"sim.l1d_misses", "", COUNT_SIMULATED},
    {"sim.ll_misses", "", COUNT_SIMULATED},
    {"sim.branches", "", COUNT_SIMULATED},
    {"sim.branch_misses", "", COUNT_SIMULATED},
    {"sim.estimated_cycles", "", COUNT_SIMULATED},
};
const size_t pass_metric_count = ARRAY_SIZE(pass_metric);

const struct pass_metric *pass_metric_find(const char *name)
{
	for (size_t i = 0; i < pass_metric_count; i++)
		if (strcmp(name, pass_metric[i].name) == 0)
			return &pass_metric[i];
	return NULL;
}

unsigned counters_pass_of(const char *name)
{
	const struct pass_metric *metric = pass_metric_find(name);

	return metric ? count_pass_bit(metric->pass) : 0;
}

static unsigned passes_of_word(const char *word)
{
	if (!strcmp(word, "auto") || !strcmp(word, "os") ||
	    !strcmp(word, count_pass_name(COUNT_ALLOCATIONS)))
		return count_pass_bit(COUNT_ALLOCATIONS);
	if (!strcmp(word, count_pass_name(COUNT_SIMULATED)))
		return count_pass_bit(COUNT_SIMULATED);
	return counters_pass_of(word);
}

unsigned counters_passes(const char *spec)
{
	unsigned passes = 0;
	char word[64];

	if (!strncmp(spec, "fake:", 5))
		return 0;
	for (const char *at = spec;; at++) {
		size_t n = strcspn(at, ",");
		if (n < sizeof(word)) {
			memcpy(word, at, n);
			word[n] = '\0';
			passes |= passes_of_word(word);
		}
		at += n;
		if (!*at)
			return passes;
	}
}
