/*
 * Where a process of a case runs and where its memory begins: drawn from
 * the job's seed, so that the luck of one layout is averaged over processes.
 */
#ifndef RUN_PLACEMENT_H
#define RUN_PLACEMENT_H

#include <stddef.h>
#include <stdint.h>

#define PLACEMENT_MAX_ENVIRONMENT 4096
#define PLACEMENT_MAX_OFFSET      (64u * 1024)
#define PLACEMENT_ALIGN           16

struct placement {
	int cpu; /* -1: no CPU to choose from */
	size_t environment_bytes;
	uint64_t stack_offset_bytes, heap_offset_bytes;
};

struct placement placement_draw(uint64_t seed, const int *cpu,
				size_t cpu_count);

#endif
