/*
 * What decides whether hardware counters can be had: of the kernel, the
 * machine and this process.
 */
#ifndef COUNTERS_PERF_FACTS_H
#define COUNTERS_PERF_FACTS_H

#include <stdbool.h>

struct perf_facts {
	int paranoid;      /* kernel.perf_event_paranoid; -1: no perf */
	bool sys_admin;    /* CAP_SYS_ADMIN is effective */
	bool perfmon;      /* CAP_PERFMON is */
	bool seccomp;      /* a filter is in place */
	bool is_virtual;   /* the CPU says that a hypervisor runs it */
	bool nmi_watchdog; /* it holds one hardware counter */
	char pmu[32];      /* the CPU's PMU, "" if there is none */
	char sources[128]; /* names of all event sources */
};

/* ROOT is "" for the real machine, or a folder with proc/ and sys/. */
void perf_facts_read(struct perf_facts *ret, const char *root);

#endif
