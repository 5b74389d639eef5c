/*
 * Tests of counters/ on a real kernel, in a plain program: it must run as
 * root of an emulated machine and as nobody, where no test library is.
 */
#ifndef PMU_CHECK_H
#define PMU_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "counters/counters.h"

/* What machine this is. */
enum pmu_mode {
	PMU_FULL,   /* emulated: cycles and instructions */
	PMU_CYCLES, /* emulated: cycles alone */
	PMU_NONE,   /* emulated: no PMU */
	PMU_ANY,    /* whatever this program was started on */
};

struct pmu_machine {
	enum pmu_mode mode;
	bool root;
	int paranoid;
	bool allowed; /* perf_event_open is not refused for want of rights */
};

extern struct pmu_machine machine;

struct pmu_test {
	const char *name;
	void (*run)(void);
};

extern const struct pmu_test counts_tests[], scope_tests[], absent_tests[],
    held_tests[], cost_tests[]; /* each ends with a NULL name */

/* A false CONDITION fails the running test, which goes on. */
#define CHECK(condition, ...)                                                  \
	do {                                                                   \
		if (!(condition))                                              \
			check_failed(__FILE__, __LINE__, __VA_ARGS__);         \
	} while (0)
void check_failed(const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The running test cannot run here; return after it. */
void check_skip(const char *why);

/* What NAME must give here: 0, an errno, or -1 where that is not known. */
int expected_errno(const char *name);
/* Skips the test unless instructions are counted here. */
bool needs_instructions(void);
/* Skips the test unless the emulated machine counts instructions here. */
bool needs_full(void);
/* Skips the test unless this is the root of an emulated machine. */
bool needs_emulated_root(void);

/* Opened and started; a failure fails the test and gives NULL. */
struct counters *open_spec(const char *spec, uint32_t round,
			   enum counters_scope scope);
/* Its place in COUNTERS; a NAME that is not there ends the program. */
size_t place_of(const struct counters *counters, const char *name);
const struct counter_info *info_of(const struct counters *counters,
				   const char *name);
/* Whether NAME is available; if not, the test fails with its reason. */
bool is_counted(const struct counters *counters, const char *name);

/* Runs WORK(ARG) between two reads; the difference for each counter. */
void count_work(struct counters *counters, void (*work)(void *), void *arg,
		struct counter_reading delta[COUNTERS_MAX]);

/* ROUNDS points to uint64_t. */
void spin_rounds(void *rounds);
/* Whether COUNT is that of 2 * ROUNDS instructions and some. */
bool is_length(uint64_t count, uint64_t rounds);

/* Runs WORK in a child and tells whether it ended with exit code 0. */
bool in_child(void (*work)(void));

#endif
