/*
 * Names of functions, hidden and static ones too, from a file's symbol
 * table. The dynamic linker knows only what a plugin exports.
 */
#ifndef RUN_SYMBOL_H
#define RUN_SYMBOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* NAME+OFFSET */
struct symbol {
	char name[256]; /* cut where it is longer */
	uint64_t offset;
};

/*
 * The function of the ELF file PATH that holds ADDRESS (in the file's own
 * address space). False if it is unknown.
 */
bool symbol_find(const char *path, uint64_t address, struct symbol *ret);

#endif
