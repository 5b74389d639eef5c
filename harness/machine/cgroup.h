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
/* Since the groups were made, of all levels; -1: cannot be read. */
struct cgroup_throttling {
	double us, times;
};
struct cgroup_throttling cgroup_throttling(const char *root);

#endif
