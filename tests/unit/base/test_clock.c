#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "fake_clock.h"

Test(clock, system_does_not_step_back)
{
	uint64_t before = clock_now(&clock_system);

	for (int i = 0; i < 10000; i++) {
		uint64_t now = clock_now(&clock_system);

		cr_assert(ge(u64, now, before));
		before = now;
	}
	cr_assert(eq(str, (char *)clock_system.name, "CLOCK_MONOTONIC_RAW"));
}

Test(clock, measures_a_coarse_clock)
{
	static const int64_t steps[] = {0, 0, 0, 100, 0, 0, 40, 0};
	struct fake_clock fake;
	struct clock_facts facts;

	fake_clock_init(&fake, 5, 0);
	fake_clock_script(&fake, steps, ARRAY_SIZE(steps));
	facts = clock_measure(&fake.clock);
	cr_assert(eq(dbl, facts.resolution_ns, 40));
	cr_assert(eq(dbl, facts.read_ns, 1));
}

Test(clock, measures_the_cost_of_a_read)
{
	struct fake_clock fake;
	struct clock_facts facts;

	fake_clock_init(&fake, 0, 25);
	facts = clock_measure(&fake.clock);
	cr_assert(eq(dbl, facts.resolution_ns, 25));
	cr_assert(eq(dbl, facts.read_ns, 25));
}

Test(clock, survives_a_clock_that_stands_or_steps_back)
{
	struct fake_clock fake;
	struct clock_facts facts;

	fake_clock_init(&fake, 1000000, 0);
	facts = clock_measure(&fake.clock);
	cr_assert(eq(dbl, facts.resolution_ns, 1));
	fake_clock_init(&fake, UINT64_C(1) << 40, -7);
	facts = clock_measure(&fake.clock);
	cr_assert(eq(dbl, facts.resolution_ns, 1));
	cr_assert(eq(dbl, facts.read_ns, 1));
}

Test(clock, utc_is_iso_8601)
{
	char text[32];
	int year, month, day, hour, minute, second, end = 0;

	clock_utc(text);
	cr_assert(eq(int,
		     sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &year, &month,
			    &day, &hour, &minute, &second, &end),
		     6));
	cr_assert(eq(int, end, 20));
	cr_assert(eq(sz, strlen(text), 20));
	cr_assert(ge(int, year, 2024));
}

Test(clock, compact_utc_is_a_name)
{
	char compact[32], *got = compact;

	clock_utc_compact("2026-11-21T10:20:30Z", compact);
	cr_assert(eq(str, got, "20261121T102030Z"));
	clock_utc_compact("0123456789012345678901234567890123456789", compact);
	cr_assert(eq(sz, strlen(got), 31));
}

Test(clock, sleep_takes_at_least_its_time)
{
	uint64_t begin = clock_now(&clock_system);

	clock_sleep_ns(2000000);
	/* RAW and the sleep's clock may differ by a few hundred ppm. */
	cr_assert(ge(u64, clock_now(&clock_system) - begin, 1900000));
}
