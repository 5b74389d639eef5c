#include "model/waivers.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "model/codec.h"

#define CEILING_MAX 100.0

static const char *const file_keys[] = {"$schema", "schema", "waivers"};
static const char *const waiver_keys[] = {"case",   "ceiling", "expires",
					  "reason", "by",      "issue"};

static bool is_leap(unsigned year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* COUNT digits at TEXT. */
static bool take_number(const char *text, size_t count, unsigned *ret)
{
	*ret = 0;
	for (size_t i = 0; i < count; i++) {
		if (!isdigit((unsigned char)text[i]))
			return false;
		*ret = *ret * 10 + (unsigned)(text[i] - '0');
	}
	return true;
}

/* "YYYY-MM-DD" of a day that the Gregorian calendar has. */
static bool is_day(const char *text)
{
	static const unsigned days[] = {31, 28, 31, 30, 31, 30,
					31, 31, 30, 31, 30, 31};
	unsigned year, month, day;

	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' ||
	    !take_number(text, 4, &year) || !take_number(text + 5, 2, &month) ||
	    !take_number(text + 8, 2, &day))
		return false;
	if (month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] + (month == 2 && is_leap(year));
}

static int read_ceiling(const struct json_at *at, double *ret, struct err *err)
{
	struct json_at member = json_at_key(at, "ceiling");

	TRY(json_get_double(at, "ceiling", true, ret, err));
	if (*ret > 1 && *ret <= CEILING_MAX)
		return 0;
	return json_at_fail(&member, err,
			    "expected a ratio above 1 and at most %g, such as "
			    "1.10 for +10 %%",
			    CEILING_MAX);
}

static int read_expires(const struct json_at *at, struct arena *arena,
			char **ret, struct err *err)
{
	struct json_at member = json_at_key(at, "expires");

	TRY(codec_id(at, "expires", true, arena, ret, err));
	if (is_day(*ret))
		return 0;
	return json_at_fail(&member, err,
			    "'%s' is no day; expected YYYY-MM-DD, such as "
			    "\"2026-12-31\"",
			    str_shown(*ret).text);
}

static int read_waiver(const struct json_at *at, struct arena *arena,
		       void *item, struct err *err)
{
	struct waiver *ret = item;

	if (!json_is_object(at->value))
		return json_at_fail(at, err,
				    "expected an object with \"case\", "
				    "\"ceiling\", \"expires\", \"reason\" and "
				    "\"by\"");
	TRY(json_only_keys(at, waiver_keys, ARRAY_SIZE(waiver_keys), err));
	TRY(codec_id(at, "case", true, arena, &ret->id, err));
	TRY(read_ceiling(at, &ret->ceiling, err));
	TRY(read_expires(at, arena, &ret->expires, err));
	TRY(codec_id(at, "reason", true, arena, &ret->reason, err));
	TRY(codec_id(at, "by", true, arena, &ret->by, err));
	return codec_id(at, "issue", false, arena, &ret->issue, err);
}

static const struct codec_items items = {
    "waivers",
    WAIVERS_MAX,
    sizeof(struct waiver),
    read_waiver,
};

/* Two waivers of one case: which one would hold? */
static int check_once(const struct json_at *root, const struct waivers *waivers,
		      struct err *err)
{
	struct json_at list = json_at_key(root, "waivers"), at;
	size_t i, k;

	for (i = 1; i < waivers->count; i++)
		for (k = 0; k < i; k++) {
			const char *id = waivers->waiver[i].id;

			if (strcmp(waivers->waiver[k].id, id) != 0)
				continue;
			at = json_at_index(&list, i);
			return json_at_fail(&at, err,
					    "the case '%s' has a waiver "
					    "already; keep one of them",
					    str_shown(id).text);
		}
	return 0;
}

static int compare_waivers(const void *a, const void *b)
{
	const struct waiver *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static int read_root(const struct json_at *root, struct waivers *ret,
		     struct err *err)
{
	TRY(codec_schema(root, WAIVERS_SCHEMA, err));
	TRY(json_only_keys(root, file_keys, ARRAY_SIZE(file_keys), err));
	if (!json_object_get(root->value, "waivers"))
		return json_at_fail(root, err,
				    "the key \"waivers\" is missing; expected "
				    "a list, which may be empty");
	TRY(codec_items(root, &items, &ret->arena, &ret->waiver, &ret->count,
			err));
	TRY(check_once(root, ret, err));
	if (ret->count > 1)
		qsort(ret->waiver, ret->count, sizeof(*ret->waiver),
		      compare_waivers);
	return 0;
}

static int from_doc(struct waivers *waivers, const struct json_doc *doc,
		    struct err *err)
{
	struct waivers fresh CLEANUP(waivers_release) = {0};
	struct json_at root = json_at_root(doc, ERR_FORMAT);

	TRY(read_root(&root, &fresh, err));
	*waivers = fresh;
	memset(&fresh, 0, sizeof(fresh));
	return 0;
}

int waivers_read(struct waivers *waivers, const char *path, struct err *err)
{
	struct json_doc doc CLEANUP(json_doc_release) = {0};

	TRY(json_doc_read(&doc, path, WAIVERS_MAX_BYTES, ERR_FORMAT, err));
	return from_doc(waivers, &doc, err);
}

int waivers_parse(struct waivers *waivers, const char *name, const char *text,
		  size_t length, struct err *err)
{
	struct json_doc doc CLEANUP(json_doc_release) = {0};

	if (length > WAIVERS_MAX_BYTES)
		return err_set(err, ERR_LIMIT,
			       "%s: %zu bytes; waivers have at most %u", name,
			       length, WAIVERS_MAX_BYTES);
	TRY(json_doc_parse(&doc, name, text, length, ERR_FORMAT, err));
	return from_doc(waivers, &doc, err);
}

void waivers_release(struct waivers *waivers)
{
	if (!waivers)
		return;
	arena_release(&waivers->arena);
	memset(waivers, 0, sizeof(*waivers));
}
