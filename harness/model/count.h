/*
 * Untimed passes: processes that only count, in parts of known numbers of
 * operations, so that a difference of two parts is exact. Allocations by an
 * interposed allocator, simulated counters by callgrind.
 */
#ifndef MODEL_COUNT_H
#define MODEL_COUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/samples.h"

enum count_pass {
	COUNT_ALLOCATIONS,
	COUNT_SIMULATED,
};
#define COUNT_PASSES 2
/* "allocations", "simulated" */
const char *count_pass_name(enum count_pass pass);
bool count_pass_parse(const char *name, enum count_pass *ret);
/* A set of passes. */
static inline unsigned count_pass_bit(enum count_pass pass)
{
	return 1u << pass;
}

/* Parts of a pass: n, 2n and 3n operations; n is a power of two. */
#define COUNT_PARTS        3
#define COUNT_MAX_OPS_BITS 40
#define COUNT_MAX_OPS      (UINT64_C(1) << COUNT_MAX_OPS_BITS)
/* Functions kept of a process: those with the most instructions. */
#define COUNT_MAX_FUNCTIONS 500

/* One function in a simulated pass, an operation. */
struct count_function {
	char *name;          /* as in the symbol table, or "0x..." */
	char *object;        /* file name without directories; NULL: unknown */
	double instructions; /* its own, without those it calls */
	double calls;        /* how often it was called */
};

/*
 * What one process counted. A counter's per_op is (part 2 - part 1) / n; it
 * is exact if part 3 says the same (the work does not depend on the number of
 * operations) and if a second process, where there was one, counted the same.
 * What is not exact has the reason in `reason`, beside its value.
 */
struct count_samples {
	uint32_t case_index;
	enum count_pass pass;
	enum pair_side side; /* PAIR_SIDE_NONE: `tare run` */
	uint32_t variant;
	enum case_status status;
	char *reason; /* NULL when status is CASE_OK */
	uint64_t ops; /* n */
	struct counter_value *counter;
	size_t counter_count;
	struct count_function *function; /* most instructions first */
	size_t function_count;
	uint64_t wall_ns;
	char *note; /* "starts processes, which are not counted"; or NULL */
};

/* It crashed, hung, gave a wrong answer or was refused in its pass. */
bool count_is_broken(const struct count_samples *samples);

/* One line of compact JSON, malloc'ed; NULL with *ERR set on failure. */
char *count_encode(const struct count_samples *samples, struct err *err);
/* Strings and arrays go into ARENA. Hostile input: ERR_PROTOCOL. */
int count_decode(struct count_samples *ret, struct arena *arena,
		 const char *text, size_t length, struct err *err);

#endif
