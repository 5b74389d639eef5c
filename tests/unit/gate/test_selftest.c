#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "chaos.h"
#include "gate/selftest.h"
#include "make_selftest.h"

static void summarise(struct selftest *t)
{
	struct err err = {0};

	cr_assert(eq(int, selftest_summarise(t, &err), 0), "%s", err.text);
}

static void contradicts(const struct selftest *t, const char *part)
{
	for (size_t i = 0; i < t->contradiction_count; i++)
		if (strstr(t->contradiction[i], part))
			return;
	cr_expect(false, "no contradiction has '%s' in it", part);
}

Test(selftest, cells_and_counts)
{
	struct selftest t;

	make_good_selftest(&t);
	summarise(&t);
	cr_assert(eq(sz, t.cell_count, 16));
	cr_expect(eq(str, (char *)t.cell[0].bench, "selftest/multiply"));
	cr_expect(eq(dbl, t.cell[0].effect, 0));
	cr_expect(eq(dbl, t.cell[3].effect, 0.05));
	cr_expect(eq(u64, t.cell[1].regressed, 10));
	cr_expect(eq(u64, t.cell[1].equivalent, 30));
	cr_expect(eq(u64, t.cell[1].decisions, 40));
	cr_expect(eq(dbl, t.cell[1].flagged.value, 0.25));
	cr_expect(eq(u64, t.unchanged, 160));
	cr_expect(eq(u64, t.false_alarms, 0));
	/* 1 - 0.025^(1/160) */
	cr_expect(lt(dbl, fabs(t.false_alarm_rate.high - 0.0227917), 1e-6));
	cr_expect(eq(sz, t.contradiction_count, 0));
	selftest_release(&t);
}

Test(selftest, medians_over_decisions)
{
	struct selftest t;

	make_selftest(&t);
	make_decisions(&t, "a/b", 0.02, VERDICT_REGRESSED, 9, 0.02);
	summarise(&t);
	cr_expect(lt(dbl, fabs(t.cell[0].reads.value - 1.02), 1e-12));
	cr_expect(lt(dbl, t.cell[0].reads.low, 1.02));
	cr_expect(gt(dbl, t.cell[0].reads.high, 1.02));
	cr_expect(eq(dbl, t.cell[0].median_pairs, 13));
	cr_expect(eq(dbl, t.cell[0].median_ns, 4.2e8));
	selftest_release(&t);
}

/* Three false alarms in 60 can be luck at 1 %; six cannot. */
Test(selftest, false_alarms)
{
	struct selftest t;

	make_selftest(&t);
	make_decisions(&t, "a/b", 0, VERDICT_EQUIVALENT, 57, 0);
	make_decisions(&t, "a/b", 0, VERDICT_REGRESSED, 3, 0);
	summarise(&t);
	cr_expect(eq(u64, t.false_alarms, 3));
	cr_expect(eq(sz, t.contradiction_count, 1));
	make_decisions(&t, "a/c", 0, VERDICT_EQUIVALENT, 57, 0);
	summarise(&t);
	cr_expect(eq(sz, t.contradiction_count, 0));
	make_decisions(&t, "a/c", 0, VERDICT_REGRESSED, 5, 0);
	summarise(&t);
	contradicts(&t, "false alarms in 8 of 122 decisions");
	selftest_release(&t);
}

Test(selftest, false_improvements)
{
	struct selftest t;

	make_selftest(&t);
	make_decisions(&t, "a/b", 0, VERDICT_IMPROVED, 4, 0);
	make_decisions(&t, "a/b", 0, VERDICT_INCONCLUSIVE, 4, 0);
	summarise(&t);
	contradicts(&t, "false improvements in 4 of 8");
	selftest_release(&t);
}

/* Both are needed: far from the truth, and surely so. */
Test(selftest, readings)
{
	struct selftest t;

	make_selftest(&t);
	make_decisions(&t, "a/near", 0.02, VERDICT_REGRESSED, 20, 0.024);
	make_decisions(&t, "a/few", 0.02, VERDICT_REGRESSED, 3, 0.034);
	summarise(&t);
	cr_expect(eq(sz, t.contradiction_count, 0));
	make_decisions(&t, "a/wrong", 0.02, VERDICT_REGRESSED, 20, 0.034);
	summarise(&t);
	cr_expect(eq(sz, t.contradiction_count, 1));
	contradicts(&t, "a/wrong: a change of +2.00 % reads as +3.4");
	selftest_release(&t);
}

/* theta is 2 %: that 5 % are called equivalent is an error. */
Test(selftest, equivalent_beyond_theta)
{
	struct selftest t;

	make_selftest(&t);
	make_decisions(&t, "a/b", 0.02, VERDICT_EQUIVALENT, 20, 0.02);
	summarise(&t);
	cr_expect(eq(sz, t.contradiction_count, 0));
	make_decisions(&t, "a/b", 0.05, VERDICT_EQUIVALENT, 20, 0.05);
	summarise(&t);
	contradicts(&t, "called equivalent in 20 of 20");
	selftest_release(&t);
}

Test(selftest, broken_ones_are_no_decisions)
{
	struct selftest t;

	make_selftest(&t);
	make_decisions(&t, "a/b", 0, VERDICT_BROKEN, 5, NAN);
	summarise(&t);
	cr_assert(eq(sz, t.cell_count, 1));
	cr_expect(eq(u64, t.cell[0].broken, 5));
	cr_expect(eq(u64, t.cell[0].decisions, 0));
	cr_expect(not(t.cell[0].flagged.available));
	cr_expect(not(t.cell[0].reads.available));
	cr_expect(not(t.false_alarm_rate.available));
	selftest_release(&t);
}

Test(selftest, nothing_decided)
{
	struct selftest t;

	make_selftest(&t);
	summarise(&t);
	cr_expect(eq(sz, t.cell_count, 0));
	cr_expect(eq(sz, t.contradiction_count, 0));
	selftest_release(&t);
}

Test(selftest, memory_runs_out)
{
	CHAOS_EACH(n)
	{
		struct selftest t;
		struct err err = {0};

		(void)chaos_stop();
		make_good_selftest(&t);
		make_decisions(&t, "z/b", 0, VERDICT_REGRESSED, 40, 0);
		chaos_fail_nth(n);
		int r = selftest_summarise(&t, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, r, hit ? -ERR_NOMEM : 0));
		selftest_release(&t);
	}
}
