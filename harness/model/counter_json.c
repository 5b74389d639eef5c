#include "model/counter_json.h"

struct absence absence_of_counter(const struct counter_value *counter)
{
	/* Only compared and written. */
	char *provider =
	    (char *)(uintptr_t)counter_provider_name(counter->provider);

	return (struct absence){
	    .name = counter->name,
	    .provider = provider,
	    .errno_name = counter->errno_name,
	    .reason = counter->reason,
	    .mend = counter->mend,
	};
}

/* A coverage of 1 and an exact count are left out. */
static json_t *reading_json(const struct counter_value *counter)
{
	const char *provider = counter_provider_name(counter->provider);
	json_t *object = json_object();
	bool ok = json_put(object, "name", json_text(counter->name)) &&
		  codec_put_text(object, "unit", counter->unit) &&
		  json_put(object, "provider", json_text(provider)) &&
		  json_put(object, "total", json_number(counter->total)) &&
		  json_put(object, "per_op", json_number(counter->per_op));

	if (ok && counter->coverage < 1)
		ok = json_put(object, "coverage",
			      json_number(counter->coverage));
	if (ok && !counter->exact)
		ok = json_put(object, "exact", json_false());
	if (ok)
		ok = codec_put_clipped(object, "reason", counter->reason,
				       SAMPLES_MAX_TEXT);
	return codec_done(object, ok);
}

static json_t *counter_json(const struct counter_value *counter,
			    const struct absences *absences)
{
	struct absence absence;

	if (counter->available)
		return reading_json(counter);
	absence = absence_of_counter(counter);
	return absence_json(&absence, absences);
}

json_t *counter_list_json(const struct counter_value *counter, size_t count,
			  const struct absences *absences)
{
	json_t *array = json_array();
	size_t i;
	bool ok = true;

	for (i = 0; ok && i < count; i++)
		ok = codec_push(array, counter_json(&counter[i], absences));
	return codec_done(array, ok);
}

static int read_reading(const struct json_at *at, struct counter_value *ret,
			struct err *err)
{
	ret->available = true;
	ret->exact = true;
	ret->coverage = 1;
	TRY(json_get_double(at, "total", true, &ret->total, err));
	TRY(codec_number(at, "per_op", &ret->per_op, err));
	TRY(json_get_double(at, "coverage", false, &ret->coverage, err));
	if (ret->coverage < 0 || ret->coverage > 1)
		return json_at_fail(at, err, "coverage %g is not in 0 .. 1",
				    ret->coverage);
	return json_get_bool(at, "exact", false, &ret->exact, err);
}

static int read_provider(const struct json_at *at, const char *name,
			 enum counter_provider *ret, struct err *err)
{
	if (!name)
		return json_at_fail(at, err, "the key \"provider\" is missing");
	if (!counter_provider_parse(name, ret))
		*ret = PROVIDER_OTHER;
	return 0;
}

static int set_absence(const struct json_at *at, const struct absence *absence,
		       struct counter_value *ret, struct err *err)
{
	ret->name = absence->name;
	ret->errno_name = absence->errno_name;
	ret->reason = absence->reason;
	ret->mend = absence->mend;
	return read_provider(at, absence->provider, &ret->provider, err);
}

static int read_counter(const struct json_at *at, struct arena *arena,
			void *item, struct err *err)
{
	const json_t *total = json_object_get(at->value, "total");
	struct counter_value *ret = item;
	struct absence absence = {0};
	char *provider = NULL;

	if (!total || json_is_null(total)) {
		TRY(absence_from_json(at, arena, &absence, err));
		ret->total = (double)absence.index;
		return absence.name ? set_absence(at, &absence, ret, err) : 0;
	}
	TRY(codec_id(at, "name", true, arena, &ret->name, err));
	TRY(codec_id(at, "unit", false, arena, &ret->unit, err));
	TRY(codec_id(at, "provider", true, arena, &provider, err));
	TRY(codec_text(at, "reason", CODEC_MAX_TEXT, arena, &ret->reason, err));
	TRY(read_provider(at, provider, &ret->provider, err));
	return read_reading(at, ret, err);
}

/* Fills in the counters whose absence was given by its index. */
static int resolve_absences(const struct json_at *at,
			    const struct absences *absences,
			    struct counter_value *counter, size_t count,
			    struct err *err)
{
	for (size_t i = 0; i < count; i++, counter++) {
		if (counter->name)
			continue;
		if (!absences || counter->total >= (double)absences->count)
			return json_at_fail(at, err,
					    "item %.0f of the list \"absent\" "
					    "does not exist",
					    counter->total);
		TRY(set_absence(at, &absences->item[(size_t)counter->total],
				counter, err));
		counter->total = 0;
	}
	return 0;
}

static const struct codec_items counters = {
    "counters",
    SAMPLES_MAX_COLUMNS,
    sizeof(struct counter_value),
    read_counter,
};

int counter_list_read(const struct json_at *at, struct arena *arena,
		      const struct absences *absences,
		      struct counter_value **ret, size_t *ret_count,
		      struct err *err)
{
	TRY(codec_items(at, &counters, arena, ret, ret_count, err));
	return resolve_absences(at, absences, *ret, *ret_count, err);
}
