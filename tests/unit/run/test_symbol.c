#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dlfcn.h>
#include <link.h>

#include "run/symbol.h"

#define SELF "/proc/self/exe"

static __attribute__((noinline, used)) int hidden_function(int x)
{
	return x + 1;
}

static uint64_t address_in_file(int (*function)(int))
{
	struct link_map *map = NULL;
	Dl_info info;

	cr_assert(dladdr1((void *)function, &info, (void **)&map,
			  RTLD_DL_LINKMAP) != 0);
	return (uint64_t)(uintptr_t)function - (uint64_t)map->l_addr;
}

Test(symbol, a_static_function_is_named)
{
	char name[64];
	uint64_t offset = 99;
	uint64_t address = address_in_file(hidden_function);

	cr_assert(symbol_find(SELF, address, name, sizeof(name), &offset));
	cr_assert(eq(str, name, (char *)"hidden_function"));
	cr_assert(eq(u64, offset, 0));

	cr_assert(symbol_find(SELF, address + 2, name, sizeof(name), &offset));
	cr_assert(eq(u64, offset, 2));
}

Test(symbol, a_name_is_cut_to_the_buffer)
{
	char name[7];
	uint64_t offset;

	cr_assert(symbol_find(SELF, address_in_file(hidden_function), name,
			      sizeof(name), &offset));
	cr_assert(eq(str, name, (char *)"hidden"));
}

Test(symbol, unknown_addresses_and_files)
{
	char name[64] = "as it was";
	uint64_t offset = 7;

	cr_assert(not(symbol_find(SELF, UINT64_MAX, name, 64, &offset)));
	cr_assert(not(symbol_find(SELF, 1, name, 64, &offset)));
	cr_assert(not(symbol_find("/no/such/file", 1, name, 64, &offset)));
	cr_assert(not(symbol_find("/dev/null", 1, name, 64, &offset)));
	cr_assert(not(symbol_find("/etc/passwd", 1, name, 64, &offset)));
	cr_assert(eq(str, name, (char *)"as it was"));
	cr_assert(eq(u64, offset, 7));
}
