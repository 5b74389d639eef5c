/*
 * Descendants by the kernel's lists of children: what it costs depends on
 * how many there are, not on what else runs on the machine.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/proc.h"

#define CHUNK_BYTES 4096

struct found {
	pid_t *pid;
	size_t count, max;
	bool unknown; /* a kernel without these lists */
};

static void close_directory(DIR **directory)
{
	if (*directory)
		closedir(*directory);
}

static void take(struct found *found, pid_t pid)
{
	if (!proc_is_spared(pid))
		found->pid[found->count++] = pid;
}

/* Adds the numbers of the file at FD, which are separated by blanks. */
static void take_numbers(struct found *found, int fd)
{
	char chunk[CHUNK_BYTES];
	pid_t number = 0;
	ssize_t got;

	while (found->count < found->max &&
	       (got = read(fd, chunk, sizeof(chunk))) > 0) {
		for (ssize_t i = 0; i < got && found->count < found->max; i++) {
			if (isdigit((unsigned char)chunk[i])) {
				number = number * 10 + (chunk[i] - '0');
			} else if (number) {
				take(found, number);
				number = 0;
			}
		}
	}
}

static void take_children(struct found *found, pid_t pid, const char *thread)
{
	char path[128];

	(void)snprintf(path, sizeof(path), "/proc/%d/task/%.20s/children",
		       (int)pid, thread);
	CLEANUP(file_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		found->unknown |= errno == ENOENT && pid == getpid();
	else
		take_numbers(found, fd);
}

/* The children of each of its threads. */
static void take_process(struct found *found, pid_t pid)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	CLEANUP(close_directory) DIR *tasks = opendir(path);
	const struct dirent *item;

	while (tasks && (item = readdir(tasks)))
		if (item->d_name[0] != '.')
			take_children(found, pid, item->d_name);
}

size_t proc_count_descendants(size_t max)
{
	struct found found = {.max = max};

	found.pid = calloc(max, sizeof(*found.pid));
	if (!found.pid)
		return proc_descendants();
	take_process(&found, getpid());
	for (size_t i = 0; i < found.count; i++)
		take_process(&found, found.pid[i]);
	free(found.pid);
	return found.unknown ? proc_descendants() : found.count;
}
