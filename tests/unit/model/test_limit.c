/*
 * Limits: "p99 < 2ms".
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "model/suite.h"
#include "text.h"

static struct arena arena;

static struct suite_limit limit(const char *text)
{
	struct suite_limit got = {0};
	struct err err = {0};

	cr_assert(eq(int, limit_parse(&arena, text, &got, &err), 0), "%s",
		  err.text);
	return got;
}

static void release(void)
{
	arena_release(&arena);
}

Test(limit, absolute_time, .fini = release)
{
	struct suite_limit got = limit("p99 <= 2ms");
	char metric[] = "p99", text[] = "p99 <= 2ms";

	cr_assert(eq(str, got.metric, metric));
	cr_assert(eq(str, got.text, text));
	cr_assert(eq(int, got.op, LIMIT_LE));
	cr_assert(not(got.relative));
	cr_assert(eq(dbl, got.bound, 2e6));
}

Test(limit, blanks_are_optional, .fini = release)
{
	cr_assert(eq(dbl, limit("time<250ns").bound, 250));
	cr_assert(eq(int, limit("rate>=3").op, LIMIT_GE));
	cr_assert(eq(int, limit("rate>3").op, LIMIT_GT));
}

Test(limit, counts_and_sizes_need_no_unit, .fini = release)
{
	cr_assert(eq(dbl, limit("allocs <= 3").bound, 3));
	cr_assert(eq(dbl, limit("peak_rss < 4KiB").bound, 4096));
}

Test(limit, relative_to_the_baseline, .fini = release)
{
	cr_assert(limit("time < baseline*1.03").relative);
	cr_assert(
	    epsilon_eq(dbl, limit("time < baseline*1.03").bound, 1.03, 1e-12));
	cr_assert(epsilon_eq(dbl, limit("time < baseline * 103%").bound, 1.03,
			     1e-12));
	cr_assert(eq(dbl, limit("allocs <= baseline").bound, 1));
}

static void refused(const char *text, const char *part)
{
	struct suite_limit got;
	struct err err = {0};

	cr_assert(eq(int, limit_parse(&arena, text, &got, &err), -ERR_SUITE),
		  "%s", text);
	cr_assert(text_has(err.text, part), "%s", err.text);
}

Test(limit, refusals_say_what_was_expected, .fini = release)
{
	char longer[300];

	refused("", "expected METRIC OP BOUND");
	refused("time", "expected METRIC OP BOUND");
	refused("< 3", "expected METRIC OP BOUND");
	refused("time == 3ns", "expected METRIC OP BOUND");
	refused("time < fast", "expected METRIC OP BOUND");
	refused("time < -3ns", "expected METRIC OP BOUND");
	refused("time < 3", "needs a unit: ns, us, ms, s or min");
	refused("time < baseline+3", "a factor, such as \"*1.03\"");
	refused("time < baseline*0", "a factor, such as \"*1.03\"");
	refused("time < baseline*nan", "a factor, such as \"*1.03\"");
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	refused(longer, "a limit of 299 bytes; at most 200");
}
