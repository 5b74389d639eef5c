#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>

#include "counters/perf_code.h"

#define RAW_DIGITS 16

#define CACHE(cache, op, result)                                               \
	(PERF_COUNT_HW_CACHE_##cache | PERF_COUNT_HW_CACHE_OP_##op << 8 |      \
	 PERF_COUNT_HW_CACHE_RESULT_##result << 16)

/*
 * name, kind, config, taken by "auto" and "hardware". Software events have
 * no place here: with exclude_kernel, switches and migrations read 0.
 */
#define EVENTS(X)                                                              \
	X("cycles", HARDWARE, PERF_COUNT_HW_CPU_CYCLES, true)                  \
	X("instructions", HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, true)          \
	X("branches", HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS, true)       \
	X("branch-misses", HARDWARE, PERF_COUNT_HW_BRANCH_MISSES, true)        \
	X("cache-references", HARDWARE, PERF_COUNT_HW_CACHE_REFERENCES, true)  \
	X("cache-misses", HARDWARE, PERF_COUNT_HW_CACHE_MISSES, true)          \
	X("ref-cycles", HARDWARE, PERF_COUNT_HW_REF_CPU_CYCLES, false)         \
	X("bus-cycles", HARDWARE, PERF_COUNT_HW_BUS_CYCLES, false)             \
	X("stalled-cycles-frontend", HARDWARE,                                 \
	  PERF_COUNT_HW_STALLED_CYCLES_FRONTEND, false)                        \
	X("stalled-cycles-backend", HARDWARE,                                  \
	  PERF_COUNT_HW_STALLED_CYCLES_BACKEND, false)                         \
	X("L1-dcache-loads", HW_CACHE, CACHE(L1D, READ, ACCESS), false)        \
	X("L1-dcache-load-misses", HW_CACHE, CACHE(L1D, READ, MISS), false)    \
	X("L1-icache-load-misses", HW_CACHE, CACHE(L1I, READ, MISS), false)    \
	X("LLC-loads", HW_CACHE, CACHE(LL, READ, ACCESS), false)               \
	X("LLC-load-misses", HW_CACHE, CACHE(LL, READ, MISS), false)           \
	X("dTLB-loads", HW_CACHE, CACHE(DTLB, READ, ACCESS), false)            \
	X("dTLB-load-misses", HW_CACHE, CACHE(DTLB, READ, MISS), false)        \
	X("iTLB-load-misses", HW_CACHE, CACHE(ITLB, READ, MISS), false)

#define EVENT_NAME(name, type, config, common) {name, "", common, common},
#define EVENT_CODE(name, type, config, common) {PERF_TYPE_##type, config, 0, 0},

const struct provider_name perf_code_name[PERF_CODES] = {EVENTS(EVENT_NAME)};

static const struct counter_code code[PERF_CODES] = {EVENTS(EVENT_CODE)};

/* As `perf stat -e rNNN`. */
static bool raw_code(const char *name, struct counter_code *ret)
{
	size_t digits = strspn(name + 1, "0123456789abcdefABCDEF");

	if (name[0] != 'r' || digits == 0 || digits > RAW_DIGITS ||
	    name[1 + digits])
		return false;
	*ret = (struct counter_code){
	    .type = PERF_TYPE_RAW,
	    .config = strtoull(name + 1, NULL, 16),
	};
	return true;
}

bool perf_code_find(const char *name, struct counter_code *ret)
{
	for (size_t i = 0; i < PERF_CODES; i++)
		if (!strcmp(name, perf_code_name[i].name)) {
			*ret = code[i];
			return true;
		}
	return raw_code(name, ret);
}
