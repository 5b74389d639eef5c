#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/mem.h"
#include "machine/cpulist.h"

Test(cpulist, counts)
{
	static const struct {
		const char *list;
		uint32_t count;
	} cases[] = {
	    {"0", 1},           {"0-3", 4},     {"0-1,4,6-7", 5}, {"", 0},
	    {"3-1", 0},         {"0-", 0},      {"0,", 0},        {"a", 0},
	    {"0-65535", 65536}, {"0-65536", 0}, {"-1", 0},        {"0 1", 0},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		cr_assert(eq(u32, cpulist_count(cases[i].list), cases[i].count),
			  "'%s'", cases[i].list);
}

Test(cpulist, absent_file_is_none)
{
	cr_assert(eq(u32, cpulist_file("/nonexistent", "/online"), 0));
}
