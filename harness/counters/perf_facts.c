#include <dirent.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sysfile.h"
#include "counters/perf_facts.h"

#define SOURCES_FOLDER "/sys/bus/event_source/devices"
#define CAP_BIT_ADMIN  21
#define CAP_BIT_PERF   38

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void add_source(struct perf_facts *facts, const char *name)
{
	size_t used = strlen(facts->sources);

	if (used + strlen(name) + 2 < sizeof(facts->sources))
		snprintf(facts->sources + used, sizeof(facts->sources) - used,
			 "%s%s", used ? " " : "", name);
}

static void read_sources(struct perf_facts *facts, const char *root)
{
	char folder[PATH_MAX];
	struct dirent **entry;

	snprintf(folder, sizeof(folder), "%s" SOURCES_FOLDER, root);
	int n = scandir(folder, &entry, is_shown, by_name);
	if (n < 0)
		return;
	for (int i = 0; i < n; i++) {
		add_source(facts, entry[i]->d_name);
		free(entry[i]);
	}
	free(entry);
}

static void read_kinds(struct perf_facts *facts, const char *root)
{
	size_t count = perf_kinds_read(facts->kind, root), used = 0;

	for (size_t i = 0; i < count && used < sizeof(facts->pmu); i++)
		used += (size_t)snprintf(facts->pmu + used,
					 sizeof(facts->pmu) - used, "%s%s",
					 i ? "+" : "", facts->kind[i].name);
	facts->hybrid = count > 1;
	facts->kind_count = perf_kinds_allowed(facts->kind, count, root);
}

static void read_status(struct perf_facts *facts, const char *root)
{
	const char *status = "/proc/self/status";
	char text[64];
	uint64_t mode = 0;

	if (sysfile_value(root, status, "CapEff", text, sizeof(text))) {
		unsigned long long caps = strtoull(text, NULL, 16);
		facts->sys_admin = caps >> CAP_BIT_ADMIN & 1;
		facts->perfmon = caps >> CAP_BIT_PERF & 1;
	}
	facts->seccomp =
	    sysfile_u64(root, status, "Seccomp", &mode) && mode == 2;
}

void perf_facts_read(struct perf_facts *ret, const char *root)
{
	const char *paranoid = "/proc/sys/kernel/perf_event_paranoid";
	const char *watchdog = "/proc/sys/kernel/nmi_watchdog";
	char text[8192];
	uint64_t on = 0;

	memset(ret, 0, sizeof(*ret));
	ret->paranoid = -1;
	/* At -1 and below nothing is refused, as at 0. */
	if (sysfile_text(root, paranoid, text, sizeof(text)))
		ret->paranoid =
		    text[0] == '-' ? 0 : (int)strtol(text, NULL, 10);
	ret->nmi_watchdog = sysfile_u64(root, watchdog, NULL, &on) && on;
	ret->is_virtual =
	    sysfile_value(root, "/proc/cpuinfo", "flags", text, sizeof(text)) &&
	    strstr(text, " hypervisor");
	read_status(ret, root);
	read_sources(ret, root);
	read_kinds(ret, root);
}
