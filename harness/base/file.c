#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

#define READ_FIRST_BYTES (16 * 1024)
#define COPY_CHUNK_BYTES (64 * 1024)

/* 0, an errno, or -1 for more than MAX_BYTES. */
static int read_all(int fd, size_t max_bytes, char **ret_text,
		    size_t *ret_length)
{
	CLEANUP(mem_free) char *text = NULL;
	size_t length = 0, capacity = 0;

	for (;;) {
		ssize_t got;

		/* One byte above the limit shows that there is more. */
		if (vec_reserve(&text, &capacity,
				capacity ? length + 1 : READ_FIRST_BYTES, 1,
				NULL))
			return ENOMEM;
		got = read(fd, text + length, capacity - length - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return errno;
		length += (size_t)got;
		if (length > max_bytes)
			return -1;
		if (got == 0)
			break;
	}
	text[length] = '\0';
	*ret_text = TAKE(text);
	*ret_length = length;
	return 0;
}

int file_read(const char *path, size_t max_bytes, char **ret_text,
	      size_t *ret_length, struct err *err)
{
	CLEANUP(file_close)
	int fd = strcmp(path, "-") != 0
		     ? open(path, O_RDONLY | O_CLOEXEC)
		     : fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	size_t length;
	int failed;

	failed = fd < 0 ? errno
			: read_all(fd, max_bytes, ret_text,
				   ret_length ? ret_length : &length);
	if (failed == -1)
		return err_set(err, ERR_LIMIT,
			       "'%s': larger than the limit of %zu bytes",
			       str_shown(path).text, max_bytes);
	if (failed == ENOMEM)
		return err_nomem(err, str_shown(path).text);
	if (failed)
		return err_sys(err, ERR_IO, failed, "cannot read '%s'",
			       str_shown(path).text);
	return 0;
}

static int make_directory(const char *path, struct err *err)
{
	int failed;

	if (!*path || !mkdir(path, 0777))
		return 0;
	failed = errno;
	if (file_is_directory(path))
		return 0;
	return err_sys(err, ERR_IO, failed == EEXIST ? ENOTDIR : failed,
		       "cannot make directory '%s'", str_shown(path).text);
}

int file_make_directories(const char *path, struct err *err)
{
	CLEANUP(mem_free) char *copy = strdup(path);
	int failed = 0;

	if (!copy)
		return err_nomem(err, "path");
	for (char *at = copy; *at && !failed; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		failed = make_directory(copy, err);
		*at = '/';
	}
	return failed ? failed : make_directory(copy, err);
}

int file_copy(const char *from, const char *to, struct err *err)
{
	CLEANUP(file_close) int fd = open(from, O_RDONLY | O_CLOEXEC);
	CLEANUP(file_out_abort) struct file_out out = {0};
	CLEANUP(mem_free) char *chunk = NULL;
	struct stat facts;
	ssize_t got;
	int failed;

	if (fd < 0 || fstat(fd, &facts))
		return err_sys(err, ERR_IO, errno, "cannot read '%s'",
			       str_shown(from).text);
	chunk = malloc(COPY_CHUNK_BYTES);
	if (!chunk)
		return err_nomem(err, "copy");
	failed = file_out_open(&out, to, err);
	if (failed)
		return failed;
	while ((got = read(fd, chunk, COPY_CHUNK_BYTES))) {
		if (got > 0)
			fwrite(chunk, 1, (size_t)got, out.stream);
		else if (errno != EINTR)
			return err_sys(err, ERR_IO, errno, "cannot read '%s'",
				       str_shown(from).text);
	}
	if (out.temporary && fchmod(fileno(out.stream), facts.st_mode & 0777))
		return err_sys(err, ERR_IO, errno,
			       "cannot set the mode of "
			       "'%s'",
			       str_shown(to).text);
	return file_out_commit(&out, err);
}

void file_close(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

bool file_reader_gone(FILE *stream)
{
	struct pollfd end = {.fd = fileno(stream), .events = POLLOUT};

	return poll(&end, 1, 0) == 1 && (end.revents & (POLLERR | POLLHUP));
}

bool file_beside_program(char *buf, size_t size, const char *relative)
{
	char program[PATH_MAX];
	ssize_t length =
	    readlink("/proc/self/exe", program, sizeof(program) - 1);

	if (length <= 0)
		return false;
	program[length] = '\0';
	char *slash = strrchr(program, '/');
	if (!slash)
		return false;
	*slash = '\0';
	int n = snprintf(buf, size, "%s/%s", program, relative);
	return n > 0 && (size_t)n < size;
}

bool file_exists(const char *path)
{
	struct stat facts;

	return !stat(path, &facts);
}

bool file_is_directory(const char *path)
{
	struct stat facts;

	return !stat(path, &facts) && S_ISDIR(facts.st_mode);
}
