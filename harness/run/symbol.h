/*
 * Names of functions, hidden and static ones too, from a file's symbol
 * table. The dynamic linker knows only what a plugin exports.
 */
#ifndef RUN_SYMBOL_H
#define RUN_SYMBOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Name of the function of the ELF file PATH that holds ADDRESS (in the
 * file's own address space) and how far into it. False if it is unknown.
 */
bool symbol_find(const char *path, uint64_t address, char *name, size_t size,
		 uint64_t *ret_offset);

#endif
