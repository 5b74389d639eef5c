/*
 * The CPU controller's folders of this process, cgroup version 1 or 2.
 */
#ifndef MACHINE_CGROUP_H
#define MACHINE_CGROUP_H

/*
 * Limits hold at every level, so both walk from the process's own folder up
 * to the mount point.
 */

/* Smallest quota in CPUs; 0: none is set, or there is no controller. */
double cgroup_quota_cpus(const char *root);
/* Time throttled since the groups were made, in us; -1: cannot be read. */
double cgroup_throttled_us(const char *root);

#endif
