/*
 * Reading the machine: identity, conditions, interference.
 */
#ifndef MACHINE_MACHINE_H
#define MACHINE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/machine.h"

/* ROOT is "" for the real machine; tests give a folder with proc/ and sys/. */
int machine_identify(struct machine_identity *ret, const char *root,
		     struct err *err);
void machine_conditions(struct machine_conditions *ret, const char *root);
void machine_interference(struct interference *ret, const char *root);
/* after - before; -1 where either is missing. */
struct interference interference_since(const struct interference *before,
				       const struct interference *after);
/* Of COUNT differences; -1 where one of them is missing, 0 without any. */
struct interference interference_sum(const struct interference *round,
				     size_t count);

/*
 * True if measurements on A and B may be compared; otherwise WHY names the
 * fields that differ with both values.
 */
bool machine_same(const struct machine_identity *a,
		  const struct machine_identity *b, char *why, size_t size);

#endif
