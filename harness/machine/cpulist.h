/*
 * Lists of CPUs as the kernel writes them: "0-3,8".
 */
#ifndef MACHINE_CPULIST_H
#define MACHINE_CPULIST_H

#include <stdint.h>

/* How many CPUs are in LIST; 0 if it is malformed. */
uint32_t cpulist_count(const char *list);
/* Of the file; 0 if it is absent. */
uint32_t cpulist_file(const char *root, const char *path);
/* CPUs this process may run on. */
uint32_t cpulist_status(const char *root);

#endif
