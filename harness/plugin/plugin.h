/*
 * Plugins: finding, loading and checking shared objects.
 */
#ifndef PLUGIN_PLUGIN_H
#define PLUGIN_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#include <tare/plugin.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/catalog.h"
#include "model/params.h"

/* A plugin in this process. Never unloaded: the process is the unit. */
struct plugin {
	void *handle;
	const struct tare_plugin *descriptor;
};

/*
 * dlopen (RTLD_NOW | RTLD_LOCAL) and every check of docs/plugin-abi.md.
 * Only for workers and describing children. ERR_PLUGIN names the plugin,
 * both versions where they matter, and the mend.
 */
int plugin_load(struct plugin *ret, const char *path, struct err *err);
/* Checks without dlopen: a descriptor as the plugin returned it. */
int plugin_check(const struct tare_plugin *descriptor, const char *path,
		 struct err *err);
/* The benchmark, or NULL. */
const struct tare_bench *plugin_find(const struct plugin *plugin,
				     const char *id);

/*
 * Describes PATHs, each in a child of its own, and appends them to CATALOG
 * in the order given. A crash, exit() or endless loop of one is ERR_PLUGIN
 * for that one: FAILED(ctx, path, err) is told and the others go on.
 */
typedef void plugin_failed_fn(void *ctx, const char *path,
			      const struct err *err);
int plugin_describe(struct catalog *catalog, const char *const *paths,
		    size_t count, plugin_failed_fn *failed, void *ctx,
		    struct err *err);
/* The child's side: `tare __describe PATH`. Returns its exit status. */
int plugin_describe_main(const char *path);

/*
 * The file that NAME stands for: a path with '/', or "memory" searched as
 * memory.so in DIRS, $TARE_PLUGIN_PATH, the build tree, the installed
 * directory. ERR_PLUGIN lists where it looked.
 */
int plugin_resolve(const char *name, const char *const *dirs, size_t dir_count,
		   char **ret_path, struct err *err);
/*
 * Every *.so of a directory, sorted; malloc'ed array of malloc'ed paths. One
 * that another one needs is a library, no plugin.
 */
int plugin_directory(const char *dir, char ***ret_paths, size_t *ret_count,
		     struct err *err);
/* The first of the default directories that exists; malloc'ed or NULL. */
char *plugin_default_directory(void);

/* GNU build id of an ELF file as hex, else "sha256:" and its hash. */
int plugin_build_id(const char *path, char ret[80], struct err *err);

#endif
