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
	struct symbol symbol = {.offset = 99};
	uint64_t address = address_in_file(hidden_function);

	cr_assert(symbol_find(SELF, address, &symbol));
	cr_assert(eq(str, symbol.name, (char *)"hidden_function"));
	cr_assert(eq(u64, symbol.offset, 0));

	cr_assert(symbol_find(SELF, address + 2, &symbol));
	cr_assert(eq(u64, symbol.offset, 2));
}

Test(symbol, unknown_addresses_and_files)
{
	struct symbol symbol = {.name = "as it was", .offset = 7};

	cr_assert(not(symbol_find(SELF, UINT64_MAX, &symbol)));
	cr_assert(not(symbol_find(SELF, 1, &symbol)));
	cr_assert(not(symbol_find("/no/such/file", 1, &symbol)));
	cr_assert(not(symbol_find("/dev/null", 1, &symbol)));
	cr_assert(not(symbol_find("/etc/passwd", 1, &symbol)));
	cr_assert(eq(str, symbol.name, (char *)"as it was"));
	cr_assert(eq(u64, symbol.offset, 7));
}
