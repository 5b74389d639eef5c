/*
 * Waivers: what is filled in. Refusals: tests/corpus/waivers/invalid.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "chaos.h"
#include "model/waivers.h"
#include "text.h"
#include "tmpdir.h"

static const char full[] =
    "{\"schema\": \"tare.waivers/1\", \"waivers\": ["
    "{\"case\": \"sort/quick\", \"ceiling\": 1.10, \"expires\": "
    "\"2026-12-31\", \"reason\": \"checks more\", \"by\": \"Ann\","
    " \"issue\": \"https://example.org/7\"},"
    "{\"case\": \"memory/copy/n=64\", \"ceiling\": 2, \"expires\": "
    "\"2028-02-29\", \"reason\": \"new\", \"by\": \"Bo\"}]}";

static struct waivers waivers;

static void release(void)
{
	waivers_release(&waivers);
}

TestSuite(waivers, .fini = release);

static void check_full(void)
{
	const struct waiver *first = waivers.waiver;
	const struct waiver *second = first + 1;

	cr_assert(eq(sz, waivers.count, 2));
	cr_assert(zero(int, strcmp(first->id, "memory/copy/n=64")));
	cr_assert(zero(int, strcmp(second->id, "sort/quick")));
	cr_assert(eq(dbl, first->ceiling, 2));
	cr_assert(eq(str, first->expires, "2028-02-29"));
	cr_assert(eq(ptr, first->issue, NULL));
	cr_assert(eq(dbl, second->ceiling, 1.10));
	cr_assert(eq(str, second->reason, "checks more"));
	cr_assert(eq(str, second->by, "Ann"));
	cr_assert(eq(str, second->issue, "https://example.org/7"));
}

Test(waivers, come_sorted_by_id)
{
	struct err err = {0};

	cr_assert(
	    eq(int, waivers_parse(&waivers, "w", full, strlen(full), &err), 0),
	    "%s", err.text);
	check_full();
}

Test(waivers, there_may_be_none)
{
	static const char none[] =
	    "{\"schema\": \"tare.waivers/1\", \"waivers\": []}";

	cr_assert(
	    eq(int, waivers_parse(&waivers, "w", none, strlen(none), NULL), 0));
	cr_assert(zero(sz, waivers.count));
}

Test(waivers, file_is_read)
{
	struct tmpdir dir = tmpdir_make();
	struct err err = {0};

	cr_assert(
	    eq(int,
	       waivers_read(&waivers, tmpdir_write(&dir, "waivers.json", full),
			    &err),
	       0),
	    "%s", err.text);
	check_full();
	cr_assert(eq(int,
		     waivers_read(&waivers, tmpdir_path(&dir, "none"), &err),
		     -ERR_IO));
	tmpdir_remove(&dir);
}

Test(waivers, megabyte_is_the_limit)
{
	size_t length = WAIVERS_MAX_BYTES + 1;
	char *text = malloc(length);
	struct err err = {0};

	memset(text, ' ', length);
	memcpy(text, full, strlen(full));
	cr_assert(eq(int, waivers_parse(&waivers, "w", text, length, &err),
		     -ERR_LIMIT));
	cr_assert(text_has(err.text, "waivers have at most 1048576"));
	cr_assert(
	    eq(int, waivers_parse(&waivers, "w", text, length - 1, NULL), 0));
	free(text);
}

/*
 * The schema comes last: jansson 2.14 reads on where there is no memory for
 * the closing quote of its first text of 14 bytes.
 */
Test(waivers, run_out_of_memory_cleanly)
{
	static const char text[] =
	    "{\"waivers\": [{\"reason\": \"checks more than before\", "
	    "\"case\": \"a/x\", \"ceiling\": 2, \"expires\": "
	    "\"2028-02-29\", \"by\": \"Bo\"}], "
	    "\"schema\": \"tare.waivers/1\"}";

	CHAOS_EACH(n)
	{
		struct waivers read = {0};
		struct err err = {0};
		int status =
		    waivers_parse(&read, "w", text, strlen(text), &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, status, hit ? -ERR_NOMEM : 0), "%zu: %s", n,
			  err.text);
		waivers_release(&read);
	}
}
