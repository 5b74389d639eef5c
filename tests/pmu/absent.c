/* What is absent says why; by mode of the machine and privilege. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define NOBODY 65534

static const char *const common[] = {"cycles",           "instructions",
				     "branches",         "branch-misses",
				     "cache-references", "cache-misses"};
#define COMMON (sizeof(common) / sizeof(common[0]))

static const char *expected_reason(int errnum)
{
	if (errnum == EACCES)
		return "shuts perf to ordinary users at "
		       "kernel.perf_event_paranoid = 3";
	return machine.mode == PMU_NONE ? "no hardware PMU"
					: "has no such event";
}

static void check_absence(const struct counter_info *info)
{
	int errnum = expected_errno(info->name);

	CHECK(info->errno_name[0] && info->reason[0] && info->mend[0],
	      "%s: '%s' '%s' '%s'", info->name, info->errno_name, info->reason,
	      info->mend);
	if (errnum < 0)
		return;
	CHECK(info->errnum == errnum, "%s: %s, expected %s", info->name,
	      info->errno_name, strerrorname_np(errnum));
	CHECK(strstr(info->reason, expected_reason(errnum)), "%s: %s",
	      info->name, info->reason);
}

static void each_is_there_or_says_why(void)
{
	struct counter_reading delta[COUNTERS_MAX];
	uint64_t rounds = 1000000;
	struct counters *counters = open_spec("hardware", 0, COUNTERS_PROCESS);

	if (!counters)
		return;
	CHECK(counters_count(counters) == COMMON, "%zu counters",
	      counters_count(counters));
	count_work(counters, spin_rounds, &rounds, delta);
	for (size_t i = 0; i < COMMON; i++) {
		const struct counter_info *info = info_of(counters, common[i]);
		size_t at = place_of(counters, common[i]);
		CHECK(!info->available || expected_errno(common[i]) <= 0,
		      "%s opens", common[i]);
		if (!info->available)
			check_absence(info);
		else if (i < 2)
			CHECK(delta[at].value > 0, "%s counts nothing",
			      common[i]);
	}
	counters_close(counters);
}

/* Opens "cycles" and expects it to be absent for ERRNUM with TEXT. */
static void check_cycles_absent(int errnum, const char *text)
{
	struct counters *counters = open_spec("cycles", 0, COUNTERS_PROCESS);

	if (!counters)
		return;
	const struct counter_info *info = counters_info(counters, 0);
	CHECK(!info->available && info->errnum == errnum &&
		  strstr(info->reason, text) && info->mend[0],
	      "%s: '%s', '%s'", info->errno_name, info->reason, info->mend);
	counters_close(counters);
}

static void without_descriptors(void)
{
	const struct rlimit none = {.rlim_cur = 3, .rlim_max = 3};

	setrlimit(RLIMIT_NOFILE, &none);
	check_cycles_absent(EMFILE, "no file descriptor is left");
}

static void no_descriptor_is_left(void)
{
	if (machine.mode == PMU_ANY || !machine.allowed)
		check_skip("another errno may come first");
	else
		in_child(without_descriptors);
}

static void behind_filter(void)
{
	struct sock_filter code[] = {
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		     offsetof(struct seccomp_data, nr)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_perf_event_open, 0, 1),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = {.len = 4, .filter = code};

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter))
		printf("  no seccomp here: %s\n", strerrorname_np(errno));
	else
		check_cycles_absent(EPERM, "seccomp filter");
}

static void containers_filter_is_named(void)
{
	in_child(behind_filter);
}

/* Keeps those of CAPS, a bit each. */
static void keep_capabilities(uint64_t caps)
{
	struct __user_cap_header_struct head = {
	    .version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {{0}};

	data[0].effective = data[0].permitted = (uint32_t)caps;
	data[1].effective = data[1].permitted = (uint32_t)(caps >> 32);
	if (syscall(SYS_capset, &head, data))
		check_failed(__FILE__, __LINE__, "capset: %s",
			     strerrorname_np(errno));
}

/* "Are you root?" is the wrong question. */
static void as_weak_root(void)
{
	keep_capabilities(0);
	if (machine.paranoid > 2)
		check_cycles_absent(EACCES, "perf_event_paranoid = 3");
	else
		each_is_there_or_says_why();
}

static void root_without_capabilities(void)
{
	if (needs_emulated_root())
		in_child(as_weak_root);
}

static void with_perfmon(void)
{
	prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
	if (setuid(NOBODY))
		check_failed(__FILE__, __LINE__, "setuid");
	keep_capabilities(UINT64_C(1) << CAP_PERFMON);
	if (machine.paranoid > 2)
		check_cycles_absent(EACCES, "perf_event_paranoid = 3");
	else
		each_is_there_or_says_why();
}

/* Debian's kernel asks for CAP_SYS_ADMIN at 3. */
static void perfmon_is_not_enough_at_3(void)
{
	if (needs_emulated_root())
		in_child(with_perfmon);
}

static void set_paranoid(int level)
{
	char text[8];
	int n = snprintf(text, sizeof(text), "%d", level);
	int fd =
	    open("/proc/sys/kernel/perf_event_paranoid", O_WRONLY | O_CLOEXEC);

	CHECK(write(fd, text, (size_t)n) == n, "paranoid = %d", level);
	close(fd);
}

/* Its parent raises the level between the two lines of a pipe. */
static int go[2], ready[2];

static void keeps_counting(void)
{
	struct counter_reading delta[COUNTERS_MAX];
	uint64_t rounds = 1000000;
	char byte = 'r';

	if (setuid(NOBODY))
		check_failed(__FILE__, __LINE__, "setuid");
	struct counters *counters =
	    open_spec("instructions", 0, COUNTERS_PROCESS);
	if (!counters || !is_counted(counters, "instructions"))
		return;
	CHECK(write(ready[1], &byte, 1) == 1 && read(go[0], &byte, 1) == 1,
	      "no pipe");
	count_work(counters, spin_rounds, &rounds, delta);
	CHECK(is_length(delta[0].value, rounds), "%" PRIu64, delta[0].value);
	counters_close(counters);
	check_cycles_absent(EACCES, "perf_event_paranoid = 3");
}

static void paranoid_raised_in_mid_run(void)
{
	char byte = 'g';
	int status = 1;

	if (!needs_emulated_root() || !needs_full())
		return;
	set_paranoid(2);
	if (pipe(go) || pipe(ready))
		check_failed(__FILE__, __LINE__, "pipe");
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		close(go[1]);
		_exit(!in_child(keeps_counting));
	}
	close(ready[1]);
	CHECK(read(ready[0], &byte, 1) == 1, "the child did not get there");
	set_paranoid(3);
	CHECK(write(go[1], &byte, 1) == 1, "no pipe");
	waitpid(pid, &status, 0);
	set_paranoid(machine.paranoid);
	CHECK(status == 0, "the child ended with %d", status);
}

static void unknown_name_has_a_neighbour(void)
{
	struct err err = {0};
	struct counters *counters = NULL;
	int rc = counters_open(&counters, "cyclse", 0, COUNTERS_PROCESS, &err);

	CHECK(rc == -ERR_USAGE && strstr(err.text, "cycles"), "%d %s", rc,
	      err.text);
}

const struct pmu_test absent_tests[] = {
    {"each_is_there_or_says_why", each_is_there_or_says_why},
    {"no_descriptor_is_left", no_descriptor_is_left},
    {"containers_filter_is_named", containers_filter_is_named},
    {"root_without_capabilities", root_without_capabilities},
    {"perfmon_is_not_enough_at_3", perfmon_is_not_enough_at_3},
    {"paranoid_raised_in_mid_run", paranoid_raised_in_mid_run},
    {"unknown_name_has_a_neighbour", unknown_name_has_a_neighbour},
    {0},
};
