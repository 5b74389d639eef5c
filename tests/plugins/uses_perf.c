/* Benchmarks that meddle with performance counters themselves. */
#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <tare/sdk.h>

TARE_PLUGIN("org.tare.test.uses_perf", "1.0.0")

/* What PERF_FLAG_FD_CLOEXEC makes of a group of its own. */
TARE_BENCH(own_group)
{
	struct perf_event_attr attr = {
	    .size = sizeof(attr),
	    .type = PERF_TYPE_SOFTWARE,
	    .config = PERF_COUNT_SW_TASK_CLOCK,
	    .disabled = 1,
	    .exclude_kernel = 1,
	};
	uint64_t sum = 0;
	int fd = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1,
			      PERF_FLAG_FD_CLOEXEC);

	if (fd < 0)
		tare_skip(b, "perf_event_open is refused here");
	TARE_LOOP(b) {
		uint64_t value = 0;
		ioctl(fd, PERF_EVENT_IOC_RESET, PERF_IOC_FLAG_GROUP);
		ioctl(fd, PERF_EVENT_IOC_ENABLE, PERF_IOC_FLAG_GROUP);
		ioctl(fd, PERF_EVENT_IOC_DISABLE, PERF_IOC_FLAG_GROUP);
		if (read(fd, &value, sizeof(value)) == (ssize_t)sizeof(value))
			sum += value;
	}
	close(fd);
	tare_expect(b, sum > 0);
}

/* Stops all events of the process, the harness's as well. */
TARE_BENCH(stops_all)
{
	TARE_LOOP(b) {
		prctl(PR_TASK_PERF_EVENTS_DISABLE, 0, 0, 0, 0);
	}
}

/* A fault wherever the kernel does not allow it. */
TARE_BENCH(rdpmc)
{
#ifdef __x86_64__
	TARE_LOOP(b) {
		__asm__ __volatile__("rdpmc" : : "c"(0) : "eax", "edx");
	}
#else
	tare_skip(b, "an instruction of x86");
#endif
}
