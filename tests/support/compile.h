/*
 * Shared objects made in a test.
 */
#ifndef SUPPORT_COMPILE_H
#define SUPPORT_COMPILE_H

#include "tmpdir.h"

/*
 * Compiles TEXT into OUTPUT of DIR, with at most three OPTIONS (a list with
 * NULL behind, or NULL); libraries are looked for in DIR.
 */
void compile_library(const struct tmpdir *dir, const char *text,
		     const char *output, const char *const *options);

#endif
