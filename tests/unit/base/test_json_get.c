#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/json.h"
#include "chaos.h"
#include "text.h"

static struct json_doc doc;
static struct err err;
static struct arena arena;

static struct json_at read_text(const char *text)
{
	json_doc_release(&doc);
	err_clear(&err);
	cr_assert(eq(int,
		     json_doc_parse(&doc, "s.json", text, strlen(text),
				    ERR_SUITE, &err),
		     0),
		  "%s", err.text);
	return json_at_root(&doc, ERR_SUITE);
}

static void release(void)
{
	json_doc_release(&doc);
	arena_release(&arena);
}

TestSuite(json_get, .fini = release);

Test(json_get, every_type)
{
	struct json_at at = read_text("{\"s\": \"t\", \"i\": -5, \"u\": 7,"
				      "\"d\": 2.5, \"b\": true}");
	char *s = NULL;
	int64_t i = 0;
	uint64_t u = 0;
	double d = 0;
	bool b = false;

	cr_assert(
	    eq(int, json_get_string(&at, "s", true, &arena, &s, &err), 0));
	cr_assert(eq(int, json_get_i64(&at, "i", true, -5, 5, &i, &err), 0));
	cr_assert(eq(int, json_get_u64(&at, "u", true, &u, &err), 0));
	cr_assert(eq(int, json_get_double(&at, "d", true, &d, &err), 0));
	cr_assert(eq(int, json_get_bool(&at, "b", true, &b, &err), 0));
	cr_assert(eq(str, s, "t"));
	cr_assert(eq(i64, i, -5));
	cr_assert(eq(u64, u, 7));
	cr_assert(eq(dbl, d, 2.5));
	cr_assert(b);
	cr_assert(eq(int, json_get_double(&at, "i", true, &d, &err), 0));
	cr_assert(eq(dbl, d, -5));
}

Test(json_get, absent_or_null_leaves_the_default)
{
	struct json_at at = read_text("{\"n\": null}");
	char *s = NULL;
	int64_t i = 1;
	uint64_t u = 2;
	double d = 3;
	bool b = true;

	for (int k = 0; k < 2; k++) {
		const char *key = k ? "n" : "none";

		cr_assert(eq(int,
			     json_get_string(&at, key, false, &arena, &s, &err),
			     0));
		cr_assert(
		    eq(int, json_get_i64(&at, key, false, 0, 9, &i, &err), 0));
		cr_assert(eq(int, json_get_u64(&at, key, false, &u, &err), 0));
		cr_assert(
		    eq(int, json_get_double(&at, key, false, &d, &err), 0));
		cr_assert(eq(int, json_get_bool(&at, key, false, &b, &err), 0));
	}
	cr_assert(eq(ptr, s, NULL));
	cr_assert(eq(i64, i, 1));
	cr_assert(eq(u64, u, 2));
	cr_assert(eq(dbl, d, 3));
	cr_assert(b);
}

Test(json_get, wrong_types_are_named_with_their_place)
{
	struct json_at at = read_text("{\n \"a\": [{\"x\": 1.5}],\n"
				      " \"s\": \"t\", \"n\": null}");
	struct json_at list = json_at_key(&at, "a");
	struct json_at item = json_at_index(&list, 0);
	char *text = err.text, *s = NULL;
	int64_t i = 0;
	uint64_t u = 0;
	double d = 0;
	bool b;

	cr_assert(eq(int, json_get_string(&item, "x", true, &arena, &s, &err),
		     -ERR_SUITE));
	cr_assert(eq(str, text,
		     "s.json:2:14: `/a/0/x`: expected a string, found a real "
		     "number"));
	err_clear(&err);
	json_get_i64(&item, "x", true, 0, 9, &i, &err);
	cr_assert(eq(str, text,
		     "s.json:2:14: `/a/0/x`: expected an integer, found a "
		     "real number"));
	err_clear(&err);
	json_get_double(&at, "s", true, &d, &err);
	cr_assert(eq(str, text,
		     "s.json:3:7: `/s`: expected a number, found a string"));
	err_clear(&err);
	json_get_bool(&at, "n", true, &b, &err);
	cr_assert(eq(str, text,
		     "s.json:3:17: `/n`: expected true or false, found null"));
	err_clear(&err);
	json_get_u64(&at, "a", true, &u, &err);
	cr_assert(eq(str, text,
		     "s.json:2:7: `/a`: expected an integer from 0 to 2^64-1, "
		     "found an array"));
	err_clear(&err);
	json_get_bool(&list, "k", false, &b, &err);
	cr_assert(eq(str, text,
		     "s.json:2:7: `/a`: expected an object, found an array"));
}

Test(json_get, ranges)
{
	struct json_at at = read_text("{\"i\": 10, \"u\": -1}");
	char *text = err.text;
	int64_t i = 3;
	uint64_t u = 4;

	cr_assert(
	    eq(int, json_get_i64(&at, "i", true, 0, 9, &i, &err), -ERR_SUITE));
	cr_assert(eq(str, text,
		     "s.json:1:7: `/i`: expected an integer from 0 to 9, "
		     "found 10"));
	err_clear(&err);
	json_get_u64(&at, "u", true, &u, &err);
	cr_assert(eq(str, text,
		     "s.json:1:16: `/u`: expected an integer from 0 to "
		     "2^64-1, found -1"));
	cr_assert(eq(i64, i, 3));
	cr_assert(eq(u64, u, 4));
}

Test(json_get, missing_keys_point_to_their_object)
{
	struct json_at at = read_text("{\"o\":\n  {}}");
	struct json_at object = json_at_key(&at, "o");
	char *text = err.text;
	double d;

	cr_assert(
	    eq(int, json_get_double(&object, "k", true, &d, &err), -ERR_SUITE));
	cr_assert(eq(str, text,
		     "s.json:2:3: `/o`: missing key 'k'; expected a number"));
}

Test(json_get, unknown_keys)
{
	static const char *const keys[] = {"select", "params"};
	struct json_at at = read_text("{\"params\": 1,\n  \"selct\": 2}");
	char *text = err.text;

	cr_assert(eq(int, json_only_keys(&at, keys, 2, &err), -ERR_SUITE));
	cr_assert(eq(str, text,
		     "s.json:2:3: `/selct`: unknown key 'selct' (did you mean "
		     "'select'?; known: select, params)"));
	at = read_text("{\"quite-different\": 1}");
	json_only_keys(&at, keys, 2, &err);
	cr_assert(text_has(text,
			   "unknown key 'quite-different' (known: select, "
			   "params)"));
	at = read_text("{\"params\": 1, \"select\": 2}");
	cr_assert(eq(int, json_only_keys(&at, keys, 2, &err), 0));
	at = read_text("[]");
	cr_assert(eq(int, json_only_keys(&at, keys, 2, &err), -ERR_SUITE));
}

Test(json_get, hostile_keys_are_shown_harmless)
{
	static const char *const keys[] = {"a"};
	struct json_at at = read_text("{\"\\u001b[2J\\n\": 1}");
	char *text = err.text;

	json_only_keys(&at, keys, 1, &err);
	cr_assert(eq(str, text,
		     "s.json:1:2: `/?[2J?`: unknown key '?[2J?' (known: a)"));
}

Test(json_get, keys_longer_than_a_path)
{
	char text[1600], key[1001];
	static const char *const keys[] = {"a"};
	struct json_at at;

	memset(key, 'k', 1000);
	key[1000] = '\0';
	snprintf(text, sizeof(text), "{\"a\":\n{\"%s\": 1}}", key);
	at = read_text(text);
	at = json_at_key(&at, "a");
	cr_assert(eq(int, json_only_keys(&at, keys, 1, &err), -ERR_SUITE));
	cr_assert(
	    not(strncmp(err.text, "s.json:2:1: `/a`: unknown key 'kkk", 34)));
}

Test(json_get, deep_paths_stay_in_their_buffer)
{
	struct json_at at = read_text("{}");

	for (int i = 0; i < 500; i++) {
		at = json_at_key(&at, "~/~/~/");
		cr_assert(lt(sz, strlen(at.path), sizeof(at.path)));
	}
	cr_assert(eq(int, json_at_fail(&at, &err, "m"), -ERR_SUITE));
	cr_assert(not(strncmp(err.text, "s.json:1:1: `", 13)));
}

Test(json_get, first_error_wins_and_null_is_allowed)
{
	struct json_at at = read_text("{}");
	char *text = err.text;
	double d;

	err_set(&err, ERR_IO, "before");
	json_get_double(&at, "k", true, &d, &err);
	cr_assert(eq(str, text, "before"));
	cr_assert(
	    eq(int, json_get_double(&at, "k", true, &d, NULL), -ERR_SUITE));
}

Test(json_get, strings_above_the_arena_limit)
{
	struct json_at at = read_text("{\"s\": \"0123456789abcdefg\"}");
	struct arena small = {.limit_bytes = 16};
	char *s = NULL;

	cr_assert(eq(int, json_get_string(&at, "s", true, &small, &s, &err),
		     -ERR_LIMIT));
	cr_assert(eq(ptr, s, NULL));
	arena_release(&small);
}

Test(json_get, out_of_memory)
{
	struct json_at at = read_text("{\"s\": \"t\"}");

	CHAOS_EACH(n)
	{
		struct arena own = {0};
		char *s = NULL;
		int failed;
		bool hit;

		err_clear(&err);
		failed = json_get_string(&at, "s", true, &own, &s, &err);
		hit = chaos_stop();
		cr_assert(eq(int, failed, hit ? -ERR_NOMEM : 0));
		cr_assert(eq(int, s == NULL, hit));
		arena_release(&own);
	}
}
