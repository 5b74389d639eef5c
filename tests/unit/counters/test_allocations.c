/* Where there is no library: tests/alloc has the counting itself. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <limits.h>

#include "counters/allocations.h"
#include "text.h"

/* A sanitizer's build has none; no other is beside this test. */
Test(allocations, without_the_library_there_is_a_reason)
{
	char path[PATH_MAX];
	struct counter_info info = {.name = "allocs"};
	char *name = info.errno_name;

	cr_assert(not(allocations_library(path, sizeof(path), &info)));
	if (text_has(info.reason, "sanitizer")) {
		cr_assert(eq(str, name, (char *)"EOPNOTSUPP"));
	} else {
		cr_assert(eq(str, name, (char *)"ENOENT"));
		cr_assert(text_has(info.reason, "lib/tare"));
	}
	cr_assert(ne(chr, info.mend[0], '\0'));
	cr_assert(not(info.available));
	cr_assert(not(allocations_present()));
}
