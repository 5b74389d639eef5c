#include "counters/perf_pmu.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sysfile.h"
#include "counters/counters.h"

#define DEVICES "/sys/bus/event_source/devices"

/* Of a CPU list: the range at *TEXT, which moves behind it. */
static bool take_range(const char **text, unsigned long *low,
		       unsigned long *high)
{
	char *end;

	*low = *high = strtoul(*text, &end, 10);
	if (end == *text)
		return false;
	if (*end == '-')
		*high = strtoul(end + 1, &end, 10);
	*text = end + strspn(end, ",");
	return true;
}

static bool lists_meet(const char *a, const char *b)
{
	unsigned long a_low, a_high, b_low, b_high;

	while (take_range(&a, &a_low, &a_high))
		for (const char *at = b; take_range(&at, &b_low, &b_high);)
			if (a_low <= b_high && b_low <= a_high)
				return true;
	return false;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool device_text(const char *root, const char *device, const char *file,
			char *buf, size_t size)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), DEVICES "/%s/%s", device, file);
	return sysfile_text(root, path, buf, size);
}

/* Devices of the whole machine have `cpumask` instead. */
static bool is_kind(const char *root, const char *device, bool by_file,
		    struct perf_kind *ret)
{
	char type[16];

	*ret = (struct perf_kind){0};
	if (by_file &&
	    !device_text(root, device, "cpus", ret->cpus, sizeof(ret->cpus)))
		return false;
	if (!by_file && strcmp(device, "cpu") != 0 &&
	    strcmp(device, "cpum_cf") != 0)
		return false;
	if (strlen(device) >= sizeof(ret->name) ||
	    !device_text(root, device, "type", type, sizeof(type)))
		return false;
	memcpy(ret->name, device, strlen(device));
	ret->type = (uint32_t)strtoul(type, NULL, 10);
	return true;
}

static size_t take_kinds(struct perf_kind *ret, const char *root,
			 struct dirent *const *entry, int entries, bool by_file)
{
	size_t count = 0;

	for (int i = 0; i < entries && count < PERF_MAX_KINDS; i++)
		if (entry[i]->d_name[0] != '.')
			count += is_kind(root, entry[i]->d_name, by_file,
					 &ret[count]);
	return count;
}

size_t perf_kinds_read(struct perf_kind ret[PERF_MAX_KINDS], const char *root)
{
	char folder[PATH_MAX];
	struct dirent **entry;

	snprintf(folder, sizeof(folder), "%s" DEVICES, root);
	int entries = scandir(folder, &entry, NULL, by_name);
	if (entries < 0)
		return 0;
	size_t count = take_kinds(ret, root, entry, entries, true);
	if (count == 0)
		count = take_kinds(ret, root, entry, entries, false);
	for (int i = 0; i < entries; i++)
		free(entry[i]);
	free(entry);
	return count;
}

size_t perf_kinds_allowed(struct perf_kind *kind, size_t count,
			  const char *root)
{
	char allowed[1024];
	size_t kept = 0;

	if (!sysfile_value(root, "/proc/thread-self/status",
			   "Cpus_allowed_list", allowed, sizeof(allowed)))
		return count;
	for (size_t i = 0; i < count; i++)
		if (!kind[i].cpus[0] || lists_meet(kind[i].cpus, allowed))
			kind[kept++] = kind[i];
	return kept ? kept : count;
}

/* Implementer and part, from the CPU's main identification register. */
static bool describe_arm(char *ret, size_t size, const char *root,
			 const char *cpus)
{
	char path[128], text[64];

	snprintf(path, sizeof(path),
		 "/sys/devices/system/cpu/cpu%lu/regs/identification/midr_el1",
		 strtoul(cpus, NULL, 10));
	if (sysfile_text(root, path, text, sizeof(text))) {
		unsigned long long midr = strtoull(text, NULL, 16);
		snprintf(ret, size, "%02llx-%03llx", midr >> 24 & 0xff,
			 midr >> 4 & 0xfff);
		return true;
	}
	char part[32];
	if (!sysfile_value(root, "/proc/cpuinfo", "CPU implementer", text,
			   sizeof(text)) ||
	    !sysfile_value(root, "/proc/cpuinfo", "CPU part", part,
			   sizeof(part)))
		return false;
	snprintf(ret, size, "%02lx-%03lx", strtoul(text, NULL, 16),
		 strtoul(part, NULL, 16));
	return true;
}

/* The words that PROC's cpuinfo has for vendor, family and model. */
static bool describe_by(char *ret, size_t size, const char *root,
			const char *const key[3])
{
	char value[3][64];

	for (size_t i = 0; i < 3; i++)
		if (!sysfile_value(root, "/proc/cpuinfo", key[i], value[i],
				   sizeof(value[i])))
			return false;
	snprintf(ret, size, "%s-%s-%s", value[0], value[1], value[2]);
	return true;
}

static void describe_cpu(char *ret, size_t size, const char *root,
			 const char *cpus)
{
	static const char *const x86[3] = {"vendor_id", "cpu family", "model"};
	static const char *const riscv[3] = {"mvendorid", "marchid", "mimpid"};

	if (!describe_by(ret, size, root, x86) &&
	    !describe_arm(ret, size, root, cpus) &&
	    !describe_by(ret, size, root, riscv))
		snprintf(ret, size, "unknown");
}

void perf_pmu_describe(char *ret, size_t size, const char *root)
{
	struct perf_kind kind[PERF_MAX_KINDS];
	size_t count = perf_kinds_read(kind, root), used = 0;
	char cpu[200], last[200] = "";

	ret[0] = '\0';
	for (size_t i = 0; i < count && used < size; i++) {
		describe_cpu(cpu, sizeof(cpu), root, kind[i].cpus);
		bool again = strcmp(cpu, last) == 0;
		used += (size_t)snprintf(ret + used, size - used, "%s%s%s%s",
					 i ? "+" : "", again ? "" : cpu,
					 again ? "" : " ", kind[i].name);
		memcpy(last, cpu, sizeof(last));
	}
}

void counters_pmu(char *ret, size_t size)
{
	perf_pmu_describe(ret, size, "");
}
