/*
 * Files: bounded reading and atomic writing.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"

/* Whole file, NUL-terminated, malloc'ed. "-" is standard input. */
int file_read(const char *path, size_t max_bytes, char **ret_text,
	      size_t *ret_length, struct err *err);

/*
 * A file that appears whole or not at all: written beside its target under
 * a temporary name, synced, renamed. A symbolic link stays and its target
 * is replaced. "-" is standard output.
 */
struct file_out {
	FILE *stream;
	char *path, *temporary; /* NULL for standard output */
};

/* Fails at once where the directory is missing or cannot be written. */
int file_out_open(struct file_out *out, const char *path, struct err *err);
/* Flushes, syncs and renames. On failure the target is as it was. */
int file_out_commit(struct file_out *out, struct err *err);
/* Drops what was written. Harmless after a commit or on a zeroed struct. */
void file_out_abort(struct file_out *out);

/* As `mkdir -p`. */
int file_make_directories(const char *path, struct err *err);
/* Copies the content, keeps the mode; atomic. */
int file_copy(const char *from, const char *to, struct err *err);
/* For CLEANUP: closes a descriptor that is not negative. */
void file_close(const int *fd);
/* Is STREAM a pipe or socket that nobody reads any more? */
bool file_reader_gone(FILE *stream);
/*
 * RELATIVE to the folder of the running program, into BUF. False if that is
 * not known or does not fit.
 */
bool file_beside_program(char *buf, size_t size, const char *relative);
bool file_exists(const char *path);
bool file_is_directory(const char *path);

#endif
