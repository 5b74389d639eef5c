#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "plugin/plugin.h"
#include "tmpdir.h"

Test(load, names_a_missing_file)
{
	struct plugin plugin = {.handle = &plugin};
	struct err err = {0};

	cr_assert(
	    eq(int, plugin_load(&plugin, "./nothing.so", &err), -ERR_PLUGIN));
	cr_assert(
	    ne(ptr, strstr(err.text, "plugin './nothing.so': no such"), NULL));
	/* The output is untouched. */
	cr_assert(eq(ptr, plugin.handle, &plugin));
}

Test(load, refuses_what_is_not_elf)
{
	struct plugin plugin;
	struct err err = {0};

	cr_assert(
	    eq(int, plugin_load(&plugin, "/etc/passwd", &err), -ERR_PLUGIN));
	cr_assert(ne(ptr, strstr(err.text, "not an ELF file"), NULL));
}

Test(load, refuses_a_directory)
{
	struct plugin plugin;
	struct err err = {0};

	cr_assert(eq(int, plugin_load(&plugin, "/etc", &err), -ERR_PLUGIN));
	cr_assert(ne(ptr, strstr(err.text, "plugin '/etc': "), NULL));
}

Test(build_id, is_hex_of_an_elf_file)
{
	char id[80] = "";
	struct err err = {0};

	cr_assert(eq(int, plugin_build_id("/proc/self/exe", id, &err), 0));
	cr_assert(strlen(id) == 40 || strncmp(id, "sha256:", 7) == 0);
	if (strncmp(id, "sha256:", 7) != 0)
		cr_assert(eq(sz, strspn(id, "0123456789abcdef"), 40));
}

Test(build_id, of_no_elf_file_is_refused)
{
	char id[80];
	struct err err = {0};

	cr_assert(
	    eq(int, plugin_build_id("/etc/passwd", id, &err), -ERR_PLUGIN));
}

Test(find, takes_the_benchmark_of_that_id_or_none)
{
	static const struct tare_bench a = {.id = "a"}, b = {.id = "b"};
	const struct tare_bench *const benches[] = {&a, &b};
	struct tare_plugin descriptor = {.bench = benches, .bench_count = 2};
	struct plugin plugin = {.descriptor = &descriptor};

	cr_assert(eq(ptr, (void *)plugin_find(&plugin, "b"), (void *)&b));
	cr_assert(eq(ptr, (void *)plugin_find(&plugin, "c"), NULL));
}
