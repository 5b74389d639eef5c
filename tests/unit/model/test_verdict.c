#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "model/verdict.h"

Test(verdict, names_are_read_back)
{
	enum verdict_kind kind, back;

	for (kind = VERDICT_REGRESSED; kind <= VERDICT_BROKEN; kind++) {
		cr_assert(verdict_parse(verdict_name(kind), &back));
		cr_assert(eq(int, back, kind));
	}
	cr_assert(not(verdict_parse("worse", &back)));
}

Test(verdict, states_of_limits_are_read_back)
{
	enum limit_state state, back;

	for (state = LIMIT_KEPT; state <= LIMIT_NO_DATA; state++) {
		cr_assert(limit_state_parse(limit_state_name(state), &back));
		cr_assert(eq(int, back, state));
	}
	cr_assert(not(limit_state_parse("", &back)));
}
