#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "counters/perf_reason.h"
#include "counters/provider.h"

static void __attribute__((format(printf, 2, 3)))
set_reason(struct counter_info *info, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(info->reason, sizeof(info->reason), fmt, args);
	va_end(args);
}

static void __attribute__((format(printf, 2, 3)))
set_mend(struct counter_info *info, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(info->mend, sizeof(info->mend), fmt, args);
	va_end(args);
}

static void explain_missing(struct counter_info *info,
			    const struct perf_facts *facts)
{
	if (facts->pmu[0]) {
		set_reason(info, "this CPU's PMU (%s) has no such event",
			   facts->pmu);
		set_mend(info, "none on this CPU; ask for other counters");
		return;
	}
	set_reason(info, "this %s has no hardware PMU; event sources: %s",
		   facts->is_virtual ? "virtual machine" : "machine",
		   facts->sources[0] ? facts->sources : "none");
	set_mend(info, "switch the virtual PMU on (KVM: -cpu host,pmu=on; "
		       "VMware: virtualize CPU performance counters; cloud: a "
		       "bare-metal or full-socket instance), or use "
		       "--counters=simulated");
}

static void explain_access(struct counter_info *info,
			   const struct perf_facts *facts)
{
	if (facts->paranoid > 2) {
		set_reason(info,
			   "this kernel shuts perf to ordinary users at "
			   "kernel.perf_event_paranoid = %d",
			   facts->paranoid);
		set_mend(info, "sysctl kernel.perf_event_paranoid=2, or "
			       "CAP_SYS_ADMIN; CAP_PERFMON may not suffice");
		return;
	}
	if (!info->user_only) {
		set_reason(info,
			   "counts kernel work too on this PMU, which "
			   "kernel.perf_event_paranoid = %d forbids",
			   facts->paranoid);
		set_mend(info, "sysctl kernel.perf_event_paranoid=1, or "
			       "CAP_PERFMON");
		return;
	}
	set_reason(info,
		   "a security module refuses perf_event_open, although "
		   "kernel.perf_event_paranoid = %d allows it",
		   facts->paranoid);
	set_mend(info, "look for the denial in the audit log (SELinux, "
		       "AppArmor) and allow perf_event");
}

static void explain_blocked(struct counter_info *info, int errnum,
			    const struct perf_facts *facts)
{
	if (facts->seccomp) {
		set_reason(info, "a container's seccomp filter blocks "
				 "perf_event_open");
		set_mend(info, "docker run --cap-add PERFMON (Docker 23 or "
			       "later), or a seccomp profile that allows "
			       "perf_event_open; the host's paranoid level "
			       "applies too");
		return;
	}
	if (errnum == ENOSYS || facts->paranoid < 0) {
		set_reason(info, "this kernel has no perf_event_open");
		set_mend(info, "a kernel with CONFIG_PERF_EVENTS, or use "
			       "--counters=os");
		return;
	}
	set_reason(info, "the kernel forbids perf_event_open to this process");
	set_mend(info, "look at kernel lockdown and security modules, or "
		       "use --counters=os");
}

static void explain_other(struct counter_info *info, int errnum)
{
	switch (errnum) {
	case EINVAL:
		set_reason(info, "the PMU refused the event with every "
				 "combination of exclude bits");
		set_mend(info, "ask for another counter");
		break;
	case EOPNOTSUPP:
		set_reason(info, "the PMU lacks a feature that the event "
				 "needs (common in virtual machines)");
		set_mend(info, "a full virtual PMU, or use --counters=os");
		break;
	case EBUSY:
		set_reason(info, "another tool holds the PMU exclusively");
		set_mend(info, "stop the other profiler (perf, VTune, an NMI "
			       "watchdog) and run again");
		break;
	case EMFILE:
	case ENFILE:
		set_reason(info, "no file descriptor is left for the counter");
		set_mend(info, "raise the limit: ulimit -n 4096");
		break;
	case ENODEV:
		set_reason(info, "the CPU is offline, or its PMU is of "
				 "another kind than the event");
		set_mend(info, "run on online CPUs of one kind: taskset -c 0");
		break;
	case E2BIG:
		set_reason(info, "this kernel is too old for the event's "
				 "settings (config2)");
		set_mend(info, "a newer kernel, or another counter");
		break;
	case EINTR:
		set_reason(info, "signals interrupted perf_event_open again "
				 "and again");
		set_mend(info, "stop what sends signals to tare (a profiler, "
			       "a timer) and run again");
		break;
	default:
		set_reason(info, "perf_event_open or its read failed");
		set_mend(info, "look at dmesg, or use --counters=os");
		break;
	}
}

void perf_explain(struct counter_info *info, int errnum,
		  const struct perf_facts *facts)
{
	counter_absent(info, errnum);
	switch (errnum) {
	case ENOENT:
		explain_missing(info, facts);
		break;
	case EACCES:
		explain_access(info, facts);
		break;
	case EPERM:
	case ENOSYS:
		explain_blocked(info, errnum, facts);
		break;
	case ENOSPC:
		perf_explain_full(info, facts);
		break;
	default:
		explain_other(info, errnum);
		break;
	}
}

void perf_explain_full(struct counter_info *info,
		       const struct perf_facts *facts)
{
	counter_absent(info, ENOSPC);
	set_reason(info, "no hardware counter is free for it%s",
		   facts->nmi_watchdog ? " (the NMI watchdog holds one)" : "");
	set_mend(info, "%s",
		 facts->nmi_watchdog ? "sysctl kernel.nmi_watchdog=0"
				     : "stop other users of the PMU (perf, "
				       "another tare) and run again");
}

void perf_explain_turn(struct counter_info *info, size_t groups,
		       const struct perf_facts *facts)
{
	counter_absent(info, 0);
	set_reason(info,
		   "measured in turn: the counters do not fit on the PMU at "
		   "once%s and are split in %zu groups, one a process",
		   facts->nmi_watchdog ? " (the NMI watchdog holds one)" : "",
		   groups);
	set_mend(info,
		 "ask for fewer counters, or run at least %zu processes%s",
		 groups,
		 facts->nmi_watchdog ? "; sysctl kernel.nmi_watchdog=0 frees "
				       "a counter"
				     : "");
}

void perf_explain_lost(struct counter_info *info, int errnum)
{
	counter_absent(info, errnum);
	switch (errnum) {
	case ENODATA:
		set_reason(info, "lost its counter while it counted: another "
				 "user of the PMU took it for good");
		break;
	case ECHILD:
	case ENOSPC:
		set_reason(info, "the group of counters changed while it "
				 "counted");
		break;
	case EIO:
		set_reason(info, "the kernel's answer makes no sense: times or "
				 "counts that went back, more time counted "
				 "than enabled, or counters of others");
		break;
	default:
		set_reason(info, "a read of the counter failed");
		break;
	}
	set_mend(info, "the next process opens it again; if that does not "
		       "help, stop other users of the PMU, or leave it out of "
		       "--counters");
}

void perf_explain_wrong(struct counter_info *info, uint64_t count,
			uint64_t expected)
{
	counter_absent(info, 0);
	set_reason(info,
		   "not working: it counted %" PRIu64 " over a loop of %" PRIu64
		   " instructions",
		   count, expected);
	set_mend(info, "the PMU, or its emulation, is at fault; use "
		       "--counters=simulated");
}
