#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/personality.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/sysfile.h"
#include "machine/cgroup.h"
#include "machine/cpulist.h"
#include "machine/machine.h"

#define CPU_FOLDER "/sys/devices/system/cpu"
#define ABSENT     "absent"

static void read_governor(struct machine_conditions *ret, const char *root)
{
	if (!sysfile_text(root, CPU_FOLDER "/cpu0/cpufreq/scaling_governor",
			  ret->governor, sizeof(ret->governor)))
		snprintf(ret->governor, sizeof(ret->governor), ABSENT);
}

static void read_turbo(struct machine_conditions *ret, const char *root)
{
	const char *turbo = ABSENT;
	uint64_t value;

	if (sysfile_u64(root, CPU_FOLDER "/intel_pstate/no_turbo", NULL,
			&value))
		turbo = value ? "off" : "on";
	else if (sysfile_u64(root, CPU_FOLDER "/cpufreq/boost", NULL, &value))
		turbo = value ? "on" : "off";
	snprintf(ret->turbo, sizeof(ret->turbo), "%s", turbo);
}

/* The word in brackets: "always [madvise] never". */
static void read_thp(struct machine_conditions *ret, const char *root)
{
	char text[128];

	snprintf(ret->thp, sizeof(ret->thp), ABSENT);
	if (!sysfile_text(root, "/sys/kernel/mm/transparent_hugepage/enabled",
			  text, sizeof(text)))
		return;
	char *from = strchr(text, '[');
	if (!from)
		return;
	from++;
	from[strcspn(from, "]")] = '\0';
	snprintf(ret->thp, sizeof(ret->thp), "%.31s", from);
}

static void read_aslr(struct machine_conditions *ret, const char *root)
{
	static const char *const name[] = {"off", "partial", "full"};
	const char *aslr = ABSENT;
	uint64_t value;

	if (sysfile_u64(root, "/proc/sys/kernel/randomize_va_space", NULL,
			&value) &&
	    value <= 2)
		aslr = name[value];
	/* As under setarch -R, whatever the system's setting. */
	if (!*root && personality(0xffffffff) & ADDR_NO_RANDOMIZE)
		aslr = "off";
	snprintf(ret->aslr, sizeof(ret->aslr), "%s", aslr);
}

static double read_load1(const char *root)
{
	char text[64];
	double load;

	if (!sysfile_text(root, "/proc/loadavg", text, sizeof(text)))
		return -1;
	text[strcspn(text, " ")] = '\0';
	return str_to_double(text, &load) ? load : -1;
}

void machine_conditions(struct machine_conditions *ret, const char *root)
{
	const struct clock_facts clock = clock_measure(&clock_system);

	memset(ret, 0, sizeof(*ret));
	read_governor(ret, root);
	read_turbo(ret, root);
	read_thp(ret, root);
	read_aslr(ret, root);
	if (!sysfile_text(root,
			  "/sys/devices/system/clocksource/clocksource0/"
			  "current_clocksource",
			  ret->clocksource, sizeof(ret->clocksource)))
		snprintf(ret->clocksource, sizeof(ret->clocksource), ABSENT);
	ret->load1 = read_load1(root);
	ret->cgroup_quota_cpus = cgroup_quota_cpus(root);
	ret->cpus_allowed = cpulist_status(root);
	ret->clock_resolution_ns = clock.resolution_ns;
	ret->clock_read_ns = clock.read_ns;
}
