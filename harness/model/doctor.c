#include "model/doctor.h"

#include "base/json.h"
#include "model/codec.h"
#include "model/machine_json.h"

const char *doctor_level_name(enum doctor_level level)
{
	switch (level) {
	case DOCTOR_OK:
		return "ok";
	case DOCTOR_NOTE:
		return "note";
	case DOCTOR_WARN:
		return "warn";
	}
	return "unknown";
}

/* Text, or null for "". */
static json_t *optional(const char *text)
{
	return text[0] ? json_text(text) : json_null();
}

static json_t *line_json(const struct doctor_line *line)
{
	json_t *json = json_object();
	const char *level = doctor_level_name(line->level);
	bool ok = json_put(json, "what", json_text(line->what)) &&
		  json_put(json, "level", json_text(level)) &&
		  json_put(json, "state", json_text(line->state)) &&
		  json_put(json, "effect", optional(line->effect)) &&
		  json_put(json, "mend", optional(line->mend)) &&
		  json_put(json, "detail", optional(line->detail));

	return codec_done(json, ok);
}

static json_t *lines_json(const struct doctor *doctor)
{
	json_t *list = json_array();
	bool ok = true;

	for (size_t i = 0; ok && i < doctor->count; i++)
		ok = codec_push(list, line_json(&doctor->line[i]));
	return codec_done(list, ok);
}

static json_t *counter_json(const struct doctor_counter *counter)
{
	const char *provider = counter_provider_name(counter->provider);
	json_t *json = json_object();
	bool ok = json_put(json, "name", json_text(counter->name)) &&
		  json_put(json, "provider", json_text(provider)) &&
		  json_put(json, "available", json_boolean(counter->available));

	if (ok && !counter->available)
		ok = json_put(json, "errno", optional(counter->errno_name)) &&
		     json_put(json, "reason", optional(counter->reason)) &&
		     json_put(json, "mend", optional(counter->mend));
	return codec_done(json, ok);
}

static json_t *counters_json(const struct doctor *doctor)
{
	json_t *list = json_array();
	bool ok = true;

	for (size_t i = 0; ok && i < doctor->counter_count; i++)
		ok = codec_push(list, counter_json(&doctor->counter[i]));
	return codec_done(list, ok);
}

static json_t *bench_json(const struct doctor_bench *bench)
{
	json_t *json = json_object();
	bool ok =
	    json_put(json, "bench", json_text(bench->name)) &&
	    json_put(json, "pairs", json_integer((json_int_t)bench->pairs)) &&
	    json_put(json, "pair_ns", json_number(bench->pair_ns)) &&
	    json_put(json, "pair_sd", json_number(bench->sd)) &&
	    json_put(json, "pairs_a_second", json_number(bench->second)) &&
	    json_put(json, "mde_a_second", json_number(bench->mde)) &&
	    json_put(json, "needs_ns", json_number(bench->needs_ns)) &&
	    json_put(json, "slices", json_u64(bench->slices)) &&
	    json_put(json, "disturbed", json_u64(bench->disturbed));

	return codec_done(json, ok);
}

static json_t *benches_json(const struct doctor_noise *noise)
{
	json_t *list = json_array();
	bool ok = true;

	for (size_t i = 0; ok && i < noise->bench_count; i++)
		ok = codec_push(list, bench_json(&noise->bench[i]));
	return codec_done(list, ok);
}

/* null: not asked for. */
static json_t *noise_json(const struct doctor_noise *noise)
{
	json_t *json;
	bool ok;

	if (!noise->measured && !noise->reason[0])
		return json_null();
	json = json_object();
	ok = json_put(json, "measured", json_boolean(noise->measured)) &&
	     json_put(json, "reason", optional(noise->reason));
	if (ok && noise->measured)
		ok = json_put(json, "theta", json_number(noise->theta)) &&
		     json_put(json, "interference",
			      interference_json(&noise->interference)) &&
		     json_put(json, "unfit", optional(noise->unfit)) &&
		     json_put(json, "benches", benches_json(noise));
	return codec_done(json, ok);
}

int doctor_write(const struct doctor *doctor, FILE *out, struct err *err)
{
	json_t *json = json_object();
	int rc;

	if (json_put(json, "schema", json_text(DOCTOR_SCHEMA)) &&
	    json_put(json, "machine",
		     machine_identity_json(&doctor->machine)) &&
	    json_put(json, "lines", lines_json(doctor)) &&
	    json_put(json, "counters", counters_json(doctor)) &&
	    json_put(json, "noise", noise_json(&doctor->noise)))
		rc = json_write_line(out, json, err);
	else
		rc = err_nomem(err, "doctor");
	json_decref(json);
	return rc;
}
