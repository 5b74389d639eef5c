/*
 * Fresh physical pages for a set-up in a process that had one before: how a
 * table lies in the physical memory is part of its speed, and is drawn once a
 * process otherwise.
 */
#ifndef RUN_PAGES_H
#define RUN_PAGES_H

#include <stddef.h>
#include <stdint.h>

/* More than this is not held: the luck of many pages averages by itself. */
#define PAGES_MAX_HELD  1024
#define PAGES_MAX_DRAWN 64

/* Pages that this process has touched for the first time. */
uint64_t pages_faulted(void);
/*
 * Takes pages and holds them until the process ends: FREED of them, those
 * that a set-up gave back, so that it does not get them again, and a number
 * drawn from SEED.
 */
void pages_renew(uint64_t freed, uint64_t seed);

#endif
