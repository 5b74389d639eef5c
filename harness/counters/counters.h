/*
 * Counters: one trait, several providers. Absence is data: a counter that
 * cannot be read says why, what mends it, and never reads 0.
 *
 * Protocol: open before any thread of the benchmark exists; start once;
 * read as often as wanted, subtract; close. Never reset or toggle.
 */
#ifndef COUNTERS_COUNTERS_H
#define COUNTERS_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/count.h"
#include "model/samples.h"

#define COUNTERS_MAX 32

/* An event of the PMU, as perf_event_open(2) takes it. */
struct counter_code {
	uint32_t type;
	uint64_t config, config1, config2;
};

/*
 * What a counter is. A counter that is lost while it counts becomes absent
 * and says why: ask after the last read.
 */
struct counter_info {
	char name[96]; /* "cycles", "page-faults" */
	char unit[16]; /* "", "ns", "bytes" */
	enum counter_provider provider;
	bool available;
	bool user_only; /* kernel work is not in it */
	bool level;     /* a state of the process, no count: counters_level() */
	int errnum;     /* if not available */
	char errno_name[16];
	char reason[256], mend[256];
	struct counter_code code; /* hardware only */
};

struct counter_reading {
	uint64_t value;
	uint64_t enabled_ns, running_ns; /* equal: counted all the time */
};

struct counters;

/*
 * Whose work is counted: of the calling thread and of threads and processes
 * that it starts from now on (hardware), or the whole process (os); or of the
 * calling thread in both, for the threads of a benchmark, each of which opens
 * its own. A thread that starts others of these opens after them, or has
 * their work in its counts.
 */
enum counters_scope { COUNTERS_PROCESS, COUNTERS_THREAD };

/*
 * Opens what SPEC names: "auto", "none", "os", "hardware", "fake:..." or a
 * list of names, "cycles,page-faults". "simulated", "allocations" and names of
 * theirs open nothing here: see counters_passes(). Missing counters are not an
 * error; an unknown name is ERR_USAGE with the nearest names. ROUND rotates
 * groups that do not fit on the PMU at once: 0, 1, ...
 */
int counters_open(struct counters **ret, const char *spec, uint32_t round,
		  enum counters_scope scope, struct err *err);
/* Checks a spec without opening anything. */
int counters_check_spec(const char *spec, struct err *err);
/*
 * The untimed passes that SPEC, which was checked, asks for (bits of enum
 * count_pass): "auto" and "os" have the allocations.
 */
unsigned counters_passes(const char *spec);
/* The pass that counts metric NAME, as a bit; 0: none does. */
unsigned counters_pass_of(const char *name);
/*
 * What PMU the hardware counters come from, "AuthenticAMD-25-1 cpu"; "" if
 * there is none. Counts of different ones are never compared.
 */
void counters_pmu(char *ret, size_t size);
size_t counters_count(const struct counters *counters);
const struct counter_info *counters_info(const struct counters *counters,
					 size_t i);
int counters_start(struct counters *counters, struct err *err);
/*
 * Fills READING[counters_count()]; entries of absent counters are zero and
 * must not be used. Allocates nothing. [timed path]
 */
int counters_read(struct counters *counters, struct counter_reading *reading);
/*
 * Counter I, which is a level, as it is now; false: it is not one, or absent.
 * A level is no matter of a slice: readings of it are 0.
 */
bool counters_level(struct counters *counters, size_t i, uint64_t *ret);
/* NULL is allowed. */
void counters_close(struct counters *counters);

#endif
