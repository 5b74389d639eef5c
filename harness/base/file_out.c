/*
 * Atomic writing. The temporary file lies in the directory of the real
 * target, because rename(2) does not cross file systems.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

#define LINKS_MAX   40
#define NAMES_TRIED 100

/* Bytes of PATH up to and with its last '/'. */
static size_t directory_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) + 1 : 0;
}

/*
 * Follows symbolic links at the last component, also to a target that does
 * not exist yet. Malloc'ed, or NULL with errno set.
 */
static char *follow_links(const char *path)
{
	CLEANUP(mem_free) char *at = strdup(path);
	char link[PATH_MAX];

	for (int i = 0; at && i < LINKS_MAX; i++) {
		ssize_t length = readlink(at, link, sizeof(link) - 1);
		size_t keep;
		char *next;

		if (length < 0)
			return TAKE(at);
		link[length] = '\0';
		keep = *link == '/' ? 0 : directory_length(at);
		if (asprintf(&next, "%.*s%s", (int)keep, at, link) < 0)
			return NULL;
		free(at);
		at = next;
	}
	errno = at ? ELOOP : ENOMEM;
	return NULL;
}

/* Makes a new file beside out->path. A descriptor, or -1 with errno set. */
static int open_temporary(struct file_out *out, const struct stat *target)
{
	int keep = (int)directory_length(out->path), fd = -1;

	for (int i = 0; fd < 0 && i < NAMES_TRIED; i++) {
		free(out->temporary);
		if (asprintf(&out->temporary, "%.*s.tare-%d-%d.tmp", keep,
			     out->path, (int)getpid(), i) < 0) {
			out->temporary = NULL;
			return -1;
		}
		fd = open(out->temporary,
			  O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	if (fd < 0) {
		int failed = errno;

		/* Not ours: the abort must not remove it. */
		free(TAKE(out->temporary));
		errno = failed;
	} else if (target) {
		(void)fchmod(fd, target->st_mode & 0777);
	}
	return fd;
}

static int refuse(const char *path, int failed, struct err *err)
{
	struct str_shown name = str_shown(path);
	size_t length = directory_length(name.text);

	if (failed == ENOMEM)
		return err_nomem(err, name.text);
	if (failed == ENOENT && length)
		return err_set(err, ERR_IO,
			       "cannot write '%s': directory '%.*s' does not "
			       "exist; make it first with mkdir -p",
			       name.text, (int)length, name.text);
	return err_sys(err, ERR_IO, failed, "cannot write '%s'", name.text);
}

/* A descriptor for out->stream, or -1 with errno set. */
static int open_target(struct file_out *out, const char *path)
{
	struct stat facts;
	bool exists = !stat(path, &facts);

	if (exists && S_ISDIR(facts.st_mode)) {
		errno = EISDIR;
		return -1;
	}
	/* /dev/null and pipes are written to, never replaced. */
	if (exists && !S_ISREG(facts.st_mode)) {
		out->path = strdup(path);
		return out->path ? open(path, O_WRONLY | O_CLOEXEC) : -1;
	}
	out->path = follow_links(path);
	if (!out->path)
		return -1;
	return open_temporary(out, exists ? &facts : NULL);
}

int file_out_open(struct file_out *out, const char *path, struct err *err)
{
	struct file_out opened = {0};
	int fd, failed;

	if (!strcmp(path, "-")) {
		*out = (struct file_out){.stream = stdout};
		return 0;
	}
	if (!*path)
		return err_set(err, ERR_IO,
			       "cannot write '': an empty file "
			       "name");
	fd = open_target(&opened, path);
	failed = errno;
	if (fd >= 0) {
		opened.stream = fdopen(fd, "w");
		failed = errno;
		if (!opened.stream)
			close(fd);
	}
	if (!opened.stream) {
		file_out_abort(&opened);
		return refuse(path, failed, err);
	}
	*out = opened;
	return 0;
}

/* 0 or an errno. Some file systems and devices cannot sync: no error. */
static int flush(struct file_out *out)
{
	bool earlier = ferror(out->stream) != 0;

	errno = 0;
	if (fflush(out->stream))
		return errno ? errno : EIO;
	if (earlier || ferror(out->stream))
		return EIO;
	if (!out->temporary)
		return 0;
	if (fsync(fileno(out->stream)) && errno != EINVAL && errno != ENOSYS &&
	    errno != EROFS)
		return errno;
	return 0;
}

static void sync_directory(const char *path)
{
	int length = (int)directory_length(path), fd;
	char directory[PATH_MAX];

	snprintf(directory, sizeof(directory), "%.*s", length, path);
	fd = open(*directory ? directory : ".",
		  O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	(void)fsync(fd);
	close(fd);
}

static int finish(struct file_out *out)
{
	int failed = flush(out);

	if (failed || out->stream == stdout)
		return failed;
	if (fclose(TAKE(out->stream)))
		return errno;
	if (!out->temporary)
		return 0;
	if (rename(out->temporary, out->path))
		return errno;
	free(TAKE(out->temporary));
	sync_directory(out->path);
	return 0;
}

int file_out_commit(struct file_out *out, struct err *err)
{
	int failed = finish(out);

	if (failed)
		err_sys(err, ERR_IO, failed, "cannot write '%s'",
			out->path ? str_shown(out->path).text
				  : "standard output");
	file_out_abort(out);
	return failed ? -ERR_IO : 0;
}

void file_out_abort(struct file_out *out)
{
	if (!out)
		return;
	if (out->stream && out->stream != stdout)
		fclose(out->stream);
	if (out->temporary)
		unlink(out->temporary);
	free(out->temporary);
	free(out->path);
	*out = (struct file_out){0};
}
