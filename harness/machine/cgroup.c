#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/sysfile.h"
#include "machine/cgroup.h"

#define MAX_LEVELS 64

struct cgroup {
	bool v1;
	char mount[PATH_MAX / 2]; /* where the hierarchy is mounted */
	char path[PATH_MAX / 2];  /* of the process below it; "" or "/a/b" */
};

static void close_stream(FILE **stream)
{
	if (*stream)
		fclose(*stream);
}

static FILE *open_below(const char *root, const char *path)
{
	char full[PATH_MAX];
	int n = snprintf(full, sizeof(full), "%s%s", root, path);

	return n > 0 && (size_t)n < sizeof(full) ? fopen(full, "re") : NULL;
}

/* WORD is one of the comma-separated words of LIST. */
static bool has_word(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = list; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (!strncmp(at, word, n) && strchr(",\n", at[n]))
			return true;
	}
	return false;
}

/*
 * A line of mountinfo: "31 23 0:29 ROOT MOUNT OPTIONS ... - TYPE SOURCE
 * SUPER". True for the hierarchy that is looked for.
 */
static bool parse_mount(char *line, bool v1, char root[PATH_MAX / 2],
			char mount[PATH_MAX / 2])
{
	char type[32], super[512] = "";
	char *tail = strstr(line, " - ");

	if (!tail || sscanf(tail, " - %31s %*s %511s", type, super) < 1)
		return false;
	if (strcmp(type, v1 ? "cgroup" : "cgroup2") != 0)
		return false;
	if (v1 && !has_word(super, "cpu"))
		return false;
	_Static_assert(PATH_MAX / 2 == 2048, "widths below");
	return sscanf(line, "%*s %*s %*s %2047s %2047s", root, mount) == 2;
}

static bool find_mount(const char *root, bool v1, char mount_root[PATH_MAX / 2],
		       char mount[PATH_MAX / 2])
{
	CLEANUP(close_stream)
	FILE *in = open_below(root, "/proc/self/mountinfo");
	CLEANUP(mem_free) char *line = NULL;
	size_t capacity = 0;

	while (in && getline(&line, &capacity, in) >= 0)
		if (parse_mount(line, v1, mount_root, mount))
			return true;
	return false;
}

/* The path in a line "4:cpu,cpuacct:/path" or "0::/path", or NULL. */
static char *parse_membership(char *line, bool v1)
{
	char *controllers = strchr(line, ':');
	char *path = controllers ? strchr(controllers + 1, ':') : NULL;

	if (!path)
		return NULL;
	controllers++;
	*path++ = '\0';
	path[strcspn(path, "\n")] = '\0';
	if (v1 ? has_word(controllers, "cpu") : !*controllers)
		return path;
	return NULL;
}

static bool find_path(const char *root, bool v1, char *path, size_t size)
{
	CLEANUP(close_stream) FILE *in = open_below(root, "/proc/self/cgroup");
	CLEANUP(mem_free) char *line = NULL;
	size_t capacity = 0;

	while (in && getline(&line, &capacity, in) >= 0) {
		const char *found = parse_membership(line, v1);
		if (found) {
			snprintf(path, size, "%s", found);
			return true;
		}
	}
	return false;
}

/*
 * What PATH is below the mount. In a container the mount shows a part of the
 * hierarchy only; a path outside of it means the mount itself.
 */
static void strip_mount_root(char *path, const char *mount_root)
{
	size_t n = strcmp(mount_root, "/") ? strlen(mount_root) : 0;

	if (strncmp(path, mount_root, n) != 0 || !strncmp(path, "/..", 3))
		path[0] = '\0';
	else
		memmove(path, path + n, strlen(path + n) + 1);
	if (!strcmp(path, "/"))
		path[0] = '\0';
}

static bool cgroup_find(struct cgroup *ret, const char *root, bool v1)
{
	char mount_root[PATH_MAX / 2];

	ret->v1 = v1;
	if (!find_mount(root, v1, mount_root, ret->mount) ||
	    !find_path(root, v1, ret->path, sizeof(ret->path)))
		return false;
	strip_mount_root(ret->path, mount_root);
	return true;
}

/* Where version 1 has the CPU controller, version 2 has not. */
static bool cgroup_locate(struct cgroup *ret, const char *root)
{
	return cgroup_find(ret, root, true) || cgroup_find(ret, root, false);
}

static void level_file(const struct cgroup *cgroup, const char *name,
		       char path[PATH_MAX + 32])
{
	snprintf(path, PATH_MAX + 32, "%s%s/%s", cgroup->mount, cgroup->path,
		 name);
}

/* One level up; false at the mount point. */
static bool level_up(struct cgroup *cgroup)
{
	char *slash = strrchr(cgroup->path, '/');

	if (!slash)
		return false;
	*slash = '\0';
	return true;
}

/* Quota of one level in CPUs; 0: none. */
static double level_quota(const struct cgroup *cgroup, const char *root)
{
	char path[PATH_MAX + 32], text[64];
	const char *at = text;
	uint64_t quota, period;

	level_file(cgroup, cgroup->v1 ? "cpu.cfs_quota_us" : "cpu.max", path);
	if (!sysfile_text(root, path, text, sizeof(text)))
		return 0;
	if (!str_take_u64(&at, &quota)) /* "max", -1: none */
		return 0;
	if (cgroup->v1) {
		level_file(cgroup, "cpu.cfs_period_us", path);
		if (!sysfile_u64(root, path, NULL, &period))
			return 0;
	} else if (*at++ != ' ' || !str_take_u64(&at, &period)) {
		return 0;
	}
	return period ? (double)quota / (double)period : 0;
}

static double level_stat(const struct cgroup *cgroup, const char *root,
			 const char *key)
{
	char path[PATH_MAX + 32];
	uint64_t value;

	level_file(cgroup, "cpu.stat", path);
	return sysfile_u64(root, path, key, &value) ? (double)value : -1;
}

/* Adds VALUE to *SUM; both -1: nothing is known yet. */
static void add_known(double *sum, double value)
{
	if (value >= 0)
		*sum = (*sum < 0 ? 0 : *sum) + value;
}

double cgroup_quota_cpus(const char *root)
{
	struct cgroup cgroup;
	double least = 0;

	if (!cgroup_locate(&cgroup, root))
		return 0;
	for (int i = 0; i < MAX_LEVELS; i++) {
		double quota = level_quota(&cgroup, root);
		if (quota > 0 && (least <= 0 || quota < least))
			least = quota;
		if (!level_up(&cgroup))
			break;
	}
	return least;
}

struct cgroup_throttling cgroup_throttling(const char *root)
{
	struct cgroup_throttling total = {.us = -1, .times = -1};
	struct cgroup cgroup;

	if (!cgroup_locate(&cgroup, root))
		return total;
	const char *key = cgroup.v1 ? "throttled_time" : "throttled_usec";
	double unit = cgroup.v1 ? 1e3 : 1; /* ns in version 1 */
	for (int i = 0; i < MAX_LEVELS; i++) {
		add_known(&total.us, level_stat(&cgroup, root, key) / unit);
		add_known(&total.times,
			  level_stat(&cgroup, root, "nr_throttled"));
		if (!level_up(&cgroup))
			break;
	}
	return total;
}
