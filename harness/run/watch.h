/*
 * What the supervisor hears from one worker: frames on the wire, text on
 * stdout and stderr, its end.
 */
#ifndef RUN_WATCH_H
#define RUN_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/frame.h"
#include "base/mem.h"
#include "model/samples.h"
#include "model/wire.h"

enum watch_source {
	WATCH_WIRE,
	WATCH_STDOUT,
	WATCH_STDERR,
	WATCH_PID, /* readable once the process has ended */
	WATCH_SOURCES
};

struct watch {
	int fd[WATCH_SOURCES]; /* owned; -1: closed or not there */
	struct frame_buffer frames;
	struct arena arena; /* of the samples */
	char stage[WIRE_STAGE_SIZE];
	bool answered, crashed;
	struct process_samples samples;    /* if answered */
	struct wire_crash crash;           /* if crashed */
	struct wire_memory memory;         /* if it told */
	struct err breach;                 /* of the protocol; or ERR_NONE */
	char output[SAMPLES_MAX_TEXT + 1]; /* stdout and stderr, as it came */
	size_t output_bytes;
	uint64_t dropped_bytes; /* of output, beyond what fits */
};

/* No descriptors, nothing heard. */
void watch_init(struct watch *watch);
void watch_release(struct watch *watch);
/*
 * Waits until something is heard of WATCH, COUNT of them, a signal comes or
 * TIMEOUT_MS are over, and takes in what is there. Returns the number of
 * sources that spoke.
 */
#define WATCH_MAX 2
int watch_step(struct watch *watch, size_t count, int timeout_ms);
/* Takes in what is left in the pipes of a process that has ended. */
void watch_drain(struct watch *watch);

#endif
