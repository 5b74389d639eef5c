/*
 * Descendants, by /proc: a child can leave its process group (setsid), but
 * not the tree below a subreaper.
 */
#include "base/proc.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

#define KILL_ROUNDS   2000
#define KILL_PAUSE_NS 1000000

/* Where the start time is in /proc/PID/stat, counted from the state. */
#define START_FIELD 19

struct entry {
	pid_t pid, parent;
	uint64_t start; /* in ticks: a number can be given again */
	bool live;
	bool spared;
};

struct table {
	struct entry *entries;
	size_t count, capacity;
};

/* Not below the caller by its doing; see proc_spare_descendants(). */
static struct table spared;

static void table_release(struct table *table)
{
	free(table->entries);
}

static uint64_t start_time(const char *state)
{
	for (int i = 0; i < START_FIELD && state; i++) {
		state = strchr(state, ' ');
		state += state != NULL;
	}
	return state ? strtoull(state, NULL, 10) : 0;
}

static int by_pid(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return (x->pid > y->pid) - (x->pid < y->pid);
}

static const struct entry *table_find(const struct table *table, pid_t pid)
{
	const struct entry key = {.pid = pid};

	if (!table->count)
		return NULL;
	return bsearch(&key, table->entries, table->count,
		       sizeof(*table->entries), by_pid);
}

static bool is_spared(const struct entry *entry)
{
	const struct entry *found = table_find(&spared, entry->pid);

	return found && found->start == entry->start;
}

/* From "PID (NAME) STATE PPID ..."; NAME may hold anything. */
static bool read_entry(const char *pid_text, struct entry *ret)
{
	char path[64], text[512], *behind;
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "/proc/%.20s/stat", pid_text);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	got = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (got <= 0)
		return false;
	text[got] = '\0';
	behind = strrchr(text, ')');
	if (!behind || strlen(behind) < strlen(") S 1"))
		return false;
	ret->live = behind[2] != 'Z' && behind[2] != 'X';
	ret->pid = (pid_t)strtol(pid_text, NULL, 10);
	ret->parent = (pid_t)strtol(behind + 3, NULL, 10);
	ret->start = start_time(behind + 2);
	ret->spared = is_spared(ret);
	return true;
}

static int table_read(struct table *table, struct err *err)
{
	DIR *proc = opendir("/proc");
	struct dirent *item;
	int rc = 0;

	if (!proc)
		return 0;
	while ((item = readdir(proc))) {
		if (!isdigit((unsigned char)item->d_name[0]))
			continue;
		rc = vec_reserve(&table->entries, &table->capacity,
				 table->count, sizeof(*table->entries), err);
		if (rc < 0)
			break;
		if (read_entry(item->d_name, &table->entries[table->count]))
			table->count++;
	}
	closedir(proc);
	if (table->count)
		qsort(table->entries, table->count, sizeof(*table->entries),
		      by_pid);
	return rc;
}

static bool descends_from(const struct table *table, const struct entry *entry,
			  pid_t ancestor)
{
	for (size_t hops = 0; entry && hops < table->count; hops++) {
		if (entry->spared)
			return false;
		if (entry->parent == ancestor)
			return true;
		entry = table_find(table, entry->parent);
	}
	return false;
}

/* Counts the live descendants and sends them SIGNAL (0: nothing). */
static size_t signal_descendants(int signal_number)
{
	CLEANUP(table_release) struct table table = {0};
	size_t n = 0;

	(void)table_read(&table, NULL);
	for (size_t i = 0; i < table.count; i++) {
		const struct entry *entry = &table.entries[i];

		if (!entry->live || !descends_from(&table, entry, getpid()))
			continue;
		n++;
		if (signal_number)
			kill(entry->pid, signal_number);
	}
	return n;
}

int proc_spare_descendants(struct err *err)
{
	CLEANUP(table_release) struct table all = {0};

	table_release(&spared);
	spared = (struct table){0};
	int rc = table_read(&all, err);
	for (size_t i = 0; i < all.count && rc == 0; i++) {
		if (!descends_from(&all, &all.entries[i], getpid()))
			continue;
		rc = vec_reserve(&spared.entries, &spared.capacity,
				 spared.count, sizeof(*spared.entries), err);
		if (rc == 0)
			spared.entries[spared.count++] = all.entries[i];
	}
	return rc;
}

bool proc_is_spared(pid_t pid)
{
	char text[16];
	struct entry now;

	if (!table_find(&spared, pid))
		return false;
	(void)snprintf(text, sizeof(text), "%d", (int)pid);
	return read_entry(text, &now) && now.spared;
}

size_t proc_descendants(void)
{
	return signal_descendants(0);
}

size_t proc_kill_all(void)
{
	size_t most = 0;

	for (int round = 0; round < KILL_ROUNDS; round++) {
		size_t left = signal_descendants(SIGKILL);

		most = left > most ? left : most;
		/* Orphans came to us; each death may bring more of them. */
		while (waitpid(-1, NULL, WNOHANG) > 0)
			left++;
		if (!left)
			break;
		clock_sleep_ns(KILL_PAUSE_NS);
	}
	return most;
}

int proc_adopt_orphans(struct err *err)
{
	if (prctl(PR_SET_CHILD_SUBREAPER, 1))
		return err_sys(err, ERR_SYS, errno,
			       "cannot become the parent of orphans");
	return 0;
}
