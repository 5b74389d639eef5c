/* Each absence of a hardware counter: what is said about it. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "counters/perf_reason.h"
#include "text.h"

struct reason_case {
	int errnum;
	struct perf_facts facts;
	bool user_only;
	const char *reason, *mend; /* parts that must be there */
};

static const struct reason_case cases[] = {
    {ENOENT,
     {.paranoid = 2, .is_virtual = true, .sources = "msr software"},
     true,
     "this virtual machine has no hardware PMU; event sources: msr software",
     "pmu=on"},
    {ENOENT,
     {.paranoid = 2},
     true,
     "this machine has no hardware PMU; event sources: none",
     "--counters=simulated"},
    {ENOENT,
     {.paranoid = 2, .pmu = "armv8_pmuv3"},
     true,
     "PMU (armv8_pmuv3) has no such event",
     "other counters"},
    {EACCES,
     {.paranoid = 3, .pmu = "cpu"},
     true,
     "kernel.perf_event_paranoid = 3",
     "sysctl kernel.perf_event_paranoid=2"},
    {EACCES,
     {.paranoid = 4, .perfmon = true},
     true,
     "kernel.perf_event_paranoid = 4",
     "CAP_PERFMON may not suffice"},
    {EACCES,
     {.paranoid = 2, .pmu = "cpu"},
     false,
     "counts kernel work too",
     "sysctl kernel.perf_event_paranoid=1"},
    {EACCES,
     {.paranoid = 2, .pmu = "cpu"},
     true,
     "a security module refuses",
     "audit log"},
    {EPERM,
     {.paranoid = 2, .seccomp = true},
     true,
     "seccomp filter blocks",
     "--cap-add PERFMON"},
    {ENOSYS,
     {.paranoid = 2, .seccomp = true},
     true,
     "seccomp filter blocks",
     "--cap-add PERFMON"},
    {ENOSYS,
     {.paranoid = -1},
     true,
     "no perf_event_open",
     "CONFIG_PERF_EVENTS"},
    {EPERM, {.paranoid = 2}, true, "forbids perf_event_open", "lockdown"},
    {EINVAL, {.paranoid = 2}, true, "every combination", "another counter"},
    {EOPNOTSUPP, {.paranoid = 2}, true, "lacks a feature", "virtual PMU"},
    {EBUSY, {.paranoid = 2}, true, "exclusively", "stop the other"},
    {EMFILE, {.paranoid = 2}, true, "file descriptor", "ulimit -n"},
    {ENFILE, {.paranoid = 2}, true, "file descriptor", "ulimit -n"},
    {ENODEV, {.paranoid = 2}, true, "offline", "taskset"},
    {E2BIG, {.paranoid = 2}, true, "too old", "newer kernel"},
    {EINTR, {.paranoid = 2}, true, "signals", "stop what sends"},
    {EIO, {.paranoid = 2}, true, "failed", "--counters=os"},
};

static void expect_part(const char *text, const char *part)
{
	cr_assert(text_has(text, part), "'%s' lacks '%s'", text, part);
}

Test(perf_reason, each_errno_has_its_reason_and_mend)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct reason_case *c = &cases[i];
		struct counter_info info = {
		    .name = "cycles",
		    .available = true,
		    .user_only = c->user_only,
		};
		perf_explain(&info, c->errnum, &c->facts);
		cr_assert(not(info.available));
		cr_assert(eq(int, info.errnum, c->errnum));
		expect_part(info.errno_name, strerrorname_np(c->errnum));
		expect_part(info.reason, c->reason);
		expect_part(info.mend, c->mend);
	}
}

Test(perf_reason, watchdog_is_named_only_where_it_is_on)
{
	struct counter_info info = {.name = "cycles"};
	struct perf_facts facts = {.nmi_watchdog = true};

	perf_explain_full(&info, &facts);
	expect_part(info.reason, "NMI watchdog holds one");
	expect_part(info.mend, "sysctl kernel.nmi_watchdog=0");
	facts.nmi_watchdog = false;
	perf_explain_full(&info, &facts);
	cr_assert(not(text_has(info.reason, "watchdog")));
}

/* Texts are cut at the struct's size; the longest must not be. */
Test(perf_reason, longest_texts_fit)
{
	struct counter_info info = {.name = "cycles"};
	struct perf_facts facts = {.is_virtual = true};

	memset(facts.sources, 's', sizeof(facts.sources) - 1);
	perf_explain(&info, ENOENT, &facts);
	cr_assert(lt(sz, strlen(info.reason), sizeof(info.reason) - 1));
	cr_assert(lt(sz, strlen(info.mend), sizeof(info.mend) - 1));
}
