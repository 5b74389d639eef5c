/*
 * Diagnostics on stderr: "tare: warning: ...". For cli/ and the worker's
 * own last words only; rooms report through struct err.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"

void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Prints the message of ERR as an error. */
void log_err(const struct err *err);

#endif
