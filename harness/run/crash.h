/*
 * Last words of a worker: a signal that ends it is reported over the wire
 * with its place, then takes its usual course.
 */
#ifndef RUN_CRASH_H
#define RUN_CRASH_H

#include "base/err.h"

/* Handlers for the process; reports go to FD. */
int crash_install(int fd, struct err *err);
/* An alternate stack for the calling thread, so that overflow is reported. */
int crash_thread_stack(struct err *err);

#endif
