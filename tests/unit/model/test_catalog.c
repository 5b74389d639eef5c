/*
 * What a describing child sends.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chaos.h"
#include "model/catalog.h"
#include "text.h"

static struct catalog_bench benches[] = {
    {.id = (char *)"copy",
     .unit = (char *)"copies",
     .params = (char *)"n=64,4096",
     .tags = (char *)"fast,memory",
     .line = 7},
    {.id = (char *)"set",
     .unit = (char *)"ops",
     .summary = (char *)"memset() over sizes",
     .batch = true},
};

static const struct catalog_plugin plugin = {
    .path = (char *)"/lib/memory.so",
    .id = (char *)"org.tare.memory",
    .name = (char *)"memory",
    .version = (char *)"1.0.0",
    .build_id = (char *)"0123abcd",
    .abi = 0x10000,
    .build_flags = 3,
    .bench = benches,
    .bench_count = 2,
};

Test(catalog, comes_back_as_it_was_sent)
{
	struct catalog catalog = {0};
	const struct catalog_plugin *got;
	struct err err = {0};
	char *text = catalog_plugin_encode(&plugin, &err);

	cr_assert(eq(int,
		     catalog_plugin_decode(&catalog, text, strlen(text), &err),
		     0),
		  "%s", err.text);
	cr_assert(eq(sz, catalog.plugin_count, 1));
	got = catalog.plugin;
	cr_assert(eq(str, got->path, plugin.path));
	cr_assert(eq(str, got->name, plugin.name));
	cr_assert(eq(u32, got->abi, 0x10000));
	cr_assert(eq(u32, got->build_flags, 3));
	cr_assert(eq(sz, got->bench_count, 2));
	cr_assert(eq(str, got->bench[0].params, benches[0].params));
	cr_assert(eq(ptr, got->bench[0].summary, NULL));
	cr_assert(eq(u32, got->bench[0].line, 7));
	cr_assert(got->bench[1].batch);
	cr_assert(eq(ptr, got->build_info, NULL));
	free(text);
	catalog_release(&catalog);
}

static void refused(const char *text, const char *part)
{
	struct catalog catalog = {0};
	struct err err = {0};

	cr_assert(eq(int,
		     catalog_plugin_decode(&catalog, text, strlen(text), &err),
		     -ERR_PROTOCOL));
	cr_assert(text_has(err.text, part), "%s", err.text);
	cr_assert(eq(sz, catalog.plugin_count, 0));
	catalog_release(&catalog);
}

#define PLUGIN "\"id\":\"p\",\"name\":\"p\",\"version\":\"1\""

Test(catalog, refuses_what_is_no_description)
{
	refused("", "cut short");
	refused("[]", "expected an object");
	refused("{}", "the key \"id\" is missing");
	refused("{" PLUGIN ",\"abi\":-1}", "expected an integer from 0");
	refused("{" PLUGIN ",\"benchmarks\":{}}", "expected a list");
	refused("{" PLUGIN ",\"benchmarks\":[1]}", "is missing");
	refused("{" PLUGIN ",\"benchmarks\":[{\"id\":\"a\\u001b[2J\"}]}",
		"must not hold control characters");
	refused("{" PLUGIN ",\"benchmarks\":[{\"id\":\"a\\u009bJ\"}]}",
		"must not hold control characters");
	refused("{" PLUGIN ",\"benchmarks\":[{\"id\":\"\"}]}",
		"expected 1 to 1024 bytes, found 0");
}

Test(catalog, refuses_a_name_of_201_bytes)
{
	char id[202], text[512];

	memset(id, 'x', sizeof(id));
	id[201] = '\0';
	snprintf(text, sizeof(text),
		 "{" PLUGIN ",\"benchmarks\":[{\"id\":"
		 "\"%s\"}]}",
		 id);
	refused(text, "id of more than 200 bytes");
}

Test(catalog, sorts_benchmarks_by_id)
{
	static const char text[] =
	    "{" PLUGIN ",\"benchmarks\":[{\"id\":\"b\",\"unit\":\"ops\"},"
	    "{\"id\":\"a\",\"unit\":\"ops\"}]}";
	struct catalog catalog = {0};
	char first[] = "a";

	cr_assert(eq(
	    int, catalog_plugin_decode(&catalog, text, strlen(text), NULL), 0));
	cr_assert(eq(str, catalog.plugin[0].bench[0].id, first));
	catalog_release(&catalog);
}

Test(catalog, grows)
{
	struct catalog catalog = {0};
	int i;

	for (i = 0; i < 100; i++)
		catalog_add(&catalog, NULL)->abi = (uint32_t)i;
	cr_assert(eq(sz, catalog.plugin_count, 100));
	cr_assert(eq(u32, catalog.plugin[0].abi, 0));
	cr_assert(eq(u32, catalog.plugin[99].abi, 99));
	catalog_release(&catalog);
	catalog_release(NULL);
}

Test(catalog, runs_out_of_memory_cleanly)
{
	CHAOS_EACH(n)
	{
		struct err err = {0};
		char *text = catalog_plugin_encode(&plugin, &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, err.code, hit ? ERR_NOMEM : ERR_NONE));
		cr_assert(eq(int, !text, hit));
		free(text);
	}
}
