/*
 * Libraries beside a plugin. What runs in the end: tests/e2e/plugin/beside.sh.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "chaos.h"
#include "compile.h"
#include "plugin/beside.h"
#include "text.h"

static struct tmpdir dir;
static char plugin[PATH_MAX];

/* plug.so -> libupper.so -> liblower.so, and libc, which is not beside. */
static void setup(void)
{
	static const char *const lower[] = {"-Wl,-soname,liblower.so", NULL};
	static const char *const upper[] = {"-Wl,-soname,libupper.so",
					    "-llower", NULL};
	static const char *const plug[] = {"-lupper", "-Wl,-rpath-link,.",
					   NULL};

	dir = tmpdir_make();
	compile_library(&dir, "int lower(void){return 1;}", "liblower.so",
			lower);
	compile_library(&dir,
			"int lower(void);int upper(void){return lower();}",
			"libupper.so", upper);
	compile_library(&dir, "int upper(void);int plug(void){return upper();}",
			"plug.so", plug);
	cr_assert(
	    ne(ptr, realpath(tmpdir_path(&dir, "plug.so"), plugin), NULL));
}

static void teardown(void)
{
	tmpdir_remove(&dir);
}

TestSuite(beside, .init = setup, .fini = teardown);

Test(beside, needs_of_needs_are_loaded_and_are_the_right_ones)
{
	struct beside beside = {0};
	struct err err = {0};

	cr_assert(eq(int, beside_load(&beside, plugin, &err), 0), "%s",
		  err.text);
	cr_assert(eq(sz, beside.count, 2));
	cr_assert(eq(str, beside.library[0].name, "libupper.so"));
	cr_assert(eq(str, beside.library[1].name, "liblower.so"));
	/* By itself libupper.so would not find liblower.so. */
	cr_assert(eq(ptr, beside.library[0].why, NULL));
	cr_assert(eq(int, beside_check(&beside, &err), 0), "%s", err.text);
	beside_release(&beside);
}

Test(beside, file_that_is_no_library_is_named)
{
	struct beside beside = {0};
	struct err err = {0};

	tmpdir_write(&dir, "liblower.so", "no ELF");
	cr_assert(eq(int, beside_load(&beside, plugin, &err), -ERR_PLUGIN));
	cr_assert(text_has(err.text, "liblower.so' is not an ELF file"), "%s",
		  err.text);
	beside_release(&beside);
}

Test(beside, runs_out_of_memory_cleanly)
{
	CHAOS_EACH(n)
	{
		struct beside beside = {0};
		struct err err = {0};
		int r = beside_load(&beside, plugin, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, r, -(int)err.code));
		cr_assert(hit || r == 0, "%zu: %s", n, err.text);
		beside_release(&beside);
	}
}
