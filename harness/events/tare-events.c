/*
 * Names of libpfm4 for tare: a program of its own, so that only who asks for
 * such a name pays for the tables.
 *
 *	tare-events NAME	TYPE CONFIG CONFIG1 CONFIG2, hexadecimal, as
 *				perf_event_open(2) takes them
 *	tare-events --list	the names of this CPU's events, one a line
 *
 * Exit status: 0; 1 no such name here; 2 usage; 3 an event that is not
 * counted in user space, or not by a CPU's PMU.
 */
#include <inttypes.h>
#include <perfmon/pfmlib_perf_event.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { FOUND, UNKNOWN, USAGE, UNFIT };

/* Counted by a CPU: not by the kernel, and not for the whole machine. */
static bool is_of_cpu(const struct perf_event_attr *attr, int event)
{
	pfm_event_info_t info = {.size = sizeof(info)};
	pfm_pmu_info_t pmu = {.size = sizeof(pmu)};

	if (attr->type == PERF_TYPE_HARDWARE ||
	    attr->type == PERF_TYPE_HW_CACHE || attr->type == PERF_TYPE_RAW)
		return true;
	return attr->type >= PERF_TYPE_MAX &&
	       pfm_get_event_info(event, PFM_OS_PERF_EVENT, &info) ==
		   PFM_SUCCESS &&
	       pfm_get_pmu_info(info.pmu, &pmu) == PFM_SUCCESS &&
	       pmu.type == PFM_PMU_TYPE_CORE;
}

static int encode(const char *name)
{
	struct perf_event_attr attr = {.size = sizeof(attr)};
	pfm_perf_encode_arg_t arg = {.size = sizeof(arg), .attr = &attr};

	if (pfm_get_os_event_encoding(name, PFM_PLM3, PFM_OS_PERF_EVENT,
				      &arg) != PFM_SUCCESS)
		return UNKNOWN;
	if (!is_of_cpu(&attr, arg.idx) || attr.exclude_user ||
	    !attr.exclude_kernel)
		return UNFIT;
	dprintf(1, "%" PRIx32 " %" PRIx64 " %" PRIx64 " %" PRIx64 "\n",
		attr.type, (uint64_t)attr.config, (uint64_t)attr.config1,
		(uint64_t)attr.config2);
	return FOUND;
}

static void list_pmu(const pfm_pmu_info_t *pmu)
{
	for (int i = pmu->first_event; i >= 0; i = pfm_get_event_next(i)) {
		pfm_event_info_t info = {.size = sizeof(info)};
		if (pfm_get_event_info(i, PFM_OS_PERF_EVENT, &info) ==
		    PFM_SUCCESS)
			dprintf(1, "%s\n", info.name);
	}
}

static void list(void)
{
	for (int i = PFM_PMU_NONE; i < PFM_PMU_MAX; i++) {
		pfm_pmu_info_t pmu = {.size = sizeof(pmu)};
		if (pfm_get_pmu_info((pfm_pmu_t)i, &pmu) == PFM_SUCCESS &&
		    pmu.is_present && pmu.type == PFM_PMU_TYPE_CORE)
			list_pmu(&pmu);
	}
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return USAGE;
	if (pfm_initialize() != PFM_SUCCESS)
		return UNKNOWN;
	if (strcmp(argv[1], "--list") != 0)
		return encode(argv[1]);
	list();
	return FOUND;
}
