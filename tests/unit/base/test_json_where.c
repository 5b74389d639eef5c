#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"

/* "LINE:COLUMN" of PATH in TEXT, "none" if there is no such thing. */
static char *where(const char *text, const char *path, bool key)
{
	static char place[64];
	CLEANUP(json_doc_release) struct json_doc doc = {0};
	unsigned line, column;

	cr_assert(
	    eq(int,
	       json_doc_parse(&doc, "w", text, strlen(text), ERR_FORMAT, NULL),
	       0));
	if (!json_doc_where(&doc, path, key, &line, &column))
		return strcpy(place, "none");
	snprintf(place, sizeof(place), "%u:%u", line, column);
	return place;
}

static const char text[] = "{\n"
			   "  \"a\": [10, {\"b\": \"x,]}\"}, -2.5e3],\n"
			   "\t\"c\" :\n"
			   "    {\"d\":{}, \"e\":[], \"f\":true}\n"
			   "}\n";

Test(json_where, values)
{
	cr_assert(eq(str, where(text, "", false), "1:1"));
	cr_assert(eq(str, where(text, "/a", false), "2:8"));
	cr_assert(eq(str, where(text, "/a/0", false), "2:9"));
	cr_assert(eq(str, where(text, "/a/1", false), "2:13"));
	cr_assert(eq(str, where(text, "/a/1/b", false), "2:19"));
	cr_assert(eq(str, where(text, "/a/2", false), "2:28"));
	cr_assert(eq(str, where(text, "/c", false), "4:5"));
	cr_assert(eq(str, where(text, "/c/f", false), "4:26"));
}

Test(json_where, keys)
{
	cr_assert(eq(str, where(text, "/c", true), "3:2"));
	cr_assert(eq(str, where(text, "/a/1/b", true), "2:14"));
	cr_assert(eq(str, where(text, "/c/f", true), "4:22"));
	cr_assert(eq(str, where(text, "/a/0", true), "2:9"));
	cr_assert(eq(str, where(text, "", true), "1:1"));
}

Test(json_where, what_is_absent)
{
	static const char *const paths[] = {
	    "/b",    "/a/3",   "/a/x",   "/a/",
	    "/a/-1", "/a/0/0", "/c/d/x", "/c/e/0",
	    "a",     "/",      "/c/f/x", "/a/99999999999999999999"};

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		cr_assert(eq(str, where(text, paths[i], false), "none"), "%s",
			  paths[i]);
}

Test(json_where, names_that_need_escapes)
{
	static const char odd[] =
	    "{\"a/b\": 1, \"c~d\": 2, \"\": 3, \"\\u0065\\\"\": 4, "
	    "\"\u00fc\": 5}";

	cr_assert(eq(str, where(odd, "/a~1b", false), "1:9"));
	cr_assert(eq(str, where(odd, "/c~0d", false), "1:19"));
	cr_assert(eq(str, where(odd, "/", false), "1:26"));
	cr_assert(eq(str, where(odd, "/e\"", false), "1:41"));
	/* Columns count bytes: the name has two. */
	cr_assert(eq(str, where(odd, "/\u00fc", false), "1:50"));
}

Test(json_where, texts_with_escaped_quotes)
{
	cr_assert(eq(str, where("[\"\\\"]\\\\\", 7]", "/1", false), "1:11"));
}

Test(json_where, hostile_path_lengths)
{
	char path[2000];

	memset(path, 'x', sizeof(path));
	path[0] = '/';
	path[sizeof(path) - 1] = '\0';
	cr_assert(eq(str, where(text, path, false), "none"));
	for (size_t i = 0; i < sizeof(path) - 1; i++)
		path[i] = '/';
	cr_assert(eq(str, where(text, path, false), "none"));
}
