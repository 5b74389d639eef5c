/* Optional interfaces of the host, by id: <tare/ext/NAME.h>. */
#ifndef RUN_EXTENSIONS_H
#define RUN_EXTENSIONS_H

#include <tare/plugin.h>

#include "run/host.h"

/* "tare.NAME/REV", or NULL. [any thread] */
const void *extension_find(const struct tare_host *host, const char *id);

/*
 * Asks the plugin's tare.needs/1, if it has one. False, and the case is
 * skipped with the reason, where BENCH cannot run here.
 */
bool extension_needs_met(const struct tare_plugin *plugin, const char *bench_id,
			 struct host *host);

#endif
