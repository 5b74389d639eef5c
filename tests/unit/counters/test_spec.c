/* Words and names of --counters, those of passes and of raw events. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "counters/counters.h"
#include "counters/passes.h"
#include "counters/spec.h"
#include "text.h"

static struct counter_spec spec;

static void parse(const char *text)
{
	struct err err = {0};
	int rc = counter_spec_parse(&spec, text, &err);

	cr_assert(eq(int, rc, 0), "'%s': %s", text, err.text);
}

Test(spec_names, passes_open_nothing_here)
{
	parse("simulated,allocations");
	cr_assert(eq(sz, spec.count[0] + spec.count[1], 0));
	for (size_t i = 0; i < pass_metric_count; i++) {
		parse(pass_metric[i].name);
		cr_assert(eq(sz, spec.count[0] + spec.count[1], 0));
	}
	parse("simulated,cycles,allocs,task-clock");
	cr_assert(eq(sz, spec.count[0], 1));
	cr_assert(eq(sz, spec.count[1], 1));
}

Test(spec_names, near_names_of_passes_are_suggested)
{
	static const char *const near[][2] = {
	    {"simulatd", "did you mean 'simulated'"},
	    {"allocation", "did you mean 'allocations'"},
	    {"sim.instruction", "did you mean 'sim.instructions'"},
	    {"r0g", "libpfm4"}, /* not built into this test */
	};

	for (size_t i = 0; i < ARRAY_SIZE(near); i++) {
		struct err err = {0};
		int rc = counter_spec_parse(&spec, near[i][0], &err);
		cr_assert(eq(int, rc, -ERR_USAGE));
		cr_assert(text_has(err.text, near[i][1]), "%s", err.text);
	}
}

/* Rule 13: the kernel's own events are read elsewhere. */
Test(spec_names, rule_13_switches_and_faults_are_of_the_os)
{
	parse("context-switches,page-faults,minor-faults,task-clock");
	cr_assert(eq(sz, spec.count[0], 0));
	cr_assert(eq(sz, spec.count[1], 4));
}

Test(spec_names, each_name_has_its_code)
{
	parse("cache-misses,r01C2,LLC-loads");
	cr_assert(eq(sz, spec.count[0], 3));
	cr_assert(eq(u32, spec.chosen[0][0].code.type, 0));
	cr_assert(eq(u64, spec.chosen[0][0].code.config, 3));
	cr_assert(eq(u32, spec.chosen[0][1].code.type, 4));
	cr_assert(eq(u64, spec.chosen[0][1].code.config, 0x1c2));
	cr_assert(eq(str, spec.chosen[0][1].name, (char *)"r01C2"));
	cr_assert(eq(u32, spec.chosen[0][2].code.type, 3));
}

Test(spec_names, more_than_can_be_opened_are_refused)
{
	char text[COUNTERS_MAX * 8 + 16] = "";
	struct err err = {0};

	for (int i = 0; i < COUNTERS_MAX; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "%sr%x", i ? "," : "", i);
	parse(text);
	cr_assert(eq(sz, spec.count[0], COUNTERS_MAX));
	strcat(text, ",cycles");
	int rc = counter_spec_parse(&spec, text, &err);
	cr_assert(eq(int, rc, -ERR_LIMIT));
	cr_assert(text_has(err.text, "more than 32 counters"));
}

/* Without a PMU too, a name is answered with what is missing. */
Test(spec_names, a_raw_event_is_there_or_says_why_not)
{
	struct counters *counters = NULL;

	cr_assert(eq(
	    int, counters_open(&counters, "rc0", 0, COUNTERS_THREAD, NULL), 0));
	const struct counter_info *info = counters_info(counters, 0);
	cr_assert(eq(str, (char *)info->name, (char *)"rc0"));
	cr_assert(info->available || (info->reason[0] && info->mend[0]));
	counters_close(counters);
}
