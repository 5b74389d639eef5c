#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "chaos.h"
#include "text.h"
#include "tmpdir.h"

static int parse(struct json_doc *doc, const char *text, struct err *err)
{
	return json_doc_parse(doc, "x.json", text, strlen(text), ERR_FORMAT,
			      err);
}

/* The message for TEXT, which must be refused. */
static char *refusal(const char *text)
{
	static struct err err;
	struct json_doc doc = {0};

	err_clear(&err);
	cr_assert(eq(int, parse(&doc, text, &err), -ERR_FORMAT), "%s", text);
	cr_assert(eq(ptr, doc.root, NULL));
	cr_assert(eq(ptr, doc.text, NULL));
	return err.text;
}

Test(json, reads_a_document)
{
	CLEANUP(json_doc_release) struct json_doc doc = {0};

	cr_assert(eq(int, parse(&doc, " {\"a\": [1, 2.5, \"x\"]} ", NULL), 0));
	cr_assert(eq(sz, json_array_size(json_object_get(doc.root, "a")), 3));
}

Test(json, truncated_at_each_byte)
{
	static const char whole[] =
	    "{\"a\": [1, 2.5e3, true, null], \"b\": {\"c\": \"\\u00e9\"}}";

	for (size_t length = 0; length < sizeof(whole) - 1; length++) {
		struct json_doc doc = {0};
		struct err err = {0};
		int failed =
		    json_doc_parse(&doc, "t", whole, length, ERR_FORMAT, &err);

		cr_assert(eq(int, failed, -ERR_FORMAT), "%zu", length);
		cr_assert(not(strncmp(err.text, "t:1:", 4)));
	}
}

Test(json, says_where_and_what)
{
	cr_assert(eq(str, refusal("{\"a\": 1,\n \"a\": 2}"),
		     "x.json:2:2: not valid JSON: duplicate object key near "
		     "'\"a\"'; keep one of the two"));
	cr_assert(eq(str, refusal("{\"a\": 1"),
		     "x.json:1:7: not valid JSON: '}' expected near end of "
		     "file; the file is cut short"));
	cr_assert(eq(str, refusal("{} x"),
		     "x.json:1:4: not valid JSON: end of file expected near "
		     "'x'; remove what follows the end"));
	cr_assert(eq(str, refusal("{\"a\": 1,}"),
		     "x.json:1:9: not valid JSON: string or '}' expected near "
		     "'}'; is there a comma or a value too many or "
		     "missing?"));
}

Test(json, hints_at_the_usual_mistakes)
{
	cr_assert(text_has(refusal("{\n// note\n}"), "JSON has no comments"));
	cr_assert(text_has(refusal("{'a': 1}"), "double quotes"));
	cr_assert(text_has(refusal("[NaN]"), "JSON has no NaN"));
	cr_assert(text_has(refusal("[Infinity]"), "JSON has no NaN"));
	cr_assert(text_has(refusal("\"text\""), "'[' or '{' expected"));
	cr_assert(text_has(refusal("[\"\\u0000\"]"), "\\u0000"));
	cr_assert(text_has(refusal("[\"\xff\"]"), "save the file as UTF-8"));
}

Test(json, refuses_what_is_not_json)
{
	static const char *const bad[] = {"",
					  "   ",
					  "[1,]",
					  "[,1]",
					  "[01]",
					  "[1.]",
					  "[+1]",
					  "[1e999]",
					  "[-1e999]",
					  "[0x1]",
					  "[-]",
					  "[tru]",
					  "[\"\n\"]",
					  "[\"\x01\"]",
					  "[\"\\x\"]",
					  "[\"\\ud800\"]",
					  "{\"a\" 1}",
					  "{1: 2}",
					  "[1 2]",
					  "]",
					  "{]",
					  "[}",
					  "[\"",
					  "\xef\xbb\xbf{}",
					  "[9223372036854775808]",
					  "[\xc3\x28]",
					  "[-Infinity]"};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		cr_assert(not(strncmp(refusal(bad[i]), "x.json:", 7)));
}

Test(json, nul_bytes_are_refused)
{
	struct json_doc doc = {0};
	struct err err = {0};

	cr_assert(eq(int,
		     json_doc_parse(&doc, "n", "[1]\0[2]", 7, ERR_SUITE, &err),
		     -ERR_SUITE));
	cr_assert(eq(int, (int)err.code, ERR_SUITE));
}

Test(json, messages_hold_no_control_characters)
{
	struct json_doc doc = {0};
	struct err err = {0};

	json_doc_parse(&doc, "\033[31m\n.json", "[\033]", 3, ERR_FORMAT, &err);
	cr_assert(not(strncmp(err.text, "?[31m?.json:1:2:", 16)));
	for (const char *at = err.text; *at; at++)
		cr_assert(ge(int, (unsigned char)*at, 0x20));
}

static char *brackets(size_t n, char c)
{
	char *text = malloc(n + 1);

	memset(text, c, n);
	text[n] = '\0';
	return text;
}

Test(json, nesting_limit_is_exact)
{
	char text[2 * JSON_MAX_DEPTH + 3];
	CLEANUP(json_doc_release) struct json_doc doc = {0};

	memset(text, '[', JSON_MAX_DEPTH);
	memset(text + JSON_MAX_DEPTH, ']', JSON_MAX_DEPTH);
	text[2 * JSON_MAX_DEPTH] = '\0';
	cr_assert(eq(int, parse(&doc, text, NULL), 0));
	memset(text, '[', JSON_MAX_DEPTH + 1);
	cr_assert(eq(str, refusal(text),
		     "x.json:1:65: nested more than 64 levels deep; expected "
		     "at most 64, flatten the file"));
}

Test(json, ten_megabytes_of_brackets)
{
	CLEANUP(mem_free) char *text = brackets(10 << 20, '[');

	cr_assert(text_has(refusal(text), "x.json:1:65: nested more than"));
}

Test(json, brackets_in_texts_do_not_nest)
{
	CLEANUP(mem_free) char *many = brackets(1000, '[');
	CLEANUP(mem_free) char *text = NULL;
	CLEANUP(json_doc_release) struct json_doc doc = {0};

	cr_assert(
	    ge(int, asprintf(&text, "[\"\\\"%s\", \"%s\"]", many, many), 0));
	cr_assert(eq(int, parse(&doc, text, NULL), 0));
}

Test(json, reads_files_within_a_limit)
{
	CLEANUP(tmpdir_remove) struct tmpdir dir = tmpdir_make();
	CLEANUP(json_doc_release) struct json_doc doc = {0};
	char *path = tmpdir_write(&dir, "a.json", "[1, 2]");
	struct err err = {0};

	cr_assert(eq(int, json_doc_read(&doc, path, 5, ERR_FORMAT, &err),
		     -ERR_LIMIT));
	cr_assert(text_has(err.text, "larger than the limit of 5 bytes"));
	cr_assert(eq(int, json_doc_read(&doc, path, 6, ERR_FORMAT, NULL), 0));
	cr_assert(eq(sz, doc.length, 6));
	err_clear(&err);
	cr_assert(eq(
	    int,
	    json_doc_read(&doc, tmpdir_path(&dir, "none"), 6, ERR_FORMAT, &err),
	    -ERR_IO));
	cr_assert(eq(sz, doc.length, 6));
}

Test(json, building_and_writing)
{
	json_t *object = json_object();
	CLEANUP(mem_free) char *text = NULL;

	cr_assert(json_put(object, "z", json_text("a\"\n")));
	cr_assert(json_put(object, "a", json_text(NULL)));
	cr_assert(json_put(object, "b", json_text("x\xffy")));
	cr_assert(json_put(object, "n", json_number(NAN)));
	cr_assert(json_put(object, "i", json_number(-INFINITY)));
	cr_assert(json_put(object, "w", json_number(3.0)));
	cr_assert(json_put(object, "r", json_number(0.5)));
	cr_assert(json_put(object, "m", json_u64(INT64_MAX)));
	cr_assert(json_put(object, "u", json_u64(UINT64_MAX)));
	cr_assert(not(json_put(object, "v", NULL)));
	cr_assert(not(json_put(object, "\xff", json_null())));
	cr_assert(not(json_put(NULL, "k", json_null())));
	text = json_compact(object);
	cr_assert(eq(str, text,
		     "{\"z\":\"a\\\"\\n\",\"a\":null,\"b\":\"x\ufffdy\","
		     "\"n\":null,\"i\":null,\"w\":3,\"r\":0.5,"
		     "\"m\":9223372036854775807,"
		     "\"u\":\"18446744073709551615\"}"));
	json_decref(object);
}

Test(json, numbers_survive_a_round_trip)
{
	static const double values[] = {0,        0.1,    1e-300,
					-1.0 / 3, 1e300,  0x1p53,
					0x1p63,   5e-324, 1e15 + 0.3};

	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		json_t *value = json_number(values[i]);
		char *text = json_compact(value);
		json_t *again = json_loads(text, JSON_DECODE_ANY, NULL);

		cr_assert(eq(dbl, json_number_value(again), values[i]));
		json_decref(value);
		json_decref(again);
		free(text);
	}
}

Test(json, u64_from_integers_and_texts)
{
	static const uint64_t values[] = {0, 1, INT64_MAX,
					  (uint64_t)INT64_MAX + 1, UINT64_MAX};
	json_t *negative = json_integer(-1), *text = json_string("-1");
	uint64_t got = 7;

	cr_assert(not(json_to_u64(negative, &got)));
	cr_assert(not(json_to_u64(text, &got)));
	cr_assert(not(json_to_u64(NULL, &got)));
	cr_assert(eq(u64, got, 7));
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		json_t *value = json_u64(values[i]);

		cr_assert(json_to_u64(value, &got));
		cr_assert(eq(u64, got, values[i]));
		json_decref(value);
	}
	json_decref(negative);
	json_decref(text);
}

Test(json, lines)
{
	CLEANUP(tmpdir_remove) struct tmpdir dir = tmpdir_make();
	CLEANUP(mem_free) char *text = NULL;
	FILE *out = fopen(tmpdir_path(&dir, "l"), "w");
	json_t *value = json_pack("{s:i}", "a", 1);

	cr_assert(eq(int, json_write_line(out, value, NULL), 0));
	cr_assert(eq(int, json_write_line(out, value, NULL), 0));
	fclose(out);
	text = tmpdir_read(&dir, "l");
	cr_assert(eq(str, text, "{\"a\":1}\n{\"a\":1}\n"));
	json_decref(value);
}

Test(json, out_of_memory)
{
	CHAOS_EACH(n)
	{
		CLEANUP(json_doc_release) struct json_doc doc = {0};
		struct err err = {0};
		int failed = parse(&doc,
				   "{\"a\": [1, 2.5, \"\\u00e9x\", {}, null], "
				   "\"b\": {\"c\": true}}",
				   &err);
		bool hit = chaos_stop();

		cr_assert(eq(int, failed, hit ? -ERR_NOMEM : 0), "%s",
			  err.text);
		cr_assert(eq(int, doc.root == NULL, hit));
	}
}

Test(json, building_out_of_memory)
{
	CHAOS_EACH(n)
	{
		json_t *object = json_object();
		bool ok = json_put(object, "a", json_text("some text"));
		bool hit;

		ok = json_put(object, "b", json_u64(UINT64_MAX)) && ok;
		ok = json_put(object, "c", json_number(0.5)) && ok;
		hit = chaos_stop();
		cr_assert(eq(int, ok, !hit));
		json_decref(object);
	}
}
