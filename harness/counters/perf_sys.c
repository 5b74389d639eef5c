#include <errno.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "counters/perf_sys.h"

static int real_open(void *ctx, struct perf_event_attr *attr, int group_fd)
{
	(void)ctx;
	long fd = syscall(SYS_perf_event_open, attr, 0, -1, group_fd,
			  PERF_FLAG_FD_CLOEXEC);
	return fd < 0 ? -errno : (int)fd;
}

static int real_ioctl(void *ctx, int fd, unsigned long request, void *arg)
{
	(void)ctx;
	return ioctl(fd, request, arg) < 0 ? -errno : 0;
}

static ssize_t real_read(void *ctx, int fd, void *buf, size_t bytes)
{
	(void)ctx;
	ssize_t n = read(fd, buf, bytes);
	return n < 0 ? -errno : n;
}

static void real_close(void *ctx, int fd)
{
	(void)ctx;
	close(fd);
}

const struct perf_sys perf_sys_real = {
    .open = real_open,
    .ioctl = real_ioctl,
    .read = real_read,
    .close = real_close,
};
