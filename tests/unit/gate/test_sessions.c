/* Which sessions of a base count. */
#include "stored.h"

Test(sessions, newest_sessions_count_where_there_are_too_many)
{
	enum { MANY = BASELINE_MAX_SESSIONS + 40 };
	struct err err = {0};
	struct result before, now, head;
	struct baseline base;
	stored_result(&before, "run-before");
	stored_result(&head, "run-head");
	stored_result(&now, "run-now");
	stored_case(&before, "a", 100, 10);
	stored_case(&now, "a", 200, 10);
	now.plugin[0].build_info = stored_text(&now, "gcc 13 -O2");
	stored_baseline(&base, &before);
	base.session =
	    arena_array(&base.arena, MANY, sizeof *base.session, &err);
	for (size_t i = 0; i < MANY; i++) {
		int code = session_make(i < 40 ? &before : &now, &base.arena,
					&base.session[i], &err);
		cr_assert(zero(int, code), "%s", err.text);
	}
	base.session_count = MANY;
	stored_case(&head, "a", 200, 10);
	head.plugin[0].build_info = stored_text(&head, "gcc 13 -O2");
	cr_assert(zero(int, stored_compare(&head, &base, &err)));
	const struct verdict *v = head.result_case[0].verdict;
	cr_assert(eq(u64, v->sessions, BASELINE_MAX_SESSIONS));
	cr_assert(eq(int, v->kind, VERDICT_EQUIVALENT));
	result_release(&before);
	result_release(&now);
	result_release(&head);
	baseline_release(&base);
}
