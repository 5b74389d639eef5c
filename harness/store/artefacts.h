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

struct artefacts_libraries {
	struct artefacts_library *item;
	size_t count;
};

/*
 * Libraries that the plugin at PATH loads, and those they load. Those beside
 * the plugin come first, as plugin_load() takes them.
 */
int artefacts_libraries(const char *path, struct arena *arena,
			struct artefacts_libraries *ret, struct err *err);
/*
 * The same of a plugin that is kept at PATH: those that were kept with it.
 * *RET_BY_PATH: a name with '/' by which one of them is loaded, so that the
 * kept copy is not used; or NULL.
 */
int artefacts_kept_libraries(const char *path, struct arena *arena,
			     struct artefacts_libraries *ret,
			     char **ret_by_path, struct err *err);
/* The folder of a plugin with BUILD_ID that loads LIBRARIES. */
int artefacts_key(const char *build_id,
		  const struct artefacts_libraries *libraries,
		  struct arena *arena, char **ret, struct err *err);

#endif
