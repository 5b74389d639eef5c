/*
 * SHA-256 (FIPS 180-4) of files and texts, for content addresses; FNV-1a for
 * tables and draws.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define HASH_HEX_SIZE 65

void hash_bytes(const void *bytes, size_t length, char hex[HASH_HEX_SIZE]);
int hash_file(const char *path, char hex[HASH_HEX_SIZE], struct err *err);
/* FNV-1a of 64 bits; the same on every machine. */
uint64_t hash_text(const char *text);

#endif
