#include "model/absence.h"

#include <string.h>

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same(const struct absence *a, const struct absence *b)
{
	return same_text(a->name, b->name) &&
	       same_text(a->provider, b->provider) &&
	       same_text(a->errno_name, b->errno_name) &&
	       same_text(a->reason, b->reason) && same_text(a->mend, b->mend);
}

/* Index of an equal one, or count. */
static size_t find(const struct absences *absences, const struct absence *item)
{
	size_t i;

	for (i = 0; i < absences->count; i++)
		if (same(&absences->item[i], item))
			break;
	return i;
}

int absences_add(struct absences *absences, const struct absence *item,
		 struct err *err)
{
	size_t i = find(absences, item);

	if (i < absences->count || i == ABSENCES_MAX)
		return 0;
	TRY(vec_reserve(&absences->item, &absences->capacity, i, sizeof(*item),
			err));
	absences->item[absences->count++] = *item;
	return 0;
}

static json_t *full_json(const struct absence *absence)
{
	json_t *object = json_object();
	bool ok = json_put(object, "name", json_text(absence->name)) &&
		  codec_put_text(object, "provider", absence->provider) &&
		  codec_put_text(object, "errno", absence->errno_name) &&
		  codec_put_text(object, "reason", absence->reason) &&
		  codec_put_text(object, "mend", absence->mend);

	return codec_done(object, ok);
}

json_t *absences_json(const struct absences *absences)
{
	json_t *array = json_array();
	size_t i;
	bool ok = true;

	for (i = 0; ok && i < absences->count; i++)
		ok = codec_push(array, full_json(&absences->item[i]));
	return codec_done(array, ok);
}

json_t *absence_json(const struct absence *absence,
		     const struct absences *absences)
{
	size_t i = absences ? find(absences, absence) : 0;
	json_t *object;

	if (!absences || i == absences->count)
		return full_json(absence);
	object = json_object();
	return codec_done(object,
			  json_put(object, "absent", json_integer((int)i)));
}

int absence_from_json(const struct json_at *at, struct arena *arena,
		      struct absence *ret, struct err *err)
{
	uint32_t index = 0;

	if (!json_is_object(at->value))
		return json_at_fail(at, err, "expected an object");
	if (json_object_get(at->value, "absent")) {
		TRY(codec_u32(at, "absent", &index, err));
		ret->index = index;
		return 0;
	}
	TRY(codec_id(at, "name", true, arena, &ret->name, err));
	TRY(codec_id(at, "provider", false, arena, &ret->provider, err));
	TRY(codec_text(at, "errno", CODEC_MAX_TEXT, arena, &ret->errno_name,
		       err));
	TRY(codec_text(at, "reason", CODEC_MAX_TEXT, arena, &ret->reason, err));
	return codec_text(at, "mend", CODEC_MAX_TEXT, arena, &ret->mend, err);
}

static int read_item(const struct json_at *at, struct arena *arena, void *item,
		     struct err *err)
{
	struct absence *ret = item;

	TRY(absence_from_json(at, arena, ret, err));
	return ret->name ? 0
			 : json_at_fail(at, err,
					"an index within the list "
					"that it points into");
}

static const struct codec_items items = {
    "absent",
    ABSENCES_MAX,
    sizeof(struct absence),
    read_item,
};

int absences_read(const struct json_at *at, struct arena *arena,
		  struct absences *ret, struct err *err)
{
	return codec_items(at, &items, arena, &ret->item, &ret->count, err);
}
