/*
 * What an ELF file asks the dynamic loader for.
 */
#ifndef BASE_ELF_NEEDS_H
#define BASE_ELF_NEEDS_H

#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"

#define ELF_NEEDS_MAX 200

/* Everything is owned by the arena. */
struct elf_needs {
	char *library[ELF_NEEDS_MAX]; /* DT_NEEDED */
	size_t library_count;
	char *rpath, *runpath; /* or NULL */
};

int elf_needs_read(const char *path, struct arena *arena, struct elf_needs *ret,
		   struct err *err);

#endif
