#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <tare/sdk.h>

#include "run/extensions.h"
#include "run/host.h"

static struct plan_arg args[] = {{(char *)"n", 64}};
static char *words[] = {(char *)"ls", (char *)"-l", NULL};
static struct suite_config configs[] = {{(char *)"argv", words, 2, true}};
static const struct wire_job job = {
    .bench_id = (char *)"copy",
    .arg = args,
    .arg_count = 1,
    .config = configs,
    .config_count = 1,
    .threads = 2,
    .seed = 42,
};
static struct host host;
static struct host_thread thread;
static struct tare_state *b = &thread.state;

static uint64_t no_next(struct tare_state *state, uint64_t left)
{
	(void)state;
	(void)left;
	return 0;
}

static void setup(void)
{
	cr_assert(eq(int, host_init(&host, &job, NULL), 0));
	host_thread_init(&thread, &host, 1, no_next);
}

static void release(void)
{
	host_thread_end(&thread);
	host_release(&host);
}

TestSuite(host, .init = setup, .fini = release);

static void expect_failed(const char *reason)
{
	cr_assert(eq(i32, host.status, TARE_STATUS_FAIL));
	cr_assert(strstr(host.reason, reason) != NULL, "%s", host.reason);
}

Test(host, a_state_says_where_it_is)
{
	cr_assert(eq(u32, b->struct_size, sizeof(struct tare_state)));
	cr_assert(eq(u32, tare_thread(b), 1));
	cr_assert(eq(u32, tare_threads(b), 2));
	cr_assert(eq(i64, tare_arg(b, "n"), 64));
	cr_assert(eq(u32, b->host->abi, TARE_ABI));
}

Test(host, the_first_status_is_kept)
{
	char expected[] = "first", *got = host.reason;

	tare_say(b, TARE_STATUS_SKIP, "first");
	tare_say(b, TARE_STATUS_FAIL, "second");
	cr_assert(eq(i32, host.status, TARE_STATUS_SKIP));
	cr_assert(eq(str, got, expected));
}

Test(host, an_unknown_status_is_a_failure_and_ok_is_none)
{
	tare_say(b, TARE_STATUS_OK, "fine");
	cr_assert(eq(i32, host.status, TARE_STATUS_OK));
	cr_assert(eq(i32, tare_say(b, 99, NULL), 99));
	expect_failed("no reason given");
}

Test(host, memory_is_aligned_and_filled_from_the_seed)
{
	struct host_thread other;
	host_thread_init(&other, &host, 1, no_next);
	unsigned char *a = tare_alloc(b, 1001);
	unsigned char *same = tare_alloc(&other.state, 1001);
	unsigned char *next = tare_alloc(b, 1001);
	unsigned char *page = tare_alloc_aligned(b, 10, 4096);

	cr_assert(eq(u64, (uintptr_t)a % 64, 0));
	cr_assert(eq(u64, (uintptr_t)page % 4096, 0));
	cr_assert(eq(int, memcmp(a, same, 1001), 0), "same seed, same bytes");
	cr_assert(ne(int, memcmp(a, next, 1001), 0), "blocks differ");
	host_thread_end(&other);
}

Test(host, threads_get_different_bytes_and_numbers)
{
	struct host_thread other;
	host_thread_init(&other, &host, 0, no_next);

	cr_assert(ne(u64, b->seed, other.state.seed));
	cr_assert(ne(u64, tare_random(b), tare_random(&other.state)));
}

Test(host, no_bytes_are_a_valid_block)
{
	cr_assert(tare_alloc(b, 0) != NULL);
	cr_assert(eq(i32, host.status, TARE_STATUS_OK));
}

Test(host, memory_above_the_limit_fails_the_case)
{
	host.limit_bytes = 1000;
	cr_assert(tare_alloc(b, 600) != NULL);
	cr_assert(tare_alloc(b, 600) == NULL);
	expect_failed("600 bytes beside 600 are above the limit of 1000");
}

Test(host, more_than_any_memory_fails_the_case)
{
	cr_assert(tare_alloc(b, SIZE_MAX / 2) == NULL);
	expect_failed("above the limit");
}

Test(host, an_odd_alignment_fails_the_case)
{
	cr_assert(tare_alloc_aligned(b, 8, 48) == NULL);
	expect_failed("alignment 48 is not a power of 2");
}

static char order[8];

static void add_letter(void *letter)
{
	strcat(order, letter);
}

Test(host, what_is_deferred_runs_last_first)
{
	char expected[] = "ba", *got = order;

	tare_defer(b, add_letter, (char[]){"a"});
	tare_defer(b, add_letter, (char[]){"b"});
	host_thread_end(&thread);
	cr_assert(eq(str, got, expected));
}

Test(host, the_last_value_of_a_name_counts)
{
	char unit[] = "steps", *got = host.metric.item[0].unit;

	tare_metric(b, "depth", 1, "steps", TARE_LOWER_IS_BETTER);
	tare_metric(b, "depth", 2, "steps", TARE_LOWER_IS_BETTER);
	tare_rate(b, "bytes", 64);
	cr_assert(eq(sz, host.metric.count, 1));
	cr_assert(epsilon_eq(dbl, host.metric.item[0].value, 2, 1e-12));
	cr_assert(eq(str, got, unit));
	cr_assert(eq(sz, host.rate.count, 1));
}

Test(host, a_value_that_is_no_number_fails_the_case)
{
	tare_metric(b, "depth", (double)NAN, "", 0);
	expect_failed("'depth': expected a name and a finite value");
}

Test(host, metrics_are_bounded)
{
	char name[16];

	for (int i = 0; i <= HOST_MAX_NAMED; i++) {
		snprintf(name, sizeof(name), "m%d", i);
		tare_metric(b, name, i, "", 0);
	}
	expect_failed("more than 64 rates or metrics");
}

Test(host, notes_are_joined_and_cut)
{
	char line[400], expected[] = "one; two", *got = host.note;

	tare_note(b, "one");
	tare_note(b, "two");
	cr_assert(eq(str, got, expected));
	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\0';
	tare_note(b, line);
	cr_assert(eq(sz, strlen(got), strlen(expected) + 2 + 200));
	for (int i = 0; i < 20; i++)
		tare_note(b, line);
	cr_assert(lt(sz, strlen(got), HOST_NOTE_SIZE));
}

Test(host, the_suites_strings_reach_the_plugin)
{
	size_t count = 99;
	const char *const *list = tare_config_list(b, "argv", &count);

	cr_assert(eq(sz, count, 2));
	cr_assert(eq(int, strcmp(list[1], "-l"), 0));
	cr_assert(list[2] == NULL);
	cr_assert(tare_config_list(b, "absent", &count) == NULL);
	cr_assert(eq(sz, count, 0));
}

Test(host, an_unknown_extension_is_absent)
{
	cr_assert(tare_extension(b, "tare.config/2") == NULL);
	cr_assert(tare_extension(b, TARE_EXT_CONFIG) != NULL);
}

static const char *missing_reason;
static uint64_t needed_bytes;

static const char *missing(const char *bench_id, const struct tare_arg *arg,
			   size_t arg_count)
{
	bool right =
	    !strcmp(bench_id, "copy") && arg_count == 1 && arg[0].value == 64;

	return right ? missing_reason : "called wrongly";
}

static uint64_t memory_bytes(const char *bench_id, const struct tare_arg *arg,
			     size_t arg_count)
{
	(void)bench_id;
	(void)arg;
	(void)arg_count;
	return needed_bytes;
}

static const void *get_extension(const char *id)
{
	static const struct tare_needs needs = {
	    .struct_size = sizeof(needs),
	    .missing = missing,
	    .memory_bytes = memory_bytes,
	};

	return strcmp(id, TARE_EXT_NEEDS) ? NULL : &needs;
}

static const struct tare_plugin needy = {
    .struct_size = sizeof(needy),
    .get_extension = get_extension,
};

Test(host, needs_that_are_met_let_it_run)
{
	cr_assert(extension_needs_met(&needy, "copy", &host));
	cr_assert(eq(i32, host.status, TARE_STATUS_OK));
}

Test(host, a_need_that_is_missing_skips_with_its_reason)
{
	char expected[] = "needs a GPU", *got = host.reason;

	missing_reason = expected;
	cr_assert(not(extension_needs_met(&needy, "copy", &host)));
	cr_assert(eq(i32, host.status, TARE_STATUS_SKIP));
	cr_assert(eq(str, got, expected));
}

Test(host, too_little_memory_skips_before_set_up)
{
	char expected[] = "needs 2000 bytes of memory, may use 1000";
	char *got = host.reason;

	needed_bytes = 2000;
	host.limit_bytes = 1000;
	cr_assert(not(extension_needs_met(&needy, "copy", &host)));
	cr_assert(eq(str, got, expected));
}

Test(host, a_plugin_without_needs_runs)
{
	const struct tare_plugin modest = {.struct_size = sizeof(modest)};

	cr_assert(extension_needs_met(&modest, "copy", &host));
}
