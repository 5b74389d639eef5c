#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/sysfile.h"
#include "tmpdir.h"

static struct tmpdir dir;

static void begin(void)
{
	dir = tmpdir_make();
	tmpdir_write(&dir, "file",
		     "cpu family\t: 6\n"
		     "model name\t: A CPU \n"
		     "cpu  10 20\n"
		     "negative: -3\n"
		     "huge: 99999999999999999999\n");
	tmpdir_write(&dir, "number", "42 7\n");
	tmpdir_write(&dir, "empty", "");
}

static void end(void)
{
	tmpdir_remove(&dir);
}

TestSuite(sysfile, .init = begin, .fini = end);

Test(sysfile, text_loses_the_blanks_at_its_end)
{
	char text[32];

	cr_assert(sysfile_text(dir.path, "/number", text, sizeof(text)));
	cr_assert(eq(str, text, "42 7"));
	cr_assert(sysfile_text(dir.path, "/empty", text, sizeof(text)));
	cr_assert(eq(str, text, ""));
}

Test(sysfile, text_is_cut_at_its_room)
{
	char text[4];

	cr_assert(sysfile_text(dir.path, "/number", text, sizeof(text)));
	cr_assert(eq(str, text, "42"));
}

Test(sysfile, absent_is_false_and_touches_nothing)
{
	char text[8] = "before";
	uint64_t value = 5;

	cr_assert(not(sysfile_text(dir.path, "/none", text, sizeof(text))));
	cr_assert(
	    not(sysfile_value(dir.path, "/file", "x", text, sizeof(text))));
	cr_assert(not(sysfile_u64(dir.path, "/none", NULL, &value)));
	cr_assert(eq(str, text, "before"));
	cr_assert(eq(u64, value, 5));
}

Test(sysfile, value_is_the_rest_of_the_line)
{
	char text[32];

	cr_assert(
	    sysfile_value(dir.path, "/file", "model name", text, sizeof(text)));
	cr_assert(eq(str, text, "A CPU"));
	cr_assert(sysfile_value(dir.path, "/file", "cpu", text, sizeof(text)));
	cr_assert(eq(str, text, "family\t: 6"), "the first line wins");
}

Test(sysfile, key_is_a_whole_word)
{
	char text[32];

	cr_assert(
	    not(sysfile_value(dir.path, "/file", "mod", text, sizeof(text))));
}

Test(sysfile, numbers)
{
	uint64_t value = 0;

	cr_assert(sysfile_u64(dir.path, "/number", NULL, &value));
	cr_assert(eq(u64, value, 42));
	cr_assert(sysfile_u64(dir.path, "/file", "cpu family", &value));
	cr_assert(eq(u64, value, 6));
	cr_assert(not(sysfile_u64(dir.path, "/file", "negative", &value)));
	cr_assert(not(sysfile_u64(dir.path, "/file", "huge", &value)));
	cr_assert(not(sysfile_u64(dir.path, "/file", "model name", &value)));
	cr_assert(not(sysfile_u64(dir.path, "/empty", NULL, &value)));
	cr_assert(eq(u64, value, 6));
}

Test(sysfile, path_without_end_is_absent)
{
	static char path[9000];
	char text[8];

	memset(path, '/', sizeof(path) - 1);
	cr_assert(not(sysfile_text(dir.path, path, text, sizeof(text))));
}
