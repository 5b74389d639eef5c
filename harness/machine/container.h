/*
 * The container that this process runs in, if it is in one.
 */
#ifndef MACHINE_CONTAINER_H
#define MACHINE_CONTAINER_H

#include <stddef.h>

/* "docker", "podman", "lxc", "kubernetes", ...; "" in none. */
void container_name(char *buf, size_t size, const char *root);

#endif
