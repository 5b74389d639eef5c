#include "model/codec.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "base/str.h"

int codec_items(const struct json_at *at, const struct codec_items *kind,
		struct arena *arena, void *ret_items, size_t *ret_count,
		struct err *err)
{
	struct json_at list = json_at_key(at, kind->key), item;
	size_t i, count = json_array_size(list.value);
	char *items;
	int status;

	if (list.value && !json_is_array(list.value))
		return json_at_fail(&list, err, "expected a list");
	if (count > kind->max) {
		if (list.code != ERR_PROTOCOL)
			list.code = ERR_LIMIT;
		return json_at_fail(&list, err, "%zu items; at most %zu", count,
				    kind->max);
	}
	*ret_count = 0;
	if (count == 0)
		return 0;
	items = arena_array(arena, count, kind->size, err);
	if (!items)
		return -ERR_NOMEM;
	for (i = 0; i < count; i++) {
		item = json_at_index(&list, i);
		status = kind->read(&item, arena, items + i * kind->size, err);
		if (status < 0)
			return status;
	}
	memcpy(ret_items, &items, sizeof(items));
	*ret_count = count;
	return 0;
}

bool codec_has_control(const char *text)
{
	const unsigned char *c = (const unsigned char *)text;

	for (; *c; c++)
		if (*c < 0x20 || *c == 0x7f ||
		    (*c == 0xc2 && c[1] >= 0x80 && c[1] <= 0x9f))
			return true;
	return false;
}

int codec_check_name(const struct json_at *at, const char *name,
		     struct err *err)
{
	size_t length = strlen(name);

	if (length == 0 || length > CODEC_MAX_ID)
		return json_at_fail(at, err,
				    "expected 1 to %d bytes, found %zu",
				    CODEC_MAX_ID, length);
	if (codec_has_control(name))
		return json_at_fail(at, err,
				    "a name must not hold control characters");
	return 0;
}

int codec_name_item(const struct json_at *at, struct arena *arena, void *item,
		    struct err *err)
{
	const char *text = json_string_value(at->value);
	char *name;

	if (!text)
		return json_at_fail(at, err, "expected a string");
	TRY(codec_check_name(at, text, err));
	name = arena_strdup(arena, text, err);
	memcpy(item, &name, sizeof(name));
	return name ? 0 : -ERR_NOMEM;
}

int codec_id(const struct json_at *at, const char *key, bool require,
	     struct arena *arena, char **ret, struct err *err)
{
	struct json_at member = json_at_key(at, key);

	if (!require && (!member.value || json_is_null(member.value)))
		return 0;
	if (!member.value)
		return json_at_fail(at, err, "the key \"%s\" is missing", key);
	return codec_name_item(&member, arena, ret, err);
}

int codec_text(const struct json_at *at, const char *key, size_t max,
	       struct arena *arena, char **ret, struct err *err)
{
	struct json_at member = json_at_key(at, key);
	char *text;

	if (!member.value || json_is_null(member.value))
		return 0;
	if (!json_is_string(member.value))
		return json_at_fail(&member, err, "expected a string");
	if (json_string_length(member.value) > max)
		return json_at_fail(&member, err,
				    "%zu bytes of text; at most %zu",
				    json_string_length(member.value), max);
	text = arena_strdup(arena, json_string_value(member.value), err);
	if (!text)
		return -ERR_NOMEM;
	*ret = text;
	return 0;
}

int codec_u32(const struct json_at *at, const char *key, uint32_t *ret,
	      struct err *err)
{
	int64_t value = *ret;
	int status = json_get_i64(at, key, false, 0, UINT32_MAX, &value, err);

	if (status == 0)
		*ret = (uint32_t)value;
	return status;
}

int codec_number(const struct json_at *at, const char *key, double *ret,
		 struct err *err)
{
	const json_t *value = json_object_get(at->value, key);

	*ret = (double)NAN;
	if (!value || json_is_null(value))
		return 0;
	return json_get_double(at, key, true, ret, err);
}

int codec_status(const struct json_at *at, enum case_status *ret,
		 struct err *err)
{
	struct json_at member = json_at_key(at, "status");
	const char *name = json_string_value(member.value);

	if (!name)
		return json_at_fail(at, err,
				    "the key \"status\" is missing or not a "
				    "string");
	if (!case_status_parse(name, ret))
		return json_at_fail(&member, err, "unknown status '%.80s'",
				    name);
	return 0;
}

int codec_side(const struct json_at *at, enum pair_side *ret, struct err *err)
{
	struct json_at member = json_at_key(at, "side");
	const char *name = json_string_value(member.value);

	*ret = PAIR_SIDE_NONE;
	if (!member.value || json_is_null(member.value))
		return 0;
	if (!name || !pair_side_parse(name, ret))
		return json_at_fail(&member, err,
				    "expected \"base\" or \"head\"");
	return 0;
}

int codec_object(const struct json_at *at, const char *key, struct json_at *ret,
		 bool *ret_present, struct err *err)
{
	*ret = json_at_key(at, key);
	*ret_present = ret->value && !json_is_null(ret->value);
	if (*ret_present && !json_is_object(ret->value))
		return json_at_fail(ret, err, "expected an object");
	return 0;
}

/* The number N of "KIND/N", where SCHEMA is "KIND/1"; 0: another kind. */
static uint64_t schema_version(const char *found, const char *schema)
{
	size_t kind = (size_t)(strrchr(schema, '/') - schema) + 1;
	uint64_t version;

	if (strncmp(found, schema, kind) != 0 ||
	    !str_to_u64(found + kind, &version))
		return 0;
	return version;
}

int codec_schema(const struct json_at *root, const char *schema,
		 struct err *err)
{
	struct json_at at;
	const char *found;
	uint64_t version;

	if (!json_is_object(root->value))
		return json_at_fail(root, err, "expected an object of %s",
				    schema);
	at = json_at_key(root, "schema");
	if (!at.value)
		return json_at_fail(root, err,
				    "the key \"schema\" is missing; expected "
				    "\"%s\"",
				    schema);
	found = json_string_value(at.value);
	version = found ? schema_version(found, schema) : 0;
	at.code = ERR_SCHEMA;
	if (version > 1)
		return json_at_fail(&at, err,
				    "written by a newer tare (schema %s, this "
				    "one reads 1): update tare",
				    found);
	if (version == 0)
		return json_at_fail(
		    &at, err, "expected \"%s\", found %s", schema,
		    found ? str_shown(found).text : "no string");
	return 0;
}

bool codec_put_text(json_t *object, const char *key, const char *text)
{
	return !text || json_put(object, key, json_text(text));
}

bool codec_put_clipped(json_t *object, const char *key, const char *text,
		       size_t max)
{
	size_t length = text ? strnlen(text, max + 1) : 0;
	char *cut CLEANUP(mem_free) = NULL;

	if (length <= max)
		return codec_put_text(object, key, text);
	for (length = max; length > 0 && (text[length] & 0xc0) == 0x80;)
		length--;
	cut = strndup(text, length);
	return cut && codec_put_text(object, key, cut);
}

bool codec_push(json_t *array, json_t *value)
{
	return json_array_append_new(array, value) == 0;
}

json_t *codec_done(json_t *object, bool ok)
{
	if (ok && object)
		return object;
	json_decref(object);
	return NULL;
}

char *codec_finish(json_t *value, struct err *err)
{
	char *text = value ? json_compact(value) : NULL;

	json_decref(value);
	if (!text)
		err_nomem(err, "JSON");
	return text;
}

size_t codec_find(const char *const *names, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count && strcmp(names[i], name) != 0; i++)
		;
	return i;
}

int codec_write_text(FILE *out, const char *text, struct err *err)
{
	if (fputs(text, out) < 0)
		return err_sys(err, ERR_IO, errno, "cannot write JSON");
	return 0;
}

int codec_write_item(FILE *out, bool first, json_t *value, struct err *err)
{
	char *text CLEANUP(mem_free) = codec_finish(value, err);

	if (!text)
		return -ERR_NOMEM;
	if (!first)
		TRY(codec_write_text(out, ",\n", err));
	return codec_write_text(out, text, err);
}

int codec_write_member(FILE *out, bool first, const char *key, json_t *value,
		       struct err *err)
{
	char *text CLEANUP(mem_free) = codec_finish(value, err);

	if (!text)
		return -ERR_NOMEM;
	if (fprintf(out, "%s\"%s\":%s", first ? "" : ",\n", key, text) < 0)
		return err_sys(err, ERR_IO, errno, "cannot write JSON");
	return 0;
}
