/* On the machines made of files of tests/unit/machine. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "counters/perf_facts.h"

#define ROOT(name) TEST_SOURCE_DIR "/../machine/roots/" name

Test(perf_facts, of_a_container)
{
	struct perf_facts facts;

	perf_facts_read(&facts, ROOT("cgroup1"));
	cr_assert(eq(int, facts.paranoid, 4));
	cr_assert(facts.seccomp);
	cr_assert(facts.is_virtual);
	cr_assert(not(facts.sys_admin));
	cr_assert(not(facts.perfmon));
	cr_assert(not(facts.nmi_watchdog));
}

Test(perf_facts, of_a_kernel_without_perf)
{
	struct perf_facts facts;

	perf_facts_read(&facts, ROOT("bare"));
	cr_assert(eq(int, facts.paranoid, -1));
	cr_assert(not(facts.is_virtual));
	cr_assert(eq(chr, facts.sources[0], '\0'));
}

Test(perf_facts, of_a_server)
{
	struct perf_facts facts;

	perf_facts_read(&facts, TEST_SOURCE_DIR "/roots/server");
	cr_assert(eq(int, facts.paranoid, 0), "-1 refuses no more than 0");
	cr_assert(facts.nmi_watchdog);
	cr_assert(facts.sys_admin);
	cr_assert(facts.perfmon);
	cr_assert(not(facts.seccomp));
	cr_assert(eq(str, facts.pmu, "cpu"));
	cr_assert(eq(str, facts.sources, "breakpoint cpu software"));
}
