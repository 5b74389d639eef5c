/*
 * What a supervisor and its worker tell each other, and its JSON. How it
 * travels: run/wire.h.
 */
#ifndef MODEL_WIRE_H
#define MODEL_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/count.h"
#include "model/plan.h"
#include "model/samples.h"

#define WIRE_MAX_ARGS         64
#define WIRE_MAX_CONFIG       1000
#define WIRE_MAX_THREADS      1024
#define WIRE_MAX_OFFSET_BYTES (1024u * 1024)
#define WIRE_MAX_NS           86400e9 /* a day */
#define WIRE_STAGE_SIZE       32

/*
 * A worker of a process pair. Both sides get the same numbers but for the
 * role, which a coin gave them: role 0 sets up first and calibrates.
 */
struct wire_pair {
	uint32_t role;   /* 0, 1 */
	uint64_t seed;   /* of what both must draw alike */
	uint64_t setups; /* at most; slices are spread over them */
	double time_ns;  /* both sides' slices and set-ups should take */
};

/* A worker of an untimed pass. */
struct wire_count {
	enum count_pass pass;
	uint64_t ops; /* of the first part; 0: the worker finds out */
	/*
	 * Where the worker leaves what callgrind writes as OUT_PATH.PID, in
	 * which it has read its own first part.
	 */
	char *out_path; /* simulated only; otherwise NULL */
};

/* What a worker is to do. Strings are owned by the arena it was decoded to. */
struct wire_job {
	char *plugin_path, *bench_id;
	char *build_id; /* of the plugin as planned; NULL: any */
	struct plan_arg *arg;
	size_t arg_count;
	struct suite_config *config;
	size_t config_count;
	uint32_t case_index, process, threads;
	uint64_t seed, slices;
	double slice_ns;
	double budget_ns; /* no new slice beyond it; 0: as many as asked */
	char *counters;   /* spec */
	int cpu;          /* first of the CPUs to pin to; -1: none */
	uint64_t stack_offset_bytes, heap_offset_bytes;
	enum pair_side side;
	struct wire_pair *pair;   /* NULL: alone, `tare run` */
	struct wire_count *count; /* NULL: it measures time */
};

/* Written by the worker's signal handler. */
struct wire_crash {
	int signal;
	uint64_t fault_address, program_counter;
	char module[256];       /* file that holds the program counter */
	uint64_t module_offset; /* in that file's address space */
	char symbol[128];       /* "" if unknown to the dynamic linker */
	/* The plugin's function that led there; "": not known, or the same. */
	char caller_module[256];
	uint64_t caller_offset;
};

/* Written when a worker dies by a signal or by exit(). */
struct wire_memory {
	uint64_t peak_bytes; /* of address space */
	bool refused;        /* the last error was ENOMEM */
};

/*
 * Before anything is decoded: the same texts then leave the same heap behind
 * in every process, which jansson's random hashes would not.
 */
void wire_fix_hashes(void);
/* Malloc'ed JSON without the kind byte; NULL with *ERR set on failure. */
char *wire_job_encode(const struct wire_job *job, struct err *err);
/* Hostile or broken input: ERR_PROTOCOL. */
int wire_job_decode(struct wire_job *ret, struct arena *arena, const char *text,
		    size_t length, struct err *err);
int wire_crash_decode(struct wire_crash *ret, const char *text, size_t length,
		      struct err *err);
int wire_memory_decode(struct wire_memory *ret, const char *text, size_t length,
		       struct err *err);
/* The stage a worker has reached: "load", "set-up", "measure", ... */
int wire_stage_decode(char ret[WIRE_STAGE_SIZE], const char *text,
		      size_t length, struct err *err);

#endif
