/*
 * What an ELF file says of itself, read without loading it.
 */
#ifndef PLUGIN_ELF_FACTS_H
#define PLUGIN_ELF_FACTS_H

#include "base/err.h"

/*
 * Refuses what dlopen would refuse in words that help less: not an ELF
 * shared object, another CPU, the runtime of a sanitizer that this tare
 * lacks.
 */
int elf_check(const char *path, struct err *err);

#endif
