#include "tmpdir.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define NFTW_DESCRIPTORS 16
#define PATH_BYTES       512

static void die(const char *what, const char *path)
{
	fprintf(stderr, "tmpdir: %s '%s' failed\n", what, path);
	abort();
}

struct tmpdir tmpdir_make(void)
{
	struct tmpdir dir = {.path = "/tmp/tare-test-XXXXXX"};

	if (!mkdtemp(dir.path))
		die("mkdtemp", dir.path);
	return dir;
}

static int remove_one(const char *path, const struct stat *facts, int kind,
		      struct FTW *where)
{
	(void)facts;
	(void)kind;
	(void)where;
	return remove(path);
}

void tmpdir_remove(struct tmpdir *dir)
{
	if (*dir->path)
		nftw(dir->path, remove_one, NFTW_DESCRIPTORS,
		     FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
	*dir->path = '\0';
}

char *tmpdir_path(const struct tmpdir *dir, const char *name)
{
	static char paths[TMPDIR_PATHS][PATH_BYTES];
	static unsigned next;
	char *path = paths[next++ % TMPDIR_PATHS];

	if (snprintf(path, PATH_BYTES, "%s/%s", dir->path, name) >= PATH_BYTES)
		die("a name this long", name);
	return path;
}

char *tmpdir_write_bytes(const struct tmpdir *dir, const char *name,
			 const void *bytes, size_t length)
{
	char *path = tmpdir_path(dir, name);
	FILE *file = fopen(path, "w");

	if (!file || fwrite(bytes, 1, length, file) != length || fclose(file))
		die("writing", path);
	return path;
}

char *tmpdir_write(const struct tmpdir *dir, const char *name, const char *text)
{
	return tmpdir_write_bytes(dir, name, text, strlen(text));
}

char *tmpdir_read(const struct tmpdir *dir, const char *name)
{
	FILE *file = fopen(tmpdir_path(dir, name), "r");
	char *text = NULL;
	size_t capacity = 0;

	if (!file)
		return NULL;
	if (getdelim(&text, &capacity, '\0', file) < 0) {
		free(text);
		text = strdup("");
	}
	fclose(file);
	return text;
}

size_t tmpdir_entries(const struct tmpdir *dir)
{
	DIR *listing = opendir(dir->path);
	struct dirent *entry;
	size_t n = 0;

	if (!listing)
		die("opendir", dir->path);
	while ((entry = readdir(listing)))
		n += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
	closedir(listing);
	return n;
}
