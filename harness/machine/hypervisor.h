/*
 * What runs this machine, if it is a virtual one.
 */
#ifndef MACHINE_HYPERVISOR_H
#define MACHINE_HYPERVISOR_H

#include <stddef.h>

/* "none", "kvm", "xen", "vmware", ... or "unknown". */
void hypervisor_name(char *buf, size_t size, const char *root);

#endif
