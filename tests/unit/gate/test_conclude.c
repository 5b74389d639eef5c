/* The verdict of a case from those of its time and its metrics. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "gate/compare.h"

/* From good to bad. */
static const enum verdict_kind order[] = {VERDICT_EQUIVALENT, VERDICT_IMPROVED,
					  VERDICT_INCONCLUSIVE,
					  VERDICT_REGRESSED, VERDICT_BROKEN};
enum { KINDS = 5 };

static enum verdict_kind conclude(bool timed, enum verdict_kind time,
				  enum verdict_kind kind, bool decides)
{
	struct metric_verdict metric = {.kind = kind, .decides = decides};
	struct verdict v = {
	    .kind = VERDICT_ADDED,
	    .timed = timed,
	    .time_kind = time,
	    .metric = &metric,
	    .metric_count = 1,
	};

	verdict_conclude(&v);
	return v.kind;
}

Test(conclude, the_worst_of_what_decides)
{
	for (size_t i = 0; i < KINDS; i++)
		for (size_t k = 0; k < KINDS; k++)
			cr_assert(eq(int,
				     conclude(true, order[i], order[k], true),
				     order[i > k ? i : k]));
}

Test(conclude, what_is_shown_only_decides_nothing)
{
	for (size_t i = 0; i < KINDS; i++)
		cr_assert(eq(int,
			     conclude(true, order[i], VERDICT_BROKEN, false),
			     order[i]));
}

Test(conclude, a_time_that_was_not_asked_counts_if_it_broke)
{
	for (size_t i = 0; i < KINDS; i++) {
		enum verdict_kind broken =
		    conclude(false, VERDICT_BROKEN, order[i], true);
		enum verdict_kind red =
		    conclude(false, VERDICT_REGRESSED, order[i], true);
		cr_assert(eq(int, broken, VERDICT_BROKEN));
		cr_assert(eq(int, red, order[i]));
	}
}

Test(conclude, without_anything_that_decides_it_stays)
{
	cr_assert(eq(
	    int, conclude(false, VERDICT_EQUIVALENT, VERDICT_REGRESSED, false),
	    VERDICT_ADDED));
}

static bool lacks(enum verdict_kind kind, bool exact, double head,
		  uint64_t pairs)
{
	const struct metric_verdict metric = {
	    .decides = true,
	    .kind = kind,
	    .exact = exact,
	    .base = 3,
	    .head = head,
	    .pairs = pairs,
	};

	return verdict_lacks_data(&metric);
}

Test(conclude, no_data_is_an_exact_side_or_all_pairs_missing)
{
	cr_assert(lacks(VERDICT_INCONCLUSIVE, true, NAN, 0));
	cr_assert(not(lacks(VERDICT_INCONCLUSIVE, true, 3, 0)));
	cr_assert(lacks(VERDICT_INCONCLUSIVE, false, 3, 0));
	cr_assert(not(lacks(VERDICT_INCONCLUSIVE, false, 3, 1)));
	/* It is broken then, which is worse. */
	cr_assert(not(lacks(VERDICT_BROKEN, true, NAN, 0)));
}
