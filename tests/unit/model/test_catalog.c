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

#define PLUGIN "=/p.so\n=p\n=p\n=1\n\n\n=65536\n=0\n"
#define REST   "\n\n\n\n=7\n\n" /* of a benchmark, after its unit */

Test(catalog, refuses_what_is_no_description)
{
	refused("", "line 1: it is cut short");
	refused("=/p.so\n", "line 2: it is cut short");
	refused("{}\n", "line 1: expected '=' and a text in UTF-8");
	refused("=\xff\n", "line 1: expected '=' and a text in UTF-8");
	refused("=/p.so\n\n", "line 2: expected a name of 1 to 1024 bytes");
	refused("=/p.so\n=p\n=p\n=1\n\n\n=-1\n",
		"line 7: expected a number of 32 bits");
	refused("=/p.so\n=p\n=p\n=1\n\n\n=4294967296\n",
		"line 7: expected a number of 32 bits");
	refused(PLUGIN "=1\n", "line 9: more benchmarks than it has lines");
	refused(PLUGIN "=4000000000\n=a\n",
		"line 9: more benchmarks than it has lines");
	refused(PLUGIN "=0\n=a\n", "line 9: more follows");
	refused(PLUGIN "=1\n=\n\n=ops\n" REST,
		"line 10: expected a name of 1 to 200 bytes");
	refused(PLUGIN "=1\n=a\n\n\n" REST "\n",
		"line 12: expected a name of 1 to 1024 bytes");
	refused(PLUGIN "=1\n=a\x1b[2J\n\n=ops\n" REST,
		"line 10: a name must not hold control characters");
	refused(PLUGIN "=1\n=a\xc2\x9b"
		       "J\n\n=ops\n" REST,
		"line 10: a name must not hold control characters");
}

Test(catalog, refuses_a_nul)
{
	static const char text[] = "=/p\0.so\n";
	struct catalog catalog = {0};

	cr_assert(eq(
	    int, catalog_plugin_decode(&catalog, text, sizeof(text) - 1, NULL),
	    -ERR_PROTOCOL));
	catalog_release(&catalog);
}

Test(catalog, refuses_a_name_of_201_bytes)
{
	char id[202], text[512];

	memset(id, 'x', sizeof(id));
	id[201] = '\0';
	snprintf(text, sizeof(text), PLUGIN "=1\n=%s\n\n=ops\n" REST, id);
	refused(text, "expected a name of 1 to 200 bytes");
}

Test(catalog, keeps_a_text_in_its_line)
{
	struct catalog_bench bench = {.id = (char *)"a",
				      .unit = (char *)"ops",
				      .summary = (char *)"two\nlines \xff"};
	struct catalog_plugin odd = plugin;
	struct catalog catalog = {0};
	struct err err = {0};
	char expected[] = "two lines \ufffd";

	odd.bench = &bench;
	odd.bench_count = 1;
	char *text = catalog_plugin_encode(&odd, &err);
	cr_assert(eq(int,
		     catalog_plugin_decode(&catalog, text, strlen(text), &err),
		     0),
		  "%s", err.text);
	cr_assert(eq(str, catalog.plugin[0].bench[0].summary, expected));
	free(text);
	catalog_release(&catalog);
}

Test(catalog, sorts_benchmarks_by_id)
{
	static const char text[] =
	    PLUGIN "=2\n=b\n\n=ops\n" REST "=a\n\n=ops\n" REST;
	struct catalog catalog = {0};
	char first[] = "a";

	cr_assert(eq(
	    int, catalog_plugin_decode(&catalog, text, strlen(text), NULL), 0));
	cr_assert(eq(str, catalog.plugin[0].bench[0].id, first));
	cr_assert(eq(u32, catalog.plugin[0].bench[1].line, 7));
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
