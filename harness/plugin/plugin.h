/*
 * Plugins: finding, loading and checking shared objects; their params.
 */
#ifndef PLUGIN_PLUGIN_H
#define PLUGIN_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#include <tare/plugin.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/catalog.h"

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
/* Every *.so of a directory, sorted; malloc'ed array of malloc'ed paths. */
int plugin_directory(const char *dir, char ***ret_paths, size_t *ret_count,
		     struct err *err);
/* The first of the default directories that exists; malloc'ed or NULL. */
char *plugin_default_directory(void);

/* GNU build id of an ELF file as hex, else "sha256:" and its hash. */
int plugin_build_id(const char *path, char ret[80], struct err *err);

/* Params: "a=1,2,4 b=64..65536*4". */
#define PARAMS_MAX        8
#define PARAMS_MAX_VALUES 10000
struct params_axis {
	char *name;
	int64_t *value;
	size_t value_count;
};
/* NULL or "" gives 0 axes. ERR_PLUGIN with the column of the fault. */
int params_parse(const char *spec, struct arena *arena,
		 struct params_axis **ret_axis, size_t *ret_count,
		 struct err *err);
/* Values of one axis: "1,2,4" or "64..4096*4" or "1..9+2". */
int params_values(const char *spec, struct arena *arena, int64_t **ret_value,
		  size_t *ret_count, struct err *err);

#endif
