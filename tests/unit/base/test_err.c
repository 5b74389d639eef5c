#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"

Test(err, set_keeps_the_first_error)
{
	struct err err = {0};
	char *text = err.text;

	cr_assert(eq(int, err_set(&err, ERR_SUITE, "line %d", 3), -ERR_SUITE));
	cr_assert(eq(int, err_set(&err, ERR_IO, "later"), -ERR_IO));
	cr_assert(eq(int, (int)err.code, ERR_SUITE));
	cr_assert(eq(str, text, "line 3"));
}

Test(err, null_is_allowed_everywhere)
{
	cr_assert(eq(int, err_set(NULL, ERR_IO, "x"), -ERR_IO));
	cr_assert(eq(int, err_sys(NULL, ERR_SYS, EPERM, "x"), -ERR_SYS));
	cr_assert(eq(int, err_nomem(NULL, "x"), -ERR_NOMEM));
	cr_assert(lt(int, err_wrap(NULL, "x"), 0));
	err_clear(NULL);
}

Test(err, sys_appends_the_reason)
{
	struct err err = {0};
	char *text = err.text;

	err_sys(&err, ERR_IO, ENOENT, "cannot read '%s'", "a");
	cr_assert(eq(str, text, "cannot read 'a': No such file or directory"));
}

Test(err, wrap_puts_context_before)
{
	struct err err = {0};
	char *text = err.text;

	err_set(&err, ERR_PLUGIN, "wrong ABI 9");
	cr_assert(eq(int, err_wrap(&err, "plugin '%s'", "x.so"), -ERR_PLUGIN));
	cr_assert(eq(str, text, "plugin 'x.so': wrong ABI 9"));
}

Test(err, long_texts_are_cut_and_ended)
{
	struct err err = {0};
	char big[3000];

	memset(big, 'a', sizeof(big));
	big[sizeof(big) - 1] = '\0';
	err_set(&err, ERR_IO, "%s", big);
	cr_assert(eq(sz, strlen(err.text), sizeof(err.text) - 1));
	err_wrap(&err, "%s", big);
	cr_assert(lt(sz, strlen(err.text), sizeof(err.text)));
	err_clear(&err);
	err_sys(&err, ERR_IO, EIO, "%s", big);
	cr_assert(lt(sz, strlen(err.text), sizeof(err.text)));
}

Test(err, clear_lets_the_next_one_in)
{
	struct err err = {0};

	err_set(&err, ERR_IO, "one");
	err_clear(&err);
	cr_assert(eq(int, (int)err.code, ERR_NONE));
	err_set(&err, ERR_LIMIT, "two");
	cr_assert(eq(int, (int)err.code, ERR_LIMIT));
}

Test(err, names_come_from_the_table)
{
	cr_assert(eq(str, (char *)err_name(ERR_NO_BASELINE), "no-baseline"));
	cr_assert(
	    eq(str, (char *)err_name(ERR_OTHER_MACHINE), "other-machine"));
	cr_assert(eq(str, (char *)err_name(ERR_NONE), "none"));
	cr_assert(eq(str, (char *)err_name(ERR_COUNT), "unknown"));
	cr_assert(eq(str, (char *)err_meaning(ERR_SUITE), "bad suite"));
	cr_assert(
	    eq(str, (char *)err_meaning((enum err_code)999), "unknown error"));
}

Test(err, every_code_has_name_meaning_and_a_failing_exit)
{
	for (int code = 1; code < ERR_COUNT; code++) {
		cr_assert(strlen(err_name((enum err_code)code)) > 0);
		cr_assert(strlen(err_meaning((enum err_code)code)) > 0);
		cr_assert(
		    ne(int, (int)err_exit((enum err_code)code), EXIT_PASS));
		for (int other = 1; other < code; other++)
			cr_assert(ne(str, (char *)err_name((enum err_code)code),
				     (char *)err_name((enum err_code)other)));
	}
}

Test(err, exit_codes_by_kind)
{
	cr_assert(eq(int, (int)err_exit(ERR_NONE), EXIT_PASS));
	cr_assert(eq(int, (int)err_exit(ERR_USAGE), EXIT_USAGE));
	cr_assert(eq(int, (int)err_exit(ERR_NO_DATA), EXIT_NOTHING));
	cr_assert(eq(int, (int)err_exit(ERR_CRASHED), EXIT_BROKEN));
	cr_assert(eq(int, (int)err_exit(ERR_UNFIT), EXIT_UNFIT));
	cr_assert(eq(int, (int)err_exit((enum err_code)999), EXIT_BROKEN));
}

Test(err, worst_exit_follows_the_order)
{
	static const enum exit_code order[] = {
	    EXIT_TERMINATED, EXIT_INTERRUPTED,  EXIT_USAGE,
	    EXIT_BROKEN,     EXIT_REGRESSED,    EXIT_UNFIT,
	    EXIT_NOTHING,    EXIT_INCONCLUSIVE, EXIT_PASS};

	for (size_t i = 0; i < 9; i++) {
		for (size_t k = i; k < 9; k++) {
			cr_assert(eq(int, (int)exit_worst(order[i], order[k]),
				     (int)order[i]));
			cr_assert(eq(int, (int)exit_worst(order[k], order[i]),
				     (int)order[i]));
		}
	}
}

Test(err, exit_names)
{
	cr_assert(eq(str, (char *)exit_name(EXIT_PASS), "pass"));
	cr_assert(eq(str, (char *)exit_name(EXIT_REGRESSED), "regressed"));
	cr_assert(
	    eq(str, (char *)exit_name(EXIT_NOTHING), "nothing-to-compare"));
	cr_assert(eq(str, (char *)exit_name((enum exit_code)77), "unknown"));
}
