/* What disturbed the machine, below the tables. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "make_result.h"
#include "report/report.h"
#include "text.h"

static struct result result;
static struct interference rounds[2];

/* Everything can be read, and nothing disturbed. */
static void setup(void)
{
	const struct make_spec spec = {.ns = 100};

	make_result(&result);
	make_case(&result, "a/b", &spec);
	result.round = rounds;
	result.round_count = 2;
	for (int i = 0; i < 2; i++)
		rounds[i] = (struct interference){.wall_ns = 1e9, .slices = 50};
}

static void release(void)
{
	result_release(&result);
}

TestSuite(interference, .init = setup, .fini = release);

typedef int writer(const struct result *, const struct report_style *, FILE *,
		   struct err *);

static char *printed(writer *write)
{
	const struct report_style style = {.columns = 80};
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);
	struct err err = {0};

	cr_assert(zero(int, write(&result, &style, out, &err)), "%s", err.text);
	(void)fclose(out);
	return text;
}

static void expect(writer *write, const char *line)
{
	char *text = printed(write);

	cr_assert(text_has(text, line), "%s", text);
	free(text);
}

static void expect_none(void)
{
	char *text = printed(report_run);

	cr_assert(not(text_has(text, "machine:")), "%s", text);
	free(text);
}

Test(interference, a_quiet_machine_has_no_line)
{
	rounds[0].disturbed = 4;
	rounds[0].psi_cpu_us = 0.04e6;
	expect_none();
}

Test(interference, worst_comes_first)
{
	rounds[0].disturbed = 20;
	rounds[0].psi_cpu_us = 0.2e6;
	rounds[0].steal_ticks = 12;
	rounds[1].steal_ticks = 12;
	rounds[1].throttled_us = 1e6;
	expect(report_run,
	       "\nmachine: 20.0 % of the slices disturbed; throttled 50.0 %, "
	       "steal 12.0 %, cpu\npressure 10.0 %\n");
}

Test(interference, disturbed_slices_alone)
{
	rounds[1].disturbed = 5;
	expect(report_run, "\nmachine: 5.0 % of the slices disturbed\n");
}

/* A field that could not be read in one round is not known of all. */
Test(interference, unknown_is_not_zero)
{
	rounds[0].steal_ticks = 50;
	rounds[1].steal_ticks = -1;
	expect_none();
	rounds[0].psi_io_us = 0.1e6;
	rounds[0].slices = rounds[1].slices = 0; /* of one operation each */
	expect(report_run, "\nmachine: io pressure 5.0 %\n");
}

Test(interference, a_short_run_has_no_shares)
{
	rounds[0].psi_cpu_us = 1e6;
	rounds[0].wall_ns = rounds[1].wall_ns = 0.09e9;
	expect_none();
}

Test(interference, nothing_known)
{
	result.round_count = 0;
	expect_none();
}

Test(interference, a_gate_says_it_too)
{
	rounds[0].steal_ticks = 50;
	(void)make_verdict(&result, "a/b", VERDICT_EQUIVALENT, 1, 0.01);
	expect(report_verdicts, "\nmachine: 0.0 % of the slices disturbed; "
				"steal 25.0 %\n");
}

Test(interference, an_unfit_run_says_why)
{
	result.unfit = (char[]){"55 % of the slices were disturbed (at most "
				"50 %): stop other work"};
	expect(report_run, "\nmachine unfit: 55 % of the slices were disturbed "
			   "(at most 50 %): stop other work\n");
}
