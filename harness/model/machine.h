/*
 * A machine: what must match for two measurements to be comparable, what
 * was so at the time, and what disturbed.
 */
#ifndef MODEL_MACHINE_H
#define MODEL_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Identity: compared field by field. No measured values (MHz) in it.
 */
struct machine_identity {
	char cpu_model[128];    /* "AMD EPYC" */
	char cpu_signature[64]; /* "vendor-family-model-stepping" */
	char cpu_flags_hash[17];
	char microcode[32];
	char hypervisor[32]; /* "none", "kvm", ... */
	char kernel[32];     /* major.minor */
	char libc[32];
	char arch[32];
	uint32_t cpus_online;
	uint32_t smt; /* threads a core */
	uint64_t memory_mib;
	char id[17]; /* hash of the above: names the baselines' folder */
};

/* Conditions: recorded, shown, never a reason to refuse. */
struct machine_conditions {
	char governor[32]; /* "absent" if there is none */
	char turbo[16];    /* "on", "off", "absent" */
	char thp[32];
	char aslr[16];
	char clocksource[32];
	double load1;             /* 1-minute load average */
	double cgroup_quota_cpus; /* 0: none */
	uint32_t cpus_allowed;
	double clock_resolution_ns, clock_read_ns;
};

/*
 * Interference: counters of the system, read around a round. A field that
 * cannot be read is -1, and its absence is named by the doctor.
 */
struct interference {
	double psi_cpu_us, psi_memory_us, psi_io_us; /* "some" totals */
	double steal_ticks;
	double throttled_us;
	double throttles; /* how often the control group was stopped */
	double context_switches;
	/* In a difference: slices that ended in it, and those disturbed. */
	double slices, disturbed;
	double wall_ns; /* when it was read; in a difference: how long */
};

#endif
