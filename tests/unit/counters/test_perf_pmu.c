/* Rules 17 and 20: which PMUs there are, on machines made of files. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/mem.h"
#include "counters/perf_facts.h"
#include "counters/perf_pmu.h"

#define ROOT(name) TEST_SOURCE_DIR "/roots/" name

static const struct {
	const char *root, *text;
} machines[] = {
    {ROOT("server"), "GenuineIntel-6-106 cpu"},
    {ROOT("hybrid"), "GenuineIntel-6-151 cpu_atom+cpu_core"},
    {ROOT("biglittle"), "41-d03 armv8_cortex_a53+41-d08 armv8_cortex_a72"},
    {ROOT("arm64"), "41-d07 armv8_pmuv3_0"},
    {ROOT("uncore"), ""},
    {ROOT("none"), ""},
};

Test(perf_pmu, rule_17_vendor_family_model_and_pmu_are_told)
{
	char text[200];

	for (size_t i = 0; i < ARRAY_SIZE(machines); i++) {
		perf_pmu_describe(text, sizeof(text), machines[i].root);
		cr_assert(eq(str, text, (char *)machines[i].text));
	}
}

Test(perf_pmu, rule_17_long_texts_are_cut)
{
	char text[20];

	perf_pmu_describe(text, sizeof(text), ROOT("biglittle"));
	cr_assert(eq(str, text, (char *)"41-d03 armv8_cortex"));
}

Test(perf_pmu, rule_20_pmu_is_found_by_its_file_cpus)
{
	struct perf_kind kind[PERF_MAX_KINDS];

	cr_assert(eq(sz, perf_kinds_read(kind, ROOT("arm64")), 1));
	cr_assert(eq(str, kind[0].name, "armv8_pmuv3_0"));
	cr_assert(eq(u32, kind[0].type, 8));
	cr_assert(eq(sz, perf_kinds_read(kind, ROOT("hybrid")), 2));
	cr_assert(eq(str, kind[1].name, "cpu_core"));
	cr_assert(eq(u32, kind[1].type, 4));
	cr_assert(eq(str, kind[1].cpus, "0-15"));
}

/* Energy meters and the like are no CPU's, whatever their name. */
Test(perf_pmu, rule_20_devices_of_the_whole_machine_are_none)
{
	struct perf_facts facts;
	struct perf_kind kind[PERF_MAX_KINDS];

	cr_assert(eq(sz, perf_kinds_read(kind, ROOT("uncore")), 0));
	perf_facts_read(&facts, ROOT("uncore"));
	cr_assert(eq(chr, facts.pmu[0], '\0'));
	cr_assert(eq(str, facts.sources, "arm_cmn_0 power software"));
}

Test(perf_pmu, rule_19_facts_have_the_kinds_that_may_be_run_on)
{
	struct perf_facts facts;

	perf_facts_read(&facts, ROOT("hybrid"));
	cr_assert(facts.hybrid);
	cr_assert(eq(str, facts.pmu, "cpu_atom+cpu_core"));
	cr_assert(eq(sz, facts.kind_count, 1));
	cr_assert(eq(str, facts.kind[0].name, "cpu_atom"));
	perf_facts_read(&facts, ROOT("biglittle"));
	cr_assert(facts.hybrid);
	cr_assert(eq(sz, facts.kind_count, 2));
	perf_facts_read(&facts, ROOT("server"));
	cr_assert(not(facts.hybrid));
}

Test(perf_pmu, kinds_of_which_no_cpu_is_known_stay)
{
	struct perf_kind kind[1] = {{.name = "odd", .cpus = "100-200"}};

	cr_assert(eq(sz, perf_kinds_allowed(kind, 1, ROOT("hybrid")), 1));
}
