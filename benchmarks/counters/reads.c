/*
 * What a read of the counters costs, and both reads of a slice as a share of
 * its 0.2 ms:
 *	reads SPEC...	of --counters=SPEC; "system": what "auto" takes of the
 *			operating system; "group:N": one group of N software
 *			events, read as those of the PMU are
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "counters/counters.h"
#include "counters/perf.h"

#define BATCHES  401
#define READS    50
#define SLICE_NS 200000.0

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_RAW, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Least and median time of a read. */
static void print_cost(const char *what, size_t count, void (*read)(void *),
		       void *state)
{
	double each[BATCHES];

	for (size_t i = 0; i < BATCHES; i++) {
		uint64_t start = now_ns();
		for (int k = 0; k < READS; k++)
			read(state);
		each[i] = (double)(now_ns() - start) / READS;
	}
	qsort(each, BATCHES, sizeof(each[0]), by_size);
	double median = each[BATCHES / 2];
	printf("%-22s %8zu %10.0f %10.0f %9.2f %%\n", what, count, each[0],
	       median, 100 * 2 * median / SLICE_NS);
}

static void read_counters(void *counters)
{
	struct counter_reading reading[COUNTERS_MAX];

	counters_read(counters, reading);
}

static size_t count_available(const struct counters *counters)
{
	size_t n = 0;

	for (size_t i = 0; i < counters_count(counters); i++)
		n += counters_info(counters, i)->available;
	return n;
}

static struct counters *open_spec(const char *spec)
{
	struct counters *counters = NULL;
	struct err err = {0};

	if (counters_open(&counters, spec, 0, COUNTERS_PROCESS, &err) < 0 ||
	    counters_start(counters, &err) < 0) {
		fprintf(stderr, "reads: %s: %s\n", spec, err.text);
		exit(1);
	}
	return counters;
}

static void measure_spec(const char *what, const char *spec)
{
	struct counters *counters = open_spec(spec);

	print_cost(what, count_available(counters), read_counters, counters);
	counters_close(counters);
}

/* The names that "auto" takes of the operating system. */
static void measure_system(void)
{
	struct counters *counters = open_spec("auto");
	char spec[1024] = "";
	size_t used = 0;

	for (size_t i = 0; i < counters_count(counters); i++) {
		const struct counter_info *info = counters_info(counters, i);
		if (info->provider == PROVIDER_OS && used < sizeof(spec))
			used += (size_t)snprintf(spec + used,
						 sizeof(spec) - used, "%s%s",
						 used ? "," : "", info->name);
	}
	counters_close(counters);
	measure_spec("system", spec);
}

static int open_software(void *ctx, struct perf_event_attr *attr, int group_fd)
{
	static const uint64_t event[] = {
	    PERF_COUNT_SW_TASK_CLOCK, PERF_COUNT_SW_PAGE_FAULTS,
	    PERF_COUNT_SW_PAGE_FAULTS_MIN, PERF_COUNT_SW_PAGE_FAULTS_MAJ};
	struct perf_event_attr changed = *attr;

	(void)ctx;
	changed.type = PERF_TYPE_SOFTWARE;
	changed.config = event[attr->config % 4];
	return perf_sys_real.open(NULL, &changed, group_fd);
}

static void read_group(void *perf)
{
	struct counter_reading reading[COUNTERS_MAX];

	perf_read(perf, reading);
}

static void measure_group(const char *what, size_t count)
{
	static struct perf_sys sys;
	static struct counter_info info[COUNTERS_MAX];
	static const struct perf_facts facts = {.paranoid = 2};
	struct perf *perf = NULL;
	size_t n = 0;

	sys = perf_sys_real;
	sys.open = open_software;
	memset(info, 0, sizeof(info));
	for (size_t i = 0; i < count; i++) {
		snprintf(info[i].name, sizeof(info[i].name), "r%zu", i);
		info[i].code =
		    (struct counter_code){.type = PERF_TYPE_RAW, .config = i};
	}
	if (perf_open(&perf, &sys, &facts, info, count, 0, NULL) < 0)
		exit(1);
	for (size_t i = 0; i < count; i++)
		n += info[i].available;
	print_cost(what, n, read_group, perf);
	perf_close(perf);
}

int main(int argc, char **argv)
{
	printf("%-22s %8s %10s %10s %11s\n", "counters", "opened", "least ns",
	       "median ns", "of a slice");
	for (int i = 1; i < argc; i++) {
		size_t count = 0;
		if (!strncmp(argv[i], "group:", 6))
			count = strtoul(argv[i] + 6, NULL, 10);
		if (count > 0 && count <= COUNTERS_MAX)
			measure_group(argv[i], count);
		else if (!strcmp(argv[i], "system"))
			measure_system();
		else
			measure_spec(argv[i], argv[i]);
	}
	return 0;
}
