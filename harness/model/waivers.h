/*
 * Waivers: regressions that somebody has accepted, each with a ceiling and a
 * day on which it ends. baselines/waivers.json, schema "tare.waivers/1".
 */
#ifndef MODEL_WAIVERS_H
#define MODEL_WAIVERS_H

#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"

#define WAIVERS_SCHEMA    "tare.waivers/1"
#define WAIVERS_MAX_BYTES (1024u * 1024)
#define WAIVERS_MAX       1000

struct waiver {
	char *id;          /* of the case, exactly */
	double ceiling;    /* ratio up to which it holds: 1.10 */
	char *expires;     /* "2026-12-31": its last day, UTC */
	char *reason, *by; /* required */
	char *issue;       /* link; or NULL */
};

/* Everything in it is owned by its arena. */
struct waivers {
	struct arena arena;
	struct waiver *waiver; /* sorted by id */
	size_t count;
	char today[11]; /* "2026-11-21", UTC: set by the caller, once read */
};

/*
 * ERR_FORMAT with place for what cannot be meant: an unknown key, a ceiling
 * that is not above 1, a day that does not exist, two waivers for one case.
 */
int waivers_read(struct waivers *waivers, const char *path, struct err *err);
int waivers_parse(struct waivers *waivers, const char *name, const char *text,
		  size_t length, struct err *err);
void waivers_release(struct waivers *waivers);

#endif
