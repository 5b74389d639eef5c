/*
 * "A library beside the plugin is taken first": those of a plugin's folder
 * are loaded by their paths before the plugin. The dynamic loader then takes
 * them by their names, whatever RPATH, RUNPATH or LD_LIBRARY_PATH say, so that
 * a copied build runs with its own libraries.
 */
#ifndef PLUGIN_BESIDE_H
#define PLUGIN_BESIDE_H

#include "base/err.h"
#include "base/mem.h"

#define BESIDE_MAX_LIBRARIES 200

/* A library in the plugin's folder that the plugin needs. */
struct beside_library {
	char *name; /* as the loader is asked for it */
	char *path;
	char *why; /* it could not be loaded first; or NULL */
};

/* Zero it to begin; everything in it is owned by its arena. */
struct beside {
	struct arena arena;
	struct beside_library library[BESIDE_MAX_LIBRARIES];
	size_t count;
};

/*
 * Loads the libraries beside the plugin PATH (absolute) that it needs, and
 * those that they need, depth first. One that cannot be loaded by itself is
 * left to the loader. ERR_PLUGIN for more than BESIDE_MAX_LIBRARIES or a file
 * without a readable dynamic section, ERR_NOMEM.
 */
int beside_load(struct beside *beside, const char *path, struct err *err);
/*
 * Once the plugin is loaded: ERR_PLUGIN if the loader has taken another file
 * for one of them, unless its content is the same.
 */
int beside_check(const struct beside *beside, struct err *err);
void beside_release(struct beside *beside);

#endif
