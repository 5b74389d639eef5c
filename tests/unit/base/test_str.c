#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "chaos.h"

Test(str, builds_texts)
{
	CLEANUP(str_release) struct str str = {0};

	cr_assert(eq(str, (char *)str_text(&str), ""));
	str_add(&str, "a");
	str_add_bytes(&str, "bcd", 2);
	str_addf(&str, "%d", 42);
	cr_assert(eq(str, (char *)str_text(&str), "abc42"));
	for (int i = 0; i < 1000; i++)
		str_add(&str, "0123456789");
	cr_assert(eq(sz, str.length, 10005));
	cr_assert(eq(sz, strlen(str.text), 10005));
	cr_assert(not(str.failed));
}

Test(str, natural_order_takes_digits_for_numbers)
{
	static const char *const sorted[] = {
	    "",
	    "07",
	    "7",
	    "8",
	    "10",
	    "a",
	    "a/n=0",
	    "a/n=4096",
	    "a/n=4096/b",
	    "a/n=16384",
	    "a/n=99999999999999999999",
	    "a/n=100000000000000000000",
	    "a/n=x",
	    "b1/c",
	    "b2",
	    "b10",
	};

	for (size_t i = 0; i < ARRAY_SIZE(sorted); i++)
		for (size_t k = 0; k < ARRAY_SIZE(sorted); k++) {
			int order = str_natural(sorted[i], sorted[k]);

			cr_expect(eq(int, (order > 0) - (order < 0),
				     (i > k) - (i < k)),
				  "%s, %s", sorted[i], sorted[k]);
		}
}

Test(str, keeps_what_fitted_when_memory_runs_out)
{
	CHAOS_EACH(n)
	{
		struct str str = {0};
		bool hit;

		str_add(&str, "short");
		for (int i = 0; i < 20; i++)
			str_addf(&str, "%010d", i);
		hit = chaos_stop();
		cr_assert(eq(int, str.failed, hit));
		cr_assert(eq(sz, strlen(str_text(&str)), str.length));
		str_release(&str);
	}
}

Test(str, u64)
{
	uint64_t value = 7;

	cr_assert(str_to_u64("0", &value));
	cr_assert(eq(u64, value, 0));
	cr_assert(str_to_u64("18446744073709551615", &value));
	cr_assert(eq(u64, value, UINT64_MAX));
	value = 7;
	static const char *const bad[] = {"",
					  " 1",
					  "1 ",
					  "-1",
					  "+1",
					  "0x10",
					  "1.0",
					  "1e3",
					  "18446744073709551616",
					  "99999999999999999999"};
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		cr_assert(not(str_to_u64(bad[i], &value)), "%s", bad[i]);
	cr_assert(eq(u64, value, 7));
}

Test(str, i64)
{
	int64_t value = 7;

	cr_assert(str_to_i64("-9223372036854775808", &value));
	cr_assert(eq(i64, value, INT64_MIN));
	cr_assert(str_to_i64("9223372036854775807", &value));
	cr_assert(eq(i64, value, INT64_MAX));
	cr_assert(not(str_to_i64("9223372036854775808", &value)));
	cr_assert(not(str_to_i64("-9223372036854775809", &value)));
	cr_assert(not(str_to_i64("--1", &value)));
	cr_assert(not(str_to_i64("-", &value)));
	cr_assert(eq(i64, value, INT64_MAX));
}

Test(str, doubles)
{
	double value = 7;

	cr_assert(str_to_double("-1.5e3", &value));
	cr_assert(eq(dbl, value, -1500));
	cr_assert(str_to_double(".5", &value));
	cr_assert(eq(dbl, value, 0.5));
	cr_assert(str_to_double("1e-400", &value));
	static const char *const bad[] = {
	    "",      " 1",    "1 ",    "1,5", "nan", "inf", "-inf",
	    "1e999", "0x1p3", "1.2.3", "e5",  ".",   "-",   "1f"};
	value = 7;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		cr_assert(not(str_to_double(bad[i], &value)), "%s", bad[i]);
	cr_assert(eq(dbl, value, 7));
}

Test(str, durations)
{
	static const struct {
		const char *text;
		double ns;
	} good[] = {{"250ns", 250},    {"1.5us", 1500}, {"0.2ms", 2e5},
		    {"60s", 60e9},     {"2min", 120e9}, {"3", 3e9},
		    {"1h", 3600e9},    {"0", 0},        {"1e3ns", 1000},
		    {"2\u00b5s", 2000}};
	static const char *const bad[] = {
	    "", "s", "-1s", "1 s", "1sec", "1S", "nans", "1e308min", "1ss"};
	double ns = 7;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		cr_assert(str_to_ns(good[i].text, &ns), "%s", good[i].text);
		cr_assert(epsilon_eq(dbl, ns, good[i].ns, 1e-3));
	}
	ns = 7;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		cr_assert(not(str_to_ns(bad[i], &ns)), "%s", bad[i]);
	cr_assert(eq(dbl, ns, 7));
}

Test(str, sizes)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} good[] = {{"64", 64},           {"4k", 4096},
		    {"4KiB", 4096},       {"1MiB", 1 << 20},
		    {"2G", 2ull << 30},   {"7B", 7},
		    {"1tib", 1ull << 40}, {"0", 0}};
	static const char *const bad[] = {"",      "k",        "-1",  "1.5k",
					  "1x",    "1iB",      "1kk", "4 k",
					  "1kiBs", "16777216T"};
	uint64_t bytes = 7;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		cr_assert(str_to_bytes(good[i].text, &bytes));
		cr_assert(eq(u64, bytes, good[i].bytes));
	}
	bytes = 7;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		cr_assert(not(str_to_bytes(bad[i], &bytes)), "%s", bad[i]);
	cr_assert(eq(u64, bytes, 7));
}

Test(str, globs)
{
	cr_assert(str_glob("*", ""));
	cr_assert(str_glob("a/*", "a/b/c"));
	cr_assert(str_glob("*sort*", "c/std::sort/1"));
	cr_assert(str_glob("a?c", "abc"));
	cr_assert(str_glob("x[0-9]", "x7"));
	cr_assert(str_glob("x[!0-9]", "xa"));
	cr_assert(str_glob("x[]]", "x]"));
	cr_assert(str_glob("a\\*", "a*"));
	cr_assert(str_glob("a[b", "a[b"));
	cr_assert(str_glob("**a**", "bab"));
	cr_assert(not(str_glob("", "a")));
	cr_assert(not(str_glob("a", "")));
	cr_assert(not(str_glob("a*", "ba")));
	cr_assert(not(str_glob("a?c", "ac")));
	cr_assert(not(str_glob("x[!0-9]", "x7")));
	cr_assert(not(str_glob("a\\*", "ab")));
	cr_assert(not(str_glob("sort", "sorted")));
}

/* An exponential matcher would run into the time-out of the test. */
Test(str, hostile_glob_is_quick)
{
	char text[2000];
	char pattern[] = "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b";

	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	cr_assert(not(str_glob(pattern, text)));
}

Test(str, nearest_word)
{
	static const char *const words[] = {"select", "params", "tags", "x"};
	char huge[500];

	cr_assert(eq(str, (char *)str_nearest("selct", words, 4), "select"));
	cr_assert(eq(str, (char *)str_meant("selct", words, 4), "select"));
	cr_assert(eq(str, (char *)str_meant("SELECT", words, 4), "select"));
	cr_assert(eq(str, (char *)str_meant("sel", words, 4), "select"));
	cr_assert(eq(ptr, (void *)str_meant("z", words, 4), NULL));
	cr_assert(eq(str, (char *)str_nearest("tag", words, 4), "tags"));
	cr_assert(eq(ptr, (void *)str_nearest("baseline", words, 4), NULL));
	cr_assert(eq(ptr, (void *)str_nearest("q", words, 4), NULL));
	cr_assert(eq(ptr, (void *)str_nearest("tag", words, 0), NULL));
	memset(huge, 'x', sizeof(huge));
	huge[sizeof(huge) - 1] = '\0';
	cr_assert(eq(ptr, (void *)str_nearest(huge, words, 4), NULL));
}

static char *printable(const char *text)
{
	static char buf[64];

	return str_printable(buf, sizeof(buf), text);
}

Test(str, printable_replaces_what_can_harm)
{
	cr_assert(eq(str, printable("plain"), "plain"));
	cr_assert(eq(str, printable("gr\u00fc\u00df \u4e2d"),
		     "gr\u00fc\u00df \u4e2d"));
	cr_assert(eq(str, printable("\033[31mred\n\r\t\x7f"), "?[31mred????"));
	cr_assert(eq(str,
		     printable("a\xc2\x9b"
			       "b"),
		     "a?b"));
	cr_assert(eq(str,
		     printable("a\u202e"
			       "b\u200b\u2028"),
		     "a?b??"));
	cr_assert(eq(str, printable("\xff\xc3"), "??"));
	cr_assert(eq(str, printable("\xc0\xaf"), "??"));
	cr_assert(eq(str, printable("\xed\xa0\x80"), "???"));
	cr_assert(eq(str, printable("\xf4\x90\x80\x80"), "????"));
}

Test(str, printable_cuts_at_characters)
{
	char buf[8], tiny[3] = "zz";

	cr_assert(eq(str, str_printable(buf, 8, "1234567"), "1234567"));
	cr_assert(eq(str, str_printable(buf, 8, "12345678"), "1234..."));
	cr_assert(eq(str, str_printable(buf, 8, "123\u4e2d\u4e2d"), "123..."));
	cr_assert(eq(str, str_printable(tiny, 3, "123"), ""));
	cr_assert(eq(str, str_printable(buf, 1, "1"), ""));
	buf[0] = 'k';
	str_printable(buf, 0, "1");
	cr_assert(eq(chr, buf[0], 'k'));
}

/* Whatever the size, no byte is written behind the buffer. */
Test(str, printable_stays_in_its_buffer)
{
	for (size_t size = 1; size < 20; size++) {
		char buf[32];

		memset(buf, '!', sizeof(buf));
		str_printable(buf, size, "a\u00fc\u4e2d\U0001f600\033xyzabc");
		cr_assert(lt(sz, strlen(buf), size));
		for (size_t i = size; i < sizeof(buf); i++)
			cr_assert(eq(chr, buf[i], '!'));
	}
}

Test(str, columns)
{
	cr_assert(eq(sz, str_columns(""), 0));
	cr_assert(eq(sz, str_columns("abc"), 3));
	cr_assert(eq(sz, str_columns("\u00b5s"), 2));
	cr_assert(eq(sz, str_columns("e\u0301"), 1));
	cr_assert(eq(sz, str_columns("\u4e2d\u6587"), 4));
	cr_assert(eq(sz, str_columns("\xff"), 1));
}

static char *time_text(double ns)
{
	static char buf[32];

	return str_time(buf, sizeof(buf), ns);
}

Test(str, times)
{
	cr_assert(eq(str, time_text(0), "0 ns"));
	cr_assert(eq(str, time_text(0.25), "0.2500 ns"));
	cr_assert(eq(str, time_text(12.3), "12.30 ns"));
	cr_assert(eq(str, time_text(999.94), "999.9 ns"));
	cr_assert(eq(str, time_text(999.96), "1.000 us"));
	cr_assert(eq(str, time_text(9.99996), "10.00 ns"));
	cr_assert(eq(str, time_text(1200), "1.200 us"));
	cr_assert(eq(str, time_text(45e6), "45.00 ms"));
	cr_assert(eq(str, time_text(2.1e9), "2.100 s"));
	cr_assert(eq(str, time_text(12345e9), "12345 s"));
	cr_assert(eq(str, time_text(-1500), "-1.500 us"));
	cr_assert(eq(str, time_text(NAN), "n/a"));
	cr_assert(eq(str, time_text(INFINITY), "n/a"));
}

Test(str, sizes_and_counts)
{
	char buf[32];

	cr_assert(eq(str, str_size(buf, 32, 64), "64 B"));
	cr_assert(eq(str, str_size(buf, 32, 4096), "4.00 KiB"));
	cr_assert(eq(str, str_size(buf, 32, 1000 * 1024.0), "1000 KiB"));
	cr_assert(eq(str, str_size(buf, 32, 3.5 * 1024 * 1024), "3.50 MiB"));
	cr_assert(eq(str, str_si(buf, 32, 1.234e9), "1.23 G"));
	cr_assert(eq(str, str_si(buf, 32, 12), "12.0"));
	cr_assert(eq(str, str_si(buf, 32, 999.9), "1.00 k"));
}
