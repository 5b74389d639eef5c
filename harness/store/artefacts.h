/*
 * Plugin artefacts: what must be kept so that a build can run again.
 */
#ifndef STORE_ARTEFACTS_H
#define STORE_ARTEFACTS_H

#include "base/err.h"
#include "base/mem.h"
#include "model/result.h"

#define ARTEFACTS_MAX_LIBRARIES 200

/*
 * Copies the plugin and the libraries it loads, except the system's, into
 * DIRECTORY/KEY/. KEY is the build id, with a hash of the libraries behind
 * it where there are any: they can change while the plugin does not.
 * *RET_PATH is KEY/FILE; NULL if the plugin has no build id.
 */
int artefacts_save(const char *directory, const struct result_plugin *plugin,
		   struct arena *arena, char **ret_path, struct err *err);

/* A library that is not the system's. */
struct artefacts_library {
	char *name; /* as the loader asks for it */
	char *path;
};

/* Libraries that the ELF file at PATH loads, and those they load. */
int artefacts_libraries(const char *path, struct arena *arena,
			struct artefacts_library **ret, size_t *ret_count,
			struct err *err);

#endif
