/*
 * Baselines on disk: DIR/<machine id>/<name>.json and the artefacts,
 * ARTEFACTS/<build id>/.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/baseline.h"
#include "model/result.h"

struct store {
	const char *baselines; /* directory; default "baselines" */
	const char *artefacts; /* directory; default ".tare/artefacts" */
	/*
	 * Build id of a file, to notice plugins that were rebuilt after the
	 * run; NULL: not checked.
	 */
	int (*build_id)(const char *path, char ret[80], struct err *err);
};

/*
 * Appends RESULT as a session of NAME and stores the plugins it came from
 * (with the non-system libraries they load). Refuses a result that
 * regressed unless ACCEPTED gives who-what-why, one that is incomplete,
 * and one of another machine than the baseline's.
 */
int store_save(const struct store *store, const char *name,
	       const struct result *result, const char *accepted,
	       struct err *err);
/* ERR_NO_BASELINE names the nearest, or those of other machines. */
int store_load(const struct store *store, const char *name,
	       const struct machine_identity *machine, struct baseline *ret,
	       struct err *err);
/* Appends the newest session of FROM to TO. */
int store_promote(const struct store *store, const char *from, const char *to,
		  const struct machine_identity *machine, const char *accepted,
		  struct err *err);
int store_remove(const struct store *store, const char *name,
		 const struct machine_identity *machine, struct err *err);

/* A plugin of a stored session, as a file that can run again. */
struct store_artefact {
	char *id;      /* of the plugin */
	char *path;    /* STORE.ARTEFACTS/KEY/FILE; NULL: see missing */
	char *missing; /* why it cannot run again, and the mend; or NULL */
};
/*
 * The artefacts of BASELINE's newest session (the one that a head is compared
 * with), one for each of its plugins, in their order. A file that is gone, is
 * no longer what its build id says (store->build_id, unless NULL), or whose
 * libraries are not those that were kept with it, is missing: data, not an
 * error. Everything in ARENA. ERR_NOMEM.
 */
int store_artefacts(const struct store *store, const struct baseline *baseline,
		    struct arena *arena, struct store_artefact **ret,
		    size_t *ret_count, struct err *err);

struct store_entry {
	char *name, *machine_id, *path;
	char *newest_utc; /* of its last session */
	size_t sessions, cases;
	bool this_machine;
	char *problem; /* why it cannot be read; or NULL */
};
/* Everything in ARENA, sorted by machine, then name. */
int store_list(const struct store *store,
	       const struct machine_identity *machine, struct arena *arena,
	       struct store_entry **ret, size_t *ret_count, struct err *err);
/* [A-Za-z0-9._-]{1,100}, not starting with '.'. */
bool store_name_valid(const char *name);

#endif
