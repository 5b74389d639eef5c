/*
 * What decides whether hardware counters can be had: of the kernel, the
 * machine and this process.
 */
#ifndef COUNTERS_PERF_FACTS_H
#define COUNTERS_PERF_FACTS_H

#include <stdbool.h>

#include "counters/perf_pmu.h"

struct perf_facts {
	int paranoid;      /* kernel.perf_event_paranoid; -1: no perf */
	bool sys_admin;    /* CAP_SYS_ADMIN is effective */
	bool perfmon;      /* CAP_PERFMON is */
	bool seccomp;      /* a filter is in place */
	bool is_virtual;   /* the CPU says that a hypervisor runs it */
	bool nmi_watchdog; /* it holds one hardware counter */
	char pmu[72];      /* the CPUs' PMUs, "" if there is none */
	char sources[128]; /* names of all event sources */
	/*
	 * Several kinds of CPUs, and those that the calling thread may run
	 * on: an event is asked for once a kind.
	 */
	bool hybrid;
	struct perf_kind kind[PERF_MAX_KINDS];
	size_t kind_count;
};

/* ROOT is "" for the real machine, or a folder with proc/ and sys/. */
void perf_facts_read(struct perf_facts *ret, const char *root);

#endif
