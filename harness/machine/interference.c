#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/sysfile.h"
#include "machine/cgroup.h"
#include "machine/machine.h"

#define TOTAL "total="

/* The total of the "some" line, in us; -1 if the kernel has no PSI. */
static double psi_total(const char *root, const char *file)
{
	char path[64], text[256];
	uint64_t total;

	snprintf(path, sizeof(path), "/proc/pressure/%s", file);
	if (!sysfile_value(root, path, "some", text, sizeof(text)))
		return -1;
	const char *at = strstr(text, TOTAL);
	if (!at)
		return -1;
	at += strlen(TOTAL);
	if (!str_take_u64(&at, &total))
		return -1;
	return (double)total;
}

/* The eighth number of the first line: time that the host gave to others. */
static double steal_ticks(const char *root)
{
	char text[512];
	const char *at = text;
	uint64_t steal;

	if (!sysfile_value(root, "/proc/stat", "cpu", text, sizeof(text)))
		return -1;
	for (int i = 0; i < 7; i++) {
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
	return str_take_u64(&at, &steal) ? (double)steal : -1;
}

void machine_interference(struct interference *ret, const char *root)
{
	struct cgroup_throttling throttling = cgroup_throttling(root);
	uint64_t switches;

	*ret = (struct interference){
	    .psi_cpu_us = psi_total(root, "cpu"),
	    .psi_memory_us = psi_total(root, "memory"),
	    .psi_io_us = psi_total(root, "io"),
	    .steal_ticks = steal_ticks(root),
	    .throttled_us = throttling.us,
	    .throttles = throttling.times,
	    .context_switches = -1,
	    .wall_ns = (double)clock_now(&clock_system),
	};
	if (sysfile_u64(root, "/proc/stat", "ctxt", &switches))
		ret->context_switches = (double)switches;
}

/* A total that fell is another total: the process moved, or was reset. */
static double since(double before, double after)
{
	return before < 0 || after < before ? -1 : after - before;
}

struct interference interference_since(const struct interference *before,
				       const struct interference *after)
{
	return (struct interference){
	    .psi_cpu_us = since(before->psi_cpu_us, after->psi_cpu_us),
	    .psi_memory_us = since(before->psi_memory_us, after->psi_memory_us),
	    .psi_io_us = since(before->psi_io_us, after->psi_io_us),
	    .steal_ticks = since(before->steal_ticks, after->steal_ticks),
	    .throttled_us = since(before->throttled_us, after->throttled_us),
	    .throttles = since(before->throttles, after->throttles),
	    .context_switches =
		since(before->context_switches, after->context_switches),
	    .wall_ns = since(before->wall_ns, after->wall_ns),
	};
}

static double sum(double a, double b)
{
	return a < 0 || b < 0 ? -1 : a + b;
}

struct interference interference_sum(const struct interference *round,
				     size_t count)
{
	struct interference all = {0};

	for (size_t i = 0; i < count; i++) {
		const struct interference *one = &round[i];

		all = (struct interference){
		    .psi_cpu_us = sum(all.psi_cpu_us, one->psi_cpu_us),
		    .psi_memory_us = sum(all.psi_memory_us, one->psi_memory_us),
		    .psi_io_us = sum(all.psi_io_us, one->psi_io_us),
		    .steal_ticks = sum(all.steal_ticks, one->steal_ticks),
		    .throttled_us = sum(all.throttled_us, one->throttled_us),
		    .throttles = sum(all.throttles, one->throttles),
		    .context_switches =
			sum(all.context_switches, one->context_switches),
		    .slices = sum(all.slices, one->slices),
		    .disturbed = sum(all.disturbed, one->disturbed),
		    .wall_ns = sum(all.wall_ns, one->wall_ns),
		};
	}
	return all;
}
