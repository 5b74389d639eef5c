/*
 * Errors: every fallible function returns 0 or a negative `-enum err_code`
 * and takes a caller-owned `struct err *` last (NULL allowed). The first
 * error wins; rooms never print and never exit, cli/ prints once.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

/* Exit codes of tare: docs/cli.md, one test each. */
enum exit_code {
	EXIT_PASS = 0,
	EXIT_REGRESSED = 1,
	EXIT_USAGE = 2,
	EXIT_INCONCLUSIVE = 3,
	EXIT_NOTHING = 4,
	EXIT_BROKEN = 5,
	EXIT_UNFIT = 6,
	EXIT_INTERRUPTED = 130,
	EXIT_TERMINATED = 143,
};

/*
 * X(NAME, exit code, text). The text is the general meaning; the message of
 * an error names the place, what was expected and what to type next.
 * docs/errors.md is compared with this table by a test.
 */
#define ERR_TABLE(X)                                                           \
	X(NOMEM, EXIT_BROKEN, "out of memory")                                 \
	X(SYS, EXIT_BROKEN, "the operating system refused")                    \
	X(IO, EXIT_USAGE, "a file could not be read or written")               \
	X(USAGE, EXIT_USAGE, "bad option or argument")                         \
	X(SUITE, EXIT_USAGE, "bad suite")                                      \
	X(FORMAT, EXIT_USAGE, "malformed file")                                \
	X(SCHEMA, EXIT_USAGE, "file of an unknown schema")                     \
	X(LIMIT, EXIT_USAGE, "a size limit was exceeded")                      \
	X(NO_MATCH, EXIT_NOTHING, "no benchmark matched")                      \
	X(NO_BASELINE, EXIT_NOTHING, "no baseline")                            \
	X(OTHER_MACHINE, EXIT_NOTHING, "measured on another machine")          \
	X(NO_DATA, EXIT_NOTHING, "nothing was measured")                       \
	X(PLUGIN, EXIT_BROKEN, "plugin refused")                               \
	X(CRASHED, EXIT_BROKEN, "benchmark crashed")                           \
	X(TIMEOUT, EXIT_BROKEN, "benchmark ran out of its time limit")         \
	X(CHECK, EXIT_BROKEN, "benchmark gave a wrong answer")                 \
	X(PROTOCOL, EXIT_BROKEN, "worker broke the protocol")                  \
	X(UNFIT, EXIT_UNFIT, "machine unfit to measure")                       \
	X(INTERRUPTED, EXIT_INTERRUPTED, "interrupted")                        \
	X(TERMINATED, EXIT_TERMINATED, "terminated")                           \
	X(INTERNAL, EXIT_BROKEN, "internal error; please report it")

enum err_code {
	ERR_NONE = 0,
#define ERR_ENUM(name, exit_code, text) ERR_##name,
	ERR_TABLE(ERR_ENUM)
#undef ERR_ENUM
	    ERR_COUNT
};

struct err {
	enum err_code code; /* ERR_NONE: no error yet */
	char text[1024];    /* one message, without newline at its end */
};

/* Sets *ERR unless it already holds an error. Returns -CODE. */
int err_set(struct err *err, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* As err_set, with ": strerror(ERRNUM)" appended. */
int err_sys(struct err *err, enum err_code code, int errnum, const char *fmt,
	    ...) __attribute__((format(printf, 4, 5)));

/* Puts "CONTEXT: " before the message. Returns -err->code. */
int err_wrap(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Shorthand for ERR_NOMEM: "out of memory (WHAT)". */
int err_nomem(struct err *err, const char *what);

#ifdef __clang_analyzer__
/* What clang's analyzer cannot see from outside: an error is never 0. */
static inline int err_negative(int code)
{
	if (code >= 0)
		__builtin_unreachable();
	return code;
}
#define err_set(...)   err_negative(err_set(__VA_ARGS__))
#define err_sys(...)   err_negative(err_sys(__VA_ARGS__))
#define err_wrap(...)  err_negative(err_wrap(__VA_ARGS__))
#define err_nomem(...) err_negative(err_nomem(__VA_ARGS__))
#endif

void err_clear(struct err *err);

const char *err_name(enum err_code code);    /* "no-baseline" */
const char *err_meaning(enum err_code code); /* the table's text */
enum exit_code err_exit(enum err_code code);

/* "pass", "regressed", "usage", ... ; "unknown" for other numbers. */
const char *exit_name(enum exit_code code);

/* The worse of two in the order 143 130 2 5 1 6 4 3 0. */
enum exit_code exit_worst(enum exit_code a, enum exit_code b);

#endif
