/*
 * What plugins offer: the catalog that a describing child sends.
 */
#ifndef MODEL_CATALOG_H
#define MODEL_CATALOG_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"

#define CATALOG_MAX_BENCHES 100000
#define CATALOG_MAX_NAME    200

struct catalog_bench {
	char *id;      /* "copy" */
	char *summary; /* may be NULL */
	char *unit;    /* plural of an operation; never NULL */
	char *params;  /* spec, may be NULL */
	char *threads; /* spec, may be NULL */
	char *tags;    /* comma separated, may be NULL */
	char *file;    /* may be NULL */
	uint32_t line;
	bool batch; /* counted-batch form */
};

struct catalog_plugin {
	char *path;       /* absolute */
	char *id;         /* "org.tare.memory" */
	char *name;       /* last label of id: "memory" */
	char *version;    /* never NULL */
	char *build_info; /* may be NULL */
	char *build_id;   /* hex of the GNU build id, or "sha256:..." */
	uint32_t abi, build_flags;
	struct catalog_bench *bench; /* sorted by id */
	size_t bench_count;
};

/* Everything in it is owned by its arena. */
struct catalog {
	struct arena arena;
	struct catalog_plugin *plugin;
	size_t plugin_count, plugin_capacity;
};

void catalog_release(struct catalog *catalog);

/*
 * One plugin as text without a NUL, malloc'ed; and back, appended to
 * *CATALOG. Hostile input: ERR_PROTOCOL.
 */
char *catalog_plugin_encode(const struct catalog_plugin *plugin,
			    struct err *err);
int catalog_plugin_decode(struct catalog *catalog, const char *text,
			  size_t length, struct err *err);
/* Makes room for one more plugin; NULL on failure. */
struct catalog_plugin *catalog_add(struct catalog *catalog, struct err *err);

#endif
