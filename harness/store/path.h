/*
 * Where a baseline lies.
 */
#ifndef STORE_PATH_H
#define STORE_PATH_H

#include "base/err.h"
#include "model/machine.h"
#include "store/store.h"

/* ERR_USAGE for a bad name, ERR_FORMAT for a bad machine id. */
int store_path(const struct store *store, const char *name,
	       const struct machine_identity *machine, struct arena *arena,
	       char **ret, struct err *err);
/* Reads it and checks that it is of this machine. ERR_NO_BASELINE. */
int store_read(const char *path, const struct machine_identity *machine,
	       struct baseline *ret, struct err *err);
/* ERR_NO_BASELINE with what there is instead. */
int store_absent(const struct store *store, const char *name,
		 const struct machine_identity *machine, struct err *err);

#endif
