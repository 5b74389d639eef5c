/*
 * Messages between the supervisor and a worker, as frames (base/frame.h)
 * over PROC_WIRE_FD, a socket pair. Supervisor to worker: one job. Worker to
 * supervisor: any number of stages, then samples or a crash, the latter again
 * if more can be told of it.
 * The first byte of a frame is its kind, the rest is JSON (model/wire.h).
 */
#ifndef RUN_WIRE_H
#define RUN_WIRE_H

#include "base/err.h"
#include "model/wire.h"

enum wire_kind {
	WIRE_JOB = 'J',
	WIRE_STAGE = 'P',   /* {"stage": "load" | "set-up" | "measure" ...} */
	WIRE_SAMPLES = 'S', /* samples_encode() */
	WIRE_CRASH = 'C',   /* struct wire_crash */
	WIRE_MEMORY = 'M',  /* struct wire_memory */
};

/* Exit status of a worker that could not answer: its wire was cut. */
#define WIRE_EXIT_LOST 119

/* Sends one frame of KIND. */
int wire_send(int fd, enum wire_kind kind, const char *json, struct err *err);

#endif
