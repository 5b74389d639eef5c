#include "base/clock.h"

#include <stdlib.h>
#include <time.h>

#define STEP_READS   1000
#define COST_BATCHES 15
#define COST_READS   200

static uint64_t raw_now(void *ctx)
{
	struct timespec now;

	(void)ctx;
	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

const struct clock clock_system = {raw_now, NULL, "CLOCK_MONOTONIC_RAW"};

static double smallest_step(const struct clock *clock)
{
	uint64_t before = clock_now(clock), least = UINT64_MAX;

	for (int i = 0; i < STEP_READS; i++) {
		uint64_t now = clock_now(clock);

		if (now > before && now - before < least)
			least = now - before;
		before = now;
	}
	return least == UINT64_MAX ? 1 : (double)least;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double read_cost(const struct clock *clock)
{
	double costs[COST_BATCHES], median;

	for (size_t i = 0; i < COST_BATCHES; i++) {
		uint64_t begin = clock_now(clock), end = begin;

		for (int k = 0; k < COST_READS; k++)
			end = clock_now(clock);
		costs[i] = end > begin ? (double)(end - begin) / COST_READS : 0;
	}
	qsort(costs, COST_BATCHES, sizeof(costs[0]), ascending);
	median = costs[COST_BATCHES / 2];
	return median < 1 ? 1 : median;
}

struct clock_facts clock_measure(const struct clock *clock)
{
	return (struct clock_facts){
	    .resolution_ns = smallest_step(clock),
	    .read_ns = read_cost(clock),
	};
}

void clock_utc(char buf[32])
{
	time_t now = time(NULL);
	struct tm parts;

	gmtime_r(&now, &parts);
	strftime(buf, 32, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

void clock_utc_compact(const char *utc, char buf[32])
{
	size_t length = 0;

	for (; *utc && length < 31; utc++)
		if (*utc != '-' && *utc != ':')
			buf[length++] = *utc;
	buf[length] = '\0';
}

void clock_sleep_ns(uint64_t ns)
{
	struct timespec rest = {(time_t)(ns / 1000000000u),
				(long)(ns % 1000000000u)};

	nanosleep(&rest, NULL);
}
