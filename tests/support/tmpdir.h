/*
 * A scratch directory of one test.
 */
#ifndef SUPPORT_TMPDIR_H
#define SUPPORT_TMPDIR_H

#include <stddef.h>

#define TMPDIR_PATHS 8

struct tmpdir {
	char path[64];
};

/* Makes it below /tmp; ends the process if it cannot. */
struct tmpdir tmpdir_make(void);
/* Removes it and all below, mounts and link targets excepted. */
void tmpdir_remove(struct tmpdir *dir);

/* "DIR/NAME"; good until TMPDIR_PATHS more paths were asked for. */
char *tmpdir_path(const struct tmpdir *dir, const char *name);
/* Writes TEXT to NAME; returns its path. */
char *tmpdir_write(const struct tmpdir *dir, const char *name,
		   const char *text);
char *tmpdir_write_bytes(const struct tmpdir *dir, const char *name,
			 const void *bytes, size_t length);
/* The content of NAME, malloc'ed; NULL if there is none. */
char *tmpdir_read(const struct tmpdir *dir, const char *name);
/* Number of entries directly below, hidden ones too. */
size_t tmpdir_entries(const struct tmpdir *dir);

#endif
