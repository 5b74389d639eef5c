#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "plugin/plugin.h"

static int32_t body(struct tare_state *b)
{
	(void)b;
	return TARE_STATUS_OK;
}

static int32_t batch(void *self, uint64_t ops)
{
	(void)self;
	(void)ops;
	return TARE_STATUS_OK;
}

/* A descriptor without fault, for each test to spoil. */
static struct tare_bench bench, other;
static const struct tare_bench *benches[2];
static struct tare_plugin descriptor;
static struct err err;

static void make(void)
{
	bench = (struct tare_bench){
	    .struct_size = sizeof(bench), .id = "copy/fast_2", .body = body};
	other = (struct tare_bench){
	    .struct_size = sizeof(other), .id = "other", .batch = batch};
	benches[0] = &bench;
	benches[1] = &other;
	descriptor = (struct tare_plugin){.magic = TARE_MAGIC,
					  .abi = TARE_ABI,
					  .struct_size = sizeof(descriptor),
					  .build_flags = TARE_BUILD_KNOWN,
					  .id = "org.example-site.strings",
					  .version = "1.2.0",
					  .bench = benches,
					  .bench_count = 2};
	err = (struct err){0};
}

TestSuite(check, .init = make);

static int check(void)
{
	return plugin_check(&descriptor, "x.so", &err);
}

/* The refusal's message begins with the plugin's path and says PART. */
static bool refused(const char *part)
{
	return check() == -ERR_PLUGIN && err.code == ERR_PLUGIN &&
	       strncmp(err.text, "plugin 'x.so': ", 15) == 0 &&
	       strstr(err.text, part);
}

Test(check, takes_a_good_descriptor)
{
	cr_assert(eq(int, check(), 0));
	cr_assert(eq(int, err.code, ERR_NONE));
}

Test(check, takes_a_plugin_without_benchmarks)
{
	descriptor.bench = NULL;
	descriptor.bench_count = 0;
	cr_assert(eq(int, check(), 0));
}

Test(check, takes_an_older_and_a_newer_minor_that_adds_nothing)
{
	descriptor.abi = TARE_ABI + 3;
	cr_assert(eq(int, check(), 0));
	descriptor.abi = TARE_ABI_MAJOR << 16;
	cr_assert(eq(int, check(), 0));
}

Test(check, takes_zero_beyond_what_it_knows)
{
	struct {
		struct tare_plugin known;
		char later[40];
	} longer = {.known = descriptor};

	longer.known.struct_size = sizeof(longer);
	cr_assert(eq(int, plugin_check(&longer.known, "x.so", &err), 0));
	longer.later[39] = 1;
	cr_assert(
	    eq(int, plugin_check(&longer.known, "x.so", &err), -ERR_PLUGIN));
	cr_assert(ne(ptr, strstr(err.text, "uses a field"), NULL));
}

Test(check, refuses_other_magic)
{
	descriptor.magic = 0;
	cr_assert(refused("0x00000000, expected 0x65726174"));
}

Test(check, refuses_other_majors_and_names_both_versions)
{
	descriptor.abi = (uint32_t)((TARE_ABI_MAJOR + 1) << 16 | 4);
	cr_assert(refused("tare ABI 2.4, this tare has 1.0; use a newer"));
}

Test(check, refuses_an_older_major)
{
	descriptor.abi = 9;
	cr_assert(refused("tare ABI 0.9, this tare has 1.0; rebuild it"));
}

Test(check, judges_the_version_before_the_size)
{
	descriptor.abi = 9;
	descriptor.struct_size = 0;
	cr_assert(refused("ABI 0.9"));
}

Test(check, refuses_sizes_one_off)
{
	descriptor.struct_size = sizeof(descriptor) - 1;
	cr_assert(refused("struct_size is 63, expected 64 to 4096"));
}

Test(check, names_the_lowest_unknown_flag)
{
	descriptor.build_flags = 1u << 31 | 1u << 9;
	cr_assert(refused("bit 9 of its build_flags"));
}

Test(check, refuses_flags_of_a_benchmark)
{
	other.flags = 1;
	cr_assert(refused("benchmark 'other': bit 0 of its flags"));
}

static void id_is_refused(const char *id)
{
	make();
	bench.id = id;
	cr_expect(refused("expected an id of a-z, 0-9"), "'%s': %s", id,
		  err.text);
}

Test(check, refuses_ids_outside_the_grammar)
{
	id_is_refused("");
	id_is_refused("/");
	id_is_refused("a/");
	id_is_refused("/a");
	id_is_refused("a//b");
	id_is_refused("A");
	id_is_refused("a-b");
	id_is_refused("a.b");
	id_is_refused("a=1");
	id_is_refused("\xc3\xa9");
	id_is_refused("a\033[31m");
}

Test(check, takes_200_bytes_of_id_and_no_more)
{
	char id[202];

	memset(id, 'a', sizeof(id));
	id[200] = '\0';
	bench.id = id;
	cr_assert(eq(int, check(), 0));
	id[200] = 'a';
	id[201] = '\0';
	cr_assert(refused("longer than 200 bytes"));
}

Test(check, refuses_duplicate_ids_wherever_they_are)
{
	const struct tare_bench *three[] = {&bench, &other, &bench};

	descriptor.bench = three;
	descriptor.bench_count = 3;
	cr_assert(refused("two benchmarks have the id 'copy/fast_2'"));
}

Test(check, refuses_both_forms_and_neither)
{
	bench.batch = batch;
	cr_assert(refused("has both a body and a batch"));
	make();
	bench.body = NULL;
	cr_assert(refused("has neither a body nor a batch"));
}

Test(check, refuses_plugin_ids)
{
	descriptor.id = NULL;
	cr_assert(refused("its id is '(null)'"));
	make();
	descriptor.id = "org..x";
	cr_assert(refused("its id is 'org..x'"));
	make();
	descriptor.id = "../../etc";
	cr_assert(refused("its id is"));
}

Test(check, refuses_an_empty_version)
{
	descriptor.version = "";
	cr_assert(refused("it has no version"));
}

Test(check, refuses_more_benchmarks_than_allowed)
{
	descriptor.bench_count = CATALOG_MAX_BENCHES + 1;
	cr_assert(refused("at most 100000"));
}

Test(check, refuses_overlong_texts)
{
	static char text[2000];

	memset(text, 'x', sizeof(text) - 1);
	bench.summary = text;
	cr_assert(refused("its summary is longer than 1000 bytes"));
}

Test(check, names_the_benchmark_of_bad_params)
{
	bench.params = "n=1,2 n=3";
	cr_assert(refused("benchmark 'copy/fast_2': params"));
	cr_assert(ne(ptr, strstr(err.text, "column 7"), NULL));
}

Test(check, refuses_threads_out_of_range)
{
	bench.threads = "1,1025";
	cr_assert(refused("threads: expected 1 to 1024, found 1025"));
	make();
	bench.threads = "two";
	cr_assert(refused("threads: "));
}

Test(check, keeps_the_first_error)
{
	err_set(&err, ERR_USAGE, "earlier");
	descriptor.magic = 0;
	cr_assert(eq(int, check(), -ERR_PLUGIN));
	cr_assert(eq(int, err.code, ERR_USAGE));
}
