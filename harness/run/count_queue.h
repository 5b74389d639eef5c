/*
 * An untimed pass of one build: processes of different cases side by side. The
 * first process of every case comes first; then a second one of each whose
 * first was short, which must count the same.
 */
#ifndef RUN_COUNT_QUEUE_H
#define RUN_COUNT_QUEUE_H

#include "run/count_place.h"

/*
 * A case is counted by a second process if the parts of its first one had
 * fewer instructions, simulated. What has more rests on its third part.
 */
#define COUNT_SHORT_INSTRUCTIONS 20e6

/* Processes that the pass has at most. */
uint64_t count_queue_jobs(const struct counts *counts);
int count_queue_run(struct counts *counts, struct err *err);

#endif
