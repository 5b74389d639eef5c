/*
 * The PMUs of this machine's CPUs: one, or on a hybrid CPU one a kind.
 */
#ifndef COUNTERS_PERF_PMU_H
#define COUNTERS_PERF_PMU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PERF_MAX_KINDS 4

/* CPUs of one kind and their PMU. */
struct perf_kind {
	char name[32];  /* of the device, "cpu_core" */
	uint32_t type;  /* of its events in perf_event_open(2) */
	char cpus[128]; /* "0-7,16"; "": all */
};

/*
 * The PMUs of CPUs below ROOT ("": the machine), by name, at most
 * PERF_MAX_KINDS; how many. They are found by their file `cpus`, whatever
 * they are called; where none has one, by the name "cpu" or "cpum_cf".
 */
size_t perf_kinds_read(struct perf_kind ret[PERF_MAX_KINDS], const char *root);
/*
 * Drops the kinds on none of whose CPUs the calling thread may run, unless
 * that were all; how many stay.
 */
size_t perf_kinds_allowed(struct perf_kind *kind, size_t count,
			  const char *root);
/*
 * Who made the CPUs and the PMUs' names: "AuthenticAMD-25-1 cpu",
 * "41-d08 armv8_cortex_a72"; "" without a PMU.
 */
void perf_pmu_describe(char *ret, size_t size, const char *root);

#endif
