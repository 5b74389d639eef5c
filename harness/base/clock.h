/*
 * The clock, as a trait so that tests can drive it.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

struct clock {
	uint64_t (*now_ns)(void *ctx); /* monotonic; any origin */
	void *ctx;
	const char *name; /* "CLOCK_MONOTONIC_RAW" */
};

/* The system's: CLOCK_MONOTONIC_RAW. */
extern const struct clock clock_system;

static inline uint64_t clock_now(const struct clock *clock)
{
	return clock->now_ns(clock->ctx);
}

/*
 * Smallest step of the clock that a loop of reads sees, and the cost of one
 * read (median), both in ns; at least 1.
 */
struct clock_facts {
	double resolution_ns, read_ns;
};
struct clock_facts clock_measure(const struct clock *clock);

/* Wall time for names of files and results: "2026-11-21T10:20:30Z". */
void clock_utc(char buf[32]);
/* The same for names of files: "20261121T102030Z". */
void clock_utc_compact(const char *utc, char buf[32]);
/* Ends early when a signal was handled. */
void clock_sleep_ns(uint64_t ns);

#endif
