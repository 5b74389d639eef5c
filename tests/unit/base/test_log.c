#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "tmpdir.h"

/* What stderr gets while PRINT runs. */
static char *printed(struct tmpdir *dir, void (*print)(void))
{
	int saved = dup(STDERR_FILENO);
	char *path = tmpdir_path(dir, "stderr");

	if (!freopen(path, "w", stderr))
		_exit(99);
	print();
	fflush(stderr);
	dup2(saved, STDERR_FILENO);
	close(saved);
	return tmpdir_read(dir, "stderr");
}

static void three_levels(void)
{
	log_error("a %d", 1);
	log_warn("b %s", "\033[2J");
	log_note("c");
}

Test(log, levels_and_harmless_text)
{
	CLEANUP(tmpdir_remove) struct tmpdir dir = tmpdir_make();
	CLEANUP(mem_free) char *text = printed(&dir, three_levels);

	cr_assert(eq(str, text,
		     "tare: error: a 1\ntare: warning: b ?[2J\n"
		     "tare: note: c\n"));
}

static void one_error(void)
{
	struct err err = {0};

	err_set(&err, ERR_SUITE, "first\nsecond");
	log_err(&err);
	err_clear(&err);
	err.code = ERR_NO_DATA;
	log_err(&err);
}

Test(log, error_lines_are_indented)
{
	CLEANUP(tmpdir_remove) struct tmpdir dir = tmpdir_make();
	CLEANUP(mem_free) char *text = printed(&dir, one_error);

	cr_assert(eq(str, text,
		     "tare: error: first\n  second\n"
		     "tare: error: nothing was measured\n"));
}
