/*
 * Progress on stderr: one line redrawn on a terminal, a line each 10 s
 * elsewhere.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>

#include "run/run.h"

struct progress {
	bool quiet, terminal;
	double last_ns; /* elapsed time of the last line */
};

void progress_init(struct progress *progress, bool quiet);
/* An observer for struct run_options; CTX is a struct progress. */
void progress_observe(void *ctx, const struct run_event *event);

#endif
