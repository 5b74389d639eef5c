/*
 * tare.needs/1, given by the plugin: what a benchmark needs to run. Where it
 * is missing the case is skipped with the reason, before any set-up.
 */
#ifndef TARE_EXT_NEEDS_H
#define TARE_EXT_NEEDS_H

#include <tare/plugin.h>

#define TARE_EXT_NEEDS "tare.needs/1"

struct tare_needs {
	uint32_t struct_size;
	uint32_t reserved;
	/*
	 * NULL: the benchmark BENCH_ID with these arguments can run here;
	 * otherwise the reason, a static string. [once a process]
	 */
	const char *(*missing)(const char *bench_id, const struct tare_arg *arg,
			       size_t arg_count);
	/* Bytes of memory that it will touch; 0: few. */
	uint64_t (*memory_bytes)(const char *bench_id,
				 const struct tare_arg *arg, size_t arg_count);
};

#endif
