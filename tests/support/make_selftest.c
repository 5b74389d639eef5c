#include "make_selftest.h"

#include <stdlib.h>

#include "make_result.h"

void make_selftest(struct selftest *t)
{
	*t = (struct selftest){.own = true};
	make_result(&t->head);
}

void make_decisions(struct selftest *t, const char *bench, double effect,
		    enum verdict_kind kind, size_t n, double reads)
{
	for (size_t i = 0; i < n; i++) {
		struct selftest_decision *d = selftest_add(t, NULL);
		double off = ((double)(i * 7 % 9) - 4) * 1e-4;

		if (!d)
			abort();
		*d = (struct selftest_decision){
		    .bench = arena_strdup(&t->head.arena, bench, NULL),
		    .effect = effect,
		    .expected = effect,
		    .round = i,
		    .kind = kind,
		    .ratio = 1 + reads + off,
		    .low = 1 + reads - 0.004,
		    .high = 1 + reads + 0.004,
		    .level = 0.98,
		    .pairs = 11 + i % 5,
		    .spent_ns = 4e8 + 1e7 * (double)(i % 5),
		    .mde = 1.012,
		};
	}
}

void make_good_selftest(struct selftest *t)
{
	static const char *const bench[] = {"selftest/multiply",
					    "selftest/parse", "selftest/sort",
					    "selftest/table"};

	make_selftest(t);
	for (size_t i = 0; i < sizeof(bench) / sizeof(bench[0]); i++) {
		make_decisions(t, bench[i], 0, VERDICT_EQUIVALENT, 40, 0);
		make_decisions(t, bench[i], 0.01, VERDICT_EQUIVALENT, 30,
			       0.0098);
		make_decisions(t, bench[i], 0.01, VERDICT_REGRESSED, 10,
			       0.0101);
		make_decisions(t, bench[i], 0.02, VERDICT_REGRESSED, 38 - i,
			       0.0202);
		make_decisions(t, bench[i], 0.02, VERDICT_INCONCLUSIVE, 2 + i,
			       0.0195);
		make_decisions(t, bench[i], 0.05, VERDICT_REGRESSED, 40, 0.05);
	}
}
