/*
 * Builds: plugins that were built together, the sides of a paired gate.
 */
#ifndef CLI_BUILD_H
#define CLI_BUILD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/baseline.h"
#include "store/store.h"

/* What --base or --head names. */
enum place_kind {
	PLACE_BUILD,   /* a directory of plugins */
	PLACE_RESULTS, /* a directory of results */
	PLACE_FILE,    /* a result, or a baseline's file */
	PLACE_NAME,    /* of a baseline */
};
/*
 * SIDE is "base" or "head". NUMBERS: a directory with plugins and results is
 * meant as results. ERR_USAGE for what is neither or both.
 */
int place_kind(const char *side, const char *text, bool numbers,
	       enum place_kind *ret, struct err *err);
/* ERR_USAGE if two of the directories are one. */
int place_check_distinct(const char *const *place, size_t count,
			 struct err *err);

struct build {
	const char *place; /* a directory, or the name of a baseline */
	char **plugin;     /* paths */
	size_t plugin_count;
	bool older; /* may lack what TARGETs and suites name */
	/* Of the other side: what one of them has may be lacking here. */
	const struct build *other;
	size_t other_count;
};

/* The plugins of directory PLACE. Everything in ARENA. */
int build_of_directory(struct build *ret, const char *place,
		       struct arena *arena, struct err *err);
/*
 * The stored plugins of BASELINE; *RET_MISSING: why they cannot run, or NULL.
 * Everything in ARENA.
 */
int build_of_baseline(struct build *ret, const struct store *store,
		      const struct baseline *baseline, struct arena *arena,
		      char **ret_missing, struct err *err);
/* The plugin whose file is NAME's ("hash", "hash.so", "x/hash.so"); or NULL. */
const char *build_find(const struct build *build, const char *name);
/* May the build be without NAME? */
bool build_may_lack(const struct build *build, const char *name);
/* "BUILD has no plugin NAME; it has ...": ERR_PLUGIN. */
int build_lacks(const struct build *build, const char *name, struct err *err);

#endif
