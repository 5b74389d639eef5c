/*
 * The os provider, with the place of /proc given by the caller.
 */
#ifndef COUNTERS_OS_H
#define COUNTERS_OS_H

#include "counters/provider.h"

struct os;

/*
 * As provider.open; ROOT is "" for the real machine, tests give a folder with
 * proc/ in it.
 */
int os_open(struct os **ret, const char *root, struct counter_info *info,
	    size_t count, enum counters_scope scope, struct err *err);
int os_read(struct os *os, struct counter_reading *reading);
bool os_level(struct os *os, size_t i, uint64_t *ret);
void os_close(struct os *os);

#endif
