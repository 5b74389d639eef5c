/*
 * The host's side of the ABI: the services that a benchmark is given.
 */
#ifndef RUN_HOST_H
#define RUN_HOST_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tare/plugin.h>

#include "base/err.h"
#include "model/samples.h"
#include "model/wire.h"
#include "stats/rng.h"

#define HOST_MAX_NAMED 64
#define HOST_NAME_SIZE 64
#define HOST_TEXT_SIZE 512
#define HOST_NOTE_SIZE 1024
#define HOST_MAX_LINE  200 /* of one note */

/* A rate or a metric. */
struct host_named {
	char name[HOST_NAME_SIZE], unit[HOST_NAME_SIZE];
	double value;
	bool lower_is_better;
};

struct host_list {
	struct host_named item[HOST_MAX_NAMED];
	size_t count;
};

/* What the threads of one process share. */
struct host {
	const struct wire_job *job;
	struct tare_arg *arg;
	size_t arg_count;
	uint64_t seed;        /* of the set-up at hand */
	uint64_t limit_bytes; /* of what a benchmark may allocate */
	_Atomic uint64_t allocated_bytes;
	_Atomic int32_t status; /* TARE_STATUS_* */
	/* The rest under the lock while threads run. */
	pthread_mutex_t lock;
	char reason[HOST_TEXT_SIZE];
	char note[HOST_NOTE_SIZE];
	struct host_list rate, metric;
};

struct host_block;
struct host_defer;

/* One thread; the plugin holds a pointer to its state. */
struct host_thread {
	struct tare_state state; /* first: converts both ways */
	struct host *host;
	struct rng random;
	uint64_t blocks_made;
	struct host_block *block; /* last made first */
	struct host_defer *defer; /* last registered first */
	uint64_t manual_ns;
	bool manual; /* manual_ns was added to since last cleared */
};

int host_init(struct host *host, const struct wire_job *job, struct err *err);
/*
 * For set-up number SETUP, after the threads of the one before have ended:
 * other seeds, and memory to allocate as at first.
 */
void host_begin_setup(struct host *host, uint64_t setup);
/* For tests: a worker's host lasts until the process ends. */
void host_release(struct host *host);
/* NEXT is what state->next shall be. */
void host_thread_init(struct host_thread *thread, struct host *host,
		      uint32_t index,
		      uint64_t (*next)(struct tare_state *, uint64_t));
/* Runs what was deferred, then frees what was allocated. */
void host_thread_end(struct host_thread *thread);

/* As tare_host.say, with a text made of FMT. The first status is kept. */
void host_say(struct host *host, int32_t status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Adds a line to what is kept with the result, while there is room. */
void host_note(struct host *host, const char *text);

/* Bytes that this process may still allocate, by limits and memory. */
uint64_t host_memory_limit(void);

#endif
