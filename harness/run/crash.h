/*
 * Last words of a worker: a signal that ends it is reported over the wire
 * with its place, then takes its usual course. Where memory stood is told
 * then, and when the plugin calls exit().
 */
#ifndef RUN_CRASH_H
#define RUN_CRASH_H

#include "base/err.h"

/* Handlers for the process; reports go to FD. */
int crash_install(int fd, struct err *err);
/* Crashes inside of a library are laid at the door of PATH's function. */
void crash_set_plugin(const char *path);
/* An alternate stack for the calling thread, so that overflow is reported. */
int crash_thread_stack(struct err *err);

#endif
