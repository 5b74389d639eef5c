/*
 * What callgrind writes: parts, each with totals of its events and the
 * functions' own instructions and calls. Format: Valgrind manual, Callgrind
 * Format Specification.
 */
#ifndef COUNTERS_CALLGRIND_H
#define COUNTERS_CALLGRIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"

#define CALLGRIND_MAX_BYTES (256u * 1024 * 1024)
/* Of an arena that what was read goes to. */
#define CALLGRIND_MAX_MEMORY    (512u * 1024 * 1024)
#define CALLGRIND_MAX_EVENTS    32
#define CALLGRIND_MAX_PARTS     1000
#define CALLGRIND_MAX_FUNCTIONS 100000

struct callgrind_function {
	char *name, *object;   /* object NULL: unknown */
	uint64_t instructions; /* its own */
	uint64_t calls;
};

struct callgrind_part {
	char *trigger; /* of the client request: "1"; NULL: the end */
	char *event[CALLGRIND_MAX_EVENTS]; /* "Ir", "D1mr", ... */
	uint64_t total[CALLGRIND_MAX_EVENTS];
	size_t event_count;
	struct callgrind_function *function; /* by name and object */
	size_t function_count;
};

struct callgrind {
	struct callgrind_part *part;
	size_t part_count;
};

/*
 * Reads TEXT, named NAME in messages. Everything is owned by ARENA. Broken or
 * hostile text: ERR_FORMAT with the line.
 */
int callgrind_parse(struct callgrind *ret, struct arena *arena,
		    const char *name, const char *text, size_t length,
		    struct err *err);
int callgrind_read(struct callgrind *ret, struct arena *arena, const char *path,
		   struct err *err);
bool callgrind_has(const struct callgrind_part *part, const char *event);
/* The total of EVENT; 0 if the part has no such event. */
uint64_t callgrind_total(const struct callgrind_part *part, const char *event);

#endif
