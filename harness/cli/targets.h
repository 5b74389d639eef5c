/*
 * What TARGETs stand for: a suite, and the files of plugins.
 */
#ifndef CLI_TARGETS_H
#define CLI_TARGETS_H

#include <stddef.h>

#include "base/err.h"
#include "cli/options.h"
#include "model/suite.h"

/* Paths of plugins, each once, in the order that they were named. */
struct paths {
	char **path;
	size_t count, capacity;
};
void paths_release(struct paths *paths);

/*
 * Reads the suite that TARGETS name, if any, into SUITE, and adds the plugins
 * of both to PATHS. Of a build (SELECT->build) plugins are taken by their
 * file's name, from nowhere else.
 */
int targets_collect(struct suite *suite, struct paths *paths,
		    const struct select_options *select, char *const *targets,
		    size_t target_count, struct err *err);

#endif
